using Bot.Host.Clocks;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Messages;

/// <summary>
/// Takes messages from the inbox, in order within each group, several groups at a time. The row lock of the group's conversation is held by the
/// transaction itself: when a host dies the server frees it, and another host goes on with the same message.
/// </summary>
public sealed class InboxWorker(NpgsqlDataSource source, BotSettings settings, HandleMessage handle, Inbox inbox, Dispatcher dispatcher, BotClock clock, ILogger<InboxWorker> log) : BackgroundService
{
    private const int Workers = 4;
    private const int MostAttempts = 5;
    private const int HeadsAtOnce = 16;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private readonly SemaphoreSlim arrived = new(0);

    /// <summary>The conversation whose turn it was last: each gets its turn, however much waits in another.</summary>
    private volatile string last = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        inbox.Arrived += Wake;
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Work(stoppingToken)));
        }
        finally
        {
            inbox.Arrived -= Wake;
        }
    }

    private void Wake()
    {
        if (arrived.CurrentCount < Workers)
        {
            arrived.Release();
        }
    }

    private async Task Work(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // A message begun is finished even while the host is stopping; the next one is left for another host.
                if (!await HandleNext(CancellationToken.None))
                {
                    await arrived.WaitAsync(Poll, stop);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                log.LogWarning("the database cannot be reached; trying again ({Reason})", exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }

    /// <summary>Handles the next due message of any group that nobody else works on; false where there is none.</summary>
    public async Task<bool> HandleNext(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (await Claim(connection, transaction) is not { } claimed)
        {
            return false;
        }

        var (message, position, attempts) = claimed;
        try
        {
            await handle.Run(connection, transaction, message, position, stop);
            await transaction.CommitAsync(stop);
            dispatcher.Wake();
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await Rollback(transaction);
            await NoteFailure(message, attempts + 1, exception);
            return true;
        }
    }

    /// <summary>
    /// From the conversation after the last one to the end, and from the beginning to that one. The transaction's commit is not waited for: what the server's machine loses of it
    /// when it fails, it loses whole, and the message, which is on disk, is handled again. What leaves the house is preceded by a commit that is ("sending"), and that takes all before it to disk.
    /// </summary>
    private async Task<(IncomingMessage Message, long Position, int Attempts)?> Claim(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        var (now, begun) = (clock.GetUtcNow(), last);
        return await ClaimBetween(connection, transaction, begun, null, now) ?? (begun.Length > 0 ? await ClaimBetween(connection, transaction, "", begun, now) : null);
    }

    private async Task<(IncomingMessage Message, long Position, int Attempts)?> ClaimBetween(NpgsqlConnection connection, NpgsqlTransaction transaction, string after, string? until, DateTimeOffset now)
    {
        while (true)
        {
            // The head of each group: its first pending row that is due, or that has failed and blocks the group until it is tried again. One step of the
            // index per group, however many messages wait in it.
            var heads = (await connection.QueryAsync<(string GroupId, DateTime DueAt)>(
                """
                SET LOCAL synchronous_commit = off;
                WITH RECURSIVE head AS (
                  (SELECT group_id, due_at, 1 AS count FROM inbox
                    WHERE district = @District AND state = 'pending' AND (due_at <= @now OR attempts > 0) AND group_id > @after AND (@until::text IS NULL OR group_id <= @until)
                    ORDER BY group_id, position LIMIT 1)
                  UNION ALL
                  SELECT next.group_id, next.due_at, head.count + 1 FROM head CROSS JOIN LATERAL (
                    SELECT group_id, due_at FROM inbox
                    WHERE district = @District AND state = 'pending' AND (due_at <= @now OR attempts > 0) AND group_id > head.group_id AND (@until::text IS NULL OR group_id <= @until)
                    ORDER BY group_id, position LIMIT 1) AS next
                  WHERE head.count < @HeadsAtOnce)
                SELECT group_id, due_at FROM head ORDER BY count
                """,
                new { settings.District, now, after, until, HeadsAtOnce },
                transaction)).ToList();
            foreach (var (group, _) in heads.Where(head => head.DueAt <= now))
            {
                if (await ClaimIn(connection, transaction, group, now) is { } claimed)
                {
                    last = group;
                    return claimed;
                }
            }

            if (heads.Count < HeadsAtOnce)
            {
                return null;
            }

            after = heads[^1].GroupId;
        }
    }

    private async Task<(IncomingMessage Message, long Position, int Attempts)?> ClaimIn(NpgsqlConnection connection, NpgsqlTransaction transaction, string group, DateTimeOffset now)
    {
        // One way to the server and back; the last statement sees what was committed before the lock was had.
        await using var rows = await connection.QueryMultipleAsync(
            """
            INSERT INTO conversation (district, group_id) VALUES (@District, @group) ON CONFLICT DO NOTHING;
            SELECT 1 FROM conversation WHERE district = @District AND group_id = @group FOR UPDATE SKIP LOCKED;
            SELECT body, position, attempts, due_at FROM inbox
            WHERE district = @District AND group_id = @group AND state = 'pending' AND (due_at <= @now OR attempts > 0)
            ORDER BY position LIMIT 1
            """,
            new { settings.District, group, now },
            transaction);
        var locked = (await rows.ReadAsync<int>()).Any();
        var row = (await rows.ReadAsync<(string? Body, long Position, int Attempts, DateTime DueAt)>()).FirstOrDefault();
        return locked && row.Body is { } body && row.DueAt <= now ? (BotJson.Read<IncomingMessage>(body), row.Position, row.Attempts) : null;
    }

    /// <summary>Tried again with growing pauses; after the fifth time it is dead, the operator sees it, and the group goes on.</summary>
    private async Task NoteFailure(IncomingMessage message, int attempts, Exception exception)
    {
        var dead = attempts >= MostAttempts;
        log.LogError(exception, "message {Key} failed, attempt {Attempt}{Dead}", message.Key, attempts, dead ? ", given up" : "");
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE inbox SET attempts = @attempts, state = @state, due_at = @due, error = @error WHERE district = @District AND message_key = @Key AND state = 'pending'",
            new
            {
                settings.District,
                message.Key,
                attempts,
                state = dead ? "dead" : "pending",
                due = clock.GetUtcNow() + TimeSpan.FromMilliseconds(200 * Math.Pow(3, attempts - 1)),
                error = exception.GetType().Name,
            });
    }

    private async Task Rollback(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.RollbackAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            log.LogDebug(exception, "the connection was gone; the server has rolled back on its own");
        }
    }
}

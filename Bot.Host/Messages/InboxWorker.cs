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
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private readonly SemaphoreSlim arrived = new(0);

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

    private async Task<(IncomingMessage Message, long Position, int Attempts)?> Claim(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        var parameters = new { settings.District, now = clock.GetUtcNow() };

        // The head of each group: its first pending row that is due, or that has failed and blocks the group until it is tried again.
        var groups = (await connection.QueryAsync<string>(
            """
            SELECT head.group_id FROM (
              SELECT DISTINCT ON (group_id) group_id, due_at FROM inbox
              WHERE district = @District AND state = 'pending' AND (due_at <= @now OR attempts > 0)
              ORDER BY group_id, position) AS head
            WHERE head.due_at <= @now
            ORDER BY head.due_at LIMIT 16
            """,
            parameters,
            transaction)).ToList();
        foreach (var group in groups)
        {
            await connection.ExecuteAsync(
                "INSERT INTO conversation (district, group_id) VALUES (@District, @group) ON CONFLICT DO NOTHING", new { settings.District, group }, transaction);
            var locked = await connection.ExecuteScalarAsync<int?>(
                "SELECT 1 FROM conversation WHERE district = @District AND group_id = @group FOR UPDATE SKIP LOCKED", new { settings.District, group }, transaction);
            if (locked is null)
            {
                continue;
            }

            var row = await connection.QueryFirstOrDefaultAsync<(string? Body, long Position, int Attempts, DateTime DueAt)>(
                """
                SELECT body, position, attempts, due_at FROM inbox
                WHERE district = @District AND group_id = @group AND state = 'pending' AND (due_at <= @now OR attempts > 0)
                ORDER BY position LIMIT 1
                """,
                new { settings.District, group, parameters.now },
                transaction);
            if (row.Body is { } body && row.DueAt <= parameters.now)
            {
                return (BotJson.Read<IncomingMessage>(body), row.Position, row.Attempts);
            }
        }

        return null;
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

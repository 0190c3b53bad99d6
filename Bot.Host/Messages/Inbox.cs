using System.Threading.Channels;
using Dapper;
using Npgsql;

namespace Bot.Host.Messages;

/// <summary>
/// Stores what comes in before it is answered with success. Concurrent deliveries are written together: one insert of 100 rows costs a fraction of 100 inserts.
/// Nobody waits for company: what comes while a batch is being flushed to disk is the next one. Two lines do so in turn, and a conversation keeps to its line, so that its order stands.
/// </summary>
public sealed class Inbox(NpgsqlDataSource source, BotSettings settings, ILogger<Inbox> log) : BackgroundService
{
    private const int LargestBatch = 200;
    private readonly Channel<Waiting>[] lines = [Channel.CreateBounded<Waiting>(10_000), Channel.CreateBounded<Waiting>(10_000)];

    private sealed record Waiting(IncomingMessage Message, TaskCompletionSource<bool> Stored);

    /// <summary>Raised when something was stored, so that nobody has to wait for the next poll.</summary>
    public event Action? Arrived;

    /// <summary>Returns once the message is durable: true where it is new, false where it was there already. Throws where it could not be stored.</summary>
    public async Task<bool> Store(IncomingMessage message, CancellationToken stop)
    {
        var waiting = new Waiting(message, new(TaskCreationOptions.RunContinuationsAsynchronously));
        var line = lines[(uint)message.GroupId.GetHashCode(StringComparison.Ordinal) % (uint)lines.Length];
        await line.Writer.WriteAsync(waiting, stop);
        return await waiting.Stored.Task.WaitAsync(stop);
    }

    /// <summary>Returns once all are durable, in their order and in one transaction with what else is written: the keys that were new.</summary>
    public async Task<IReadOnlySet<string>> StoreTogether(Func<NpgsqlConnection, NpgsqlTransaction, Task<IReadOnlyList<IncomingMessage>>> prepare, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var stored = (await Insert(connection, settings.District, await prepare(connection, transaction), transaction)).ToHashSet();
        await transaction.CommitAsync(stop);
        Arrived?.Invoke();
        return stored;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(lines.Select(line => WriteAll(line, stoppingToken)));

    private async Task WriteAll(Channel<Waiting> line, CancellationToken stop)
    {
        var batch = new List<Waiting>(LargestBatch);
        try
        {
            while (await line.Reader.WaitToReadAsync(stop))
            {
                Gather(line, batch);
                await Write(batch);
                batch.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            line.Writer.TryComplete();
            do
            {
                batch.Clear();
                Gather(line, batch);
                await Write(batch);
            }
            while (batch.Count > 0);
        }
    }

    private static void Gather(Channel<Waiting> line, List<Waiting> batch)
    {
        while (batch.Count < LargestBatch && line.Reader.TryRead(out var waiting))
        {
            batch.Add(waiting);
        }
    }

    private async Task Write(List<Waiting> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            await using var connection = await source.OpenConnectionAsync();
            var stored = (await Insert(connection, settings.District, batch.Select(waiting => waiting.Message).ToList())).ToHashSet();
            foreach (var waiting in batch)
            {
                waiting.Stored.TrySetResult(stored.Remove(waiting.Message.Key));
            }

            Arrived?.Invoke();
        }
        catch (PostgresException exception) when (batch.Count > 1 && exception.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            // One of them holds what the database cannot keep (a NUL character, say); the others must not fail with it.
            log.LogWarning(exception, "a batch of {Count} messages holds one that cannot be stored; storing one by one", batch.Count);
            foreach (var waiting in batch)
            {
                await Write([waiting]);
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            log.LogError(exception, "storing {Count} messages failed; the senders are told so and will deliver again", batch.Count);
            foreach (var waiting in batch)
            {
                waiting.Stored.TrySetException(exception);
            }
        }
    }

    /// <summary>Returns the keys that were new. A key seen before, or twice in one batch, is stored once.</summary>
    public static Task<IEnumerable<string>> Insert(NpgsqlConnection connection, string district, IReadOnlyList<IncomingMessage> messages, NpgsqlTransaction? transaction = null) =>
        connection.QueryAsync<string>(
            """
            INSERT INTO inbox (district, message_key, group_id, message_id, sender_id, body, received_at, due_at)
            SELECT @district, * FROM unnest(@keys, @groups, @ids, @senders, @bodies::jsonb[], @received, @due)
            ON CONFLICT (district, message_key) DO NOTHING
            RETURNING message_key
            """,
            new
            {
                district,
                keys = messages.Select(message => message.Key).ToArray(),
                groups = messages.Select(message => message.GroupId).ToArray(),
                ids = messages.Select(message => message.MessageId).ToArray(),
                senders = messages.Select(message => message.SenderId).ToArray(),
                bodies = messages.Select(message => BotJson.Write(message)).ToArray(),
                received = messages.Select(message => message.ReceivedAt.ToUniversalTime()).ToArray(),
                due = messages.Select(message => (message.DueAt ?? message.ReceivedAt).ToUniversalTime()).ToArray(),
            },
            transaction);
}

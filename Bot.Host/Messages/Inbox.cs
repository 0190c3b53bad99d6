using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Messages;

/// <summary>
/// Stores what comes in before it is answered with success. What arrives while one insert is under way is written together by the next: one insert of 100
/// rows costs a fraction of 100 inserts. Nothing waits for company: on a busy machine a pause of two milliseconds took ten.
/// </summary>
public sealed class Inbox(NpgsqlDataSource source, BotSettings settings, ILogger<Inbox> log) : BackgroundService
{
    private const int LargestBatch = 200;
    private readonly Channel<Waiting> arrivals = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(10_000) { SingleReader = true });

    /// <param name="Body">As it is stored; written by the many who deliver, not by the one who stores.</param>
    private sealed record Waiting(IncomingMessage Message, string Body, TaskCompletionSource<bool> Stored);

    /// <summary>Raised when something was stored, so that nobody has to wait for the next poll.</summary>
    public event Action? Arrived;

    /// <summary>Returns once the message is durable: true where it is new, false where it was there already. Throws where it could not be stored.</summary>
    public async Task<bool> Store(IncomingMessage message, CancellationToken stop)
    {
        var waiting = new Waiting(message, BotJson.Write(message), new(TaskCreationOptions.RunContinuationsAsynchronously));
        await arrivals.Writer.WriteAsync(waiting, stop);
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiting>(LargestBatch);
        try
        {
            while (await arrivals.Reader.WaitToReadAsync(stoppingToken))
            {
                Gather(batch);
                await Write(batch);
                batch.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            arrivals.Writer.TryComplete();
            do
            {
                batch.Clear();
                Gather(batch);
                await Write(batch);
            }
            while (batch.Count > 0);
        }
    }

    private void Gather(List<Waiting> batch)
    {
        while (batch.Count < LargestBatch && arrivals.Reader.TryRead(out var waiting))
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
            var stored = (await Insert(connection, settings.District, batch.ConvertAll(waiting => waiting.Message), batch.ConvertAll(waiting => waiting.Body))).ToHashSet();
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

    /// <summary>
    /// Returns the keys that were new. A key seen before, or twice in one batch, is stored once. Prepared, and so planned once per connection: for a few rows
    /// the server would plan about as long as it writes.
    /// </summary>
    public static Task<IReadOnlyList<string>> Insert(NpgsqlConnection connection, string district, IReadOnlyList<IncomingMessage> messages, NpgsqlTransaction? transaction = null) =>
        Insert(connection, district, messages, [.. messages.Select(message => BotJson.Write(message))], transaction);

    private static async Task<IReadOnlyList<string>> Insert(NpgsqlConnection connection, string district, IReadOnlyList<IncomingMessage> messages, IReadOnlyList<string> bodies, NpgsqlTransaction? transaction = null)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO inbox (district, message_key, group_id, message_id, sender_id, body, received_at, due_at)
            SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (district, message_key) DO NOTHING
            RETURNING message_key
            """,
            connection,
            transaction)
        {
            Parameters =
            {
                new() { Value = district, NpgsqlDbType = NpgsqlDbType.Text },
                Texts(message => message.Key),
                Texts(message => message.GroupId),
                Texts(message => message.MessageId),
                Texts(message => message.SenderId),
                new() { Value = bodies.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
                Times(message => message.ReceivedAt),
                Times(message => message.DueAt ?? message.ReceivedAt),
            },
        };
        await command.PrepareAsync();
        var stored = new List<string>(messages.Count);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            stored.Add(rows.GetString(0));
        }

        return stored;

        NpgsqlParameter Texts(Func<IncomingMessage, string> text) => new() { Value = messages.Select(text).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
        NpgsqlParameter Times(Func<IncomingMessage, DateTimeOffset> time) =>
            new() { Value = messages.Select(message => time(message).UtcDateTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };
    }
}

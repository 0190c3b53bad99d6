using Bot.Host.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels;

/// <summary>
/// At most so many sends in any window, whoever of the hosts sends. A send counts from its beginning until a window after its end, since the far
/// side has seen it some time in between; a bucket that refills would let nearly twice as many through, a spacing would stop bursts.
/// </summary>
public sealed class SendLimit(NpgsqlDataSource source, BotSettings settings, BotClock clock)
{
    /// <summary>Of the lease; whoever calls is told to stop by then.</summary>
    private const double LongestTaking = 0.6;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Hosts' clocks differ a little.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(1);

    public readonly record struct Window(int Most, TimeSpan Span);

    /// <summary>A place within the limit; tell its end with <see cref="End"/>.</summary>
    /// <param name="Wait">Where there is none: when to ask again.</param>
    /// <param name="Fault">Why it could not be found out whether there is one; null where it could.</param>
    public readonly record struct Place(Guid? Id, TimeSpan Wait, string? Fault = null);

    /// <param name="sender">Whose limit it is: "wecom-webhook:NAME", a session ... No secret.</param>
    /// <remarks>No exception where the database is away: nothing is sent then, which whoever calls must be able to tell from a call without an answer.</remarks>
    public async Task<Place> Take(string sender, IReadOnlyList<Window> windows, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        try
        {
            var place = await Find(sender, windows, stop);
            return TimeProvider.System.GetElapsedTime(since) <= settings.Lease * LongestTaking ? place : new Place(null, Pause, "the host stood still; nothing was sent");
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return new Place(null, Pause, "the database did not answer; nothing was sent");
        }
    }

    /// <summary>The call is over, however it ended.</summary>
    public async Task End(string sender, Guid id)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            await connection.ExecuteAsync(
                "UPDATE limited_send SET ended_at = @now WHERE district = @District AND sender = @sender AND send_id = @id", new { settings.District, sender, id, now = clock.GetUtcNow() });
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            // It counts as a dead host's then. The answer that the call has brought must not be lost for it.
        }
    }

    private async Task<Place> Find(string sender, IReadOnlyList<Window> windows, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var longest = windows.Max(window => window.Span);
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync(
            """
            INSERT INTO limited_sender (district, sender) VALUES (@District, @sender) ON CONFLICT DO NOTHING;
            SELECT 1 FROM limited_sender WHERE district = @District AND sender = @sender FOR UPDATE;
            DELETE FROM limited_send WHERE district = @District AND sender = @sender AND COALESCE(ended_at, began_at + @Lease) < @past;
            """,
            new { settings.District, sender, settings.Lease, past = now - longest - Skew },
            transaction);

        // A host that died in a send never tells its end; by the end of the lease the call was over.
        var ends = (await connection.QueryAsync<DateTime>(
            "SELECT COALESCE(ended_at, CASE WHEN began_at + @Lease < @now THEN began_at + @Lease ELSE @now END) FROM limited_send WHERE district = @District AND sender = @sender ORDER BY 1 DESC",
            new { settings.District, sender, settings.Lease, now },
            transaction)).Select(end => new DateTimeOffset(end)).ToList();
        foreach (var window in windows)
        {
            if (ends.Count >= window.Most && ends[window.Most - 1] + window.Span + Skew is var free && free > now)
            {
                return new Place(null, free - now);
            }
        }

        var id = Guid.NewGuid();
        await connection.ExecuteAsync(
            "INSERT INTO limited_send (district, sender, send_id, began_at) VALUES (@District, @sender, @id, @now)", new { settings.District, sender, id, now }, transaction);
        await transaction.CommitAsync(stop);
        return new Place(id, TimeSpan.Zero);
    }
}

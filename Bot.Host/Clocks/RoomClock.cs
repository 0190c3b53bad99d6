using Bot.Host.Grids;
using Npgsql;

namespace Bot.Host.Clocks;

/// <summary>A room other than the tickets' whose clocks the sweep rings.</summary>
public interface IRings
{
    /// <summary>The noun before the colon of its clocks' subjects: "meeting" of "meeting:12".</summary>
    string Noun { get; }

    /// <summary>Checks whether the clock still holds and does what is due, in a transaction of its own that also settles the clock (see <see cref="RoomClock.Settle"/>). False where another host has it.</summary>
    Task<bool> Ring(string id, string kind, int episode, DistrictMap map, DateTimeOffset now, CancellationToken stop);
}

/// <summary>Clocks of rooms other than the tickets': set, stopped and settled.</summary>
public static class RoomClock
{
    /// <summary>Set again with another time where it runs already; one that has rung stays rung.</summary>
    public static void Set(NpgsqlBatch batch, string district, string subject, string kind, int episode, DateTimeOffset dueAt) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO clock (district, subject, kind, episode, due_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (district, subject, kind, episode) DO UPDATE SET due_at = excluded.due_at WHERE clock.state = 'running'
            """)
        {
            Parameters = { new() { Value = district }, new() { Value = subject }, new() { Value = kind }, new() { Value = episode }, new() { Value = dueAt.ToUniversalTime() } },
        });

    /// <summary>Whether a clock still runs, asked by whoever holds its subject's row.</summary>
    public static async Task<bool> Runs(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string subject, string kind, int episode)
    {
        await using var command = new NpgsqlCommand("SELECT 1 FROM clock WHERE district = $1 AND subject = $2 AND kind = $3 AND episode = $4 AND state = 'running'", connection, transaction)
        {
            Parameters = { new() { Value = district }, new() { Value = subject }, new() { Value = kind }, new() { Value = episode } },
        };
        return await command.ExecuteScalarAsync() is not null;
    }

    /// <summary>All that still run of a subject.</summary>
    public static void Stop(NpgsqlBatch batch, string district, string subject, string reason, DateTimeOffset now) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE clock SET state = 'stopped', settled_at = $4, reason = $3 WHERE district = $1 AND subject = $2 AND state = 'running'")
        {
            Parameters = { new() { Value = district }, new() { Value = subject }, new() { Value = reason }, new() { Value = now.ToUniversalTime() } },
        });

    /// <summary>Rung, or found moot where a reason is given.</summary>
    public static void Settle(NpgsqlBatch batch, string district, string subject, string kind, int episode, string? reason, DateTimeOffset now) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "UPDATE clock SET state = CASE WHEN $5::text IS NULL THEN 'fired' ELSE 'moot' END, settled_at = $6, reason = $5 WHERE district = $1 AND subject = $2 AND kind = $3 AND episode = $4")
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = subject },
                new() { Value = kind },
                new() { Value = episode },
                new() { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                new() { Value = now.ToUniversalTime() },
            },
        });
}

using Bot.Domain.Notices;
using Bot.Host.Grids;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Notices;

/// <summary>Writes notices into the lanes of their conversations, inside the transaction that decided them.</summary>
public static class Outbox
{
    /// <summary>
    /// Adds one command per notice, lanes in the order of their ids so that two deciders never wait for each other in a circle.
    /// A notice whose key is there already is not written again, unless it was withdrawn before anybody read it.
    /// </summary>
    public static void Add(NpgsqlBatch batch, DistrictMap map, IEnumerable<Notice> notices, DateTimeOffset now)
    {
        foreach (var (notice, lane) in notices.Select(notice => (notice, map.Resolve(notice.To))).OrderBy(pair => pair.Item2, StringComparer.Ordinal))
        {
            var due = notice.WaitsForMorning ? Bot.Domain.Clocks.ShanghaiTime.NotByNight(now) : now;
            batch.BatchCommands.Add(new NpgsqlBatchCommand("""
                WITH lane AS (
                  INSERT INTO lane (district, lane_id, next_sequence, next_due_at) VALUES ($1, $2, 2, $3)
                  ON CONFLICT (district, lane_id) DO UPDATE
                    SET next_sequence = lane.next_sequence + 1, next_due_at = LEAST(lane.next_due_at, excluded.next_due_at)
                  RETURNING next_sequence - 1 AS sequence)
                INSERT INTO outbox (district, lane_id, sequence, notice_key, kind, text, mentions, tickets, quote, created_at, due_at)
                SELECT $1, $2, lane.sequence, $4, $5, $6, $7, $8, $9, $10, $3 FROM lane
                ON CONFLICT (district, notice_key) DO UPDATE
                  SET lane_id = excluded.lane_id, sequence = excluded.sequence, kind = excluded.kind, text = excluded.text, mentions = excluded.mentions,
                      tickets = excluded.tickets, quote = excluded.quote, created_at = excluded.created_at, due_at = excluded.due_at, state = 'pending'
                  WHERE outbox.state = 'withdrawn'
                """)
            {
                Parameters =
                {
                    new() { Value = map.District },
                    new() { Value = lane },
                    new() { Value = due.ToUniversalTime() },
                    new() { Value = notice.Key },
                    new() { Value = notice.Kind },
                    new() { Value = notice.Text },
                    new() { Value = notice.Mentions.ToArray() },
                    new() { Value = notice.Tickets.ToArray() },
                    new() { Value = (object?)notice.Quote ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                    new() { Value = now.ToUniversalTime() },
                },
            });
        }
    }

    /// <summary>What has become moot before it was sent is not sent.</summary>
    public static void Withdraw(NpgsqlBatch batch, string district, IEnumerable<string> keys)
    {
        var wanted = keys.Distinct().ToArray();
        if (wanted.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                "UPDATE outbox SET state = 'withdrawn' WHERE district = $1 AND notice_key = ANY($2) AND state = 'pending'")
            {
                Parameters = { new() { Value = district }, new() { Value = wanted } },
            });
        }
    }
}

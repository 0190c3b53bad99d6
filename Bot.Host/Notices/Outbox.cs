using System.Text.Json;
using Bot.Domain.Notices;
using Bot.Host.Grids;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Notices;

/// <summary>Writes notices into the lanes of their conversations, inside the transaction that decided them.</summary>
public static class Outbox
{
    /// <summary>
    /// Adds the notices with one command, lanes in the order of their ids so that two deciders never wait for each other in a circle.
    /// A notice whose key is there already is not written again, unless it was withdrawn before anybody read it.
    /// </summary>
    public static void Add(NpgsqlBatch batch, DistrictMap map, IEnumerable<Notice> notices, DateTimeOffset now)
    {
        var lines = notices.DistinctBy(notice => notice.Key).Select((notice, position) => new
        {
            position,
            lane = map.Resolve(notice.To),
            due = (notice.WaitsForMorning ? Bot.Domain.Clocks.ShanghaiTime.NotByNight(now) : now).ToUniversalTime(),
            key = notice.Key,
            kind = notice.Kind,
            text = notice.Text,
            mentions = notice.Mentions,
            tickets = notice.Tickets,
            quote = notice.Quote,
            picture = notice.Picture,
        }).ToArray();
        if (lines.Length == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            WITH line AS (
              SELECT *, row_number() OVER (PARTITION BY lane ORDER BY position) AS place, count(*) OVER (PARTITION BY lane) AS places FROM jsonb_to_recordset($2) AS line
                (position integer, lane text, due timestamptz, key text, kind text, text text, mentions text[], tickets text[], quote text, picture text)),
            taken AS (
              INSERT INTO lane (district, lane_id, next_sequence, next_due_at)
              SELECT $1, lane, count(*) + 1, min(due) FROM line GROUP BY lane ORDER BY lane
              ON CONFLICT (district, lane_id) DO UPDATE
                SET next_sequence = lane.next_sequence + excluded.next_sequence - 1, next_due_at = LEAST(lane.next_due_at, excluded.next_due_at)
              RETURNING lane_id, next_sequence)
            INSERT INTO outbox (district, lane_id, sequence, notice_key, kind, text, mentions, tickets, quote, picture, created_at, due_at)
            SELECT $1, lane, next_sequence - 1 - places + place, key, kind, text, mentions, tickets, quote, picture, $3, due
            FROM line JOIN taken ON lane_id = lane ORDER BY lane, place
            ON CONFLICT (district, notice_key) DO UPDATE
              SET lane_id = excluded.lane_id, sequence = excluded.sequence, kind = excluded.kind, text = excluded.text, mentions = excluded.mentions,
                  tickets = excluded.tickets, quote = excluded.quote, picture = excluded.picture, created_at = excluded.created_at, due_at = excluded.due_at, state = 'pending', attempts = 0, doubts = 0, provider_id = NULL
              WHERE outbox.state = 'withdrawn'
            """)
        {
            Parameters =
            {
                new() { Value = map.District },
                new() { Value = JsonSerializer.Serialize(lines), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = now.ToUniversalTime() },
            },
        });
    }

    /// <summary>What has become moot before anybody saw it is not sent; a task that still waits for its tap is then taken back.</summary>
    public static void Withdraw(NpgsqlBatch batch, string district, IEnumerable<string> keys)
    {
        var wanted = keys.Distinct().ToArray();
        if (wanted.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                "UPDATE outbox SET state = 'withdrawn' WHERE district = $1 AND notice_key = ANY($2) AND state IN ('pending', 'awaiting_tap')")
            {
                Parameters = { new() { Value = district }, new() { Value = wanted } },
            });
        }
    }
}

using System.Globalization;
using Bot.Domain.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Jobs;

/// <summary>Lays out the event log's coming months, and removes what has served its time, in batches that never lock for long.</summary>
public sealed class TidyUp(NpgsqlDataSource source, BotSettings settings) : Job
{
    /// <summary>A message's key holds for so long: platforms repeat within minutes, an administrator's replay comes within weeks.</summary>
    private static readonly TimeSpan KeysLive = TimeSpan.FromDays(30);
    private static readonly TimeSpan MediaAreSettled = TimeSpan.FromDays(2);
    private const int BatchSize = 1000;

    public override string Name => "tidy-up";

    public override Schedule Schedule => new Schedule.Daily(new TimeOnly(3, 30));

    public override async Task Run(DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await LayOutMonths(connection, now);
        await NoteUsed(connection, now);
        await Delete(connection, "inbox", "message_key", "state = 'handled' AND handled_at < @before", now, stop);
        await Delete(connection, "outbox", "notice_key", "state IN ('sent', 'withdrawn', 'handed_over') AND COALESCE(sent_at, due_at) < @before", now, stop);
        await Delete(connection, "group_send_task", "task_id", "state NOT IN ('asking', 'waiting') AND settled_at < @before", now, stop);
        await Delete(connection, "robot_answer", "message_key", "used_at < @before", now, stop);
        await Delete(connection, "robot_stream", "message_key", "put_at < @before", now, stop);
        await Delete(connection, "media", "media_id", "NOT is_used AND asked_at < @before", now, stop);

        // By the bot's time, as they were planned: finished_at is the server's, and where the demo's clock is a month ahead every run would look old, and each job new to the district.
        await Delete(connection, "job_run", "occurrence", "finished_at IS NOT NULL AND occurrence < @before", now, stop);
    }

    /// <summary>Three months ahead; a month whose events already lie in the catch-all partition stays there.</summary>
    public static async Task LayOutMonths(NpgsqlConnection connection, DateTimeOffset now)
    {
        var first = new DateOnly(ShanghaiTime.Of(now).Year, ShanghaiTime.Of(now).Month, 1);
        foreach (var month in Enumerable.Range(0, 4).Select(first.AddMonths))
        {
            var from = month.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var to = month.AddMonths(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await connection.ExecuteAsync($"""
                DO $$ BEGIN
                  PERFORM pg_advisory_xact_lock(4242);
                  IF to_regclass('event_{month:yyyy_MM}') IS NULL
                     AND NOT EXISTS (SELECT 1 FROM event_other WHERE at >= '{from} 00:00:00+08' AND at < '{to} 00:00:00+08') THEN
                    CREATE TABLE event_{month:yyyy_MM} PARTITION OF event FOR VALUES FROM ('{from} 00:00:00+08') TO ('{to} 00:00:00+08');
                  END IF;
                END $$
                """);
        }
    }

    /// <summary>Pictures that a ticket's event holds stay as long as the log does. A picture is booked with the message it came with, or one its writer sent within a day.</summary>
    private Task NoteUsed(NpgsqlConnection connection, DateTimeOffset now) => connection.ExecuteAsync(
        """
        UPDATE media SET is_used = true WHERE district = @District AND NOT is_used AND asked_at < @before AND EXISTS (
          SELECT 1 FROM event JOIN inbox ON inbox.district = event.district AND inbox.message_key = media.message_key
          WHERE event.district = @District AND event.at BETWEEN inbox.received_at - interval '1 minute' AND inbox.received_at + interval '1 day'
            AND event.data::text LIKE '%' || media.media_id || '%')
        """,
        new { settings.District, before = (now - MediaAreSettled).ToUniversalTime() });

    private async Task Delete(NpgsqlConnection connection, string table, string key, string condition, DateTimeOffset now, CancellationToken stop)
    {
        var before = (now - KeysLive).ToUniversalTime();
        int deleted;
        do
        {
            deleted = await connection.ExecuteAsync(
                $"DELETE FROM {table} WHERE district = @District AND {key} IN (SELECT {key} FROM {table} WHERE district = @District AND {condition} LIMIT {BatchSize}) AND {condition}",
                new { settings.District, before });
        }
        while (deleted == BatchSize && !stop.IsCancellationRequested);
    }
}

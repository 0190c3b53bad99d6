using Bot.Domain.Clocks;
using Bot.Domain.Meetings;
using Bot.Domain.Notices;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Meetings;

/// <summary>Meetings, their reminders' clocks, and the notices of a change, each written in one transaction.</summary>
public sealed class MeetingStore(NpgsqlDataSource source)
{
    private const string Columns = "meeting_id, group_id, title, at, place, agenda, cancelled, version";

    private sealed record Row(string MeetingId, string GroupId, string Title, DateTime At, string Place, string? Agenda, bool Cancelled, int Version)
    {
        public Meeting Meeting => new(MeetingId, GroupId, Title, ShanghaiTime.Of(new DateTimeOffset(At)), Place, Agenda, Cancelled, Version);
    }

    public async Task<IReadOnlyList<Meeting>> List(string district, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<Row>($"SELECT {Columns} FROM meeting WHERE district = @district ORDER BY at, meeting_id", new { district })).Select(row => row.Meeting).ToList();
    }

    /// <summary>Null where a meeting of that series has been planned for that day already.</summary>
    public async Task<Meeting?> Create(DistrictMap map, string groupId, string title, DateTimeOffset at, string place, string? agenda, DateTimeOffset now, string? series = null, DateOnly? planned = null)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var number = await connection.ExecuteScalarAsync<int>("UPDATE district SET next_meeting = next_meeting + 1 WHERE district = @District RETURNING next_meeting - 1", new { map.District }, transaction);
        var meeting = new Meeting(number.ToString(System.Globalization.CultureInfo.InvariantCulture), groupId, title, at, place, agenda, false, 1);
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO meeting (district, meeting_id, group_id, series_id, planned_date, title, at, place, agenda)
            VALUES (@District, @Id, @GroupId, @series, @planned, @Title, @At, @Place, @Agenda)
            ON CONFLICT (district, series_id, planned_date) DO NOTHING
            """,
            new { map.District, meeting.Id, meeting.GroupId, series, planned = planned?.ToDateTime(TimeOnly.MinValue), meeting.Title, At = at.ToUniversalTime(), meeting.Place, meeting.Agenda },
            transaction);
        if (added == 0)
        {
            // The rollback gives the number back: planning twice leaves no gap.
            return null;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        AddClocks(batch, map.District, meeting, now);
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return meeting;
    }

    /// <summary>Null where there is no such meeting. Members are told once if anything changed that they must know.</summary>
    public async Task<Meeting?> Change(DistrictMap map, string id, Func<Meeting, Meeting> change, DateTimeOffset now)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var row = await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM meeting WHERE district = @District AND meeting_id = @id FOR UPDATE", new { map.District, id }, transaction);
        if (row is null)
        {
            return null;
        }

        var before = row.Meeting;
        var after = change(before);
        if (after == before)
        {
            return before;
        }

        after = after with { Version = before.Version + 1 };
        await connection.ExecuteAsync(
            "UPDATE meeting SET at = @At, place = @Place, cancelled = @Cancelled, version = @Version WHERE district = @District AND meeting_id = @Id",
            new { map.District, after.Id, At = after.At.ToUniversalTime(), after.Place, after.Cancelled, after.Version },
            transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        AddClocks(batch, map.District, after, now);
        Outbox.Withdraw(batch, map.District, [$"meeting:{after.Id}:changed:v{before.Version}", $"meeting:{after.Id}:day_before:v{before.Version}", $"meeting:{after.Id}:hour_before:v{before.Version}"]);
        Outbox.Add(batch, map, [MeetingNotices.Changed(before, after, now)], now);
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return after;
    }

    /// <summary>A reminder's clock has run out: it is checked again whether the meeting is still held, and as it was when the clock was set.</summary>
    public async Task<bool> Remind(string id, string kind, int version, DistrictMap map, DateTimeOffset now)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var row = await connection.QueryFirstOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM meeting WHERE district = @District AND meeting_id = @id FOR UPDATE SKIP LOCKED", new { map.District, id }, transaction);
        var running = row is not null && await connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM clock WHERE district = @District AND subject = @subject AND kind = @kind AND episode = @version AND state = 'running')",
            new { map.District, subject = $"meeting:{id}", kind, version },
            transaction);
        if (row is null || !running)
        {
            return false;
        }

        var meeting = row.Meeting;
        var holds = MeetingNotices.Holds(meeting, kind, version, now);
        await connection.ExecuteAsync(
            "UPDATE clock SET state = @state, settled_at = @now, reason = @reason WHERE district = @District AND subject = @subject AND kind = @kind AND episode = @version",
            new { map.District, subject = $"meeting:{id}", kind, version, now, state = holds ? "fired" : "moot", reason = holds ? null : "the meeting is over, moved or cancelled" },
            transaction);
        if (holds)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            Outbox.Add(batch, map, [MeetingNotices.Remind(meeting, kind, now)], now);
            await batch.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return true;
    }

    /// <summary>Makes the meetings of all series for the coming two weeks; planning twice makes each once.</summary>
    public async Task Plan(DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        const int days = 14;
        await using var connection = await source.OpenConnectionAsync(stop);
        var series = await connection.QueryAsync<(string Id, string GroupId, string Title, int Weekday, TimeSpan TimeOfDay, string Place)>(
            "SELECT series_id, group_id, title, weekday, time_of_day, place FROM meeting_series WHERE district = @District", new { map.District });
        foreach (var one in series.Select(row => new MeetingSeries(row.Id, row.GroupId, row.Title, row.Weekday, TimeOnly.FromTimeSpan(row.TimeOfDay), row.Place)))
        {
            foreach (var date in one.Dates(now, days))
            {
                await Create(map, one.GroupId, one.Title, ShanghaiTime.At(date, one.TimeOfDay), one.Place, null, now, one.Id, date);
            }
        }
    }

    private static void AddClocks(NpgsqlBatch batch, string district, Meeting meeting, DateTimeOffset now)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "UPDATE clock SET state = 'stopped', settled_at = $3, reason = 'the meeting changed' WHERE district = $1 AND subject = $2 AND state = 'running'")
        {
            Parameters = { new() { Value = district }, new() { Value = $"meeting:{meeting.Id}" }, new() { Value = now.ToUniversalTime() } },
        });
        foreach (var reminder in MeetingNotices.Reminders(meeting, now))
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO clock (district, subject, kind, episode, due_at) VALUES ($1, $2, $3, $4, $5)")
            {
                Parameters =
                {
                    new() { Value = district },
                    new() { Value = $"meeting:{meeting.Id}" },
                    new() { Value = reminder.Kind },
                    new() { Value = meeting.Version },
                    new() { Value = reminder.DueAt.ToUniversalTime() },
                },
            });
        }
    }
}

using Bot.Domain.Clocks;
using Bot.Domain.Meetings;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Topics;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Topics;
using Dapper;
using Npgsql;

namespace Bot.Host.Meetings;

/// <summary>Meetings, their reminders' clocks, and the notices of a change, each written in one transaction.</summary>
public sealed class MeetingStore(NpgsqlDataSource source) : IRings
{
    private const string Columns = "meeting_id, group_ids, title, at, place, agenda, cancelled, version, host_id, parties, quorum_parties, quorum_people, minutes IS NOT NULL AS has_minutes";

    private sealed record Row
    {
        public string MeetingId { get; init; } = "";
        public string[] GroupIds { get; init; } = [];
        public string Title { get; init; } = "";
        public DateTime At { get; init; }
        public string Place { get; init; } = "";
        public string? Agenda { get; init; }
        public bool Cancelled { get; init; }
        public int Version { get; init; }
        public string? HostId { get; init; }
        public string[] Parties { get; init; } = [];
        public int? QuorumParties { get; init; }
        public int? QuorumPeople { get; init; }
        public bool HasMinutes { get; init; }
        public Meeting Meeting => new(MeetingId, GroupIds, Title, ShanghaiTime.Of(new DateTimeOffset(At)), Place, Agenda, Cancelled, Version)
        {
            Host = HostId,
            Parties = Parties,
            Quorum = new Quorum(QuorumParties, QuorumPeople),
        };
    }

    /// <summary>A meeting to be: what a person plans, or a series and its planned date.</summary>
    public sealed record Draft(IReadOnlyList<string> GroupIds, string Title, DateTimeOffset At, string Place, string? Agenda)
    {
        public string? Host { get; init; }
        public IReadOnlyList<string> Parties { get; init; } = [];
        public Quorum Quorum { get; init; } = Quorum.None;
        public string? SeriesId { get; init; }
        public DateOnly? Planned { get; init; }
    }

    public async Task<IReadOnlyList<Meeting>> List(string district, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<Row>($"SELECT {Columns} FROM meeting WHERE district = @district ORDER BY at, meeting_id", new { district })).Select(row => row.Meeting).ToList();
    }

    public sealed record Guest(string Name, bool Comes, int People, DateTime At);

    /// <summary>A meeting with who comes and what came out of it.</summary>
    public sealed record Details(Meeting Meeting, string? Minutes, DateTimeOffset? MinutesAt, int? People, string[]? Present, IReadOnlyList<MinutesItem> Items, IReadOnlyList<Guest> Guests);

    private sealed record MinutesRow
    {
        public string? Minutes { get; init; }
        public DateTime? MinutesAt { get; init; }
        public int? People { get; init; }
        public string[]? Present { get; init; }
        public string Items { get; init; } = "[]";
    }

    public async Task<Details?> Detail(string district, string id, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
            SELECT {Columns} FROM meeting WHERE district = @district AND meeting_id = @id;
            SELECT minutes, minutes_at, people, present, items FROM meeting WHERE district = @district AND meeting_id = @id;
            SELECT name, comes, people, at FROM meeting_guest WHERE district = @district AND meeting_id = @id ORDER BY at, name;
            """,
            new { district, id },
            cancellationToken: stop));
        if (await rows.ReadFirstOrDefaultAsync<Row>() is not { } row)
        {
            return null;
        }

        var minutes = await rows.ReadFirstAsync<MinutesRow>();
        return new Details(
            row.Meeting, minutes.Minutes, minutes.MinutesAt is { } at ? new DateTimeOffset(at) : null, minutes.People, minutes.Present, BotJson.Read<List<MinutesItem>>(minutes.Items), [.. await rows.ReadAsync<Guest>()]);
    }

    /// <summary>Null where a meeting of that series has been planned for that day already.</summary>
    public async Task<Meeting?> Create(DistrictMap map, Draft draft, DateTimeOffset now)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var number = await connection.ExecuteScalarAsync<int>("UPDATE district SET next_meeting = next_meeting + 1 WHERE district = @District RETURNING next_meeting - 1", new { map.District }, transaction);
        var meeting = new Meeting(number.ToString(System.Globalization.CultureInfo.InvariantCulture), draft.GroupIds, draft.Title, draft.At, draft.Place, draft.Agenda, false, 1) { Host = draft.Host, Parties = draft.Parties, Quorum = draft.Quorum };
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO meeting (district, meeting_id, group_ids, series_id, planned_date, title, at, place, agenda, host_id, parties, quorum_parties, quorum_people)
            VALUES (@District, @Id, @groups, @SeriesId, @planned, @Title, @at, @Place, @Agenda, @Host, @parties, @QuorumParties, @QuorumPeople)
            ON CONFLICT (district, series_id, planned_date) DO NOTHING
            """,
            new
            {
                map.District,
                meeting.Id,
                groups = draft.GroupIds.ToArray(),
                draft.SeriesId,
                planned = draft.Planned?.ToDateTime(TimeOnly.MinValue),
                draft.Title,
                at = draft.At.ToUniversalTime(),
                draft.Place,
                draft.Agenda,
                draft.Host,
                parties = draft.Parties.ToArray(),
                QuorumParties = draft.Quorum.Parties,
                QuorumPeople = draft.Quorum.People,
            },
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
        Outbox.Withdraw(batch, map.District, MeetingNotices.Keys(before));
        Outbox.Add(batch, map, MeetingNotices.Changed(before, after, now), now);
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return after;
    }

    /// <summary>Locked for the transaction; null where there is none. The second value tells whether its minutes have been taken.</summary>
    internal static async Task<(Meeting? Meeting, bool HasMinutes)> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string id)
    {
        var row = await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM meeting WHERE district = @district AND meeting_id = @id FOR UPDATE", new { district, id }, transaction);
        return (row?.Meeting, row?.HasMinutes == true);
    }

    public string Noun => "meeting";

    /// <summary>A reminder's clock has run out: it is checked again whether the meeting is still held, and as it was when the clock was set.</summary>
    public async Task<bool> Ring(string id, string kind, int episode, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var row = await connection.QueryFirstOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM meeting WHERE district = @District AND meeting_id = @id FOR UPDATE SKIP LOCKED", new { map.District, id }, transaction);
        var running = row is not null && await connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM clock WHERE district = @District AND subject = @subject AND kind = @kind AND episode = @episode AND state = 'running')",
            new { map.District, subject = $"meeting:{id}", kind, episode },
            transaction);
        if (row is null || !running)
        {
            return false;
        }

        var meeting = row.Meeting;
        var isForMinutes = kind.StartsWith(MeetingNotices.MinutesMissing, StringComparison.Ordinal);
        var holds = MeetingNotices.Holds(meeting, kind, episode, now) && !(isForMinutes && row.HasMinutes);
        await connection.ExecuteAsync(
            "UPDATE clock SET state = @state, settled_at = @now, reason = @reason WHERE district = @District AND subject = @subject AND kind = @kind AND episode = @episode",
            new { map.District, subject = $"meeting:{id}", kind, episode, now, state = holds ? "fired" : "moot", reason = holds ? null : isForMinutes ? "the minutes are there, or the meeting was moved or cancelled" : "the meeting is over, moved or cancelled" },
            transaction);
        if (holds)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            Outbox.Add(batch, map, isForMinutes ? AskForMinutes(map, meeting, kind, now) : MeetingNotices.Remind(meeting, kind, await Outlook(connection, transaction, map, meeting, now), now), now);
            if (batch.BatchCommands.Count > 0)
            {
                await batch.ExecuteNonQueryAsync(stop);
            }
        }

        await transaction.CommitAsync(stop);
        return true;
    }

    private static IEnumerable<Notice> AskForMinutes(DistrictMap map, Meeting meeting, string kind, DateTimeOffset now)
    {
        var grid = map.Group(meeting.GroupIds[0]) is { } group ? map.GridOf(group) : null;
        return (meeting.Host ?? (grid is null ? null : map.RosterOf(grid).InCharge?.PersonId)) is { } host ? [MeetingNotices.AskForMinutes(meeting, kind, host, now)] : [];
    }

    /// <summary>Who comes, and what is open where it is held: no private matter, no place, no name.</summary>
    private static async Task<MeetingOutlook> Outlook(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Meeting meeting, DateTimeOffset now)
    {
        var grids = meeting.GroupIds.Select(map.Group).OfType<ChatGroup>().Select(map.GridOf).OfType<string>().Distinct().ToArray();
        var open = (await connection.QueryAsync<string>(
            """
            SELECT body FROM ticket
            WHERE district = @District AND grid_id = ANY(@grids) AND NOT private AND state IN ('accepted', 'assigned', 'working', 'paused') ORDER BY due_at, number
            """,
            new { map.District, grids },
            transaction)).Select(BotJson.Read<Ticket>).Select(ticket => (ticket.Number, ticket.Category, ticket.IsOverdue(now)));
        var topics = (await TopicStore.Discussed(connection, transaction, map.District, meeting.GroupIds)).Select(topic => TopicWords.OnAgenda(topic.Number, topic.Title)).ToList();
        return new MeetingOutlook(await GuestStore.Comers(connection, transaction, map.District, meeting.Id), MeetingWords.Agenda([.. open], topics));
    }

    private static void AddClocks(NpgsqlBatch batch, string district, Meeting meeting, DateTimeOffset now)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "UPDATE clock SET state = 'stopped', settled_at = $3, reason = 'the meeting changed' WHERE district = $1 AND subject = $2 AND state = 'running'")
        {
            Parameters = { new() { Value = district }, new() { Value = $"meeting:{meeting.Id}" }, new() { Value = now.ToUniversalTime() } },
        });
        foreach (var reminder in MeetingNotices.Reminders(meeting, now).Concat(MeetingNotices.MinutesReminders(meeting).Where(reminder => reminder.DueAt > now)))
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

using Bot.Domain.Grids;
using Bot.Domain.Meetings;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Meetings;

/// <summary>会议纪要 taken: every matter that was not answered on the spot becomes a ticket with a person and a time, in the transaction that keeps the minutes.</summary>
public sealed class MinutesStore(Reader reader)
{
    /// <param name="Refusal">Why nothing was taken; then the rest is empty.</param>
    public sealed record Taken(Refusal? Refusal, Meeting? Meeting, Minutes? Minutes, IReadOnlyList<Change> Changes)
    {
        public static Taken Not(string code, string text) => new(new Refusal(code, text), null, null, []);
    }

    /// <summary>The last meeting of a conversation that has been and has no minutes; null where there is none within a fortnight.</summary>
    public static Task<string?> LastWithout(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, IReadOnlyList<string> groups, DateTimeOffset now) =>
        connection.ExecuteScalarAsync<string?>(
            "SELECT meeting_id FROM meeting WHERE district = @District AND group_ids && @groups AND NOT cancelled AND minutes IS NULL AND at <= @now AND at > @since ORDER BY at DESC LIMIT 1",
            new { map.District, groups = groups.ToArray(), now = now.ToUniversalTime(), since = now.AddDays(-14).ToUniversalTime() },
            transaction);

    /// <summary>Reads the words, opens the tickets and adds what is to be told to the groups. The changes are for the caller to write, in the same transaction.</summary>
    public async Task<Taken> Take(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, DistrictRules rules, string id, string text, Func<string, Actor> actorFor, DateTimeOffset now)
    {
        var (meeting, there) = await MeetingStore.Lock(connection, transaction, map.District, id);
        if (meeting is null)
        {
            return Taken.Not("meeting_unknown", MeetingWords.NoMeeting);
        }

        if (there)
        {
            return Taken.Not("minutes_there", MeetingWords.MinutesThere(meeting));
        }

        var group = map.Group(meeting.GroupIds[0]);
        if (group is null || map.GridOf(group) is not { } grid)
        {
            return Taken.Not("meeting_unknown", MeetingWords.NoMeeting);
        }

        var scene = new Scene(now, actorFor(grid), map.RosterOf(grid), rules.For(map.PathOf(grid))) { HasLeft = map.HasLeft };
        if (!scene.Actor.Steers)
        {
            // Of another grid's meeting one learns nothing, not even that there is one.
            return Taken.Not("meeting_unknown", MeetingWords.NoMeeting);
        }

        var minutes = Minutes.Read(text, meeting.Parties, scene.Roster, now);
        if (minutes.Items.Count == 0)
        {
            return Taken.Not("minutes_empty", MeetingWords.NothingInMinutes);
        }

        var changes = new List<Change>();
        var items = new List<MinutesItem>();
        foreach (var item in minutes.Items)
        {
            items.Add(item.Answered ? item : await Open(item, group, scene, changes, () => TicketStore.NextNumber(connection, transaction, map.District)));
        }

        minutes = minutes with { Items = items };
        await Keep(connection, transaction, map.District, meeting, minutes, scene.Actor.Id, now);
        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(batch, map, MeetingNotices.Outcome(meeting, minutes, now), now);
        await batch.ExecuteNonQueryAsync();
        return new Taken(null, meeting, minutes, changes);
    }

    /// <summary>The matter with its ticket; without one where it is private, for no group hears of that.</summary>
    private async Task<MinutesItem> Open(MinutesItem item, ChatGroup group, Scene scene, List<Change> changes, Func<Task<string>> nextNumber)
    {
        var number = await nextNumber();
        var reading = reader.Read(new Conversation(group.Profile, [], new Utterance(scene.Actor.Name, SpeakerRole.Resident, item.Text, TimeSpan.Zero), scene.Now));
        var report = new Report(scene.Actor.Id, scene.Actor.Name, $"person:{scene.Actor.Id}", item.Text, scene.Now) { ByStaff = true };
        var category = reading.Category ?? "其他";
        var command = new OpenTicketCommand(
            number, group.GroupId, category, reading.Urgency ?? Urgency.Normal, reading.Location, item.Text, report, OpenTicket.IsPrivate(category), reading.Hotline, [], WorkerSees: true);
        var opened = new Change(number, null, OpenTicket.Decide(command, scene), scene.Actor.Id);
        changes.Add(opened);
        var ticket = opened.After(opened.Record(scene.Now))!;
        if ((item.Responsible?.Id ?? scene.Roster.InCharge?.PersonId) is { } to)
        {
            changes.Add(new Change(number, ticket, AssignTicket.Decide(ticket, to, item.DueAt, scene), scene.Actor.Id));
        }

        return ticket.Private ? item : item with { Ticket = number, Category = category };
    }

    private static async Task Keep(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Meeting meeting, Minutes minutes, string by, DateTimeOffset now) => await connection.ExecuteAsync(
        """
        UPDATE meeting SET minutes = @Text, minutes_at = @now, minutes_by = @by, people = @People, present = @present, items = @items::jsonb WHERE district = @district AND meeting_id = @Id;
        UPDATE clock SET state = 'stopped', settled_at = @now, reason = 'the minutes are there'
        WHERE district = @district AND subject = @subject AND starts_with(kind, 'minutes') AND state = 'running';
        """,
        new { district, meeting.Id, subject = $"meeting:{meeting.Id}", minutes.Text, minutes.People, present = minutes.Present?.ToArray(), items = BotJson.Write(minutes.Items), by, now = now.ToUniversalTime() },
        transaction);
}

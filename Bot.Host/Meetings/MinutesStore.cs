using Bot.Domain.Grids;
using Bot.Domain.Meetings;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Bot.Host.Topics;
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

        // Locked before any number is drawn: whoever has a topic may be waiting for a number.
        var topics = (await TopicStore.Lock(connection, transaction, map.District, minutes.Items.Where(item => !item.Answered).Select(item => item.Topic).OfType<string>()))
            .Where(topic => topic.GroupIds.Intersect(meeting.GroupIds).Any()).ToDictionary(topic => topic.Number);
        var changes = new List<Change>();
        var items = new List<MinutesItem>();
        var told = new List<Notice>();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var item in minutes.Items)
        {
            if (item.Answered)
            {
                items.Add(item);
                continue;
            }

            if (item.Topic is { } number && topics.TryGetValue(number, out var topic)
                && await TopicActions.Resolve(reader, connection, transaction, map, rules, topic, scene.Actor, item, meeting.Id, now) is { Step: { Refusal: null } step } outcome)
            {
                topics[number] = step.Topic;
                TopicStore.Write(batch, map.District, step, scene.Actor.Id, now);
                told.AddRange(step.Notices);
                changes.AddRange(outcome.Changes);
                items.Add(step.Topic.Resolutions[^1].Ticket is { } opened ? item with { Ticket = opened, Category = CategoryOf(outcome.Changes) } : item);
                continue;
            }

            var fresh = await TicketStore.NextNumber(connection, transaction, map.District);
            var (ticket, made) = PromisedTicket.Open(reader, fresh, item.Text, item.Responsible, item.DueAt, Named(map, meeting, grid, item.Text), map, group, scene);
            changes.AddRange(made);

            // Of a private matter no group hears, not even its number.
            // The rule's limit may be earlier than what was promised; what is told is what counts.
            items.Add((ticket.Private ? item : item with { Ticket = fresh, Category = ticket.Category, DueAt = item.DueAt is null ? null : ticket.Deadline.At }) with { Topic = null });
        }

        minutes = minutes with { Items = items };
        await Keep(connection, transaction, map.District, meeting, minutes, scene.Actor.Id, now);
        Outbox.Add(batch, map, [.. MeetingNotices.Outcome(meeting, minutes, now), .. told], now);
        await batch.ExecuteNonQueryAsync();
        return new Taken(null, meeting, minutes, changes);
    }

    private static string? CategoryOf(IEnumerable<Change> changes) => changes.SelectMany(change => change.Decision.Events).OfType<Opened>().First().Category;

    /// <summary>Residents whom the words name raised the matter: they are asked whether it is done. Whoever shares a name with another is not guessed.</summary>
    private static IReadOnlyList<string> Named(DistrictMap map, Meeting meeting, string grid, string text)
    {
        var named = meeting.GroupIds.SelectMany(map.MembersOf).Distinct()
            .Where(person => !map.ActorFor(person, grid).IsStaff && map.NameOf(person) is { } nickname && NameInGroup.IsIn(text, nickname)).ToList();
        return [.. named.Where(person => named.Count(other => NameInGroup.Of(map.NameOf(other)!) == NameInGroup.Of(map.NameOf(person)!)) == 1)];
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

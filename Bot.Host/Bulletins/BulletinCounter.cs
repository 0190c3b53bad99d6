using Bot.Domain.Bulletins;
using Bot.Domain.Grids;
using Bot.Domain.Meetings;
using Bot.Domain.Rates;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Rates;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Bulletins;

/// <summary>Computes bulletins from the events of tickets, the meetings and the journal; the same instant gives the same numbers again.</summary>
public sealed class BulletinCounter(NpgsqlDataSource source, RulesInForce rules)
{
    private sealed record Line(string Subject, DateTime At, string Kind, string NodeId)
    {
        public JournalLine Counted => new(Subject, new DateTimeOffset(At), Kind);
    }

    /// <summary>Everything behind each number of a node.</summary>
    /// <param name="asOf">Later events are not read.</param>
    public async Task<IReadOnlyList<Counted>> Count(DistrictMap map, string node, Period period, DateTimeOffset asOf, CancellationToken stop) =>
        (await CountEach(map, [node], period, asOf, stop))[0];

    /// <summary>A roll-up: the same for several nodes, which may lie in each other. The log is read once.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Counted>>> CountEach(DistrictMap map, IReadOnlyList<string> nodes, Period period, DateTimeOffset asOf, CancellationToken stop)
    {
        var now = rules.Now;
        var grids = nodes.SelectMany(node => map.GridsUnder(node).Append(map.GridAt(node))).OfType<string>().Distinct().ToArray();
        var facts = new List<TicketFact>();
        if (grids.Length > 0)
        {
            await foreach (var fact in FactLog.Read(source, map, period.Begins, period.Ends, asOf, grids, now, stop))
            {
                facts.Add(fact);
            }
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        var span = new { map.District, from = period.Begins.ToUniversalTime(), until = period.Ends.ToUniversalTime(), asOf = asOf.ToUniversalTime(), kinds = now.Counted.Select(kind => kind.Kind).ToArray() };
        var journal = (await connection.QueryAsync<Line>(new CommandDefinition(
            "SELECT subject, at, kind, node_id FROM journal WHERE district = @District AND at >= @from AND at < @until AND at <= @asOf AND kind = ANY(@kinds) ORDER BY at, subject, sequence",
            span,
            cancellationToken: stop))).ToList();
        var meetings = (await connection.QueryAsync<(string Id, DateTime At, string[] Groups, string Items, DateTime? MinutesAt)>(new CommandDefinition(
            "SELECT meeting_id, at, group_ids, items::text, minutes_at FROM meeting WHERE district = @District AND at >= @from AND at < @until AND at <= @asOf AND NOT cancelled ORDER BY at, meeting_id",
            span,
            cancellationToken: stop))).ToList();

        // A household's matter is that of the neighbour it is bound to; a private one is no matter of helpers.
        var reports = (await connection.QueryAsync<(string Number, string? Household, string? Group)>(new CommandDefinition(
            "SELECT number, data #>> '{report,household}', data ->> 'groupId' FROM event WHERE district = @District AND kind = 'opened' AND at >= @from AND at < @until AND at <= @asOf",
            span,
            cancellationToken: stop))).ToDictionary(row => row.Number);
        var placed = facts.Select(fact => (fact, fact.Private || !reports.TryGetValue(fact.Number, out var report) ? fact.GridId : map.NearestOf(fact.GridId, report.Household ?? "", report.Group))).ToList();
        return [.. nodes.Select(node => Under(map, node, period, placed, journal, [.. meetings.Select(meeting => (meeting.Groups, Held(meeting.Id, meeting.At, meeting.Items, meeting.MinutesAt)))], now))];

        MeetingHeld Held(string id, DateTime at, string items, DateTime? minutesAt) => new(
            id, new DateTimeOffset(at), minutesAt is { } taken && new DateTimeOffset(taken) <= asOf ? [.. BotJson.Read<List<MinutesItem>>(items).Select(item => item.Ticket)] : []);
    }

    public static Bulletin Of(string title, DistrictMap map, string node, Period period, DateTimeOffset asOf, IReadOnlyList<Counted> counted) =>
        new(title, map.Node(node)?.Name ?? node, period, asOf, [.. counted.Select(one => one.Number)]);

    /// <summary>What one worker did, and has in hand now.</summary>
    public async Task<DutyList> Duties(DistrictMap map, string person, Period period, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var rows = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT number, at, kind FROM event AS done
            WHERE district = @District AND actor = @person AND at >= @from AND at < @until AND kind <> 'undone' AND NOT EXISTS (
              SELECT 1 FROM event AS undone
              WHERE undone.district = @District AND undone.number = done.number AND undone.kind = 'undone' AND (undone.data ->> 'batch')::integer = done.batch)
            ORDER BY at, number, sequence;
            SELECT subject, at, kind, node_id FROM journal WHERE district = @District AND actor = @person AND at >= @from AND at < @until ORDER BY at, subject, sequence;
            SELECT number, category, due_at FROM ticket
            WHERE district = @District AND body #>> '{responsible,id}' = @person AND state IN ('reported', 'accepted', 'assigned', 'working', 'paused')
            ORDER BY due_at NULLS LAST, number;
            """,
            new { map.District, person, from = period.Begins.ToUniversalTime(), until = period.Ends.ToUniversalTime() },
            cancellationToken: stop));
        var acts = (await rows.ReadAsync<(string Number, DateTime At, string Kind)>()).Select(act => new LineBehind(act.Number, new DateTimeOffset(act.At), act.Kind)).ToList();
        var journal = (await rows.ReadAsync<Line>()).Select(line => line.Counted).ToList();
        var inHand = (await rows.ReadAsync<(string Number, string Category, DateTime? DueAt)>()).Select(row => new Problem(row.Number, row.Category, row.DueAt is { } due ? new DateTimeOffset(due) : now)).ToList();
        return DutyList.Of(map.NameOf(person) ?? person, period, acts, journal, rules.Now.Counted, inHand);
    }

    private static IReadOnlyList<Counted> Under(DistrictMap map, string node, Period period, List<(TicketFact Fact, string Place)> facts, List<Line> journal, IReadOnlyList<(string[] Groups, MeetingHeld Held)> meetings, DistrictRules rules)
    {
        bool Holds(string place) => map.PathOf(place).Contains(node);
        var groups = map.ResidentGroupsUnder(node);
        var set = rules.Rates.Named(map.District) is null ? Formulas.Default : map.District;
        return BulletinCount.Of(
            period,
            [.. facts.Where(one => Holds(one.Place)).Select(one => one.Fact)],
            rules.Rates.At(set, map.PathOf(node)),
            [.. journal.Where(line => Holds(line.NodeId)).Select(line => line.Counted)],
            [.. meetings.Where(meeting => meeting.Groups.Intersect(groups).Any()).Select(meeting => meeting.Held)],
            rules.Counted);
    }
}

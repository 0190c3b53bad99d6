using System.Globalization;
using Bot.Domain.Clocks;
using Bot.Domain.Rates;

namespace Bot.Domain.Bulletins;

/// <summary>A line of the journal, as far as it is counted.</summary>
/// <param name="Subject">Noun and number: "wish:1023".</param>
public sealed record JournalLine(string Subject, DateTimeOffset At, string Kind);

/// <param name="Matters">Numbers of the tickets that came out of it, and null for each matter that was answered there.</param>
public sealed record MeetingHeld(string Id, DateTimeOffset At, IReadOnlyList<string?> Matters);

/// <summary>A number with everything behind it: its value is how many lines these are.</summary>
/// <param name="Of">The lines of the denominator, for a rate only.</param>
public sealed record Counted(string Key, string Group, string Name, string Unit, IReadOnlyList<LineBehind> Lines, IReadOnlyList<LineBehind>? Of = null)
{
    public BulletinNumber Number => new(Key, Group, Name, Lines.Count, Unit, Of?.Count);
}

/// <summary>Counts what a bulletin tells: every number is the length of a list, so that it can be opened.</summary>
public static class BulletinCount
{
    /// <summary>响应、办结、解决、满意: four things, never mixed.</summary>
    private static readonly string[] RatesTold = ["响应率", "办结率", "解决率", "满意率"];

    /// <summary>Of fewer the kind is not told: among so few people might guess whose it was.</summary>
    public const int FewestTold = 3;

    /// <summary>Where intake kinds begin; what came in so must be answered: 反馈率.</summary>
    public const string IntakePrefix = "intake_";

    /// <param name="facts">Tickets registered in the period under the node.</param>
    /// <param name="formulas">Those in force at the node.</param>
    /// <param name="journal">Lines of the period under the node; kinds that are not told are left out.</param>
    public static IReadOnlyList<Counted> Of(Period period, IReadOnlyList<TicketFact> facts, IReadOnlyList<Formula> formulas, IReadOnlyList<JournalLine> journal, IReadOnlyList<MeetingHeld> meetings, IReadOnlyList<CountedKind> kinds) =>
    [
        new Counted("registered", Bulletin.Tickets, "登记", "件", [.. facts.Select(Registered)]),
        new Counted("overdue", Bulletin.Tickets, "超期", "件", [.. facts.Where(fact => fact.Overdue).Select(Registered)]),
        new Counted("returned", Bulletin.Tickets, "同一处又发生", "件", [.. facts.Where(fact => fact.ReturnWithin is not null).Select(Registered)]),
        .. RatesTold.Select(name => formulas.FirstOrDefault(formula => formula.Rate == name)).OfType<Formula>().Select(formula => Rate(formula, facts)),
        .. Categories(facts),
        .. period.Months == 1 ? [] : Months(period, facts),
        .. Meetings(meetings),
        .. Feedback(facts, journal),
        .. kinds.Select(kind => new Counted(kind.Kind, kind.Group, kind.Words, kind.Unit, [.. journal.Where(line => line.Kind == kind.Kind).Select(Behind)])),
    ];

    private static Counted Rate(Formula formula, IReadOnlyList<TicketFact> facts)
    {
        var placed = facts.Select(fact => (Fact: fact, formula.Place(fact).Standing)).ToList();
        return new Counted(
            $"rate:{formula.Rate}",
            Bulletin.Rates,
            formula.Rate,
            "件",
            [.. placed.Where(one => one.Standing == Standing.Reached).Select(one => Registered(one.Fact))],
            [.. placed.Where(one => one.Standing is Standing.Reached or Standing.Missed || (one.Standing == Standing.Unanswered && formula.CountsUnanswered)).Select(one => Registered(one.Fact))]);
    }

    /// <summary>The most frequent first; private matters and rare kinds are told only together.</summary>
    private static IEnumerable<Counted> Categories(IReadOnlyList<TicketFact> facts)
    {
        var told = facts.Where(fact => !fact.Private).GroupBy(fact => fact.Category).Where(category => category.Count() >= FewestTold && category.Key != "其他").ToDictionary(category => category.Key);
        foreach (var category in told.Values.OrderByDescending(category => category.Count()).ThenBy(category => category.Key, StringComparer.Ordinal))
        {
            yield return new Counted($"category:{category.Key}", Bulletin.Categories, category.Key, "件", [.. category.Select(Registered)]);
        }

        var rest = facts.Where(fact => fact.Private || !told.ContainsKey(fact.Category)).Select(Registered).ToList();
        if (rest.Count > 0)
        {
            yield return new Counted("category:其他", Bulletin.Categories, "其他", "件", rest);
        }
    }

    private static IEnumerable<Counted> Months(Period period, IReadOnlyList<TicketFact> facts) => Enumerable.Range(0, period.Months).Select(index => period.From.AddMonths(index)).Select(month => new Counted(
        "month:" + month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        Bulletin.Months,
        month.Month.ToString(CultureInfo.InvariantCulture) + "月",
        "件",
        [.. facts.Where(fact => ShanghaiTime.DateOf(fact.RegisteredAt) is var day && day.Year == month.Year && day.Month == month.Month).Select(Registered)]));

    private static IEnumerable<Counted> Meetings(IReadOnlyList<MeetingHeld> meetings)
    {
        yield return new Counted("meetings", Bulletin.Meetings, "开会", "次", [.. meetings.Select(meeting => new LineBehind($"meeting:{meeting.Id}", meeting.At, "meeting_held"))]);
        yield return new Counted("meeting_matters", Bulletin.Meetings, "会上说事", "件", [.. meetings.SelectMany(meeting => meeting.Matters.Select(number => new LineBehind(number ?? $"meeting:{meeting.Id}", meeting.At, number is null ? "meeting_answered" : "meeting_ticket")))]);
    }

    private static IEnumerable<Counted> Feedback(IReadOnlyList<TicketFact> facts, IReadOnlyList<JournalLine> journal)
    {
        var received = journal.Where(line => line.Kind.StartsWith(IntakePrefix, StringComparison.Ordinal)).ToList();
        if (received.Count > 0)
        {
            var answered = facts.Where(fact => fact.AnsweredAt is not null).Select(fact => fact.Number).ToHashSet();
            yield return new Counted("rate:反馈率", Bulletin.Rates, "反馈率", "件", [.. received.Select(Behind).Where(line => answered.Contains(line.Number))], [.. received.Select(Behind)]);
        }
    }

    private static LineBehind Registered(TicketFact fact) => new(fact.Number, fact.RegisteredAt, "opened");

    /// <summary>"wish:1023" is said aloud as 1023.</summary>
    private static LineBehind Behind(JournalLine line) => new(line.Subject[(line.Subject.IndexOf(':', StringComparison.Ordinal) + 1)..], line.At, line.Kind);
}

using System.Collections.Concurrent;
using Bot.Domain.Bulletins;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Needs;
using Bot.Domain.Rates;

namespace Bot.Domain.Tickets;

/// <summary>All rules of a district as they stand at one moment. Each node of the tree inherits from those above it: the nearest that speaks of a thing wins.</summary>
public sealed class DistrictRules
{
    // Most grids have no rule of their own and share those of a node above.
    private readonly ConcurrentDictionary<string, TicketRules> byNode = new(StringComparer.Ordinal);
    private readonly HashSet<string> nodes;

    // A calendar holds every day of two centuries, some 700 kB: one for each difference in hours, not for each in limits.
    private readonly ConcurrentDictionary<string, (WorkCalendar Calendar, DueTime Time)> times = new(StringComparer.Ordinal);
    private readonly HashSet<string> nodesOfHours;

    public DistrictRules(
        IReadOnlyList<PublishedYear> years, HoursRules hours, LimitRules limits, CategoryRules categories, Ladder ladder, PauseRules pauses, ReopeningRules reopenings, Formulas rates, ConditionRules conditions, Presence presence)
    {
        (Pauses, Reopenings, Rates, Conditions, Presence) = (pauses, reopenings, rates, conditions, presence);
        (Years, Hours, Limits, Categories, Ladder) = (years, hours, limits, categories, ladder);
        nodesOfHours = [.. hours.Nodes.Select(pair => pair.Node)];
        nodes = [.. new[] { hours.Nodes, categories.Nodes, ladder.Nodes, pauses.Nodes, reopenings.Nodes }.SelectMany(named => named).Select(pair => pair.Node), .. limits.All.Select(rule => rule.Node)];
    }

    public IReadOnlyList<PublishedYear> Years { get; }
    public HoursRules Hours { get; }
    public LimitRules Limits { get; }
    public CategoryRules Categories { get; }
    public Ladder Ladder { get; }

    public PauseRules Pauses { get; }
    public ReopeningRules Reopenings { get; }
    public ConditionRules Conditions { get; }
    public Presence Presence { get; }

    /// <summary>需求清单: no ticket lives by it either.</summary>
    public NeedKinds NeedKinds { get; init; } = NeedKinds.None;

    /// <summary>How the rates are counted; no ticket lives by it, so it is asked for by itself.</summary>
    public Formulas Rates { get; }

    /// <summary>Which bulletins there are; no ticket lives by it.</summary>
    public IReadOnlyList<BulletinPlan> Bulletins { get; init; } = [];

    /// <summary>The kinds of the journal that bulletins tell of.</summary>
    public IReadOnlyList<CountedKind> Counted { get; init; } = [];

    /// <summary>What holds where no node says otherwise.</summary>
    public TicketRules Everywhere => For([]);

    /// <param name="path">The nodes from a grid upwards.</param>
    /// <exception cref="FormatException">No weekday is left that is worked there.</exception>
    public TicketRules For(IReadOnlyList<string> path)
    {
        string[] speaking = [.. path.Where(nodes.Contains)];
        return byNode.GetOrAdd(string.Join('/', speaking), _ => Make(speaking));
    }

    private TicketRules Make(IReadOnlyList<string> path)
    {
        string[] withHours = [.. path.Where(nodesOfHours.Contains)];
        var (calendar, time) = times.GetOrAdd(string.Join('/', withHours), _ => TimeFor(withHours));
        return new TicketRules(
            calendar,
            time,
            (matter, date) =>
            {
                var limits = Limits.For(Conditions.InTable(matter.Category, matter.Condition), matter.Urgency, matter.Level, date, matter.Condition, path);
                return new AppliedLimits(
                    Applied(LimitStep.FirstAnswer, limits),
                    Applied(LimitStep.OnSite, limits),
                    Applied(LimitStep.Done, limits) ?? throw new FormatException($"no limit for {matter.Category}"));
            },
            Categories.At(path),
            Ladder.At(path))
        {
            Pauses = Pauses.At(path),
            Reopenings = Reopenings.At(path),
            Conditions = Conditions,
            Presence = Presence,
            LimitedConditions = category => Limits.All.Where(rule => rule.Condition.Length > 0 && Conditions.InTable(category, null).Contains(rule.Category)).Select(rule => rule.Condition),
        };
    }

    private static AppliedLimit? Applied(LimitStep step, MatchedLimits limits) =>
        limits.Of(step) is { Limit: { } limit } matched ? new AppliedLimit(limit, DueExplanation.Name(step, matched)) : null;

    private (WorkCalendar Calendar, DueTime Time) TimeFor(IReadOnlyList<string> path)
    {
        var office = Hours.For(path);
        var calendar = new WorkCalendar(Years, office);
        return (calendar, new DueTime(calendar, office.Hours));
    }
}

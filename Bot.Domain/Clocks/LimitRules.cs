using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Clocks;

/// <summary>The limit of one step and the rule that says so; null where the rule says that this step has none.</summary>
public sealed record MatchedLimit(Limit? Limit, LimitRule Rule);

/// <summary>The limits of one case. A step may come from another rule than the rest; a step of which no rule speaks is null.</summary>
public sealed record MatchedLimits(MatchedLimit? FirstAnswer, MatchedLimit? OnSite, MatchedLimit Done)
{
    /// <summary>The rule that decides until when the case must be done.</summary>
    public LimitRule Rule => Done.Rule;

    public MatchedLimit? Of(LimitStep step) => step switch
    {
        LimitStep.FirstAnswer => FirstAnswer,
        LimitStep.OnSite => OnSite,
        _ => Done,
    };
}

/// <summary>
/// The table of limits in force. The rules of the nearest node of the tree go before those further up, the empty node last; within a node the rule
/// that names more goes first (<see cref="LimitRule.Rank"/>). Each step is taken from the first rule that speaks of it.
/// </summary>
public sealed class LimitRules
{
    private readonly Dictionary<string, LimitRule[]> byNode;

    /// <exception cref="ClockException">Two rules are in force for one case; the message names both places.</exception>
    public LimitRules(IEnumerable<LimitRule> rules)
    {
        All = [.. rules];
        foreach (var same in All.GroupBy(rule => rule.Case))
        {
            RefuseTwo([.. same]);
        }

        byNode = All.GroupBy(rule => rule.Node).ToDictionary(node => node.Key, node => node.OrderByDescending(rule => rule.Rank).ToArray());
    }

    public IReadOnlyList<LimitRule> All { get; }

    /// <param name="on">The Shanghai date on which the ticket begins.</param>
    /// <param name="condition">Empty where none was chosen.</param>
    /// <param name="path">The nodes from the ticket's own grid upwards; rules of the empty node always hold.</param>
    /// <exception cref="ClockException">No rule says until when such a case must be done.</exception>
    public MatchedLimits For(string category, Urgency urgency, Level level, DateOnly on, string condition = "", IReadOnlyList<string>? path = null) =>
        For([category], urgency, level, on, condition, path);

    /// <param name="categories">The names that the case's category may have in the table; of two rules that name as much, that with the earlier name goes first.</param>
    /// <exception cref="ClockException">As above.</exception>
    public MatchedLimits For(IReadOnlyList<string> categories, Urgency urgency, Level level, DateOnly on, string condition, IReadOnlyList<string>? path)
    {
        var fitting = (path ?? []).Append("").SelectMany(Fitting).ToList();
        return new MatchedLimits(
            First(fitting, LimitStep.FirstAnswer),
            First(fitting, LimitStep.OnSite),
            First(fitting, LimitStep.Done)
                ?? throw new ClockException($"no rule says until when '{categories[0]}' ({urgency}, {level}) must be done on {on:yyyy-MM-dd}"));

        IEnumerable<LimitRule> Fitting(string node) => categories
            .SelectMany((category, place) => (byNode.GetValueOrDefault(node) ?? []).Where(rule => rule.Fits(category, condition, urgency, level, on)).Select(rule => (rule, place)))
            .DistinctBy(one => one.rule)
            .OrderByDescending(one => one.rule.Rank)
            .ThenBy(one => one.place)
            .Select(one => one.rule);
    }

    /// <summary>Refuses a table that, on some day, says of some urgency and level not until when a case of any category must be done.</summary>
    /// <exception cref="ClockException">Names the case and, where a rule has run out, its place.</exception>
    public void RefuseGaps()
    {
        // A gap can only begin with the first day of all, or on the day after a rule's last one.
        var begins = All.Where(rule => rule.Until is not null).Select(rule => (From: rule.Until!.Value.AddDays(1), rule.Place)).Prepend((DateOnly.MinValue, ""));
        var cases = Enum.GetValues<Urgency>().SelectMany(urgency => Enum.GetValues<Level>().Select(level => (urgency, level))).ToList();
        var everywhere = byNode.GetValueOrDefault("") ?? [];
        foreach (var (from, place) in begins)
        {
            foreach (var (urgency, level) in cases)
            {
                if (!everywhere.Any(rule => rule.Done is not null && rule.Fits("", "", urgency, level, from)))
                {
                    var since = place.Length > 0 ? $"{place}: ends, and from {from:yyyy-MM-dd} on" : "before the first rule begins";
                    var missing = $"{LimitWords.Of(urgency)} at level {LimitWords.Of(level)}";
                    throw new ClockException($"{since} no rule of all nodes and categories says until when {missing} must be done");
                }
            }
        }
    }

    private static MatchedLimit? First(List<LimitRule> fitting, LimitStep step)
    {
        var rule = fitting.Find(rule => rule.Of(step) is not null);
        return rule is null ? null : new MatchedLimit(rule.Of(step)!.Limit, rule);
    }

    private static void RefuseTwo(LimitRule[] same)
    {
        for (var later = 1; later < same.Length; later++)
        {
            var earlier = Array.Find(same, rule => rule.IsInForceWith(same[later]));
            if (earlier is not null && !ReferenceEquals(earlier, same[later]))
            {
                throw new ClockException($"{same[later].Place}: same case as {earlier.Place}, and both are in force on some day");
            }
        }
    }
}

using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Clocks;

/// <summary>The three instants a ticket is measured by: 首次答复, 到场, 办结.</summary>
public enum LimitStep
{
    FirstAnswer,
    OnSite,
    Done,
}

/// <summary>What a rule says about one step: a limit, or expressly none.</summary>
public sealed record StatedLimit(Limit? Limit)
{
    public static readonly StatedLimit None = new((Limit?)null);
}

/// <summary>
/// One line of the table of limits. An empty <see cref="Node"/>, <see cref="Category"/> or <see cref="Condition"/> and a null urgency or level fit
/// every case; a null step is not said here and is taken from the next rule that fits.
/// </summary>
public sealed record LimitRule
{
    /// <summary>The id of the node of the tree for which, and below which, the rule holds.</summary>
    public string Node { get; init; } = "";
    public string Category { get; init; } = "";

    /// <summary>情形, 立案条件: the words chosen for the case when it was accepted.</summary>
    public string Condition { get; init; } = "";
    public Urgency? Urgency { get; init; }
    public Level? Level { get; init; }
    public StatedLimit? FirstAnswer { get; init; }
    public StatedLimit? OnSite { get; init; }
    public StatedLimit? Done { get; init; }

    /// <summary>The first and the last day on which a ticket that begins then is measured by this rule; null is open.</summary>
    public DateOnly? From { get; init; }
    public DateOnly? Until { get; init; }
    public string Version { get; init; } = "";

    /// <summary>The document it stands in.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where it was read: "limits.csv line 3".</summary>
    public string Place { get; init; } = "";

    public StatedLimit? Of(LimitStep step) => step switch
    {
        LimitStep.FirstAnswer => FirstAnswer,
        LimitStep.OnSite => OnSite,
        _ => Done,
    };

    public bool Fits(string category, string condition, Urgency urgency, Level level, DateOnly on) =>
        (Category.Length == 0 || Category == category)
        && (Condition.Length == 0 || Condition == condition)
        && (Urgency is null || Urgency == urgency)
        && (Level is null || Level == level)
        && !(on < From) && !(on > Until);

    /// <summary>A rule that names the condition goes before one that names the category, that before urgency, that before level.</summary>
    internal int Rank => (Condition.Length > 0 ? 8 : 0) + (Category.Length > 0 ? 4 : 0) + (Urgency is null ? 0 : 2) + (Level is null ? 0 : 1);

    /// <summary>What two rules may not share while both are in force.</summary>
    internal (string, string, string, Urgency?, Level?) Case => (Node, Category, Condition, Urgency, Level);

    internal bool IsInForceWith(LimitRule other) => !(Until < other.From) && !(other.Until < From);
}

namespace Bot.Domain.Understanding;

/// <summary>What kind of message it is; the words of the labelled cases.</summary>
public enum Coarse
{
    /// <summary>A new ticket.</summary>
    New,

    /// <summary>Touches a ticket that exists.</summary>
    Link,

    /// <summary>Asks about one.</summary>
    Query,

    /// <summary>A question to answer, no ticket.</summary>
    Inquiry,

    /// <summary>Stay silent.</summary>
    None,

    /// <summary>A worker's command or report.</summary>
    Worker,

    /// <summary>Wait for the rest of a burst.</summary>
    Buffer,

    /// <summary>Several matters in one message.</summary>
    Split,

    /// <summary>A command from someone who may not give it.</summary>
    Deny,
}

/// <summary>特急 danger to life · 紧急 two-hour class · 较急 one-day class · 一般 days. Ordered: the larger, the more urgent.</summary>
public enum Urgency
{
    Normal,
    Elevated,
    Urgent,
    Critical,
}

/// <summary>Where it is, as bare strings ("3", "2", "-1", "1203"); <paramref name="Place"/> is a landmark in the words of the text.</summary>
/// <param name="From">"nickname" where only the nickname told it; null where the text did.</param>
public sealed record Location(
    string? Community = null,
    string? Building = null,
    string? Unit = null,
    string? Floor = null,
    string? Room = null,
    string? Place = null,
    string? From = null)
{
    public static readonly Location Nowhere = new();

    /// <summary>Whether a worker could walk there: a building or a landmark is known.</summary>
    public bool IsKnown => Building is not null || Place is not null;
}

/// <summary>One matter of a message that holds several.</summary>
public sealed record Matter(string Intent, string? Category, Location Location, Urgency? Urgency, string Text);

/// <summary>
/// What the bot makes of one message. <see cref="Intent"/> and <see cref="Action"/> are the words of the labelled cases
/// ("report", "w_accept", "new", "merge" ...). <see cref="Reply"/> is what would be said in the group at once; null is silence.
/// </summary>
public sealed record Reading(Coarse Coarse, string Intent, string Action)
{
    public string? Category { get; init; }
    public Location Location { get; init; } = Location.Nowhere;
    public Urgency? Urgency { get; init; }

    /// <summary>Numbers of the tickets meant, without #, zeros kept.</summary>
    public IReadOnlyList<string> Refs { get; init; } = [];
    public IReadOnlyList<Matter> Items { get; init; } = [];
    public string? Reply { get; init; }

    /// <summary>Short machine-readable reasons, in the order they decided.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The matter in the resident's words, fragments of a burst joined; what a new ticket shows as its summary.</summary>
    public string? Summary { get; init; }

    /// <summary>What must be asked before the matter can be worked on: "building", "community".</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>"110", "119", "120" or the gas company's, where life is in danger.</summary>
    public string? Hotline { get; init; }
    public bool Alert { get; init; }
    public bool Hazard { get; init; }
    public bool Vulnerable { get; init; }

    /// <summary>The matter is private (violence at home, a will to die): the group sees nothing of it.</summary>
    public bool Privacy { get; init; }
    public bool Anonymous { get; init; }
    public bool Recurring { get; init; }
    public bool OnBehalf { get; init; }

    /// <summary>1 or true: solved; 2 or false: not solved; null: not said.</summary>
    public bool? Satisfied { get; init; }

    /// <summary>The resident said that he does not know whether it is solved (answer 3 不清楚).</summary>
    public bool Unclear { get; init; }

    /// <summary>Stars, 1 to 5.</summary>
    public int? Score { get; init; }
    public int? Households { get; init; }

    /// <summary>Whom a worker's command names: a person, a unit ("自来水公司").</summary>
    public string? To { get; init; }
    public int? EtaMinutes { get; init; }

    /// <summary>In the words of the text; the instants beside them are in +08:00 and there only if the conversation has a Now.</summary>
    public string? Promise { get; init; }
    public DateTimeOffset? PromiseAt { get; init; }
    public string? Until { get; init; }
    public DateTimeOffset? UntilAt { get; init; }

    /// <summary>It only half sounds like a matter: a ticket is opened for the staff to look at, and the group hears nothing before one of them has.</summary>
    public bool IsUnsure { get; init; }

    /// <summary>0 to 1: how sure the reader is of <see cref="Coarse"/>.</summary>
    public double Confidence { get; init; } = 1;
}

using System.Text.Json.Serialization;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>What happened to a ticket. Appended, never changed; the names after "kind" are stored and stay.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Opened), "opened")]
[JsonDerivedType(typeof(Joined), "joined")]
[JsonDerivedType(typeof(Corrected), "corrected")]
[JsonDerivedType(typeof(Confirmed), "confirmed")]
[JsonDerivedType(typeof(Assigned), "assigned")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(Progressed), "progressed")]
[JsonDerivedType(typeof(Suspended), "paused")]
[JsonDerivedType(typeof(Resumed), "resumed")]
[JsonDerivedType(typeof(ExtensionAsked), "extension_asked")]
[JsonDerivedType(typeof(ExtensionGranted), "extension_granted")]
[JsonDerivedType(typeof(ExtensionRefused), "extension_refused")]
[JsonDerivedType(typeof(Transferred), "transferred")]
[JsonDerivedType(typeof(Declined), "declined")]
[JsonDerivedType(typeof(Whistled), "whistled")]
[JsonDerivedType(typeof(CheckedIn), "checked_in")]
[JsonDerivedType(typeof(Resolved), "resolved")]
[JsonDerivedType(typeof(Answered), "answered")]
[JsonDerivedType(typeof(Reopened), "reopened")]
[JsonDerivedType(typeof(Rejected), "rejected")]
[JsonDerivedType(typeof(MergedAway), "merged")]
[JsonDerivedType(typeof(Absorbed), "absorbed")]
[JsonDerivedType(typeof(SplitOff), "split_off")]
[JsonDerivedType(typeof(Recurred), "recurred")]
[JsonDerivedType(typeof(Cancelled), "cancelled")]
[JsonDerivedType(typeof(Closed), "closed")]
[JsonDerivedType(typeof(ClockFired), "clock_fired")]
[JsonDerivedType(typeof(Escalated), "escalated")]
[JsonDerivedType(typeof(DeadlineRecomputed), "deadline_recomputed")]
[JsonDerivedType(typeof(StepRecomputed), "step_recomputed")]
[JsonDerivedType(typeof(Revoked), "revoked")]
[JsonDerivedType(typeof(Undone), "undone")]
public abstract record TicketEvent
{
    /// <summary>首次答复 and 到场 where the event sets them anew; null where they stay as they are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StepDeadlines? Steps { get; init; }
}

public sealed record Opened(
    string GridId, string GroupId, string Category, Urgency Urgency, Location Location, string Summary, bool Private, Report Report, Deadline Deadline, string? ReturnOf) : TicketEvent
{
    /// <summary>The ticket that it was split off; null for one that somebody reported.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SplitFrom { get; init; }

    /// <summary>情形; null where none is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Condition { get; init; }

    /// <summary>Private because the platform's content check calls its words risky.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Withheld { get; init; }

    /// <summary>Read from words that only half sound like a matter.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unsure { get; init; }
}

/// <summary>Another voice, or more from the same one; a new household is counted by its key.</summary>
public sealed record Joined(Report Report) : TicketEvent;

public sealed record Corrected(string? Category, Urgency? Urgency, Location? Location, Deadline? Deadline) : TicketEvent
{
    /// <summary>情形; null where it stays, empty where it is taken away.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Condition { get; init; }
}

public sealed record Confirmed(Person Responsible, string Measures, string Responsibility) : TicketEvent;

public sealed record Assigned(Person To, Deadline? Deadline) : TicketEvent;

public sealed record Started(Person By) : TicketEvent;

public sealed record Progressed(string Text, DateTimeOffset? Promise) : TicketEvent
{
    /// <summary>到场: the words say that somebody is there, or what he has done there.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OnSite { get; init; }
}

public sealed record Suspended(string Reason, DateTimeOffset Until) : TicketEvent
{
    /// <summary>Null only in events of before a proof was asked for.</summary>
    public PauseProof? Proof { get; init; }

    /// <summary>Whether the rule of its kind holds the clock of 到场 too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StopsOnSite { get; init; }
}

public sealed record Resumed(Deadline Deadline) : TicketEvent;

public sealed record ExtensionAsked(Person By, DateTimeOffset Until, string Reason) : TicketEvent;

public sealed record ExtensionGranted(Deadline Deadline, DateTimeOffset OldDueAt) : TicketEvent;

public sealed record ExtensionRefused(string Reason) : TicketEvent;

/// <param name="To">Null where the receiver is no person of the roster; then the one in charge stays in charge (首接负责).</param>
public sealed record Transferred(Person? To, string Unit, string Reason) : TicketEvent
{
    /// <summary>Whether the receiver has yet to take it (首接负责). In events of before that rule it was theirs at once.</summary>
    public bool Awaited { get; init; }
}

/// <summary>退单: the receiver does not take what was passed on; it stays with who is in charge.</summary>
public sealed record Declined(Person By, string Reason) : TicketEvent;

/// <summary>吹哨: these units are called to help whoever is in charge.</summary>
public sealed record Whistled(IReadOnlyList<string> Units) : TicketEvent;

/// <summary>报到</summary>
public sealed record CheckedIn(string Unit, Person By) : TicketEvent;

public sealed record Resolved(string Text, IReadOnlyList<Media> Media) : TicketEvent;

/// <param name="Stars">1 to 5, only together with a 1 or after it.</param>
public sealed record Answered(Person By, int Value, int? Stars) : TicketEvent;

public sealed record Reopened(Person By, string Reason, Deadline Deadline, DateTimeOffset OldDueAt) : TicketEvent
{
    /// <summary>Whether the old clock goes on instead of a fresh one.</summary>
    public bool Continued { get; init; }
}

public sealed record Rejected(string Reason) : TicketEvent;

public sealed record MergedAway(string Into) : TicketEvent;

public sealed record Absorbed(string From, IReadOnlyList<Report> Reports, Urgency Urgency, Deadline? Deadline) : TicketEvent
{
    public IReadOnlyList<CalledUnit> Units { get; init; } = [];

    /// <summary>When somebody was there for the one that is absorbed; null for not yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? OnSiteAt { get; init; }

    /// <summary>Since when its limit counted; null in events of before this was kept, where its oldest report tells.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? CountsFrom { get; init; }
}

/// <summary>One report leaves for a ticket of its own.</summary>
public sealed record SplitOff(int Index, string To) : TicketEvent;

/// <summary>复发: which closed tickets of the same place and kind this may be the return of. The last one that counts holds; empty once a correction says otherwise.</summary>
public sealed record Recurred(IReadOnlyList<Earlier> Of) : TicketEvent;

public sealed record Cancelled(string Reason) : TicketEvent;

/// <summary>销号, with what the asked households said; silence is 未评价 and never counted as satisfied.</summary>
public sealed record Closed(int Solved, int Unsolved, int Unclear, int Unanswered) : TicketEvent;

public sealed record ClockFired(string Clock, int Round) : TicketEvent;

public sealed record Escalated(Level Level) : TicketEvent;

/// <summary>
/// A due time was measured anew: a provisional one because a year was published or the rules changed, a firm one because a published year was corrected. It may
/// have stayed the same, no longer provisional or for other reasons.
/// </summary>
/// <param name="OldDueAt">What it was; where the ticket has another one by now, the event changes nothing.</param>
/// <param name="Why">In Chinese.</param>
public sealed record DeadlineRecomputed(Deadline Deadline, DateTimeOffset OldDueAt, string Why) : TicketEvent
{
    /// <summary>Whether the old one was firm; never in events of before a corrected paper moved those too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WasFirm { get; init; }
}

/// <summary>As <see cref="DeadlineRecomputed"/>, of 首次答复 or 到场.</summary>
public sealed record StepRecomputed(LimitStep Step, Deadline Deadline, DateTimeOffset OldDueAt, string Why) : TicketEvent
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool WasFirm { get; init; }
}

/// <summary>消息撤回: a message that was a report here was taken back by its writer; its words and media are gone, that there was a report stays.</summary>
/// <param name="Opened">Whether it opened the ticket, so that the summary was its words too.</param>
public sealed record Revoked(string MessageId, bool Opened) : TicketEvent;

/// <summary>The events of that batch count no more.</summary>
public sealed record Undone(int Batch) : TicketEvent;

/// <summary>An event as it stands in the log. Events of one decision share a batch, which is the sequence of the first of them.</summary>
/// <param name="Actor">Person id; "clock" for what time did.</param>
public sealed record RecordedEvent(string Number, int Sequence, int Batch, DateTimeOffset At, string Actor, TicketEvent Event);

using Bot.Domain.Notices;

namespace Bot.Domain.Tickets;

/// <summary>Why something is not done; <paramref name="Code"/> is stable for programs, <paramref name="Text"/> is what the person reads, in Chinese.</summary>
public sealed record Refusal(string Code, string Text)
{
    /// <summary>Asks for what is missing: said once while the ticket stands as it does, and a reply that quotes it is taken as the answer.</summary>
    public bool IsQuestion { get; init; }
}

/// <summary>What follows from a command: events for one ticket, things to say, waiting notices that have become moot.</summary>
public sealed record Decision
{
    public static readonly Decision Nothing = new();

    public Refusal? Refusal { get; init; }
    public IReadOnlyList<TicketEvent> Events { get; init; } = [];
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>Keys of notices that shall not be sent if they have not been yet.</summary>
    public IReadOnlyList<string> Withdrawn { get; init; } = [];

    public static Decision Refuse(Refusal refusal) => new() { Refusal = refusal };

    public static Decision Of(params IReadOnlyList<TicketEvent> events) => new() { Events = events };

    public Decision Saying(params IEnumerable<Notice> notices) => this with { Notices = [.. Notices, .. notices] };

    public Decision Withdrawing(params IEnumerable<string> keys) => this with { Withdrawn = [.. Withdrawn, .. keys] };

    public Decision Also(params IReadOnlyList<TicketEvent> events) => this with { Events = [.. Events, .. events] };
}

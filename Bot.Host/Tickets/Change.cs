using Bot.Domain.Tickets;

namespace Bot.Host.Tickets;

/// <summary>A decision about one ticket, ready to be written. <paramref name="Before"/> is null for a new one.</summary>
/// <param name="History">Needed only where an event undoes others; then the ticket is built anew from all of it.</param>
public sealed record Change(string Number, Ticket? Before, Decision Decision, string Actor, IReadOnlyList<RecordedEvent>? History = null)
{
    /// <summary>The events as they will stand in the log: one batch, numbered on from the ticket's version.</summary>
    public IReadOnlyList<RecordedEvent> Record(DateTimeOffset now)
    {
        var first = (Before?.Version ?? 0) + 1;
        return Decision.Events.Select((happened, index) => new RecordedEvent(Number, first + index, first, now, Actor, happened)).ToList();
    }

    public Ticket? After(IReadOnlyList<RecordedEvent> recorded) => recorded.Count == 0
        ? Before
        : History is null ? recorded.Aggregate(Before, TicketHistory.Apply) : TicketHistory.Build([.. History, .. recorded]);
}

using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>
/// 重算时限: what was provisional is measured by the calendar and hours now in force. A firm due time stays; what a person set keeps its meaning. Nobody is
/// told: each place that shows a due time shows the new one, and reminders that have been given are not given again.
/// </summary>
public static class RecomputeDeadline
{
    /// <returns>Nothing where the ticket is over, its due time firm, or the answer the same.</returns>
    public static Decision Decide(Ticket ticket, TicketRules rules)
    {
        if (!ticket.State.IsOpen())
        {
            return Decision.Nothing;
        }

        var steps = TicketSteps.All.Where(one => TicketSteps.MetAt(ticket, one.Step) is null).Select(one => (one.Step, Old: ticket.Steps.Of(one.Step)));
        return Decision.Of([
            .. Anew(ticket.Deadline, rules).Select(anew => new DeadlineRecomputed(anew, ticket.Deadline.At, Why(ticket.Deadline, anew, rules))),
            .. steps.SelectMany(one => Anew(one.Old, rules).Select(anew => new StepRecomputed(one.Step, anew, one.Old!.At, Why(one.Old, anew, rules)))),
        ]);
    }

    private static IEnumerable<Deadline> Anew(Deadline? old, TicketRules rules) =>
        old is { Provisional: true } && rules.Recomputed(old) is var anew && (anew.At != old.At || !anew.Provisional) ? [anew] : [];

    private static string Why(Deadline old, Deadline anew, TicketRules rules)
    {
        var year = ShanghaiTime.Of(old.At).Year;
        return !anew.Provisional && rules.Calendar.IsPublished(year) ? TicketWords.YearPublished(year) : TicketWords.CalendarChanged;
    }
}

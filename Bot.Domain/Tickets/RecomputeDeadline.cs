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
        var old = ticket.Deadline;
        if (!ticket.State.IsOpen() || !old.Provisional)
        {
            return Decision.Nothing;
        }

        var anew = rules.Recomputed(old);
        return anew.At == old.At && anew.Provisional
            ? Decision.Nothing
            : Decision.Of(new DeadlineRecomputed(anew, old.At, Why(old, anew, rules)));
    }

    private static string Why(Deadline old, Deadline anew, TicketRules rules)
    {
        var year = ShanghaiTime.Of(old.At).Year;
        return !anew.Provisional && rules.Calendar.IsPublished(year) ? TicketWords.YearPublished(year) : TicketWords.CalendarChanged;
    }
}

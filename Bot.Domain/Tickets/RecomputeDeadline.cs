using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>
/// 重算时限: what was provisional, or was measured by a paper that has been corrected since, is measured by the calendar and hours now in force. Any other firm
/// due time stays; what a person set keeps its meaning. Nobody is told: each place that shows a due time shows the new one, and reminders that have been given
/// are not given again.
/// </summary>
public static class RecomputeDeadline
{
    /// <returns>Nothing where the ticket is over, or nothing that its due time was measured by has changed.</returns>
    public static Decision Decide(Ticket ticket, TicketRules rules)
    {
        var old = ticket.Deadline;
        if (!ticket.State.IsOpen())
        {
            return Decision.Nothing;
        }

        var corrected = rules.CorrectedDays(old);
        if (!old.Provisional && corrected.Count == 0)
        {
            return Decision.Nothing;
        }

        // A correction is kept even where the due time stays: the steps that explain it have changed.
        var anew = rules.Recomputed(old);
        return corrected.Count == 0 && anew.At == old.At && anew.Provisional
            ? Decision.Nothing
            : Decision.Of(new DeadlineRecomputed(anew, old.At, Why(old, anew, corrected, rules)) { WasFirm = !old.Provisional });
    }

    private static string Why(Deadline old, Deadline anew, IReadOnlyList<DateOnly> corrected, TicketRules rules)
    {
        var year = ShanghaiTime.Of(old.At).Year;
        if (old.Provisional && !anew.Provisional && rules.Calendar.IsPublished(year))
        {
            return TicketWords.YearPublished(year);
        }

        return corrected.Count == 0
            ? TicketWords.CalendarChanged
            : string.Join("；", corrected.GroupBy(date => rules.Calendar.PaperOn(date)?.Year ?? date.Year).Select(days => TicketWords.YearCorrected(days.Key, [.. days], rules.Calendar)));
    }
}

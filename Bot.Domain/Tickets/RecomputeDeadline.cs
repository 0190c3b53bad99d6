using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>
/// 重算时限: what was provisional, or was measured by a paper that has been corrected since, is measured by the calendar and hours now in force. Any other firm
/// due time stays; what a person set keeps its meaning. Nobody is told: each place that shows a due time shows the new one, and reminders that have been given
/// are not given again.
/// </summary>
public static class RecomputeDeadline
{
    /// <returns>Nothing where the ticket is over, or nothing that its due times were measured by has changed.</returns>
    public static Decision Decide(Ticket ticket, TicketRules rules)
    {
        if (!ticket.State.IsOpen())
        {
            return Decision.Nothing;
        }

        var steps = TicketSteps.All.Where(one => TicketSteps.MetAt(ticket, one.Step) is null).Select(one => (one.Step, Old: ticket.Steps.Of(one.Step)));
        return Decision.Of([
            .. Anew(ticket.Deadline, rules).Select(anew => new DeadlineRecomputed(anew.Deadline, ticket.Deadline.At, anew.Why) { WasFirm = !ticket.Deadline.Provisional }),
            .. steps.SelectMany(one => Anew(one.Old, rules).Select(anew => new StepRecomputed(one.Step, anew.Deadline, one.Old!.At, anew.Why) { WasFirm = !one.Old.Provisional })),
        ]);
    }

    /// <summary>A correction is kept even where the due time stays: the steps that explain it have changed.</summary>
    private static IEnumerable<(Deadline Deadline, string Why)> Anew(Deadline? old, TicketRules rules)
    {
        var corrected = old is null ? [] : rules.CorrectedDays(old);
        if (old is null || (!old.Provisional && corrected.Count == 0))
        {
            return [];
        }

        var anew = rules.Recomputed(old);
        return corrected.Count == 0 && anew.At == old.At && anew.Provisional ? [] : [(anew, Why(old, anew, corrected, rules))];
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

using Bot.Domain.Grids;

namespace Bot.Domain.Tickets;

/// <summary>What an event does to 首次答复 and 到场: sets them anew, or meets them.</summary>
internal static class StepHistory
{
    /// <param name="ticket">With all else that the event does.</param>
    public static Ticket Apply(Ticket ticket, RecordedEvent recorded)
    {
        if (recorded.Event is Reopened { Continued: false })
        {
            ticket = ticket with { Steps = StepDeadlines.None, AnsweredAt = null, OnSiteAt = null };
        }

        if (recorded.Event.Steps is { } steps)
        {
            // What the running pause has taken of it so far is counted in it already.
            ticket = ticket with { Steps = steps, Pause = ticket.Pause is { } pause ? pause with { OnSiteFrom = pause.EndAt(recorded.At) } : null };
        }

        return ticket with
        {
            AnsweredAt = ticket.AnsweredAt ?? (IsAnswer(ticket, recorded) ? recorded.At : null),
            OnSiteAt = ticket.OnSiteAt ?? recorded.Event switch
            {
                Resolved or CheckedIn or Progressed { OnSite: true } => recorded.At,
                Absorbed absorbed => absorbed.OnSiteAt,
                _ => null,
            },
        };
    }

    /// <summary>
    /// What can only be done by somebody of the roster. A resident who reopens what nobody had in hand puts it into somebody's hands: that is his act, no answer.
    /// </summary>
    private static bool IsAnswer(Ticket ticket, RecordedEvent recorded) =>
        IsActOfStaff(recorded.Event) && recorded.Actor != Actor.Clock.Id && !ticket.Reports.Any(report => !report.ByStaff && report.ReporterId == recorded.Actor);

    /// <summary>The kinds of event that count as an answer (响应), whoever looks for one.</summary>
    internal static bool IsActOfStaff(TicketEvent happened) =>
        happened is Confirmed or Assigned or Started or Progressed or Suspended or ExtensionAsked or Transferred or Resolved or Rejected or MergedAway;
}

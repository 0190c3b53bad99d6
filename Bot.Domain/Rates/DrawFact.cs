using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;

namespace Bot.Domain.Rates;

/// <summary>Draws the fact line of a ticket from its events. The ticket row is not asked: what is not in the log is not counted.</summary>
public static class DrawFact
{
    /// <summary>Reasons of a rejection that say that there was no matter to reject.</summary>
    private static readonly string[] NoMatter = ["误报", "误登", "登错", "不是诉求", "不是报修", "不是事项", "闲聊", "玩笑", "测试"];

    /// <param name="events">In order of their sequence, and none later than <paramref name="asOf"/>.</param>
    /// <param name="cameBackWithin">30 or 90 where a later ticket's log names this one; null for none.</param>
    public static TicketFact From(IReadOnlyList<RecordedEvent> events, DateTimeOffset asOf, TicketRules rules, int? cameBackWithin = null)
    {
        var counted = Counted(events);
        var opened = (Opened)counted[0].Event;
        var (ticket, overdue) = Fold(counted, asOf);
        var first = FirstEpisode(counted);
        var answers = Answers(ticket, counted);
        return new TicketFact
        {
            Number = ticket.Number,
            GridId = ticket.GridId,
            Category = ticket.Category,
            Urgency = ticket.Urgency,
            Private = ticket.Private,
            AsOf = asOf,
            RegisteredAt = counted[0].At,
            AnsweredAt = FirstAnswer(ticket, counted),

            // A log of before the limits were kept in it is measured by the rules.
            AnswerDueAt = (opened.Steps is null ? rules.StepsFor(new(opened.Category, opened.Urgency), counted[0].At) : first.Steps).FirstAnswer?.At,
            OnSiteAt = first.OnSiteAt,
            OnSiteDueAt = first.Steps.OnSite?.At,
            OnSitePending = first.OnSiteAt is null && (TicketSteps.IsHeld(first, LimitStep.OnSite) || first.Steps.OnSite?.At > (first.ClosedAt ?? asOf)),
            ResolvedAt = ticket.ResolvedAt,
            EverResolved = counted.Any(recorded => recorded.Event is Resolved),
            Overdue = overdue,
            ClosedAt = ticket.ClosedAt,
            Ending = EndingOf(ticket, counted),
            ByResident = ticket.Asked.Count > 0,
            SplitFrom = opened.SplitFrom,
            Extensions = counted.Count(recorded => recorded.Event is ExtensionGranted),
            Reopened = counted.Count(recorded => recorded.Event is Reopened),
            Objected = counted.Any(recorded => recorded.Event is Answered { Value: 2 }),
            Asked = answers.Count,
            Solved = answers.Count(answer => answer?.Value == 1),
            Unsolved = answers.Count(answer => answer?.Value == 2),
            Unclear = answers.Count(answer => answer?.Value == 3),
            Unanswered = answers.Count(answer => answer is null),
            Stars = answers.Select(answer => answer?.Stars).OfType<int>().ToList(),
            CameBackWithin = cameBackWithin,
            ReturnWithin = ticket.Recurs.Count == 0 ? null : ticket.Recurs.Min(earlier => earlier.Within),
        };
    }

    /// <summary>Without what was taken back, and without the taking back.</summary>
    private static List<RecordedEvent> Counted(IReadOnlyList<RecordedEvent> events)
    {
        var undone = events.Select(recorded => recorded.Event).OfType<Undone>().Select(undo => undo.Batch).ToHashSet();
        return events.Where(recorded => recorded.Event is not Undone && !undone.Contains(recorded.Batch)).ToList();
    }

    /// <summary>The ticket at the end, and whether a limit ever ran out under it: at a 办结 that came late, or now.</summary>
    private static (Ticket Ticket, bool Overdue) Fold(List<RecordedEvent> counted, DateTimeOffset asOf)
    {
        Ticket? ticket = null;
        var overdue = false;
        foreach (var recorded in counted)
        {
            overdue |= recorded.Event is Resolved && IsOverdue(ticket!, recorded.At);
            ticket = TicketHistory.Apply(ticket, recorded);
        }

        return (ticket!, overdue || (ticket!.State.IsOpen() && IsOverdue(ticket, asOf)));
    }

    /// <summary>The ticket as it stood at its end, or just before it was first done again with fresh clocks.</summary>
    private static Ticket FirstEpisode(List<RecordedEvent> counted) =>
        counted.TakeWhile(recorded => recorded.Event is not Reopened { Continued: false }).Aggregate((Ticket?)null, TicketHistory.Apply)!;

    /// <summary>While it is paused with reason its limit stands still; a pause begun after the due time changes nothing.</summary>
    private static bool IsOverdue(Ticket ticket, DateTimeOffset at) =>
        ticket.Deadline.At < at && !(ticket is { State: TicketState.Paused, Pause: { } pause } && pause.From < ticket.Deadline.At);

    /// <summary>
    /// What can only be done by somebody of the roster. A resident who reopens what nobody had in hand puts it into somebody's hands: that is his act, no answer.
    /// </summary>
    private static DateTimeOffset? FirstAnswer(Ticket ticket, List<RecordedEvent> counted)
    {
        var residents = ticket.Reports.Where(report => !report.ByStaff).Select(report => report.ReporterId).ToHashSet();
        var byResidents = counted.Where(recorded => recorded.Event is Reopened reopened && residents.Contains(reopened.By.Id)).Select(recorded => recorded.Batch).ToHashSet();
        return counted
            .Where(recorded => recorded.Actor != Actor.Clock.Id && !byResidents.Contains(recorded.Batch))
            .FirstOrDefault(recorded => StepHistory.IsActOfStaff(recorded.Event))?.At;
    }

    private static Ending EndingOf(Ticket ticket, List<RecordedEvent> counted) => ticket.State switch
    {
        TicketState.Resolved => Ending.InCheck,
        TicketState.Closed => Ending.Closed,
        TicketState.Merged => Ending.Merged,
        TicketState.Rejected => NoMatter.Any(((Rejected)counted.Last(recorded => recorded.Event is Rejected).Event).Reason.Contains) ? Ending.NotAMatter : Ending.Rejected,
        TicketState.Cancelled => ticket.Reports.Any(report => !report.ByStaff && report.ReporterId == counted.Last(recorded => recorded.Event is Cancelled).Actor) ? Ending.Withdrawn : Ending.CancelledByStaff,
        _ => Ending.Open,
    };

    /// <summary>
    /// One per asked household, null for silence. Who reported the work done cannot also be the one who enters what residents say of it: what he entered is
    /// passed over, and what the resident said himself before it still stands.
    /// </summary>
    private static List<Answer?> Answers(Ticket ticket, List<RecordedEvent> counted)
    {
        var worker = counted.LastOrDefault(recorded => recorded.Event is Resolved)?.Actor;
        var heard = new Dictionary<string, Answer>();
        foreach (var recorded in counted.Skip(counted.FindLastIndex(recorded => recorded.Event is Resolved or Reopened) + 1))
        {
            if (recorded.Event is Answered answered && (recorded.Actor != worker || answered.By.Id == worker))
            {
                heard[answered.By.Id] = new Answer(answered.Value, recorded.At, answered.Stars);
            }
        }

        var asked = ticket with { Answers = heard };
        return asked.Asked.Select(asked.AnswerOf).ToList();
    }
}

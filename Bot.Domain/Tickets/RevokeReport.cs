using Bot.Domain.Notices;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>消息撤回: who reported has taken the message back on the far side. Nobody may read it any more, here neither.</summary>
public static class RevokeReport
{
    /// <summary>
    /// A ticket that nobody has taken up and nobody else waits for ends with it; any other goes on without the words. So does a danger to life: who takes such
    /// a cry back may have been made to, and somebody has to go and see.
    /// </summary>
    /// <param name="history">The ticket's log; a message that is in none of its reports changes nothing, nor does one taken back already.</param>
    /// <param name="message">Id of the message that was taken back.</param>
    public static Decision Decide(Ticket ticket, IReadOnlyList<RecordedEvent> history, string message, Scene scene)
    {
        if (history.Any(recorded => recorded.Event is Revoked known && known.MessageId == message) || !history.Any(recorded => Holds(recorded.Event, message)))
        {
            return Decision.Nothing;
        }

        var decision = Decision.Of(new Revoked(message, history[0].Event is Opened opened && opened.Report.MessageId == message));
        if (ticket.State != TicketState.Reported || ticket.Urgency == Urgency.Critical || ticket.Reports.Any(report => report.MessageId != message))
        {
            return decision;
        }

        decision = decision.Also(new Cancelled(TicketWords.TakenBack)).Withdrawing(OpenTicket.QuestionKey(ticket.Number), $"ticket:{ticket.Number}:new");
        return ticket.Private || ticket.IsUnspoken ? decision : decision.Saying(new Notice($"ticket:{ticket.Number}:revoked", Address.Group(ticket.GroupId), "reply", TicketWords.Withdrawn(ticket))
        {
            Tickets = [ticket.Number],
            WaitsForMorning = true,
        });
    }

    /// <summary>Whether an event of the log holds the words of the message.</summary>
    public static bool Holds(TicketEvent happened, string message) => happened switch
    {
        Opened opened => opened.Report.MessageId == message,
        Joined joined => joined.Report.MessageId == message,
        Absorbed absorbed => absorbed.Reports.Any(report => report.MessageId == message),
        _ => false,
    };

    /// <summary>The event without the words. A ticket built from such events is the same, since the one that tells of the revoke blanks them too.</summary>
    public static TicketEvent Blank(TicketEvent happened, string message) => happened switch
    {
        Opened opened when Holds(opened, message) => opened with { Summary = TicketWords.TakenBack, Report = Blank(opened.Report, message) },
        Joined joined => new Joined(Blank(joined.Report, message)),
        Absorbed absorbed => absorbed with { Reports = absorbed.Reports.Select(report => Blank(report, message)).ToList() },
        _ => happened,
    };

    public static Report Blank(Report report, string message) => report.MessageId == message ? report with { Text = "", Media = [] } : report;
}

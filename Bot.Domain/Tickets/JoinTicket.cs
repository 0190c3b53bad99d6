using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>并入: another household has the same matter, or somebody has more to say. Silent, unless it turns dangerous or the others have been asked already whether it is solved.</summary>
public static class JoinTicket
{
    /// <param name="danger">What it has turned into, a category; null where that is not known.</param>
    public static Decision Decide(Ticket ticket, Report report, Urgency? urgency, string? hotline, Scene scene, string? danger = null)
    {
        if (!ticket.State.IsOpen() && ticket.State != TicketState.Resolved)
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        var decision = Decision.Of(new Joined(report));
        if (ticket.State == TicketState.Resolved && !report.ByStaff && ticket.Reports.All(known => known.Household != report.Household))
        {
            // The others have been asked already; without a question of its own this household would end as 未评价.
            return decision.Saying(ResolveTicket.Question(ticket, new Person(report.ReporterId, report.ReporterName), scene));
        }

        if (urgency is not { } raised || raised <= ticket.Urgency || !ticket.State.IsOpen())
        {
            return decision;
        }

        var corrected = CorrectTicket.Raise(ticket, raised, scene);
        decision = decision.Also(corrected);
        return raised == Urgency.Critical && !ticket.Private
            ? decision.Saying(Danger.Tell(ticket with { Urgency = raised, Category = danger ?? ticket.Category, Summary = TicketWords.Further(ticket, report) }, hotline, scene))
            : decision;
    }
}

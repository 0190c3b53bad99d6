using Bot.Domain.Notices;

namespace Bot.Domain.Tickets;

/// <summary>Ends without work: 不予受理 by the staff with a reason, 撤回 by who reported it.</summary>
public static class EndTicket
{
    public static Decision Reject(Ticket ticket, string? reason, Scene scene)
    {
        if (!scene.Actor.IsStaff)
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        if (!ticket.State.IsOpen())
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return Decision.Refuse(TicketErrors.RejectionUnexplained(ticket));
        }

        // Who does not take what was passed on to him refuses the passing on, not the residents.
        if (ticket.HandedTo?.Id == scene.Actor.Id)
        {
            return TransferTicket.Decline(ticket, reason, scene);
        }

        // 退单: what property staff send back returns to the grid's worker; only those who steer may say no to residents.
        if (!scene.Actor.Steers)
        {
            return scene.Roster.InCharge is { } post ? TransferTicket.Decide(ticket, post.PersonId, reason, scene) : Decision.Refuse(TicketErrors.NotSteering);
        }

        var decision = Decision.Of(new Rejected(reason)).Withdrawing(OpenTicket.QuestionKey(ticket.Number)).Saying(scene.Reply(TicketWords.Rejected(ticket), ticket.Number));
        return ticket.Private || ticket.IsUnspoken
            ? decision
            : decision.Saying(new Notice($"ticket:{ticket.Number}:rejected:{ticket.Version}", Address.Group(ticket.GroupId), "outcome", TicketWords.RejectedForResidents(ticket, reason))
            {
                Mentions = ticket.Asked.Select(person => person.Id).ToList(),
                Tickets = [ticket.Number],
                WaitsForMorning = true,
            });
    }

    public static Decision Cancel(Ticket ticket, string reason, Scene scene)
    {
        var reported = ticket.Reports.Any(report => report.ReporterId == scene.Actor.Id);
        if (!reported && !scene.Actor.Steers)
        {
            return Decision.Refuse(TicketErrors.NotYours);
        }

        // Once the work is said to be done only a reporter may still withdraw: staff must not get round the residents' check.
        if (!ticket.State.IsOpen() && !(reported && ticket.State == TicketState.Resolved))
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        if (reported && ticket.Reports.Any(report => report.ReporterId != scene.Actor.Id) && !scene.Actor.Steers)
        {
            return Decision.Refuse(TicketErrors.OthersWait);
        }

        return Decision.Of(new Cancelled(reason))
            .Withdrawing([OpenTicket.QuestionKey(ticket.Number), .. ResolveTicket.CheckKeys(ticket)])
            .Saying(scene.Reply(TicketWords.Withdrawn(ticket), ticket.Number));
    }
}

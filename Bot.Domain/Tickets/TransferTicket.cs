using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>转办: to a person of the roster, or to a unit outside it. 首接负责: until another has it, the first receiver stays in charge.</summary>
public static class TransferTicket
{
    public static Decision Decide(Ticket ticket, string? to, string? reason, Scene scene)
    {
        if (!scene.Actor.IsStaff)
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        if (!ticket.State.IsOpen())
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        if (ticket.State == TicketState.Paused)
        {
            return Decision.Refuse(TicketErrors.NotInHand(ticket));
        }

        if (string.IsNullOrWhiteSpace(to))
        {
            return Decision.Refuse(TicketErrors.NobodyCalled(""));
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return Decision.Refuse(TicketErrors.ReasonMissing);
        }

        var first = ConfirmTicket.First(ticket, scene);
        var inCharge = ticket.Responsible ?? first.OfType<Confirmed>().Select(confirmed => confirmed.Responsible).FirstOrDefault();
        if (scene.Roster.Find(to) is { } post)
        {
            var person = new Person(post.PersonId, post.Name);
            var handed = new Transferred(person, post.Name, reason) { Awaited = true };

            // Who takes it upon himself needs nobody's consent.
            return person.Id == scene.Actor.Id
                ? Decision.Of([.. first, handed, new Started(person)]).Saying(scene.Reply(TicketWords.Started(ticket with { Responsible = person }, scene.Now), ticket.Number))
                : Decision.Of([.. first, handed]).Saying(AssignTicket.Tell(ticket, person, TicketWords.Transferred(ticket with { Responsible = inCharge }, person), scene, $"transfer:{ticket.Version}"));
        }

        var after = ticket with { Responsible = inCharge };
        var helpers = scene.Roster.With(SpeakerRole.Community).Select(person => new Person(person.PersonId, person.Name)).ToList();
        return Decision.Of([.. first, new Transferred(null, to, reason)])
            .Saying(scene.Reply(TicketWords.TransferredOutside(after, to), ticket.Number))
            .Saying(AssignTicket.TellStaff(ticket, helpers, "transfer", TicketWords.CoordinateOutside(after, to, reason, helpers)));
    }

    /// <summary>退单 of the receiver: it stays with the one in charge, who is told why.</summary>
    internal static Decision Decline(Ticket ticket, string reason, Scene scene)
    {
        var decision = Decision.Of(new Declined(new Person(scene.Actor.Id, scene.Actor.Name), reason)).Saying(scene.Reply(TicketWords.Declined(ticket), ticket.Number));
        return ticket.Responsible is { } inCharge
            ? decision.Saying(AssignTicket.TellStaff(ticket, [inCharge], "declined", TicketWords.DeclinedForStaff(ticket, inCharge, scene.Actor.Name, reason)))
            : decision;
    }
}

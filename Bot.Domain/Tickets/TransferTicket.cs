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
        if (scene.Roster.Find(to) is { } post)
        {
            var person = new Person(post.PersonId, post.Name);
            return Decision.Of([.. first, new Transferred(person, post.Name, reason)])
                .Saying(AssignTicket.Tell(ticket, person, TicketWords.Transferred(ticket with { Responsible = person }, scene.Now), scene, $"transfer:{ticket.Version}"));
        }

        var inCharge = ticket.Responsible ?? first.OfType<Confirmed>().Select(confirmed => confirmed.Responsible).FirstOrDefault();
        var after = ticket with { Responsible = inCharge };
        var helpers = scene.Roster.With(SpeakerRole.Community).Select(person => new Person(person.PersonId, person.Name)).ToList();
        return Decision.Of([.. first, new Transferred(null, to, reason)])
            .Saying(scene.Reply(TicketWords.TransferredOutside(after, to), ticket.Number))
            .Saying(AssignTicket.TellStaff(ticket, helpers, "transfer", TicketWords.CoordinateOutside(after, to, reason, helpers)));
    }
}

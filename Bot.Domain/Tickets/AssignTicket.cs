using Bot.Domain.Notices;

namespace Bot.Domain.Tickets;

/// <summary>交办: somebody of the roster gets it. The time given may shorten the limit of the rule, never lengthen it.</summary>
public static class AssignTicket
{
    public static Decision Decide(Ticket ticket, string to, DateTimeOffset? due, Scene scene)
    {
        if (!scene.Actor.Steers)
        {
            return Decision.Refuse(scene.Actor.IsStaff ? TicketErrors.NotSteering : TicketErrors.NotStaff);
        }

        if (!ticket.State.IsOpen())
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        if (ticket.State == TicketState.Paused)
        {
            return Decision.Refuse(TicketErrors.NotInHand(ticket));
        }

        if (scene.Roster.Find(to) is not { } post)
        {
            return Decision.Refuse(TicketErrors.NobodyCalled(to));
        }

        if (due <= scene.Now)
        {
            return Decision.Refuse(TicketErrors.TimePast);
        }

        var person = new Person(post.PersonId, post.Name);
        var deadline = due is { } at && at < ticket.Deadline.At ? TicketRules.DeadlineAt(at, scene.Now, $"{scene.Actor.Name}交办时定") : null;
        var assigned = new Assigned(person, deadline);
        var after = ticket with { Responsible = person, Deadline = deadline ?? ticket.Deadline };
        var words = TicketWords.Assigned(after, scene.Now)
            + (due > ticket.Deadline.At ? TicketWords.AssignedNotLater(ticket.Deadline.At, scene.Now) : "");
        return Decision.Of([.. ConfirmTicket.First(ticket, scene), assigned]).Saying(Tell(ticket, person, words, scene, $"assigned:{ticket.Version}"));
    }

    /// <summary>Said where the command was given, so that giver and receiver both read it; to the staff group where it came through the API.</summary>
    internal static IEnumerable<Notice> Tell(Ticket ticket, Person person, string words, Scene scene, string key) =>
        scene.ReplyTo is null
            ? [new Notice($"ticket:{ticket.Number}:{key}", ticket.Private ? Address.Person(person.Id) : Address.Staff(ticket.GridId), "assign", words) { Mentions = [person.Id], Tickets = [ticket.Number], WaitsForMorning = true }]
            : scene.Reply(words, ticket.Number, "", person.Id);
}

using Bot.Domain.Notices;

namespace Bot.Domain.Tickets;

/// <summary>交办: somebody of the roster gets it. The time given may shorten the limit of the rule, never lengthen it, but where many have agreed on it.</summary>
public static class AssignTicket
{
    /// <param name="agreed">Who has agreed on the time, as the deadline names it: the resolution of a topic (议题). Null where one person set it.</param>
    public static Decision Decide(Ticket ticket, string to, DateTimeOffset? due, Scene scene, string? agreed = null)
    {
        if (WorkTicket.Steered(ticket, scene) is { } refusal)
        {
            return Decision.Refuse(refusal);
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
        var deadline = due is { } at && (at < ticket.Deadline.At || agreed is not null) ? TicketRules.DeadlineAt(at, scene.Now, agreed ?? $"{scene.Actor.Name}交办时定") : null;
        var assigned = new Assigned(person, deadline);
        var after = ticket with { Responsible = person, Deadline = deadline ?? ticket.Deadline };
        var words = TicketWords.Assigned(after, scene.Now)
            + (due > ticket.Deadline.At && agreed is null ? TicketWords.AssignedNotLater(ticket, scene.Now) : "");
        return Decision.Of([.. ConfirmTicket.First(ticket, scene), assigned]).Saying(Tell(ticket, person, words, scene, $"assigned:{ticket.Version}"));
    }

    /// <summary>
    /// Said where the command was given, so that giver and receiver both read it; to the staff group where it came through the API.
    /// Of a private matter each reads it alone.
    /// </summary>
    internal static IEnumerable<Notice> Tell(Ticket ticket, Person person, string words, Scene scene, string key)
    {
        var alone = new Notice($"ticket:{ticket.Number}:{key}", ticket.Private ? Address.Person(person.Id) : Address.Staff(ticket.GridId), "assign", words)
        {
            Mentions = [person.Id],
            Tickets = [ticket.Number],
            WaitsForMorning = true,
        };
        return scene.ReplyTo is null ? [alone]
            : ticket.Private && person.Id != scene.Actor.Id ? [alone, .. scene.Reply(words, ticket.Number)]
            : scene.Reply(words, ticket.Number, "", person.Id);
    }

    /// <summary>To these people in the staff group; of a private matter to each alone.</summary>
    internal static IEnumerable<Notice> TellStaff(Ticket ticket, IReadOnlyList<Person> people, string kind, string words)
    {
        var notice = new Notice($"ticket:{ticket.Number}:{kind}:{ticket.Version}", Address.Staff(ticket.GridId), kind, words)
        {
            Mentions = people.Select(person => person.Id).ToList(),
            Tickets = [ticket.Number],
            WaitsForMorning = true,
        };
        return ticket.Private
            ? people.Select(person => notice with { Key = $"{notice.Key}:{person.Id}", To = Address.Person(person.Id), Mentions = [] })
            : [notice];
    }
}

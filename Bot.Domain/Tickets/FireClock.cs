using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>到点: a clock of a ticket has run out. Whether it still holds has been checked against <see cref="TicketClocks"/> before.</summary>
public static class FireClock
{
    public static Decision Decide(Ticket ticket, TicketClock clock, Scene scene)
    {
        var fired = new ClockFired(clock.Kind, clock.Round);
        if (clock.Kind == TicketClocks.Check)
        {
            return AnswerCheck.Close(ticket, Decision.Of(fired));
        }

        if (clock.Kind == TicketClocks.Resume)
        {
            var resumed = WorkTicket.Resumed(ticket, ticket.Pause!, scene);
            var people = ticket.Responsible is { } responsible ? new[] { responsible } : [];
            return Decision.Of(fired, resumed).Saying(Tell(ticket, clock, people, $"{TicketWords.At(people)}{TicketWords.Resumed(ticket with { Deadline = resumed.Deadline }, scene.Now)}"));
        }

        var found = scene.Rules.Ladder.Find(ticket.Urgency, clock.Kind);
        if (found?.Anchor == RungAnchor.Share && ticket.Deadline.At <= scene.Now)
        {
            // Found late, after a time in which no host ran: a reminder that the end is near is moot once it has come.
            return Decision.Of(fired);
        }

        if (found is not { } rung)
        {
            var named = People(["responsible", "community"], ticket, scene.Roster);
            return Decision.Of(fired).Saying(Tell(ticket, clock, named, TicketWords.StillOverdue(ticket, named, scene.Now)));
        }

        var called = People(rung.To, ticket, scene.Roster);
        var raised = rung.Raises is { } level && level > ticket.Level ? new Escalated(level) : null;
        return Decision.Of(raised is null ? [fired] : [fired, raised]).Saying(Tell(ticket, clock, called, TicketWords.Rung(rung, ticket, called, scene.Now)));
    }

    /// <summary>A private matter is never named in a group, not even among staff: each gets it alone.</summary>
    private static IEnumerable<Notice> Tell(Ticket ticket, TicketClock clock, IReadOnlyList<Person> people, string text)
    {
        var key = $"ticket:{ticket.Number}:{clock.Kind}:ep{clock.Round}";
        var waits = ticket.Urgency != Urgency.Critical;
        return ticket.Private
            ? people.Select(person => new Notice($"{key}:{person.Id}", Address.Person(person.Id), clock.Kind, text) { Tickets = [ticket.Number], WaitsForMorning = waits })
            : [new Notice(key, Address.Staff(ticket.GridId), clock.Kind, text) { Mentions = people.Select(person => person.Id).ToList(), Tickets = [ticket.Number], WaitsForMorning = waits }];
    }

    private static List<Person> People(IEnumerable<string> to, Ticket ticket, Roster roster) => to
        .SelectMany(word => word == "responsible"
            ? ticket.Responsible is { } person ? [person] : roster.InCharge is { } post ? [new Person(post.PersonId, post.Name)] : Array.Empty<Person>()
            : roster.With(Ladder.RoleOf(word)).Select(post => new Person(post.PersonId, post.Name)))
        .DistinctBy(person => person.Id)
        .ToList();
}

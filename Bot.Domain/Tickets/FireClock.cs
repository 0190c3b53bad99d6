using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>Whom one notice of a rung calls, and where. What it says is worked out only when it is asked for: most are told in a list, which says it otherwise.</summary>
internal sealed record RungCall(string Key, Address To, IReadOnlyList<Person> People, Func<Notice> Notice);

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

        if (clock.Kind.StartsWith(TicketClocks.Resume, StringComparison.Ordinal))
        {
            var resumed = WorkTicket.Resumed(ticket, ticket.Pause!, scene);
            var people = ticket.Responsible is { } responsible ? new[] { responsible } : [];
            return Decision.Of(fired, resumed).Saying(Tell(ticket, clock.Kind, clock.Round, people, $"{TicketWords.At(people)}{TicketWords.Resumed(ticket with { Deadline = resumed.Deadline }, scene.Now)}"));
        }

        if (TicketSteps.Find(clock.Kind) is { } step && TicketClocks.IsCalledAnyway(ticket, step, scene.Rules))
        {
            return Decision.Of(fired);
        }

        var found = scene.Rules.Ladder.Find(ticket.Urgency, clock.Kind);
        if (found?.Anchor == RungAnchor.Share && ticket.Deadline.At <= scene.Now)
        {
            // Found late, after a time in which no host ran: a reminder that the end is near is moot once it has come.
            return Decision.Of(fired);
        }

        var raised = found?.Raises is { } level && level > ticket.Level ? new Escalated(level) : null;

        // 特急 is told at once and alone; the rest waits for what falls due in the same sweep, and is told with it.
        var reminder = ticket.Urgency == Urgency.Critical ? (Reminder?)null : new Reminder(ticket.Number, clock.Kind, clock.Round);
        return Decision.Of(raised is null ? [fired] : [fired, raised])
            .Saying(Calls(ticket, clock.Kind, clock.Round, scene).Select(call => call.Notice() with { Reminder = reminder }));
    }

    /// <summary>What is said of a rung, and to whom.</summary>
    internal static IEnumerable<RungCall> Calls(Ticket ticket, string kind, int round, Scene scene)
    {
        var rung = scene.Rules.Ladder.Find(ticket.Urgency, kind);
        var step = TicketSteps.Find(kind);
        var called = Called(ticket, kind, scene);
        return Addressed(new Reminder(ticket.Number, kind, round), ticket.GridId, ticket.Private, called).Select(one => new RungCall(one.Key, one.To, one.People, () => Notice(
            ticket, kind, one.Key, one.To, called, step is { } missed ? TicketWords.StepMissed(missed, ticket, called, scene.Now) : rung is null ? TicketWords.StillOverdue(ticket, called, scene.Now) : TicketWords.Rung(rung, ticket, called, scene.Now))));
    }

    /// <summary>Whom a rung calls.</summary>
    internal static IReadOnlyList<Person> Called(Ticket ticket, string kind, Scene scene) => People(
        TicketSteps.Find(kind) is not null ? ["responsible"] : scene.Rules.Ladder.Find(ticket.Urgency, kind)?.To ?? ["responsible", "community"], ticket, scene.Roster);

    private static IEnumerable<Notice> Tell(Ticket ticket, string kind, int round, IReadOnlyList<Person> people, string text) =>
        Addressed(new Reminder(ticket.Number, kind, round), ticket.GridId, ticket.Private, people).Select(one => Notice(ticket, kind, one.Key, one.To, people, text));

    /// <summary>A private matter is never named in a group, not even among staff: each gets it alone.</summary>
    internal static IEnumerable<(string Key, Address To, IReadOnlyList<Person> People)> Addressed(Reminder reminder, string gridId, bool isPrivate, IReadOnlyList<Person> people)
    {
        var key = $"ticket:{reminder.Number}:{reminder.Kind}:ep{reminder.Round}";
        return isPrivate
            ? people.Select(person => ($"{key}:{person.Id}", Address.Person(person.Id), (IReadOnlyList<Person>)[person]))
            : [(key, Address.Staff(gridId), people)];
    }

    private static Notice Notice(Ticket ticket, string kind, string key, Address to, IReadOnlyList<Person> people, string text) => new(key, to, kind, text)
    {
        Mentions = to.Kind == AddressKind.Person ? [] : [.. people.Select(person => person.Id)],
        Tickets = [ticket.Number],
        WaitsForMorning = ticket.Urgency != Urgency.Critical,
    };

    private static List<Person> People(IEnumerable<string> to, Ticket ticket, Roster roster)
    {
        return to
            .SelectMany(word => word == "responsible"
                ? ticket.Responsible is { } person ? [Present(person), .. Offered(ticket)] : roster.InCharge is { } post ? [new Person(post.PersonId, post.Name)] : Array.Empty<Person>()
                : word == "units" ? WhistleTicket.Awaited(ticket, roster).People
                : roster.With(Ladder.RoleOf(word)).Select(post => new Person(post.PersonId, post.Name)))
            .DistinctBy(person => person.Id)
            .ToList();

        // What a person on leave has in hand his stand-in is reminded of.
        Person Present(Person person) => roster.StandInFor(person.Id) is { } standIn ? new Person(standIn.PersonId, standIn.Name) : person;
    }

    private static Person[] Offered(Ticket ticket) => ticket.HandedTo is { } person ? [person] : [];
}

using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>A rung that has fired (its event is written) and waits to be told.</summary>
public readonly record struct Reminder(string Number, string Kind, int Round);

/// <summary>
/// What gathering needs to know of a reminder's ticket. Worked out when it fires: as long as the ticket is still at that version, it need not be read again.
/// </summary>
/// <param name="DueAt">By which lists are ordered.</param>
/// <param name="OverdueFrom">Null where the ticket cannot be overdue now, because its clock is held.</param>
/// <param name="People">Whom it calls; empty where the grid does not have the addressee.</param>
public sealed record Calling(int Version, Urgency Urgency, DateTimeOffset DueAt, DateTimeOffset? OverdueFrom, string GridId, bool Private, IReadOnlyList<Person> People)
{
    /// <summary>Null where the reminder has become moot.</summary>
    public static Calling? Of(Ticket ticket, Reminder reminder, Scene scene) => TicketClocks.StillHolds(ticket, reminder.Kind, reminder.Round, scene.Rules)
        ? new Calling(
            ticket.Version,
            ticket.Urgency,
            ticket.Deadline.At,
            ticket.State.IsOpen() && !ticket.ClockIsHeld ? ticket.Deadline.At : null,
            ticket.GridId,
            ticket.Private,
            FireClock.Called(ticket, reminder.Kind, scene))
        : null;
}

/// <summary>
/// 催办合并: reminders that fall together. Where somebody would be called by many at once, all of those become one list for everybody they name;
/// each person reads each matter once. What has become moot since it fired is not told.
/// </summary>
public static class TellReminders
{
    /// <summary>A list is read to its end only if it is short.</summary>
    public const int LongestList = 10;

    private static readonly Person[] Nobody = [new("", "")];

    /// <summary>One reminder as one conversation would read it.</summary>
    internal sealed record Call(Reminder Reminder, Calling Calling, string Key, Address To, IReadOnlyList<Person> People)
    {
        /// <summary>A rung whose addressee the grid does not have names nobody; the conversation reads it all the same.</summary>
        public IReadOnlyList<Person> Called => People.Count > 0 ? People : Nobody;
    }

    /// <param name="conversation">Which conversation an address means; lists are made per conversation, so that a private matter never stands in a group's.</param>
    public static IReadOnlyList<Telling> Gather(IEnumerable<(Reminder Reminder, Calling Calling)> due, Func<Address, string> conversation)
    {
        var calls = due.SelectMany(one => FireClock
            .Addressed(one.Reminder, one.Calling.GridId, one.Calling.Private, one.Calling.People)
            .Select(to => new Call(one.Reminder, one.Calling, to.Key, to.To, to.People)));
        return calls.GroupBy(call => conversation(call.To)).SelectMany(lane => InOne(lane.Key, [.. lane])).ToList();
    }

    private static IEnumerable<Telling> InOne(string conversation, IReadOnlyList<Call> calls)
    {
        var crowded = calls.SelectMany(call => call.Called).GroupBy(person => person.Id).Where(group => group.Count() >= TicketRules.RemindersTogether).Select(group => group.Key).ToHashSet();
        var lanes = calls.ToLookup(call => call.Called.Any(person => crowded.Contains(person.Id)));
        var (together, alone) = (lanes[true], lanes[false]);
        var lists = together
            .SelectMany(call => call.Called.Select(person => (Person: person, Call: call)))
            .GroupBy(pair => pair.Person.Id)
            .Select(group => (group.First().Person, Calls: group.Select(pair => pair.Call).ToList()))

            // Who is called by the very same matters reads the very same list, so one line names them all.
            .GroupBy(list => string.Join(' ', list.Calls.Select(call => call.Key)))
            .Select(group => new Telling.Together(conversation, group.Select(list => list.Person).ToList(), group.First().Calls));
        return [.. alone.Select(call => new Telling.Alone(call)), .. lists];
    }
}

/// <summary>A line that is to be said. Only of the tickets that stand in it by name more has to be known than gathering needed.</summary>
public abstract record Telling
{
    private Telling()
    {
    }

    /// <summary>Numbers of the tickets that it names.</summary>
    public abstract IReadOnlyList<string> Named { get; }

    /// <param name="tickets">By number; those that it names.</param>
    /// <param name="scene">Where a ticket lives.</param>
    /// <returns>Null where there is nothing to say any more.</returns>
    public abstract Notice? Say(IReadOnlyDictionary<string, Ticket> tickets, Func<Ticket, Scene> scene, DateTimeOffset now);

    internal sealed record Alone(TellReminders.Call Call) : Telling
    {
        public override IReadOnlyList<string> Named => [Call.Reminder.Number];

        public override Notice? Say(IReadOnlyDictionary<string, Ticket> tickets, Func<Ticket, Scene> scene, DateTimeOffset now) => tickets.TryGetValue(Call.Reminder.Number, out var ticket)
            ? FireClock.Calls(ticket, Call.Reminder.Kind, Call.Reminder.Round, scene(ticket)).FirstOrDefault(rung => rung.Key == Call.Key)?.Notice()
            : null;
    }

    internal sealed record Together(string Conversation, IReadOnlyList<Person> People, IReadOnlyList<TellReminders.Call> Calls) : Telling
    {
        /// <summary>Each ticket once, the most pressing first.</summary>
        private readonly List<TellReminders.Call> matters = Calls.DistinctBy(call => call.Reminder.Number)
            .OrderByDescending(call => call.Calling.Urgency).ThenBy(call => call.Calling.DueAt).ThenBy(call => call.Reminder.Number, StringComparer.Ordinal).ToList();

        public override IReadOnlyList<string> Named => [.. matters.Take(TellReminders.LongestList).Select(call => call.Reminder.Number)];

        /// <summary>The key names the first reminder in it: no reminder is ever in two lists of one person, so neither is the key.</summary>
        public override Notice? Say(IReadOnlyDictionary<string, Ticket> tickets, Func<Ticket, Scene> scene, DateTimeOffset now)
        {
            var people = People.Where(person => person.Id.Length > 0).ToList();
            var inGroup = Calls[0].To.Kind != AddressKind.Person;
            var shown = Named.Where(tickets.ContainsKey).Select(number => tickets[number]).ToList();
            var overdue = matters.Count(call => call.Calling.OverdueFrom <= now);
            return shown.Count == 0 ? null : new Notice(
                $"reminders:{People[0].Id}:{Calls[0].Key}", Address.Group(Conversation), "reminders", TicketWords.Reminders(shown, matters.Count, overdue, inGroup ? people : [], now))
            {
                // No ticket numbers: "收到" under a list of twelve must not act on twelve.
                Mentions = inGroup ? people.Select(person => person.Id).ToList() : [],
                WaitsForMorning = true,
            };
        }
    }
}

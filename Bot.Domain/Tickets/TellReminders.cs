using Bot.Domain.Notices;

namespace Bot.Domain.Tickets;

/// <summary>A rung that has fired (its event is written) and waits to be told.</summary>
public readonly record struct Reminder(string Number, string Kind, int Round);

/// <summary>A reminder beside its ticket as it stands now.</summary>
public sealed record DueReminder(Ticket Ticket, Reminder Reminder, Scene Scene);

/// <summary>
/// 催办合并: reminders that fall together. Where somebody would be called by many at once, all of those become one list for everybody they name;
/// each person reads each matter once. What has become moot since it fired is not told.
/// </summary>
public static class TellReminders
{
    /// <summary>A list is read to its end only if it is short.</summary>
    public const int LongestList = 10;

    private sealed record Call(Ticket Ticket, RungCall Rung)
    {
        /// <summary>A rung whose addressee the grid does not have names nobody; the conversation reads it all the same.</summary>
        public IReadOnlyList<Person> Called => Rung.People.Count > 0 ? Rung.People : Nobody;
    }

    private static readonly Person[] Nobody = [new("", "")];

    /// <param name="conversation">Which conversation an address means; lists are made per conversation, so that a private matter never stands in a group's.</param>
    public static IReadOnlyList<Notice> Decide(IEnumerable<DueReminder> due, Func<Address, string> conversation, DateTimeOffset now)
    {
        var calls = due
            .Where(one => TicketClocks.StillHolds(one.Ticket, one.Reminder.Kind, one.Reminder.Round, one.Scene.Rules))
            .SelectMany(one => FireClock.Calls(one.Ticket, one.Reminder.Kind, one.Reminder.Round, one.Scene).Select(rung => new Call(one.Ticket, rung)));
        return calls.GroupBy(call => conversation(call.Rung.To)).SelectMany(lane => InOne(lane.Key, [.. lane], now)).ToList();
    }

    private static IEnumerable<Notice> InOne(string conversation, IReadOnlyList<Call> calls, DateTimeOffset now)
    {
        var crowded = calls.SelectMany(call => call.Called).GroupBy(person => person.Id).Where(group => group.Count() >= TicketRules.RemindersTogether).Select(group => group.Key).ToHashSet();
        var lanes = calls.ToLookup(call => call.Called.Any(person => crowded.Contains(person.Id)));
        var (together, alone) = (lanes[true], lanes[false]);
        var lists = together
            .SelectMany(call => call.Called.Select(person => (Person: person, Call: call)))
            .GroupBy(pair => pair.Person.Id)
            .Select(group => (group.First().Person, Calls: group.Select(pair => pair.Call).ToList()))

            // Who is called by the very same matters reads the very same list, so one line names them all.
            .GroupBy(list => string.Join(' ', list.Calls.Select(call => call.Rung.Key)))
            .Select(group => List(conversation, group.Select(list => list.Person).ToList(), group.First().Calls, now));
        return [.. alone.Select(call => call.Rung.Notice()), .. lists];
    }

    /// <summary>The key names the first reminder in it: no reminder is ever in two lists of one person, so neither is the key.</summary>
    private static Notice List(string conversation, IReadOnlyList<Person> people, IReadOnlyList<Call> calls, DateTimeOffset now)
    {
        var named = people.Where(person => person.Id.Length > 0).ToList();
        var inGroup = calls[0].Rung.To.Kind != AddressKind.Person;
        var tickets = calls.Select(call => call.Ticket).DistinctBy(ticket => ticket.Number)
            .OrderByDescending(ticket => ticket.Urgency).ThenBy(ticket => ticket.Deadline.At).ThenBy(ticket => ticket.Number, StringComparer.Ordinal).ToList();
        return new Notice($"reminders:{people[0].Id}:{calls[0].Rung.Key}", Address.Group(conversation), "reminders", TicketWords.Reminders(tickets, inGroup ? named : [], LongestList, now))
        {
            // No ticket numbers: "收到" under a list of twelve must not act on twelve.
            Mentions = inGroup ? named.Select(person => person.Id).ToList() : [],
            WaitsForMorning = true,
        };
    }
}

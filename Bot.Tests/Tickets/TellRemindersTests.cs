using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class TellRemindersTests
{
    private static readonly DateTimeOffset Now = Clock.At("2026-03-12 18:00");
    private static readonly string[] Rungs = ["half", "due", "supervise", "again1"];

    private static string Conversation(Address to) => to.Kind == AddressKind.Person ? $"dm-{to.Id}" : "demo-staff";

    private static DueReminder Due(Desk desk, string kind = "due") => new(desk.Ticket, new Reminder(desk.Ticket.Number, kind, desk.Ticket.Round), new Scene(Now, Actor.Clock, Desk.Roster, Desk.Rules));

    /// <summary>A reminder beside its ticket as it stands now.</summary>
    private sealed record DueReminder(Ticket Ticket, Reminder Reminder, Scene Scene);

    private static IReadOnlyList<Notice> Tell(params IEnumerable<DueReminder> due)
    {
        var all = due.ToList();
        var holding = all.Select(one => (one.Reminder, Calling: Calling.Of(one.Ticket, one.Reminder, one.Scene))).Where(one => one.Calling is not null).Select(one => (one.Reminder, one.Calling!));
        var tellings = TellReminders.Gather(holding, Conversation);

        // Only what a line names is known when it is said.
        return [.. tellings.Select(telling => telling.Say(
            all.Where(one => telling.Named.Contains(one.Ticket.Number)).DistinctBy(one => one.Ticket.Number).ToDictionary(one => one.Ticket.Number, one => one.Ticket),
            ticket => all.First(one => one.Ticket.Number == ticket.Number).Scene,
            Now)!)];
    }

    /// <summary>Confirmed by the worker, number 1001 and on; each is due on Monday 9 March 18:00.</summary>
    private static List<Desk> Tickets(int count, Urgency urgency = Urgency.Normal, bool isPrivate = false, int first = 1001)
    {
        var desks = Enumerable.Range(first, count).Select(number => Desk.With(urgency, number: $"{number}", isPrivate: isPrivate, location: new Location(Building: $"{number % 100}"))).ToList();
        desks.ForEach(desk => desk.Confirm());
        return desks;
    }

    [Fact]
    public void Two_are_told_one_by_one_as_ever()
    {
        var told = Tell(Tickets(2).Select(desk => Due(desk)));
        Assert.Equal(["ticket:1001:due:ep1", "ticket:1002:due:ep1"], told.Select(notice => notice.Key));
        Assert.All(told, notice => Assert.Equal(["w1", "c1", "c2"], notice.Mentions));
        Assert.All(told, notice => Assert.Null(notice.Reminder));
    }

    [Fact]
    public void From_three_on_each_person_gets_one_list_and_those_with_the_same_one_share_it()
    {
        var list = Assert.Single(Tell(Tickets(3).Select(desk => Due(desk))));
        Assert.Equal(
            "【催办】@网格员小余 @社区书记 @社区小赵 3件要办，超期3件：\n#1001 照明｜1栋｜超期3天\n#1002 照明｜2栋｜超期3天\n#1003 照明｜3栋｜超期3天\n请逐件回，例如“进展1001 今天去”",
            list.Text);
        Assert.Equal((Address.Group("demo-staff"), "reminders"), (list.To, list.Kind));
        Assert.Equal(["w1", "c1", "c2"], list.Mentions);
        Assert.Empty(list.Tickets);
        Assert.True(list.WaitsForMorning);
    }

    [Fact]
    public void Each_reads_of_what_calls_him_and_of_nothing_twice()
    {
        var (mine, others) = (Tickets(2), Tickets(2, first: 2001));
        others.ForEach(desk => desk.Assign());
        var told = Tell(mine.Concat(others).Select(desk => Due(desk)));
        Assert.Equal(3, told.Count);
        Assert.Equal(["#1001", "#1002"], Named(told, "w1"));
        Assert.Equal(["#2001", "#2002"], Named(told, "p1"));
        Assert.Equal(["#1001", "#1002", "#2001", "#2002"], Named(told, "c1"));

        static IEnumerable<string> Named(IEnumerable<Notice> told, string person) => Numbers(Assert.Single(told, notice => notice.Mentions.Contains(person)).Text);
    }

    [Fact]
    public void The_most_urgent_stands_first_then_the_longest_overdue()
    {
        var late = Desk.With(number: "1004", at: "2026-02-26 09:00");
        late.Confirm();
        var list = Assert.Single(Tell([.. Tickets(2).Select(desk => Due(desk)), .. Tickets(1, Urgency.Urgent, first: 1003).Select(desk => Due(desk)), Due(late)]));
        Assert.Equal(["#1003", "#1004", "#1001", "#1002"], Numbers(list.Text));
    }

    [Fact]
    public void A_long_list_is_cut_and_says_by_how_much()
    {
        var list = Assert.Single(Tell(Tickets(22).Select(desk => Due(desk))));
        Assert.Equal(TellReminders.LongestList, Numbers(list.Text).Count());
        Assert.Contains("22件要办，超期22件", list.Text, StringComparison.Ordinal);
        Assert.Contains("\n…另有12件\n", list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rungs_of_one_matter_are_one_line()
    {
        var desks = Tickets(2);
        var list = Assert.Single(Tell(desks.SelectMany(desk => new[] { Due(desk), Due(desk, "half") })), notice => notice.Mentions.Contains("w1"));
        Assert.Equal(["#1001", "#1002"], Numbers(list.Text));
    }

    [Fact]
    public void A_private_matter_never_stands_in_a_groups_list()
    {
        var told = Tell(Tickets(3).Concat(Tickets(3, isPrivate: true, first: 3001)).Select(desk => Due(desk)));
        var inGroup = told.Where(notice => notice.To.Id == "demo-staff").ToList();
        Assert.All(inGroup, notice => Assert.DoesNotContain("#300", notice.Text, StringComparison.Ordinal));
        var alone = told.Except(inGroup).ToList();
        Assert.Equal(["dm-c1", "dm-c2", "dm-w1"], alone.Select(notice => notice.To.Id).Order(StringComparer.Ordinal));
        Assert.All(alone, notice => Assert.Equal(["#3001", "#3002", "#3003"], Numbers(notice.Text)));
    }

    [Fact]
    public void What_was_answered_since_it_fired_is_not_told()
    {
        var desks = Tickets(3);
        var due = desks.Select(desk => Due(desk)).ToList();
        desks[0].Resolve();
        desks[1].Pause("2026-03-05 09:00");
        var told = Assert.Single(Tell(desks.Select(desk => Due(desk))));
        Assert.Equal("ticket:1003:due:ep1", told.Key);

        var unconfirmed = Desk.With();
        var asked = Due(unconfirmed, "confirm_worker");
        Assert.Single(Tell(asked));
        unconfirmed.Confirm();
        Assert.Empty(Tell(asked with { Ticket = unconfirmed.Ticket }));
        Assert.Empty(Tell(due[0] with { Ticket = desks[2].Ticket with { Round = 2 } }));
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 200)];

    /// <summary>Counted anew, by person and matter: whatever falls together, each reads of each matter that calls him exactly once.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Nobody_misses_a_matter_and_nobody_reads_it_twice(int seed)
    {
        var random = new Random(seed);
        var due = Enumerable.Range(1001, random.Next(1, 9)).Select(number =>
        {
            var desk = Desk.With(random.Next(3) == 0 ? Urgency.Urgent : Urgency.Normal, isPrivate: random.Next(6) == 0, number: $"{number}");
            desk.Confirm(random.Next(2) == 0 ? Desk.Worker : Desk.Property);
            return Due(desk, Rungs[random.Next(Rungs.Length)]);
        }).ToList();
        var wanted = due.SelectMany(one => FireClock.Decide(one.Ticket, new TicketClock(one.Reminder.Kind, one.Reminder.Round, Now), one.Scene with { Now = one.Ticket.OpenedAt }).Notices)
            .SelectMany(notice => Readers(notice).Select(person => (person, Conversation(notice.To), Number: $"#{notice.Tickets[0]}")))
            .Order().ToList();
        var told = Tell(due);
        Assert.Equal(wanted, told.SelectMany(notice => Readers(notice).SelectMany(person => Numbers(notice.Text).Select(number => (person, Lane(notice.To), number)))).Order());
        Assert.Equal(told.Count, told.Select(notice => notice.Key).Distinct().Count());

        // From three on it is one notice in all.
        foreach (var reader in told.SelectMany(notice => Readers(notice).Select(person => (Person: person, Lane: Lane(notice.To), notice.Key))).GroupBy(one => (one.Person, one.Lane)))
        {
            Assert.True(reader.Count() < TicketRules.RemindersTogether, $"seed {seed}: {reader.Key} reads {reader.Count()} notices");
        }

        static string Lane(Address to) => to.Kind == AddressKind.Group ? to.Id : Conversation(to);
        static IEnumerable<string> Readers(Notice notice) => notice.To.Kind == AddressKind.Person ? [notice.To.Id] : notice.To.Id.StartsWith("dm-", StringComparison.Ordinal) ? [notice.To.Id[3..]] : notice.Mentions;
    }

    private static IEnumerable<string> Numbers(string text) => text.Split('#').Skip(1).Select(part => $"#{part.Split(' ')[0]}");
}

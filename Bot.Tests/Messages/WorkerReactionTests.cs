using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Tickets;
using Bot.Tests.Understanding;

namespace Bot.Tests.Messages;

public class WorkerReactionTests
{
    private static Reading Reads(string action, params string[] refs) => new(Coarse.Worker, "w_cmd", action) { Refs = refs, Summary = action == "pause" ? "等配件" : "原因" };

    private static IReadOnlyList<TicketEvent> Events(Desk desk, Bot.Domain.Grids.Actor actor, Reading reading) =>
        ReactionTests.React(desk, actor, reading, tickets: desk.Ticket).SelectMany(step => step.Decision.Events).ToList();

    private static string Said(Desk desk, Reading reading, params Ticket[] tickets) =>
        ReactionTests.React(desk, Desk.Worker, reading, tickets: tickets).SelectMany(step => step.Decision.Notices).First().Text;

    [Fact]
    public void The_same_word_confirms_what_is_reported_and_begins_what_is_ones_own()
    {
        var desk = Desk.With();
        Assert.IsType<Confirmed>(Assert.Single(Events(desk, Desk.Worker, Reads("accept"))));
        desk.Assign();
        Assert.IsType<Started>(Assert.Single(Events(desk, Desk.Property, Reads("accept"))));
        Assert.Empty(Events(desk, Desk.Worker, Reads("accept")));
    }

    [Fact]
    public void A_promise_given_with_it_is_kept_as_progress()
    {
        var desk = Desk.With();
        var promise = desk.Now.AddHours(2);
        var events = Events(desk, Desk.Worker, Reads("accept") with { PromiseAt = promise });
        Assert.Equal(promise, Assert.IsType<Progressed>(events[^1]).Promise);
    }

    [Theory]
    [InlineData("1023 办好了 换了两个灯泡", "换了两个灯泡")]
    [InlineData("办结1023，换了两个灯泡", "换了两个灯泡")]
    [InlineData("1023 办好了", "办好了")]
    [InlineData("#1023 师傅来看过，都换好了", "师傅来看过，都换好了")]
    [InlineData("2楼的灯换好了", "2楼的灯换好了")]
    public void What_was_done_is_kept_without_the_number_by_which_the_worker_called_the_ticket(string text, string outcome)
    {
        var desk = Desk.With();
        desk.Confirm();
        var said = new Conversation(TestReader.Group, [], new Utterance("网格员", SpeakerRole.GridWorker, text, TimeSpan.Zero));
        var reading = CommandGrammar.Read(said) ?? Reads("done") with { Summary = null };
        Assert.Equal(outcome, Assert.Single(ReactionTests.React(desk, Desk.Worker, reading, text, tickets: desk.Ticket).SelectMany(step => step.Decision.Events).OfType<Resolved>()).Text);
    }

    [Theory]
    [InlineData("done", typeof(Resolved))]
    [InlineData("update", typeof(Progressed))]
    [InlineData("reject", typeof(Rejected))]
    [InlineData("transfer", typeof(Transferred))]
    [InlineData("assign", typeof(Assigned))]
    [InlineData("pause", typeof(Suspended))]
    [InlineData("extend", typeof(ExtensionAsked))]
    [InlineData("whistle", typeof(Whistled))]
    public void Each_command_does_its_thing(string action, Type expected)
    {
        var desk = Desk.With();
        desk.Confirm();
        var reading = Reads(action) with { To = "老张", UntilAt = desk.Now.AddDays(action == "extend" ? 10 : 2) };
        Assert.Contains(Events(desk, Desk.Worker, reading), happened => happened.GetType() == expected);
    }

    [Theory]
    [InlineData("grant", typeof(ExtensionGranted))]
    [InlineData("refuse", typeof(ExtensionRefused))]
    public void The_community_answers_a_request(string action, Type expected)
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Ask("2026-03-12 18:00");
        Assert.Equal(expected, Assert.Single(Events(desk, Desk.Community, Reads(action))).GetType());
    }

    [Fact]
    public void A_list_needs_no_ticket() => Assert.Equal("现在没有没办完的事项。", Said(new Desk(), Reads("report_list")));

    [Fact]
    public void A_command_without_a_ticket_asks_for_the_number_and_talk_does_not()
    {
        Ticket[] open = [Desk.With().Ticket, Desk.With(number: "1024").Ticket];
        var asked = Assert.Single(ReactionTests.React(new Desk(), Desk.Worker, Reads("done"), open: open));
        Assert.Equal(TicketErrors.WhichTicket.Text, asked.Decision.Notices[0].Text);
        Assert.Empty(ReactionTests.React(new Desk(), Desk.Worker, Reads("ask"), open: open));
        Assert.Empty(ReactionTests.React(new Desk(), Desk.Worker, Reads("done") with { Confidence = 0.6 }, open: open));
        Assert.Empty(ReactionTests.React(new Desk(), Desk.Worker, Reads("done")));
        Assert.Equal("没有找到 #9999，请核对编号。", Said(new Desk(), Reads("done", "9999")));
    }

    [Fact]
    public void A_merge_with_an_unknown_number_or_with_itself_is_answered()
    {
        var desk = Desk.With();
        Assert.Equal("没有找到 #9999，请核对编号。", Said(desk, Reads("merge", "1023", "9999"), desk.Ticket));
        Assert.Equal(TicketErrors.MergeWithItself.Text, Said(desk, Reads("merge", "1023", "1023"), desk.Ticket, desk.Ticket));
        Assert.Equal(TicketErrors.WhichTicket.Text, Said(desk, Reads("merge"), desk.Ticket));
    }

    [Fact]
    public void Two_quoted_tickets_are_merged_into_the_last()
    {
        var (one, two) = (Desk.With().Ticket, Desk.With(number: "1024", reporter: Desk.Neighbour).Ticket);
        var steps = ReactionTests.React(new Desk(), Desk.Worker, Reads("merge"), tickets: [one, two]);
        Assert.Equal(new MergedAway("1024"), Assert.Single(steps[0].Decision.Events));
        Assert.IsType<Absorbed>(Assert.Single(steps[1].Decision.Events));
    }

    [Fact]
    public void A_split_uses_the_fresh_number()
    {
        var desk = Desk.With();
        desk.Join(Desk.Neighbour);
        var steps = ReactionTests.React(desk, Desk.Worker, Reads("split"), tickets: desk.Ticket);
        Assert.Equal(["1023", "2001"], steps.Select(step => step.Number));
    }
}

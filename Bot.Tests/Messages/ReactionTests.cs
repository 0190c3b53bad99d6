using Bot.Domain.Grids;
using Bot.Domain.Messages;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Tickets;

namespace Bot.Tests.Messages;

public class ReactionTests
{
    private static readonly Desk Today = new();
    private static readonly string[] WorkersActions = ["query", "urge", "assign", "extend", "transfer", "done", "accept", "progress", "reject", "pause"];
    private static readonly string[] AnyActions = ["new", "reopen", "split", "merge", "urge", "none", "update", "answer"];

    internal static Heard Hear(Actor actor, Reading reading, string text = "说的话", bool alone = false, params string[] quoted) =>
        new(alone ? $"dm-{actor.Id}" : Desk.Group, alone, true, "m1", Desk.Of(actor), text, [], quoted, [], [], reading);

    internal static IReadOnlyList<TicketStep> React(Desk desk, Actor actor, Reading reading, string text = "说的话", bool alone = false, IReadOnlyList<Ticket>? open = null, params Ticket[] tickets)
    {
        var heard = Hear(actor, reading, text, alone);
        var scene = desk.Scene(actor) with { ReplyTo = new ReplyTo(heard.GroupId, "k1", "m1") };
        return Reaction.Decide(heard, tickets, ["2001", "2002", "2003"], open ?? [], scene);
    }

    private static Reading Reads(Coarse coarse, string intent = "report", string action = "new") => new(coarse, intent, action) { Category = "照明" };

    [Fact]
    public void A_new_matter_opens_a_ticket_and_says_one_line()
    {
        var step = Assert.Single(React(Today, Desk.Resident, Reads(Coarse.New)));
        Assert.Equal("2001", step.Number);
        Assert.IsType<Opened>(Assert.Single(step.Decision.Events));
        Assert.Single(step.Decision.Notices);
    }

    [Fact]
    public void What_only_half_sounds_like_a_matter_is_answered_to_staff_and_to_who_writes_to_the_bot_alone_and_to_no_group()
    {
        var unsure = Reads(Coarse.New) with { IsUnsure = true };
        static bool IsUnsure(IReadOnlyList<TicketStep> steps) => ((Opened)steps[0].Decision.Events[0]).Unsure;
        Assert.True(IsUnsure(React(Today, Desk.Resident, unsure)));
        Assert.False(IsUnsure(React(Today, Desk.Resident, unsure, alone: true)));
        Assert.False(IsUnsure(React(Today, Desk.Worker, unsure)));
    }

    [Fact]
    public void What_staff_file_for_others_is_marked_so()
    {
        var opened = (Opened)React(Today, Desk.Worker, Reads(Coarse.New))[0].Decision.Events[0];
        Assert.True(opened.Report.ByStaff);
    }

    [Fact]
    public void Several_matters_are_several_tickets_and_one_line()
    {
        var reading = Reads(Coarse.Split) with { Items = [new("report", "照明", Location.Nowhere, null, "灯坏了"), new("report", "电梯", Location.Nowhere, null, "电梯响")] };
        var steps = React(Today, Desk.Resident, reading);
        Assert.Equal(["2001", "2002"], steps.Where(step => step.Decision.Events.Count > 0).Select(step => step.Number));
        var line = Assert.Single(steps.SelectMany(step => step.Decision.Notices));
        Assert.Equal("已登记 #2001 照明、#2002 电梯", line.Text);
        Assert.Equal(["2001", "2002"], line.Tickets);
    }

    [Fact]
    public void What_is_missing_is_asked_for_once_while_the_ticket_stands_as_it_does()
    {
        var desk = Desk.With();
        string Key(Actor actor) => Assert.Single(Assert.Single(React(desk, actor, new Reading(Coarse.Worker, "w_cmd", "pause") { Summary = "太热了" }, tickets: desk.Ticket)).Decision.Notices).Key;
        var first = Key(Desk.Worker);
        Assert.Equal("ask:1023:proof_missing:w1:1", first);
        Assert.Equal(first, Key(Desk.Worker));
        Assert.NotEqual(first, Key(Desk.Community));
        desk.Confirm();
        Assert.NotEqual(first, Key(Desk.Worker));
    }

    [Theory]
    [InlineData(Coarse.None)]
    [InlineData(Coarse.Buffer)]
    public void Chat_and_fragments_meet_silence(Coarse coarse) => Assert.Empty(React(Today, Desk.Resident, Reads(coarse, "chat", "none")));

    [Fact]
    public void A_residents_command_is_refused_politely()
    {
        var step = Assert.Single(React(Today, Desk.Resident, Reads(Coarse.Deny) with { Reply = TicketErrors.NotStaff.Text }));
        Assert.Equal(TicketErrors.NotStaff.Text, step.Decision.Notices[0].Text);
        Assert.Empty(step.Decision.Events);
    }

    [Fact]
    public void A_refusal_is_said_to_who_asked_and_nothing_else_happens()
    {
        var desk = Desk.With();
        var step = Assert.Single(React(desk, Desk.Property, new Reading(Coarse.Worker, "w_assign", "assign") { Refs = ["1023"], To = "老张" }, tickets: desk.Ticket));
        Assert.Equal("not_steering", step.Decision.Refusal!.Code);
        Assert.Empty(step.Decision.Events);
        Assert.Equal(TicketErrors.NotSteering.Text, Assert.Single(step.Decision.Notices).Text);
    }

    [Fact]
    public void A_number_that_does_not_exist_is_answered()
    {
        var query = React(Today, Desk.Resident, new Reading(Coarse.Query, "query_cmd", "query") { Refs = ["9999"] });
        Assert.Equal("没有找到 #9999，请核对编号。", query[0].Decision.Notices[0].Text);
        var alone = React(Today, Desk.Resident, new Reading(Coarse.Query, "query_cmd", "query"), alone: true);
        Assert.Equal(TicketErrors.WhichTicket.Text, alone[0].Decision.Notices[0].Text);
        Assert.Empty(React(Today, Desk.Resident, new Reading(Coarse.Query, "query_cmd", "query")));
    }

    [Fact]
    public void Of_a_private_matter_a_group_hears_nothing_whoever_asks()
    {
        var desk = Desk.With(Urgency.Critical, "家暴", isPrivate: true);
        desk.Confirm();
        Reading[] readings =
        [
            new(Coarse.Query, "query_cmd", "query") { Refs = ["1023"] }, new(Coarse.Query, "query_cmd", "why") { Refs = ["1023"] },
            .. WorkersActions.Select(action => new Reading(Coarse.Worker, "w_cmd", action) { Refs = ["1023"], To = "老张", Summary = "原因", UntilAt = desk.Now.AddHours(1) }),
        ];
        foreach (var reading in readings)
        {
            var notices = React(desk, Desk.Worker, reading, tickets: desk.Ticket).SelectMany(step => step.Decision.Notices).ToList();
            Assert.NotEmpty(notices);
            Assert.All(notices, notice => Assert.Equal(AddressKind.Person, notice.To.Kind));
        }
    }

    [Fact]
    public void To_a_neighbour_a_private_matter_does_not_exist_and_who_told_it_may_ask_alone()
    {
        var desk = Desk.With(Urgency.Critical, "家暴", isPrivate: true);
        var query = new Reading(Coarse.Query, "query_cmd", "query") { Refs = ["1023"] };
        Assert.Equal("没有找到 #1023，请核对编号。", React(desk, Desk.Neighbour, query, tickets: desk.Ticket)[0].Decision.Notices[0].Text);
        Assert.Empty(React(desk, Desk.Neighbour, new Reading(Coarse.Link, "urge", "urge"), tickets: desk.Ticket));
        Assert.Contains("家暴", React(desk, Desk.Resident, query, alone: true, tickets: desk.Ticket)[0].Decision.Notices[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_more_numbers_are_used_than_were_asked_for()
    {
        foreach (var coarse in Enum.GetValues<Coarse>())
        {
            foreach (var action in AnyActions)
            {
                var desk = Desk.With();
                desk.Join(Desk.Neighbour);
                var reading = Reads(coarse, "report", action) with { Items = [new("report", "照明", Location.Nowhere, null, "灯坏了"), new("report", "电梯", Location.Nowhere, null, "电梯响")] };
                foreach (var actor in new[] { Desk.Resident, Desk.Worker })
                {
                    var used = React(desk, actor, reading, tickets: desk.Ticket).Where(step => step.Decision.Events.OfType<Opened>().Any()).Select(step => step.Number).ToList();
                    Assert.True(used.Count <= Reaction.NumbersNeeded(Hear(actor, reading)), $"{coarse} {action} used {used.Count}");
                }
            }
        }
    }
}

using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Tests.Tickets;

public class RevokeReportTests
{
    private static readonly string Message = $"m-{Desk.Resident.Id}";

    [Fact]
    public void A_ticket_that_only_this_message_reported_is_withdrawn()
    {
        var desk = Desk.With();
        var decision = RevokeReport.Decide(desk.Ticket, desk.History, Message, desk.Scene(Desk.Resident));
        Assert.Equal([new Revoked(Message, true), new Cancelled("原话已撤回")], decision.Events);
        Assert.Contains($"ticket:{desk.Ticket.Number}:new", decision.Withdrawn);
        Assert.Equal("好的，#" + desk.Ticket.Number + " 已撤回。", Assert.Single(decision.Notices).Text);
    }

    [Fact]
    public void Of_a_private_matter_the_group_hears_nothing()
    {
        var desk = Desk.With();
        Assert.Empty(RevokeReport.Decide(desk.Ticket with { Private = true }, desk.History, Message, desk.Scene(Desk.Resident)).Notices);
    }

    [Fact]
    public void Of_a_matter_that_the_group_was_not_told_of_it_is_not_told_either_that_it_is_taken_back()
    {
        var desk = Desk.Unsure();
        var decision = RevokeReport.Decide(desk.Ticket, desk.History, Message, desk.Scene(Desk.Resident));
        Assert.Equal(new Cancelled("原话已撤回"), decision.Events[^1]);
        Assert.Empty(decision.Notices);
    }

    [Theory]
    [InlineData("家暴", true)]
    [InlineData("电梯困人", false)]
    public void A_danger_to_life_goes_on_and_nothing_that_calls_for_help_is_withdrawn(string category, bool isPrivate)
    {
        var desk = Desk.With(Urgency.Critical, category, isPrivate);
        var decision = RevokeReport.Decide(desk.Ticket, desk.History, Message, desk.Scene(Desk.Resident));
        Assert.Equal([new Revoked(Message, true)], decision.Events);
        Assert.Empty(decision.Withdrawn);
        Assert.Empty(decision.Notices);
    }

    [Fact]
    public void A_neighbours_report_keeps_it_open_and_only_the_words_go()
    {
        var desk = Desk.With();
        desk.Join(Desk.Neighbour);
        var decision = RevokeReport.Decide(desk.Ticket, desk.History, Message, desk.Scene(Desk.Resident));
        Assert.Equal([new Revoked(Message, true)], decision.Events);
        var after = TicketHistory.Apply(desk.Ticket, new RecordedEvent(desk.Ticket.Number, 9, 9, desk.Now, "r1", decision.Events[0]));
        Assert.Equal(["", "我家也是"], after.Reports.Select(report => report.Text));
        Assert.Equal("原话已撤回", after.Summary);
    }

    [Fact]
    public void What_is_taken_up_goes_on()
    {
        var desk = Desk.With();
        desk.Confirm();
        Assert.Equal([new Revoked(Message, true)], RevokeReport.Decide(desk.Ticket, desk.History, Message, desk.Scene(Desk.Resident)).Events);
    }

    [Fact]
    public void A_message_that_reported_nothing_and_one_taken_back_already_change_nothing()
    {
        var desk = Desk.With();
        Assert.Same(Decision.Nothing, RevokeReport.Decide(desk.Ticket, desk.History, "m-other", desk.Scene(Desk.Resident)));
        RecordedEvent[] twice = [.. desk.History, new RecordedEvent(desk.Ticket.Number, 9, 9, desk.Now, "r1", new Revoked(Message, true))];
        Assert.Same(Decision.Nothing, RevokeReport.Decide(desk.Ticket, twice, Message, desk.Scene(Desk.Resident)));
    }

    [Fact]
    public void A_log_without_the_words_builds_the_same_ticket()
    {
        var desk = Desk.With();
        desk.Join(Desk.Neighbour);
        var next = desk.History[^1].Sequence + 1;
        RecordedEvent[] whole = [.. desk.History, new RecordedEvent(desk.Ticket.Number, next, next, desk.Now, "r1", new Revoked(Message, true))];
        var blanked = whole.Select(recorded => recorded with { Event = RevokeReport.Blank(recorded.Event, Message) }).ToList();
        Assert.DoesNotContain(blanked, recorded => recorded.Event is Opened opened && (opened.Report.Text.Length > 0 || opened.Summary.Contains('灯')));
        Assert.Equal(Bot.Host.BotJson.Write(TicketHistory.Build(whole)), Bot.Host.BotJson.Write(TicketHistory.Build(blanked)));
    }

    [Fact]
    public void It_does_not_stand_between_a_worker_and_what_he_takes_back()
    {
        var desk = Desk.With();
        desk.Confirm();
        var next = desk.History[^1].Sequence + 1;
        RecordedEvent[] history = [.. desk.History, new RecordedEvent(desk.Ticket.Number, next, next, desk.Now, "r1", new Revoked(Message, true))];
        Assert.IsType<Confirmed>(UndoTicket.LastStep(history)!.Event);
    }
}

using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Host;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class WhistleTicketTests
{
    private static Func<Ticket, Scene, Decision> Whistle(string? units) => (ticket, scene) => WhistleTicket.Decide(ticket, units, scene);

    private static Func<Ticket, Scene, Decision> CheckIn(string? unit) => (ticket, scene) => WhistleTicket.CheckIn(ticket, unit, scene);

    [Fact]
    public void Units_are_called_once_each_under_the_one_in_charge()
    {
        var desk = Desk.With();
        desk.Whistle("物业、城管，燃气 城管");
        Assert.Equal(["物业", "城管", "燃气"], desk.Ticket.Units.Select(unit => unit.Name));
        Assert.Equal("w1", desk.Ticket.Responsible!.Id);
        Assert.Equal(["#1023 已吹哨：物业、城管、燃气，网格员小余牵头", "【吹哨】@物业老张 #1023 照明｜4栋1单元，请物业、城管、燃气到场，网格员小余牵头。到了回“报到1023 单位”"], desk.Said.TakeLast(2).Select(notice => notice.Text));
        Assert.Equal((Address.Staff("grid-1"), "p1"), (desk.Said[^1].To, Assert.Single(desk.Said[^1].Mentions)));
        desk.Whistle("城管 消防");
        Assert.Equal(["物业", "城管", "燃气", "消防"], desk.Ticket.Units.Select(unit => unit.Name));
    }

    [Fact]
    public void Each_unit_reports_in_by_itself_or_by_name()
    {
        var desk = Desk.With();
        desk.Whistle();
        desk.CheckIn(Desk.Property);
        Assert.Equal("#1023 物业已报到，还差城管、燃气", desk.Said[^1].Text);
        Assert.Equal(("p1", desk.Now), (desk.Ticket.Units[0].By!.Id, desk.Ticket.Units[0].At));
        Assert.Equal("checked_in_already", desk.Refused(Desk.Property, CheckIn("")));
        Assert.Equal("which_unit", desk.Refused(Desk.Community, CheckIn("")));
        Assert.Equal("which_unit", desk.Refused(Desk.Community, CheckIn("水务")));
        desk.CheckIn(Desk.Community, "城管");
        desk.CheckIn(Desk.Community, "燃气");
        Assert.Equal("#1023 燃气已报到，都到齐了", desk.Said[^1].Text);
    }

    [Fact]
    public void The_ladder_reminds_those_who_have_not_reported_in_and_only_them()
    {
        var desk = Desk.With();
        desk.Whistle("物业 城管");
        Assert.Equal(["arrive:1 at 03-02 11:00"], desk.PassTo("2026-03-02 12:00"));
        Assert.Equal(["p1", "w1"], desk.Said[^1].Mentions);
        Assert.Contains("还没报到：物业、城管", desk.Said[^1].Text, StringComparison.Ordinal);
        desk.CheckIn(Desk.Property);
        desk.PassTo("2026-03-09 18:00");
        Assert.Contains("（未报到：城管）", desk.Said[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void All_reported_in_nobody_is_reminded()
    {
        var desk = Desk.With();
        desk.Whistle("物业");
        desk.CheckIn(Desk.Property);
        Assert.Empty(desk.PassTo("2026-03-03 18:00"));
    }

    [Fact]
    public void The_lead_alone_may_say_that_it_is_done()
    {
        var desk = Desk.With();
        desk.Whistle();
        Assert.Equal("lead_closes", desk.Refused(Desk.Property, (ticket, scene) => ResolveTicket.Decide(ticket, "好了", [], scene)));
        Assert.Equal("lead_closes", desk.Refused(Desk.District, (ticket, scene) => ResolveTicket.Decide(ticket, "好了", [], scene)));
        desk.Resolve(Desk.Worker);
        Assert.Equal(TicketState.Resolved, desk.Ticket.State);
    }

    [Fact]
    public void The_lead_passes_with_the_ticket_once_it_is_taken()
    {
        var desk = Desk.With();
        desk.Whistle();
        desk.Transfer(to: "c1");
        Assert.Equal("lead_closes", desk.Refused(Desk.Community, (ticket, scene) => ResolveTicket.Decide(ticket, "好了", [], scene)));
        desk.Do(Desk.Community, WorkTicket.Start);
        desk.Resolve(Desk.Community);
    }

    [Fact]
    public void Who_stands_where_is_in_the_answer_the_history_and_the_api()
    {
        var desk = Desk.With();
        desk.Whistle("物业 城管");
        desk.CheckIn(Desk.Property);
        Assert.Contains("物业已报到、城管未报到", TicketWords.State(desk.Ticket, desk.Now), StringComparison.Ordinal);
        Assert.Equal(["吹哨：物业、城管", "报到：物业（物业老张）"], desk.History.TakeLast(2).Select(recorded => TicketWords.Say(recorded.Event, recorded.At)));
        var shown = BotJson.Write(TicketView.Of(desk.Ticket, [], desk.History));
        Assert.Contains("\"units\":[{\"name\":\"物业\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"checked_in\"", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Merged_away_its_units_go_along()
    {
        var (from, into) = (Desk.With(number: "1024", reporter: Desk.Neighbour), Desk.With());
        from.Whistle("物业 城管");
        into.Whistle("城管 消防");
        into.Keep(Desk.Worker, "1023", MergeTickets.Merge(from.Ticket, into.Ticket, into.Scene(Desk.Worker)).Second);
        Assert.Equal(["城管", "消防", "物业"], into.Ticket.Units.Select(unit => unit.Name));
    }

    [Fact]
    public void It_can_be_taken_back()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Whistle();
        var called = desk.Said[^1].Key;
        Assert.Contains(called, desk.Undo(Desk.Worker).Withdrawn);
        Assert.Empty(desk.Ticket.Units);
    }

    [Fact]
    public void Of_a_private_matter_only_those_called_read_it_each_alone()
    {
        var desk = Desk.With(isPrivate: true);
        desk.Whistle("物业");
        Assert.Equal(Address.Person("p1"), desk.Said[^1].To);
    }

    [Fact]
    public void What_cannot_be_done_is_refused()
    {
        var desk = Desk.With();
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, Whistle("物业")));
        Assert.Equal("not_steering", desk.Refused(Desk.Property, Whistle("城管")));
        Assert.Equal("units_missing", desk.Refused(Desk.Worker, Whistle(" 、")));
        Assert.Equal("too_many_units", desk.Refused(Desk.Worker, Whistle("一 二 三 四 五 六 七")));
        Assert.Equal("too_many_units", desk.Refused(Desk.Worker, Whistle("名字特别特别特别长的单位")));
        Assert.Equal("nobody_whistled", desk.Refused(Desk.Property, CheckIn("")));
        desk.Whistle("一 二 三 四 五 六");
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, CheckIn("一")));
        Assert.Equal("too_many_units", desk.Refused(Desk.Worker, Whistle("七")));
        Assert.Equal("units_missing", desk.Refused(Desk.Worker, Whistle("一")));
        desk.Pause("2026-03-04 09:00");
        Assert.Equal("not_in_hand", desk.Refused(Desk.Worker, Whistle("七")));
        desk.Do(Desk.Worker, WorkTicket.Resume);
        desk.Resolve();
        Assert.Equal("ticket_over", desk.Refused(Desk.Worker, Whistle("七")));
        Assert.Equal("ticket_over", desk.Refused(Desk.Worker, CheckIn("一")));
    }
}

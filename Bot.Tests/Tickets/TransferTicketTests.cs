using Bot.Domain.Notices;
using Bot.Domain.Tickets;

namespace Bot.Tests.Tickets;

public class TransferTicketTests
{
    [Fact]
    public void The_first_receiver_stays_in_charge_until_the_other_takes_it()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Transfer();
        Assert.Equal(("w1", "p1"), (desk.Ticket.Responsible!.Id, desk.Ticket.HandedTo!.Id));
        Assert.Equal(TicketState.Assigned, desk.Ticket.State);
        Assert.Equal(["p1"], desk.Said[^1].Mentions);
        Assert.Equal("@物业老张 #1023 照明｜4栋1单元 转给您，请回“收到1023”接手；接手前仍由网格员小余负责", desk.Said[^1].Text);

        desk.Do(Desk.Property, WorkTicket.Start);
        Assert.Equal(("p1", null, TicketState.Working), (desk.Ticket.Responsible!.Id, desk.Ticket.HandedTo, desk.Ticket.State));
    }

    [Fact]
    public void Reminders_name_both_until_it_is_taken()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Transfer();
        desk.PassTo("2026-03-04 18:00");
        Assert.Equal(["w1", "p1"], desk.Said[^1].Mentions);
    }

    [Fact]
    public void Who_goes_on_working_meanwhile_does_not_take_back_the_offer()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Transfer();
        desk.Do(Desk.Worker, (ticket, scene) => WorkTicket.Progress(ticket, "先去看看", null, scene));
        Assert.Equal(("w1", "p1"), (desk.Ticket.Responsible!.Id, desk.Ticket.HandedTo!.Id));
        desk.Do(Desk.Property, (ticket, scene) => WorkTicket.Progress(ticket, "我到了", null, scene));
        Assert.Equal(("p1", null), (desk.Ticket.Responsible!.Id, desk.Ticket.HandedTo));
    }

    [Fact]
    public void Who_finishes_what_was_passed_on_has_taken_it()
    {
        var desk = Desk.With();
        desk.Transfer();
        desk.Resolve(Desk.Property);
        Assert.Equal(("p1", null), (desk.Ticket.Responsible!.Id, desk.Ticket.HandedTo));
    }

    [Fact]
    public void The_receiver_may_send_it_back_with_a_reason_and_the_first_one_is_told()
    {
        var desk = Desk.With();
        desk.Transfer();
        Assert.Equal("reason_missing", desk.Refused(Desk.Property, (ticket, scene) => EndTicket.Reject(ticket, " ", scene)));
        desk.Do(Desk.Property, (ticket, scene) => EndTicket.Reject(ticket, "不归物业管", scene));
        Assert.Equal(("w1", null), (desk.Ticket.Responsible!.Id, desk.Ticket.HandedTo));
        Assert.True(desk.Ticket.State.IsInHand());
        Assert.Equal(["w1"], desk.Said[^1].Mentions);
        Assert.Contains("不归物业管", desk.Said[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_community_that_sends_back_what_it_was_passed_does_not_turn_down_the_residents()
    {
        var desk = Desk.With();
        desk.Transfer(to: "c1");
        Assert.DoesNotContain(desk.Do(Desk.Community, (ticket, scene) => EndTicket.Reject(ticket, "网格能办", scene)).Notices, notice => notice.Kind == "outcome");
        Assert.True(desk.Ticket.State.IsOpen());
    }

    [Fact]
    public void Who_takes_it_upon_himself_has_it_at_once()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Transfer(Desk.Community, "社区书记");
        Assert.Equal(("c1", null, TicketState.Working), (desk.Ticket.Responsible!.Id, desk.Ticket.HandedTo, desk.Ticket.State));
    }

    [Fact]
    public void A_transfer_of_before_that_rule_was_the_receivers_at_once()
    {
        var old = Assert.IsType<Transferred>(Bot.Host.BotJson.Read<TicketEvent>("{\"kind\":\"transferred\",\"to\":{\"id\":\"p1\",\"name\":\"物业老张\"},\"unit\":\"物业老张\",\"reason\":\"换灯\"}"));
        var desk = Desk.With();
        desk.Confirm();
        Assert.Equal("p1", TicketHistory.Apply(desk.Ticket, new RecordedEvent("1023", 9, 9, desk.Now, "w1", old)).Responsible!.Id);
    }

    [Fact]
    public void Until_a_unit_outside_has_it_the_first_receiver_stays_in_charge()
    {
        var desk = Desk.With();
        desk.Do(Desk.Worker, (ticket, scene) => TransferTicket.Decide(ticket, "自来水公司", "总管爆了", scene));
        Assert.Equal("w1", desk.Ticket.Responsible!.Id);
        var helped = desk.Said.Single(notice => notice.To == Address.Staff("grid-1"));
        Assert.Equal(["c1", "c2"], helped.Mentions);
        Assert.Contains("自来水公司", helped.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void It_needs_a_receiver_a_reason_and_somebody_who_may()
    {
        var desk = Desk.With();
        string Refused(string? to, string? reason) => desk.Refused(Desk.Worker, (ticket, scene) => TransferTicket.Decide(ticket, to, reason, scene));
        Assert.Equal("nobody_called", Refused(" ", "换灯具"));
        Assert.Equal("reason_missing", Refused("老张", ""));
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, (ticket, scene) => TransferTicket.Decide(ticket, "老张", "快点", scene)));
        desk.Pause("2026-03-04 09:00");
        Assert.Equal("not_in_hand", Refused("老张", "换灯具"));
        desk.Do(Desk.Worker, WorkTicket.Resume);
        desk.Resolve();
        Assert.Equal("ticket_over", Refused("老张", "换灯具"));
    }
}

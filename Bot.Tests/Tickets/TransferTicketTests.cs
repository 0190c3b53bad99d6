using Bot.Domain.Notices;
using Bot.Domain.Tickets;

namespace Bot.Tests.Tickets;

public class TransferTicketTests
{
    [Fact]
    public void A_person_of_the_roster_takes_it_over_and_is_told()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Do(Desk.Worker, (ticket, scene) => TransferTicket.Decide(ticket, "老张", "要换灯具", scene));
        Assert.Equal("p1", desk.Ticket.Responsible!.Id);
        Assert.Equal(TicketState.Assigned, desk.Ticket.State);
        Assert.Equal(["p1"], desk.Said[^1].Mentions);
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

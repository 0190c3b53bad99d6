using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class ConfirmTicketTests
{
    [Fact]
    public void Confirming_gives_all_five_fields()
    {
        var desk = Desk.With();
        desk.Confirm();
        Assert.Equal(TicketState.Accepted, desk.Ticket.State);
        Assert.Equal("1023", desk.Ticket.Number);
        Assert.Equal(new Person("w1", "网格员小余"), desk.Ticket.Responsible);
        Assert.Equal("检查线路，更换灯具", desk.Ticket.Measures);
        Assert.Equal("物业负责维修，网格员跟进", desk.Ticket.Responsibility);
        Assert.Equal(Clock.At("2026-03-09 18:00"), desk.Ticket.Deadline.At);
        Assert.Equal("#1023 已受理，网格员小余负责，3月9日18:00前办好", desk.Said[^1].Text);
    }

    [Fact]
    public void Where_an_office_confirms_from_above_the_grids_own_worker_is_in_charge()
    {
        var desk = Desk.With();
        desk.Confirm(Desk.Street);
        Assert.Equal("w1", desk.Ticket.Responsible!.Id);
    }

    [Fact]
    public void A_slow_confirmation_gains_no_time()
    {
        var desk = Desk.With();
        var due = desk.Ticket.Deadline.At;
        desk.PassTo("2026-03-05 10:00");
        desk.Confirm();
        Assert.Equal(due, desk.Ticket.Deadline.At);
    }

    [Fact]
    public void What_was_kept_from_the_group_is_told_there_once_somebody_takes_it_for_a_matter()
    {
        var desk = Desk.Unsure();
        desk.Do(Desk.Worker, ConfirmTicket.Decide, inChat: false);
        var told = desk.Said[^1];
        Assert.Equal((Address.Group(Desk.Group), "已登记 #1023 照明｜4栋，网格员小余负责，3月9日18:00前办好"), (told.To, told.Text));
        Assert.Equal(["r1"], told.Mentions);
        Assert.False(desk.Ticket.IsUnspoken);
    }

    [Fact]
    public void Confirmed_in_that_group_itself_it_is_said_there_once()
    {
        var desk = Desk.Unsure();
        desk.Confirm();
        Assert.Equal(["#1023 已受理，网格员小余负责，3月9日18:00前办好"], desk.Said.Where(notice => notice.To == Address.Group(Desk.Group)).Select(notice => notice.Text));
    }

    [Fact]
    public void Residents_are_refused_politely_and_nobody_confirms_twice()
    {
        var desk = Desk.With();
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, ConfirmTicket.Decide));
        desk.Confirm();
        Assert.Equal("already_confirmed", desk.Refused(Desk.Community, ConfirmTicket.Decide));
        desk.Resolve();
        Assert.Equal("ticket_over", desk.Refused(Desk.Worker, ConfirmTicket.Decide));
    }
}

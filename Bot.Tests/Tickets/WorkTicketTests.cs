using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class WorkTicketTests
{
    [Fact]
    public void Who_begins_is_responsible_from_then_on()
    {
        var desk = Desk.With();
        desk.Assign();
        desk.Do(Desk.Property, WorkTicket.Start);
        Assert.Equal(TicketState.Working, desk.Ticket.State);
        Assert.Equal("p1", desk.Ticket.Responsible!.Id);
    }

    [Fact]
    public void Progress_of_the_responsible_is_a_beginning_and_that_of_others_only_a_note()
    {
        var desk = Desk.With();
        desk.Assign();
        desk.Do(Desk.Community, (ticket, scene) => WorkTicket.Progress(ticket, "已联系", null, scene));
        Assert.Equal(TicketState.Assigned, desk.Ticket.State);
        Assert.Equal("p1", desk.Ticket.Responsible!.Id);
        desk.Do(Desk.Property, (ticket, scene) => WorkTicket.Progress(ticket, "在路上", null, scene));
        Assert.Equal(TicketState.Working, desk.Ticket.State);
    }

    [Fact]
    public void Who_goes_on_by_hand_gets_back_what_was_paused_until_then()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Pause("2026-03-20 09:00");
        desk.Now = Clock.At("2026-03-04 09:00");
        desk.Do(Desk.Worker, WorkTicket.Resume);
        Assert.Equal(TicketState.Working, desk.Ticket.State);
        Assert.Equal(Clock.At("2026-03-10 18:00"), desk.Ticket.Deadline.At);
    }

    [Fact]
    public void Only_staff_work_on_it_and_only_while_it_is_in_hand()
    {
        var desk = Desk.With();
        Func<Ticket, Scene, Decision>[] commands =
        [
            WorkTicket.Start,
            (ticket, scene) => WorkTicket.Progress(ticket, "在路上", null, scene),
            (ticket, scene) => PauseTicket.Decide(ticket, "等配件", Clock.At("2026-03-20 09:00"), scene),
        ];
        Assert.All(commands, command => Assert.Equal("not_staff", desk.Refused(Desk.Resident, command)));
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, WorkTicket.Resume));
        Assert.Equal("not_paused", desk.Refused(Desk.Worker, WorkTicket.Resume));
        desk.Pause("2026-03-04 09:00");
        Assert.All(commands, command => Assert.Equal("not_in_hand", desk.Refused(Desk.Worker, command)));
        desk.Do(Desk.Worker, WorkTicket.Resume);
        desk.Resolve();
        Assert.All(commands, command => Assert.Equal("ticket_over", desk.Refused(Desk.Worker, command)));
    }
}

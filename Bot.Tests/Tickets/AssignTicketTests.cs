using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class AssignTicketTests
{
    [Fact]
    public void The_assignee_is_named_where_the_command_was_given()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Assign();
        Assert.Equal(TicketState.Assigned, desk.Ticket.State);
        Assert.Equal("p1", desk.Ticket.Responsible!.Id);
        Assert.Equal(Address.Group(Desk.Group), desk.Said[^1].To);
        Assert.Equal(["p1"], desk.Said[^1].Mentions);
        Assert.StartsWith("@物业老张 #1023 ", desk.Said[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Assigning_what_nobody_has_confirmed_confirms_it_first()
    {
        var desk = Desk.With();
        desk.Assign();
        Assert.NotNull(desk.Ticket.Measures);
        Assert.Equal(TicketState.Assigned, desk.Ticket.State);
    }

    [Fact]
    public void The_time_given_shortens_the_limit()
    {
        var desk = Desk.With();
        desk.Assign(due: Clock.At("2026-03-03 18:00"));
        Assert.Equal(Clock.At("2026-03-03 18:00"), desk.Ticket.Deadline.At);
        Assert.Equal(2, desk.Ticket.Round);
    }

    [Fact]
    public void The_time_given_never_lengthens_the_limit_and_the_giver_is_told_how_to_get_more()
    {
        var desk = Desk.With();
        desk.Assign(due: Clock.At("2026-03-20 18:00"));
        Assert.Equal(Clock.At("2026-03-09 18:00"), desk.Ticket.Deadline.At);
        Assert.Equal(1, desk.Ticket.Round);
        Assert.Contains("延期1023", desk.Said[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Through_the_api_the_staff_group_hears_it_and_waits_for_the_morning()
    {
        var desk = Desk.With();
        desk.Do(Desk.District, (ticket, scene) => AssignTicket.Decide(ticket, "p1", null, scene), inChat: false);
        Assert.Equal(Address.Staff("grid-1"), desk.Said[^1].To);
        Assert.True(desk.Said[^1].WaitsForMorning);
    }

    [Fact]
    public void Who_may_not_or_names_nobody_or_comes_too_late_is_refused()
    {
        var desk = Desk.With();
        Decision To(Ticket ticket, Scene scene) => AssignTicket.Decide(ticket, "物业老张", null, scene);
        Assert.Equal("not_staff", desk.Refused(Desk.Resident, To));
        Assert.Equal("not_steering", desk.Refused(Desk.Property, To));
        Assert.Equal("nobody_called", desk.Refused(Desk.Worker, (ticket, scene) => AssignTicket.Decide(ticket, "老王", null, scene)));
        Assert.Equal("nobody_called", desk.Refused(Desk.Worker, (ticket, scene) => AssignTicket.Decide(ticket, "", null, scene)));
        Assert.Equal("nobody_called", desk.Refused(Desk.Worker, (ticket, scene) => AssignTicket.Decide(ticket, new string('长', 100), null, scene)));
        Assert.Equal("time_past", desk.Refused(Desk.Worker, (ticket, scene) => AssignTicket.Decide(ticket, "老张", desk.Now, scene)));
        desk.Pause("2026-03-04 09:00");
        Assert.Equal("not_in_hand", desk.Refused(Desk.Worker, To));
        desk.Do(Desk.Worker, WorkTicket.Resume);
        desk.Resolve();
        Assert.Equal("ticket_over", desk.Refused(Desk.Worker, To));
    }
}

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
    public void A_pause_gives_back_the_working_time_that_was_left()
    {
        // Monday 09:00 + 5 working days is due Monday 9 March 18:00. Paused for two whole working days, it is due two later.
        var desk = Desk.With();
        desk.Confirm();
        desk.PassTo("2026-03-03 09:00");
        desk.Pause("2026-03-05 09:00");
        Assert.Equal(["resume"], desk.Clocks.Select(clock => clock.Kind));
        Assert.Equal(["resume:1 at 03-05 09:00"], desk.PassTo("2026-03-05 09:00"));
        Assert.Equal(TicketState.Working, desk.Ticket.State);
        Assert.Equal(Clock.At("2026-03-11 18:00"), desk.Ticket.Deadline.At);
    }

    [Fact]
    public void A_pause_of_a_limit_that_runs_through_the_night_gives_back_every_hour()
    {
        var desk = Desk.With(Urgency.Urgent);
        desk.Confirm();
        var due = desk.Ticket.Deadline.At;
        desk.Pause("2026-03-03 06:30");
        desk.PassTo("2026-03-03 06:30");
        Assert.Equal(due + TimeSpan.FromHours(21.5), desk.Ticket.Deadline.At);
    }

    [Fact]
    public void A_pause_begun_after_the_due_time_changes_nothing()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.PassTo("2026-03-10 10:00");
        Assert.True(desk.Ticket.IsOverdue(desk.Now));
        var (due, round) = (desk.Ticket.Deadline.At, desk.Ticket.Round);
        desk.Pause("2026-03-20 10:00");
        Assert.Contains(desk.Clocks, clock => clock.Kind == "supervise");
        desk.Do(Desk.Worker, WorkTicket.Resume);
        Assert.Equal(due, desk.Ticket.Deadline.At);
        Assert.Equal(round, desk.Ticket.Round);
        Assert.True(desk.Ticket.IsOverdue(desk.Now));
    }

    [Fact]
    public void A_resume_by_night_is_told_in_the_morning()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Pause("2026-03-04 00:00");
        desk.PassTo("2026-03-04 00:00");
        Assert.Contains("继续办理", desk.Said[^1].Text, StringComparison.Ordinal);
        Assert.True(desk.Said[^1].WaitsForMorning);
    }

    [Fact]
    public void A_pause_needs_a_reason_an_end_and_not_too_long_a_one()
    {
        var desk = Desk.With();
        string Refused(string? reason, string? until) =>
            desk.Refused(Desk.Worker, (ticket, scene) => WorkTicket.Pause(ticket, reason, until is null ? null : Clock.At(until), scene));
        Assert.Equal("reason_missing", Refused(" ", "2026-03-05 09:00"));
        Assert.Equal("time_missing", Refused("等配件", null));
        Assert.Equal("time_past", Refused("等配件", "2026-03-02 09:00"));
        Assert.Equal("pause_too_long", Refused("等配件", "2026-04-02 09:00"));
    }

    [Fact]
    public void Only_staff_work_on_it_and_only_while_it_is_in_hand()
    {
        var desk = Desk.With();
        Func<Ticket, Scene, Decision>[] commands =
        [
            WorkTicket.Start,
            (ticket, scene) => WorkTicket.Progress(ticket, "在路上", null, scene),
            (ticket, scene) => WorkTicket.Pause(ticket, "等配件", Clock.At("2026-03-20 09:00"), scene),
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

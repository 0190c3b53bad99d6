using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class TicketClocksTests
{
    private static string At(Desk desk, string kind) => desk.Clocks.Single(clock => clock.Kind == kind).DueAt.ToOffset(TimeSpan.FromHours(8)).ToString("MM-dd HH:mm");

    [Fact]
    public void Unconfirmed_it_waits_for_worker_then_community_and_in_hand_for_half_time_and_the_end()
    {
        var desk = Desk.With();
        Assert.Equal(["first_answer", "on_site", "confirm_worker", "confirm_community", "due", "supervise", "report"], desk.Clocks.Select(clock => clock.Kind));
        desk.Confirm();
        Assert.Equal(["on_site", "half", "before_due", "due", "supervise", "report"], desk.Clocks.Select(clock => clock.Kind));
    }

    [Fact]
    public void Offsets_count_in_working_time()
    {
        // Friday 17:00: two working hours are Monday 10:00; supervise is one working day after the due time.
        var desk = Desk.With(at: "2026-03-06 17:00");
        Assert.Equal("03-09 10:00", At(desk, "confirm_worker"));
        Assert.Equal("03-13 18:00", At(desk, "due"));
        Assert.Equal("03-16 18:00", At(desk, "supervise"));
    }

    [Fact]
    public void What_falls_into_one_minute_falls_on_one_instant_save_danger_to_life()
    {
        var desk = Desk.With(at: "2026-03-02 09:00:20");
        Assert.Equal(("03-02 11:01", Clock.At("2026-03-02 11:01:00")), (At(desk, "confirm_worker"), desk.Clocks.Single(clock => clock.Kind == "confirm_worker").DueAt));
        Assert.Equal(Clock.At("2026-03-02 09:05:20"), Desk.With(Urgency.Critical, at: "2026-03-02 09:00:20").Clocks.Single(clock => clock.Kind == "confirm_worker").DueAt);

        // A reminder before an end comes before it, though the minute ends after it.
        desk.Confirm();
        desk.Assign(due: Clock.At("2026-03-02 09:00:50"));
        Assert.All(desk.Clocks.Where(clock => clock.Kind is "half" or "before_due"), clock => Assert.True(clock.DueAt < desk.Ticket.Deadline.At));
    }

    [Fact]
    public void Half_time_is_half_of_the_working_time()
    {
        // Monday 09:00 to the next Monday 18:00 are six working days of seven hours: 42 hours, the half ends Wednesday 18:00.
        var desk = Desk.With();
        desk.Confirm();
        Assert.Equal("03-04 18:00", At(desk, "half"));
    }

    [Fact]
    public void By_night_reminders_wait_for_seven_and_danger_to_life_does_not()
    {
        var urgent = Desk.With(Urgency.Urgent, at: "2026-03-02 22:30");
        Assert.Equal("03-03 07:00", At(urgent, "confirm_worker"));
        var critical = Desk.With(Urgency.Critical, at: "2026-03-02 22:30");
        Assert.Equal("03-02 22:35", At(critical, "confirm_worker"));
    }

    [Fact]
    public void A_reminder_that_would_fall_into_the_night_before_its_end_comes_the_evening_before()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Assign(due: Clock.At("2026-03-03 06:30"));
        var half = desk.Clocks.Single(clock => clock.Kind == "half").DueAt;
        var last = desk.Clocks.Single(clock => clock.Kind == "before_due").DueAt;
        Assert.All([half, last], when => Assert.True(when < Clock.At("2026-03-02 22:00"), $"{when}"));
    }

    [Fact]
    public void Paused_before_the_end_only_the_resume_runs_and_what_a_missing_part_does_not_hold()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Pause("2026-03-04 09:00");
        Assert.Equal([new TicketClock("on_site", 1, Clock.At("2026-03-04 18:00")), new TicketClock("resume", 1, Clock.At("2026-03-04 09:00"))], desk.Clocks);
    }

    [Fact]
    public void The_check_runs_72_hours_from_when_the_question_can_be_read()
    {
        var desk = Desk.With();
        desk.Now = Clock.At("2026-03-02 23:00");
        desk.Resolve();
        Assert.Equal([new TicketClock("check", 1, Clock.At("2026-03-06 07:00"))], desk.Clocks);
    }

    [Fact]
    public void What_is_over_has_no_clock()
    {
        var desk = Desk.With();
        desk.Do(Desk.Resident, (ticket, scene) => EndTicket.Cancel(ticket, "自己好了", scene));
        Assert.Empty(desk.Clocks);
    }

    [Fact]
    public void A_new_deadline_is_a_new_round_with_all_its_reminders()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.PassTo("2026-03-05 09:00");
        desk.Ask("2026-03-20 18:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        Assert.Equal(["half", "before_due", "due", "supervise", "report"], desk.Clocks.Select(clock => clock.Kind));
        Assert.All(desk.Clocks, clock => Assert.Equal(2, clock.Round));
    }

    [Fact]
    public void Where_only_clocks_fired_the_one_that_begins_is_known_without_the_others()
    {
        var desk = Desk.With();
        desk.Confirm();
        var before = desk.Ticket;
        desk.PassTo("2026-03-04 18:00");
        Assert.Equal(["on_site:1", "half:1"], desk.Ticket.Fired);
        Assert.Empty(TicketClocks.BegunByFiring(before, desk.Ticket, Desk.Rules)!);
        desk.PassTo("2026-03-12 18:00");
        Assert.Equal([new TicketClock("again1", 1, Clock.At("2026-03-16 18:00"))], TicketClocks.BegunByFiring(before, desk.Ticket, Desk.Rules)!);
        desk.Pause("2026-03-20 09:00");
        Assert.Null(TicketClocks.BegunByFiring(before, desk.Ticket, Desk.Rules));
    }
}

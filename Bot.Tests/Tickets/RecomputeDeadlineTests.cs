using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class RecomputeDeadlineTests
{
    /// <summary>Tuesday 29 December 2026, 09:00, five working days: 5 January where nothing is known of 2027.</summary>
    private static Desk AcrossNewYear()
    {
        var desk = Desk.With(at: "2026-12-29 09:00");
        Assert.Equal((Clock.At("2027-01-05 18:00"), true), (desk.Ticket.Deadline.At, desk.Ticket.Deadline.Provisional));
        return desk;
    }

    /// <summary>The year arrives.</summary>
    private static DeadlineRecomputed? Publish(Desk desk, string year)
    {
        desk.InForce = NewYear.Rules(year);
        var decision = RecomputeDeadline.Decide(desk.Ticket, desk.InForce);
        desk.Keep(Actor.Clock, desk.Ticket.Number, decision);
        Assert.Empty(decision.Notices);
        return (DeadlineRecomputed?)decision.Events.SingleOrDefault();
    }

    [Theory]
    [InlineData(NewYear.Later, "2027-01-06 18:00", "时限重算为2027年1月6日18:00（原时限2027年1月5日18:00）：2027年放假安排已公布")]
    [InlineData(NewYear.Earlier, "2027-01-03 18:00", "时限重算为2027年1月3日18:00（原时限2027年1月5日18:00）：2027年放假安排已公布")]
    [InlineData(NewYear.Same, "2027-01-05 18:00", "时限2027年1月5日18:00不变，不再是暂定：2027年放假安排已公布")]
    public void When_the_year_is_published_the_due_time_is_firm_and_the_old_one_stays_in_the_event(string year, string due, string words)
    {
        var desk = AcrossNewYear();
        var anew = Publish(desk, year)!;
        Assert.Equal(Clock.At("2027-01-05 18:00"), anew.OldDueAt);
        Assert.Equal((Clock.At(due), false), (desk.Ticket.Deadline.At, desk.Ticket.Deadline.Provisional));
        Assert.Equal(words, TicketWords.Say(anew, desk.Now));
        Assert.Contains(desk.Ticket.Deadline.Trace, step => step.Contains("元旦", StringComparison.Ordinal));
        Assert.Null(Publish(desk, year));
    }

    [Fact]
    public void Reminders_that_were_given_are_not_given_again_and_the_others_follow_the_new_time()
    {
        var desk = AcrossNewYear();
        desk.Confirm();
        Assert.Equal(["on_site:1 at 12-31 18:00", "half:1 at 12-31 18:00", "before_due:1 at 01-04 16:36"], desk.PassTo("2027-01-05 08:00"));
        Publish(desk, NewYear.Later);
        Assert.Equal(1, desk.Ticket.Round);
        Assert.Equal(["due:1 at 01-06 18:00", "supervise:1 at 01-07 18:00"], desk.PassTo("2027-01-08 08:00"));
        Assert.Equal(desk.Said.Count, desk.Said.DistinctBy(notice => notice.Key).Count());
    }

    [Fact]
    public void What_was_overdue_too_early_is_not_reminded_of_its_due_time_a_second_time()
    {
        var desk = AcrossNewYear();
        desk.Confirm();
        desk.PassTo("2027-01-06 08:00");
        Assert.True(desk.Ticket.IsOverdue(desk.Now));
        Publish(desk, NewYear.Later);
        Assert.False(desk.Ticket.IsOverdue(desk.Now));
        Assert.Equal(["supervise:1 at 01-07 18:00"], desk.PassTo("2027-01-08 08:00"));
    }

    [Fact]
    public void A_firm_due_time_and_one_that_runs_on_stay()
    {
        var firm = Desk.With(at: "2026-12-01 09:00");
        Assert.Null(Publish(firm, NewYear.Later));
        var continuous = Desk.With(Urgency.Urgent, at: "2026-12-31 12:00");
        Assert.False(continuous.Ticket.Deadline.Provisional);
        Assert.Null(Publish(continuous, NewYear.Later));
    }

    [Fact]
    public void What_a_person_granted_stays()
    {
        var desk = AcrossNewYear();
        desk.Confirm();
        desk.Ask("2027-01-20 12:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        Assert.Null(Publish(desk, NewYear.Later));
        Assert.Equal(Clock.At("2027-01-20 12:00"), desk.Ticket.Deadline.At);
    }

    [Fact]
    public void A_granted_time_that_a_pause_has_moved_across_New_Year_is_provisional_and_moves_by_the_same_working_time_of_the_new_calendar()
    {
        var desk = Desk.With(at: "2026-12-21 09:00");
        desk.Confirm();
        desk.Ask("2026-12-30 18:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        desk.Now = Clock.At("2026-12-29 09:00");
        desk.Pause("2026-12-31 09:00");

        // Two working days were left: 31 December and 1 January, or 4 January where the first is off.
        desk.PassTo("2026-12-31 09:00");
        Assert.Equal((Clock.At("2027-01-01 18:00"), true), (desk.Ticket.Deadline.At, desk.Ticket.Deadline.Provisional));
        Assert.NotNull(Publish(desk, NewYear.Later));
        Assert.Equal((Clock.At("2027-01-04 18:00"), false), (desk.Ticket.Deadline.At, desk.Ticket.Deadline.Provisional));
        Assert.Equal(2, desk.Ticket.Deadline.Trace.Count);
    }

    [Fact]
    public void A_pause_that_runs_goes_on_and_its_end_counts_by_the_new_calendar()
    {
        var desk = AcrossNewYear();
        desk.Confirm();
        desk.Now = Clock.At("2026-12-30 09:00");
        desk.Pause("2027-01-08 09:00");
        Publish(desk, NewYear.Later);
        Assert.Equal(TicketState.Paused, desk.Ticket.State);
        desk.PassTo("2027-01-08 09:00");
        var wanted = desk.InForce.Time.Compute(Clock.At("2026-12-29 09:00"), Limit.Parse("5wd"), [new Pause(Clock.At("2026-12-30 09:00"), Clock.At("2027-01-08 09:00"))]);
        Assert.Equal((wanted.At, false), (desk.Ticket.Deadline.At, desk.Ticket.Deadline.Provisional));
    }

    [Fact]
    public void A_pause_before_a_correction_still_counts_when_the_due_time_is_measured_anew()
    {
        var desk = AcrossNewYear();
        desk.Confirm();
        desk.Pause("2026-12-31 09:00");
        desk.PassTo("2026-12-31 10:00");
        desk.Do(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, "违建", null, null, scene));
        var before = desk.Ticket.Deadline.At;
        Publish(desk, NewYear.Later);
        var wanted = desk.InForce.Time.Compute(Clock.At("2026-12-29 09:00"), Limit.Parse("15wd"), [new Pause(Clock.At("2026-12-29 09:00"), Clock.At("2026-12-31 09:00"))]);
        Assert.Equal(wanted.At, desk.Ticket.Deadline.At);
        Assert.NotEqual(before, desk.Ticket.Deadline.At);
    }

    [Fact]
    public void A_closed_ticket_is_left_alone()
    {
        var desk = AcrossNewYear();
        desk.Confirm();
        desk.Resolve();
        Assert.Null(Publish(desk, NewYear.Later));
    }

    [Fact]
    public void Taking_back_a_step_brings_back_the_due_time_from_before_it_measured_by_the_new_calendar()
    {
        var desk = AcrossNewYear();
        desk.Confirm();
        desk.Ask("2027-01-20 12:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        Publish(desk, NewYear.Later);
        desk.Undo(Desk.Community);
        Assert.Equal((Clock.At("2027-01-06 18:00"), false), (desk.Ticket.Deadline.At, desk.Ticket.Deadline.Provisional));
        Assert.Equal(desk.Ticket.Deadline.At, TicketHistory.Build(desk.History).Deadline.At);
    }

    [Fact]
    public void What_was_measured_anew_for_a_step_since_taken_back_does_not_outlive_it()
    {
        var desk = AcrossNewYear();
        desk.Confirm();
        desk.Resolve();
        desk.Do(Desk.Worker, (ticket, scene) => ReopenTicket.Decide(ticket, "没修好", scene));
        desk.Now = Clock.At("2026-12-30 10:00");
        desk.Do(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, "违建", null, null, scene));
        Assert.Equal(Clock.At("2027-01-19 18:00"), desk.Ticket.Deadline.At);
        Publish(desk, NewYear.Later);
        Assert.Equal(Clock.At("2027-01-20 18:00"), desk.Ticket.Deadline.At);
        desk.Undo(Desk.Worker);
        Assert.Equal((Clock.At("2027-01-06 18:00"), false), (desk.Ticket.Deadline.At, desk.Ticket.Deadline.Provisional));
        Assert.Equal(desk.Ticket.Deadline.At, TicketHistory.Build(desk.History).Deadline.At);
    }

    /// <summary>A ticket that lived through the publication must stand as one that began after it: the same steps under both, compared.</summary>
    [Fact]
    public void Whenever_the_year_is_published_the_due_time_is_that_of_a_ticket_which_knew_it_from_the_beginning()
    {
        var random = new Random(2027);
        List<TicketRules> years = [.. new[] { NewYear.Later, NewYear.Same, NewYear.Earlier }.Select(NewYear.Rules)];
        var moved = 0;
        for (var round = 0; round < 300; round++)
        {
            var published = years[random.Next(years.Count)];
            var start = Clock.At("2026-12-24 07:00").AddMinutes(random.Next(7 * 24 * 60));
            var pauseFrom = start.AddMinutes(random.Next(1, 20 * 60));
            var pauseTo = pauseFrom.AddMinutes(random.Next(1, 48 * 60));
            var urgency = random.Next(2) == 0 ? Urgency.Normal : Urgency.Elevated;
            var deadline = Life(Desk.Rules, urgency, start, pauseFrom, pauseTo);
            var known = Life(published, urgency, start, pauseFrom, pauseTo);
            var anew = published.Recomputed(deadline);
            Assert.Equal((known.At, known.Provisional), (anew.At, anew.Provisional));
            moved += anew.At != deadline.At ? 1 : 0;
        }

        Assert.InRange(moved, 50, 250);

        static Deadline Life(TicketRules rules, Urgency urgency, DateTimeOffset start, DateTimeOffset from, DateTimeOffset to) =>
            rules.DeadlineAfterPause(rules.DeadlineFor(new("照明", urgency), start), from, to);
    }
}

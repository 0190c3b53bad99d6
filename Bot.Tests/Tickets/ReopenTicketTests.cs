using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class ReopenTicketTests
{
    private static Decision Reopen(Ticket ticket, Scene scene) => ReopenTicket.Decide(ticket, "又坏了", scene);

    [Fact]
    public void It_gets_a_fresh_clock_and_may_be_extended_anew()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Ask("2026-03-12 18:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        desk.Resolve();
        desk.Now = Clock.At("2026-03-05 09:00");
        desk.Do(Desk.Worker, Reopen);
        Assert.Equal(Clock.At("2026-03-12 18:00"), desk.Ticket.Deadline.At);
        Assert.Equal("5wd", desk.Ticket.Deadline.Limit);
        Assert.Equal(0, desk.Ticket.Extensions);
        Assert.Equal(desk.Now, desk.Ticket.CountsFrom);
    }

    [Fact]
    public void By_rule_the_old_clock_goes_on_and_the_time_in_which_it_counted_as_done_is_left_out()
    {
        // Due Monday 9 March 18:00. Done from Wednesday 09:00 to the Monday 09:00 after: three working days were left (Wednesday is one of
        // them), and the Monday is worked again.
        var desk = Desk.With(rules: Desk.Continuing);
        desk.Confirm();
        desk.Ask("2026-03-09 18:30");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        desk.Do(Desk.Community, (ticket, scene) => CorrectTicket.Decide(ticket, null, Urgency.Normal, null, scene));
        desk.PassTo("2026-03-04 09:00");
        desk.Resolve();
        desk.Now = Clock.At("2026-03-09 09:00");
        var left = Desk.Rules.Time.WorkingTimeBetween(Clock.At("2026-03-04 09:00"), desk.Ticket.Deadline.At);
        desk.Do(Desk.Worker, Reopen);
        Assert.Equal(Desk.Rules.Time.AddWorkingTime(desk.Now, left), desk.Ticket.Deadline.At);
        Assert.Equal((2, 1), (desk.Ticket.Episode, desk.Ticket.Extensions));
        Assert.Equal(Clock.At("2026-03-02 09:00"), desk.Ticket.CountsFrom);
        Assert.True(desk.History.Select(recorded => recorded.Event).OfType<Reopened>().Single().Continued);
    }

    [Fact]
    public void A_limit_of_working_days_that_goes_on_counts_the_days_that_were_left()
    {
        var desk = Desk.With(rules: Desk.Continuing);
        desk.Confirm();
        desk.PassTo("2026-03-04 09:00");
        desk.Resolve();
        desk.Now = Clock.At("2026-03-09 09:00");
        desk.Do(Desk.Worker, Reopen);

        // Tuesday was the first of five; Wednesday to Friday were not worked on it; so four remain: the 9th to the 12th.
        Assert.Equal(Clock.At("2026-03-12 18:00"), desk.Ticket.Deadline.At);
    }

    [Fact]
    public void A_clock_that_goes_on_stays_overdue_and_climbs_on_without_repeating_a_rung()
    {
        var desk = Desk.With(rules: Desk.Continuing);
        desk.Confirm();
        desk.PassTo("2026-03-10 20:00");
        desk.Resolve();
        desk.Answer(Desk.Resident, 2);
        Assert.True(desk.Ticket.IsOverdue(desk.Now));
        Assert.Equal(["report:2 at 03-12 18:00", "again1:2 at 03-16 18:00"], desk.PassTo("2026-03-17 09:00"));
        desk.Resolve();
        Assert.Contains(desk.Said, notice => notice.Key == "ticket:1023:check:2");
    }

    [Fact]
    public void What_was_resolved_during_a_pause_goes_on_from_where_the_pause_began()
    {
        var desk = Desk.With(Urgency.Urgent, rules: Desk.Continuing);
        desk.Confirm();
        var left = desk.Ticket.Deadline.At - desk.Now;
        desk.Pause("2026-03-06 09:00");
        desk.Now = Clock.At("2026-03-04 09:00");
        desk.Resolve();
        desk.Now = Clock.At("2026-03-05 09:00");
        desk.Answer(Desk.Resident, 2);
        Assert.Equal(desk.Now + left, desk.Ticket.Deadline.At);
    }

    [Fact]
    public void Reopened_in_the_very_moment_of_its_opening_it_is_asked_about_anew()
    {
        var desk = Desk.With();
        desk.Resolve();
        desk.Answer(Desk.Resident, 2);
        desk.Resolve();
        Assert.Equal(["ticket:1023:check:1", "ticket:1023:check:2"], desk.Said.Where(notice => notice.Kind == "check").Select(notice => notice.Key));
    }

    [Fact]
    public void Its_reminders_come_again_in_the_new_round()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.PassTo("2026-03-09 18:00");
        desk.Resolve();
        desk.Do(Desk.Worker, Reopen);
        var fired = desk.PassTo("2026-03-20 09:00");
        Assert.All(fired, line => Assert.Contains(":2 at ", line, StringComparison.Ordinal));
        Assert.Equal(["first_answer", "on_site", "half", "before_due", "due", "supervise", "report"], fired.Select(line => line.Split(':')[0]));
    }

    [Fact]
    public void The_outcome_that_waits_for_the_morning_is_withdrawn()
    {
        var desk = Desk.With();
        desk.Resolve();
        desk.Answer(Desk.Resident, 1);
        var outcome = desk.Said.Single(notice => notice.Kind == "outcome").Key;
        Assert.Contains(outcome, desk.Do(Desk.Worker, Reopen).Withdrawn);
    }

    [Fact]
    public void What_was_rejected_unconfirmed_has_somebody_in_charge_after_reopening()
    {
        var desk = Desk.With();
        desk.Do(Desk.Worker, (ticket, scene) => EndTicket.Reject(ticket, "不归我们管", scene));
        desk.Do(Desk.Community, Reopen);
        Assert.Equal("w1", desk.Ticket.Responsible!.Id);
        Assert.NotNull(desk.Ticket.Measures);
        Assert.Equal(TicketState.Working, desk.Ticket.State);
    }

    [Fact]
    public void Who_may_not_or_comes_late_is_refused()
    {
        var desk = Desk.With();
        Assert.Equal("still_open", desk.Refused(Desk.Worker, Reopen));
        Assert.Equal("not_staff", desk.Refused(Desk.Neighbour, Reopen));
        desk.Resolve();
        Assert.Equal("reason_missing", desk.Refused(Desk.Worker, (ticket, scene) => ReopenTicket.Decide(ticket, " ", scene)));
        desk.Answer(Desk.Resident, 1);
        desk.Now += TimeSpan.FromDays(8);
        Assert.Equal("objection_late", desk.Refused(Desk.Resident, Reopen));
        desk.Do(Desk.Worker, Reopen);
    }

    [Fact]
    public void A_reporter_does_not_overturn_a_rejection_and_a_merged_one_stays_merged()
    {
        var rejected = Desk.With();
        rejected.Do(Desk.Worker, (ticket, scene) => EndTicket.Reject(ticket, "不归我们管", scene));
        Assert.Equal("not_staff", rejected.Refused(Desk.Resident, Reopen));

        var merged = Desk.With(number: "1024");
        merged.Do(Desk.Worker, (ticket, scene) => MergeTickets.Merge(ticket, Desk.With().Ticket, scene).First);
        Assert.Equal("ticket_over", merged.Refused(Desk.Worker, Reopen));
    }
}

using Bot.Domain.Tickets;
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
    public void Its_reminders_come_again_in_the_new_round()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.PassTo("2026-03-09 18:00");
        desk.Resolve();
        desk.Do(Desk.Worker, Reopen);
        var fired = desk.PassTo("2026-03-20 09:00");
        Assert.All(fired, line => Assert.Contains(":2 at ", line, StringComparison.Ordinal));
        Assert.Equal(["half", "before_due", "due", "supervise", "report"], fired.Select(line => line.Split(':')[0]));
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

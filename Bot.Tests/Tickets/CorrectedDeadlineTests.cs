using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

/// <summary>A published year is corrected while tickets measured by it are open.</summary>
public class CorrectedDeadlineTests
{
    public static TheoryData<string, string, string> Corrections => new()
    {
        { "later", "2026-10-12 18:00", "时限重算为10月12日18:00（原时限10月10日18:00）：2026年放假安排有更正（2026-09-29更新，https://paper/2026-2）：2026-10-08改为休息" },
        { "earlier", "2026-10-09 18:00", "时限重算为10月9日18:00（原时限10月10日18:00）：2026年放假安排有更正（2026-09-29更新，https://paper/2026-2）：2026-10-07改为上班" },
    };

    /// <summary>Monday 28 September 2026, 09:00, five working days: 29, 30, 8, 9 and the made-up Saturday 10 October.</summary>
    private static Desk AcrossOctober()
    {
        var desk = Desk.With(at: "2026-09-28 09:00");
        Assert.Equal((Clock.At("2026-10-10 18:00"), false), (desk.Ticket.Deadline.At, desk.Ticket.Deadline.Provisional));
        return desk;
    }

    private static DeadlineRecomputed? Correct(Desk desk, RuleSet set)
    {
        desk.InForce = CorrectedYear.Rules(set);
        var decision = RecomputeDeadline.Decide(desk.Ticket, desk.InForce);
        desk.Keep(Actor.Clock, desk.Ticket.Number, decision);
        Assert.Empty(decision.Notices);
        return decision.Events.OfType<DeadlineRecomputed>().SingleOrDefault();
    }

    private static RuleSet Set(string name) => name == "later" ? CorrectedYear.Later : CorrectedYear.Earlier;

    [Theory]
    [MemberData(nameof(Corrections))]
    public void A_corrected_paper_moves_a_firm_due_time_and_the_event_names_year_source_and_dates(string name, string due, string words)
    {
        var desk = AcrossOctober();
        var anew = Correct(desk, Set(name))!;
        Assert.Equal((Clock.At("2026-10-10 18:00"), true), (anew.OldDueAt, anew.WasFirm));
        Assert.Equal((Clock.At(due), false), (desk.Ticket.Deadline.At, desk.Ticket.Deadline.Provisional));
        Assert.Equal(words, TicketWords.Say(anew, desk.Now));
        Assert.Null(Correct(desk, Set(name)));
        Assert.Equal(BotJson.Write(desk.Ticket), BotJson.Write(TicketHistory.Build(desk.History)));
    }

    [Fact]
    public void Where_the_correction_leaves_the_due_time_the_event_still_tells_of_it_and_the_steps_are_the_new_ones()
    {
        var desk = Desk.With(at: "2026-09-30 09:00");
        Assert.Equal(Clock.At("2026-10-13 18:00"), desk.Ticket.Deadline.At);
        var anew = Correct(desk, CorrectedYear.Swapped)!;
        Assert.Equal(Clock.At("2026-10-13 18:00"), anew.Deadline.At);
        Assert.Equal(
            "时限10月13日18:00不变：2026年放假安排有更正（2026-09-29更新，https://paper/2026-2）：2026-10-07改为上班、2026-10-10改为休息",
            TicketWords.Say(anew, desk.Now));
        Assert.Contains(desk.Ticket.Deadline.Trace, step => step.StartsWith("2026-10-07", StringComparison.Ordinal));
        Assert.Null(Correct(desk, CorrectedYear.Swapped));
    }

    [Fact]
    public void A_correction_outside_its_span_and_other_hours_leave_a_firm_due_time_alone()
    {
        var desk = AcrossOctober();
        Assert.Null(Correct(desk, CorrectedYear.Elsewhere));
        var hours = RuleFiles.Load().Rules;
        var shorter = new DueTime(hours.Everywhere.Calendar, WorkingHours.Parse("08:00-11:00"));
        Assert.Empty(RecomputeDeadline.Decide(desk.Ticket, Desk.Rules with { Time = shorter }).Events);
        var continuous = Desk.With(Urgency.Urgent, at: "2026-10-07 12:00");
        Assert.Null(Correct(continuous, CorrectedYear.Earlier));
    }

    [Fact]
    public void A_firm_due_time_of_before_the_papers_were_noted_stays()
    {
        var desk = AcrossOctober();
        var old = desk.Ticket with { Deadline = desk.Ticket.Deadline with { SpecialDays = null }, Steps = new StepDeadlines(null, null) };
        Assert.DoesNotContain("specialDays", BotJson.Write(old), StringComparison.Ordinal);
        Assert.Empty(RecomputeDeadline.Decide(old, CorrectedYear.Rules(CorrectedYear.Later)).Events);
    }

    [Fact]
    public void What_a_person_set_stays_and_only_what_a_pause_gave_back_is_measured_anew()
    {
        var desk = AcrossOctober();
        desk.Confirm();
        desk.Ask("2026-10-12 18:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        Assert.Null(Correct(desk, CorrectedYear.Later));

        // The pause gives back the working time that was left when it began; where the eighth is off, that is a day less.
        desk.InForce = Desk.Rules;
        desk.Now = Clock.At("2026-09-29 09:00");
        desk.Pause("2026-10-09 09:00");
        desk.PassTo("2026-10-09 09:00");
        var before = desk.Ticket.Deadline.At;
        Assert.NotNull(Correct(desk, CorrectedYear.Later));
        var left = Desk.Rules.Time.WorkingTimeBetween(Clock.At("2026-09-29 09:00"), Clock.At("2026-10-12 18:00"));
        Assert.Equal(Desk.Rules.Time.AddWorkingTime(Clock.At("2026-10-09 09:00"), left), before);
        var leftNow = desk.InForce.Time.WorkingTimeBetween(Clock.At("2026-09-29 09:00"), Clock.At("2026-10-12 18:00"));
        Assert.Equal(desk.InForce.Time.AddWorkingTime(Clock.At("2026-10-09 09:00"), leftNow), desk.Ticket.Deadline.At);
    }

    [Fact]
    public void Reminders_that_were_given_are_not_given_again_and_the_others_follow()
    {
        var desk = AcrossOctober();
        desk.Confirm();
        desk.PassTo("2026-10-10 19:00");
        Assert.True(desk.Ticket.IsOverdue(desk.Now));
        Correct(desk, CorrectedYear.Later);
        Assert.False(desk.Ticket.IsOverdue(desk.Now));
        Assert.Equal(["supervise:1 at 10-13 18:00"], desk.PassTo("2026-10-14 08:00"));
        Assert.Equal(desk.Said.Count, desk.Said.DistinctBy(notice => notice.Key).Count());
    }

    [Fact]
    public void Taking_back_a_step_brings_back_the_due_time_from_before_it_measured_by_the_corrected_paper()
    {
        var desk = AcrossOctober();
        desk.Confirm();
        desk.Do(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, "违建", null, null, scene));
        Correct(desk, CorrectedYear.Later);
        desk.Undo(Desk.Worker);
        Assert.Equal(Clock.At("2026-10-12 18:00"), desk.Ticket.Deadline.At);
        Assert.Equal(BotJson.Write(desk.Ticket), BotJson.Write(TicketHistory.Build(desk.History)));
    }

    /// <summary>A ticket that lived through the correction must stand as one that knew it from the beginning: the same steps under both, compared.</summary>
    [Fact]
    public void Whenever_a_paper_is_corrected_the_due_time_is_that_of_a_ticket_which_knew_it_from_the_beginning()
    {
        var random = new Random(2026);
        var moved = 0;
        for (var round = 0; round < 300; round++)
        {
            var corrected = CorrectedYear.Rules(random.Next(3) switch { 0 => CorrectedYear.Later, 1 => CorrectedYear.Earlier, _ => CorrectedYear.Swapped });
            var start = Clock.At("2026-09-24 07:00").AddMinutes(random.Next(14 * 24 * 60));
            var from = start.AddMinutes(random.Next(1, 20 * 60));
            var to = from.AddMinutes(random.Next(1, 48 * 60));
            var urgency = random.Next(2) == 0 ? Urgency.Normal : Urgency.Elevated;
            var ticket = Desk.With(at: "2026-09-24 07:00").Ticket with { Deadline = Life(Desk.Rules, urgency, start, from, to) };
            var events = RecomputeDeadline.Decide(ticket, corrected).Events;
            var anew = events is [DeadlineRecomputed one] ? one.Deadline : ticket.Deadline;
            Assert.Equal(Life(corrected, urgency, start, from, to).At, anew.At);
            moved += anew.At != ticket.Deadline.At ? 1 : 0;
        }

        Assert.InRange(moved, 50, 250);

        static Deadline Life(TicketRules rules, Urgency urgency, DateTimeOffset start, DateTimeOffset from, DateTimeOffset to) =>
            rules.DeadlineAfterPause(rules.DeadlineFor(new LimitCase("照明", urgency), start), from, to);
    }
}

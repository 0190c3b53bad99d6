using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

/// <summary>首次答复 and 到场. A normal matter of Monday 2 March 2026, 09:00 must be answered within 8 working hours (Tuesday 10:00) and visited within 2 working days (Wednesday 18:00).</summary>
public class TicketStepsTests
{
    private const string Answered = "first_answer", OnSite = "on_site";

    private static bool Runs(Desk desk, string kind) => desk.Clocks.Any(clock => clock.Kind == kind);

    private static List<string> Steps(IEnumerable<string> fired) => fired.Where(line => line.StartsWith(Answered, StringComparison.Ordinal) || line.StartsWith(OnSite, StringComparison.Ordinal)).ToList();

    private static void Progress(Desk desk, string text, Actor? actor = null) => desk.Do(actor ?? Desk.Worker, (ticket, scene) => WorkTicket.Progress(ticket, text, null, scene));

    private static void Correct(Desk desk, Urgency urgency, string? category = null) => desk.Do(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, category, urgency, null, scene));

    private static void Rebuilt(Desk desk) => Assert.Equal(BotJson.Write(desk.Ticket), BotJson.Write(TicketHistory.Build(
        desk.History.Select(recorded => recorded with { Event = BotJson.Read<TicketEvent>(BotJson.Write(recorded.Event)) }).ToList())));

    [Fact]
    public void Both_run_from_the_report_by_the_rule_of_the_case()
    {
        var desk = Desk.With();
        Assert.Equal((Clock.At("2026-03-03 10:00"), "8wh"), (desk.Ticket.Steps.FirstAnswer!.At, desk.Ticket.Steps.FirstAnswer.Limit));
        Assert.Equal((Clock.At("2026-03-04 18:00"), "2wd"), (desk.Ticket.Steps.OnSite!.At, desk.Ticket.Steps.OnSite.Limit));
        Assert.Null(Desk.With(category: "违建").Ticket.Steps.OnSite);
        var danger = Desk.With(Urgency.Critical, at: "2026-03-02 23:00");
        Assert.Equal((Clock.At("2026-03-02 23:05"), Clock.At("2026-03-02 23:30")), (danger.Ticket.Steps.FirstAnswer!.At, danger.Ticket.Steps.OnSite!.At));
    }

    [Fact]
    public void A_persons_word_is_an_answer_and_presence_is_a_visit_and_the_road_is_none()
    {
        var desk = Desk.With();
        Assert.True(Runs(desk, Answered) && Runs(desk, OnSite));
        desk.Confirm();
        Assert.False(Runs(desk, Answered));
        Progress(desk, "在路上");
        Assert.True(Runs(desk, OnSite));
        desk.Now = Clock.At("2026-03-02 11:00");
        Progress(desk, "到现场了");
        Assert.False(Runs(desk, OnSite));
        Assert.Equal((Clock.At("2026-03-02 09:00"), Clock.At("2026-03-02 11:00")), (desk.Ticket.AnsweredAt, desk.Ticket.OnSiteAt));
        Assert.DoesNotContain(desk.PassTo("2026-03-06 09:00"), line => line.Contains("first", StringComparison.Ordinal) || line.Contains("site", StringComparison.Ordinal));
        Rebuilt(desk);
    }

    [Fact]
    public void The_first_word_of_work_done_and_a_unit_that_reports_in_are_visits_too()
    {
        var done = Desk.With();
        done.Resolve();
        Assert.Equal((done.Now, done.Now), (done.Ticket.AnsweredAt, done.Ticket.OnSiteAt));
        var called = Desk.With();
        called.Whistle("物业");
        Assert.Null(called.Ticket.OnSiteAt);
        called.CheckIn(Desk.Property);
        Assert.Equal(called.Now, called.Ticket.OnSiteAt);
    }

    [Fact]
    public void Voices_of_residents_and_the_clock_are_no_answer()
    {
        var desk = Desk.With();
        desk.Join(Desk.Neighbour);
        desk.PassTo("2026-03-02 16:00");
        Assert.Null(desk.Ticket.AnsweredAt);
        desk.Do(Desk.Resident, (ticket, scene) => EndTicket.Cancel(ticket, "算了", scene with { Actor = Desk.Community }));
        desk.Do(Desk.Resident, (ticket, scene) => ReopenTicket.Decide(ticket, "又坏了", scene));
        Assert.Null(desk.Ticket.AnsweredAt);
        Assert.True(Runs(desk, Answered));
    }

    [Fact]
    public void Missed_it_reminds_the_one_responsible_once_and_an_event_says_so()
    {
        var desk = Desk.With();
        Assert.Equal(["first_answer:1 at 03-03 10:00", "on_site:1 at 03-04 18:00"], Steps(desk.PassTo("2026-03-31 09:00")));
        var answer = desk.Said.Single(notice => notice.Kind == Answered);
        Assert.Equal(("w1", Address.Staff("grid-1"), true), (Assert.Single(answer.Mentions), answer.To, answer.WaitsForMorning));
        Assert.Equal("@网格员小余 #1023 照明｜4栋1单元 今天10:00前要答复，还没人回话，请回“确认1023”", answer.Text);
        Assert.Equal("@网格员小余 #1023 照明｜4栋1单元 今天18:00前要到场，还没人说到了。到了请回“进展1023 到现场了”", desk.Said.Single(notice => notice.Kind == OnSite).Text);
        Assert.Equal("到点：首次答复时限已到", TicketWords.Say(desk.History.Select(one => one.Event).OfType<ClockFired>().Single(one => one.Clock == Answered), desk.Now));
        Rebuilt(desk);
    }

    [Fact]
    public void By_night_the_reminder_waits_for_seven_and_danger_to_life_does_not()
    {
        Assert.Equal(["first_answer:1 at 03-03 07:00", "on_site:1 at 03-03 07:00"], Steps(Desk.With(Urgency.Urgent, at: "2026-03-02 22:30").PassTo("2026-03-03 08:00")));
        Assert.Equal(["first_answer:1 at 03-02 22:35", "on_site:1 at 03-02 23:00"], Steps(Desk.With(Urgency.Critical, at: "2026-03-02 22:30").PassTo("2026-03-03 00:20")));
    }

    [Fact]
    public void Where_a_rung_calls_the_same_person_at_the_same_instant_one_line_is_enough()
    {
        var desk = Desk.With(Urgency.Urgent);
        Assert.Equal(["first_answer:1 at 03-02 09:15"], Steps(desk.PassTo("2026-03-02 09:20")));
        Assert.Equal(["confirm_worker"], desk.Said.Skip(1).Select(notice => notice.Kind));
    }

    [Fact]
    public void Raised_urgency_shortens_from_now_and_never_lengthens_nor_reminds_again()
    {
        var desk = Desk.With();
        desk.Now = Clock.At("2026-03-02 15:00");
        Correct(desk, Urgency.Urgent);
        Assert.Equal((Clock.At("2026-03-02 15:15"), Clock.At("2026-03-02 17:00")), (desk.Ticket.Steps.FirstAnswer!.At, desk.Ticket.Steps.OnSite!.At));
        Assert.Equal(2, Steps(desk.PassTo("2026-03-02 18:00")).Count);
        Correct(desk, Urgency.Critical);
        Assert.Empty(Steps(desk.PassTo("2026-03-05 18:00")));

        // In the last minute before the old end, a new limit from now would be later.
        var late = Desk.With();
        late.Now = Clock.At("2026-03-03 09:59");
        Correct(late, Urgency.Elevated);
        Assert.Equal(Clock.At("2026-03-03 10:00"), late.Ticket.Steps.FirstAnswer!.At);
        Rebuilt(desk);
    }

    [Fact]
    public void Put_right_as_another_kind_it_is_measured_by_that_from_the_beginning_and_what_is_missed_stays_missed()
    {
        var desk = Desk.With();
        Correct(desk, Urgency.Normal, "违建");
        Assert.Null(desk.Ticket.Steps.OnSite);
        Assert.Equal(Clock.At("2026-03-03 18:00"), desk.Ticket.Steps.FirstAnswer!.At);
        var late = Desk.With();
        late.PassTo("2026-03-05 09:00");
        Correct(late, Urgency.Normal, "违建");
        Assert.Equal((Clock.At("2026-03-03 10:00"), Clock.At("2026-03-04 18:00")), (late.Ticket.Steps.FirstAnswer!.At, late.Ticket.Steps.OnSite!.At));
        Assert.True(TicketSteps.IsMissed(late.Ticket, LimitStep.OnSite, late.Now));
    }

    [Fact]
    public void A_pause_holds_the_visit_only_where_its_rule_says_so_and_not_once_it_is_missed()
    {
        var asked = Desk.With();
        asked.Confirm();
        asked.Do(Desk.Worker, (ticket, scene) => PauseTicket.Decide(ticket, "等居民 哪天在家", Clock.At("2026-03-06 09:00"), scene));
        Assert.Equal(["resume"], asked.Clocks.Select(clock => clock.Kind));
        Assert.Empty(Steps(asked.PassTo("2026-03-06 09:00")));

        // 2, 3, 4 and 5 March were paused, so the two working days are Friday and Monday.
        Assert.Equal(Clock.At("2026-03-09 18:00"), asked.Ticket.Steps.OnSite!.At);

        var part = Desk.With();
        part.Pause("2026-03-06 09:00");
        Assert.Equal(["on_site:1 at 03-04 18:00"], Steps(part.PassTo("2026-03-06 09:00")));
        Assert.Equal(Clock.At("2026-03-04 18:00"), part.Ticket.Steps.OnSite!.At);
        Rebuilt(asked);
    }

    [Fact]
    public void A_deadline_set_anew_during_a_pause_takes_nothing_from_the_visit()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Do(Desk.Worker, (ticket, scene) => PauseTicket.Decide(ticket, "等居民 哪天在家", Clock.At("2026-03-06 09:00"), scene));
        desk.Ask("2026-03-27 18:00");
        desk.Now = Clock.At("2026-03-04 09:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        desk.PassTo("2026-03-06 09:00");
        Assert.Equal(Clock.At("2026-03-09 18:00"), desk.Ticket.Steps.OnSite!.At);
    }

    [Fact]
    public void What_is_taken_back_is_owed_again_within_the_old_time()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Undo(Desk.Worker);
        Assert.Null(desk.Ticket.AnsweredAt);
        Assert.Equal(["first_answer:1 at 03-03 10:00"], Steps(desk.PassTo("2026-03-03 12:00")));
        desk.Confirm();
        desk.Undo(Desk.Worker);
        Assert.Empty(Steps(desk.PassTo("2026-03-04 12:00")));
    }

    [Fact]
    public void Reopened_with_a_fresh_clock_an_answer_and_a_visit_are_owed_anew_though_the_reopening_was_taken_back_before()
    {
        var desk = Desk.With();
        desk.PassTo("2026-03-04 18:00");
        desk.Resolve();
        desk.Do(Desk.Worker, (ticket, scene) => ReopenTicket.Decide(ticket, "没修好", scene));
        Assert.Equal(["first_answer:2 at 03-06 10:00", "on_site:2 at 03-06 18:00"], Steps(desk.PassTo("2026-03-06 19:00")));
        desk.Undo(Desk.Worker);
        Assert.Equal(TicketState.Resolved, desk.Ticket.State);
        desk.Do(Desk.Worker, (ticket, scene) => ReopenTicket.Decide(ticket, "没修好", scene));
        Assert.Equal(["first_answer:3 at 03-10 10:00", "on_site:3 at 03-10 18:00"], Steps(desk.PassTo("2026-03-11 09:00")));
        Rebuilt(desk);
    }

    [Fact]
    public void Where_the_old_clock_goes_on_what_was_answered_is_answered_and_what_was_owed_has_the_time_that_was_left()
    {
        var desk = Desk.With(rules: Desk.Continuing);
        desk.Do(Desk.Resident, (ticket, scene) => EndTicket.Cancel(ticket, "好了", scene));
        desk.Now = Clock.At("2026-03-04 09:00");
        desk.Do(Desk.Resident, (ticket, scene) => ReopenTicket.Decide(ticket, "又坏了", scene));
        Assert.Equal((Clock.At("2026-03-05 10:00"), Clock.At("2026-03-05 18:00")), (desk.Ticket.Steps.FirstAnswer!.At, desk.Ticket.Steps.OnSite!.At));
        var done = Desk.With(rules: Desk.Continuing);
        done.Resolve();
        done.Do(Desk.Worker, (ticket, scene) => ReopenTicket.Decide(ticket, "没修好", scene));
        Assert.False(Runs(done, Answered) || Runs(done, OnSite));
    }

    [Fact]
    public void What_is_split_off_owes_what_the_other_still_owed()
    {
        var desk = Desk.With();
        desk.Now = Clock.At("2026-03-02 10:00");
        desk.Join(Desk.Neighbour);
        StepDeadlines Split() => ((Opened)MergeTickets.Split(desk.Ticket, null, "1024", desk.Scene(Desk.Worker)).Second.Events[0]).Steps!;
        Assert.Equal((Clock.At("2026-03-03 11:00"), Clock.At("2026-03-04 18:00")), (Split().FirstAnswer!.At, Split().OnSite!.At));
        desk.Confirm();
        Assert.Null(Split().FirstAnswer);
        Assert.NotNull(Split().OnSite);
    }

    [Fact]
    public void Why_tells_each_limit_with_its_rule_its_steps_and_how_it_stands()
    {
        var desk = Desk.With();
        desk.Now = Clock.At("2026-03-02 10:30");
        desk.Confirm();
        var lines = TicketWords.Why(desk.Ticket, Clock.At("2026-03-05 09:00")).Split('\n');
        Assert.StartsWith("首次答复：3月3日10:00前，3月2日10:30已答复。依据：所有类别 · 一般，首次答复 8个工作小时（默认 1）。起算 2026-03-02 周一 09:00；", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("到场：昨天18:00前，超时，还没有。依据：所有类别 · 一般，到场 2个工作日（默认 1）。", lines[3], StringComparison.Ordinal);
        Assert.Equal((4, "情形：单盏不亮"), (lines.Length, lines[1]));
    }

    [Fact]
    public void A_provisional_step_is_measured_anew_when_the_year_is_published()
    {
        var desk = Desk.With(at: "2026-12-31 16:00");
        Assert.True(desk.Ticket.Steps is { FirstAnswer.Provisional: true, OnSite.Provisional: true });
        var old = desk.Ticket.Steps.OnSite!.At;
        desk.InForce = NewYear.Rules(NewYear.Later);
        desk.Keep(Actor.Clock, "1023", RecomputeDeadline.Decide(desk.Ticket, desk.InForce));
        Assert.True(desk.Ticket.Steps is { FirstAnswer.Provisional: false, OnSite.Provisional: false });
        Assert.True(desk.Ticket.Steps.OnSite!.At > old);
        Assert.Equal(desk.InForce.StepsFor(desk.Ticket.Case, Clock.At("2026-12-31 16:00")).OnSite!.At, desk.Ticket.Steps.OnSite.At);
        Assert.Empty(RecomputeDeadline.Decide(desk.Ticket, desk.InForce).Events);
        Rebuilt(desk);
    }
}

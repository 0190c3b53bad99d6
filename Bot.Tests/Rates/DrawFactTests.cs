using Bot.Domain.Grids;
using Bot.Domain.Rates;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Rates;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;
using Bot.Tests.Tickets;

namespace Bot.Tests.Rates;

/// <summary>One hand-made history for each trap. The figures behind are those of the shipped file.</summary>
public class DrawFactTests
{
    private static readonly Formulas Shipped = RuleFiles.Load().Rules.Rates;

    private static TicketFact Fact(Desk desk, int? cameBack = null) => DrawFact.From(desk.History, desk.Now, Desk.Rules, cameBack);

    private static string Place(Desk desk, string rate, string set = Formulas.Default)
    {
        var (standing, reason) = Shipped.Named(set)!.Single(formula => formula.Rate == rate).Place(Fact(desk));
        return reason ?? standing.ToString();
    }

    private static Desk Closed(params int[] values)
    {
        var desk = Desk.With();
        if (values.Length > 1)
        {
            desk.Join(Desk.Neighbour);
        }

        desk.Resolve();
        Actor[] people = [Desk.Resident, Desk.Neighbour];
        foreach (var (value, person) in values.Zip(people).Where(pair => pair.First > 0))
        {
            desk.Answer(person, value);
        }

        desk.PassTo("2026-03-05 09:00");
        return desk;
    }

    [Fact]
    public void The_bots_own_line_and_the_clock_are_no_answer()
    {
        var desk = Desk.With();
        Assert.NotEmpty(desk.Said);
        desk.PassTo("2026-03-03 10:01");
        Assert.Contains(desk.History, recorded => recorded.Event is ClockFired);
        Assert.Null(Fact(desk).AnsweredAt);
        Assert.Equal("Missed", Place(desk, "响应率"));
    }

    [Fact]
    public void The_reporters_own_words_and_a_neighbours_are_no_answer()
    {
        var desk = Desk.With();
        desk.Join(Desk.Resident);
        desk.Join(Desk.Neighbour, Urgency.Urgent);
        desk.Do(Desk.Resident, (ticket, scene) => CorrectTicket.Decide(ticket, null, null, new Location(Building: "5"), scene));
        Assert.Null(Fact(desk).AnsweredAt);
    }

    [Fact]
    public void A_reporter_who_opens_his_matter_again_has_not_answered_himself()
    {
        var desk = Desk.With();
        desk.Do(Desk.Resident, (ticket, scene) => EndTicket.Cancel(ticket, "算了", scene));
        desk.Do(Desk.Resident, (ticket, scene) => ReopenTicket.Decide(ticket, "又坏了", scene));
        Assert.Contains(desk.History, recorded => recorded.Event is Confirmed);
        Assert.Null(Fact(desk).AnsweredAt);
        desk.Now = Clock.At("2026-03-02 11:00");
        desk.Do(Desk.Worker, (ticket, scene) => WorkTicket.Progress(ticket, "在路上", null, scene));
        Assert.Equal(desk.Now, Fact(desk).AnsweredAt);
    }

    [Theory]
    [InlineData("2026-03-03 11:00", true, "Reached")]
    [InlineData("2026-03-03 11:01", true, "Missed")]
    [InlineData("2026-03-03 10:59", false, "answer_pending")]
    [InlineData("2026-03-03 11:00", false, "Missed")]
    public void Eight_working_hours_from_monday_at_ten_end_on_tuesday_at_eleven(string now, bool answered, string place)
    {
        var desk = Desk.With(at: "2026-03-02 10:00");
        desk.Now = Clock.At(now);
        if (answered)
        {
            desk.Confirm();
        }

        Assert.Equal(place, Place(desk, "响应率"));
    }

    [Fact]
    public void Danger_must_be_answered_in_five_minutes_by_day_and_night()
    {
        var late = Desk.With(Urgency.Critical, "燃气泄漏", at: "2026-03-02 23:00");
        late.Now = Clock.At("2026-03-02 23:06");
        late.Confirm();
        Assert.Equal((Clock.At("2026-03-02 23:05"), "Missed"), (Fact(late).AnswerDueAt, Place(late, "响应率")));
    }

    [Fact]
    public void An_answer_that_was_taken_back_is_none()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Undo(Desk.Worker);
        Assert.Null(Fact(desk).AnsweredAt);
    }

    [Fact]
    public void Done_is_not_solved_and_solved_is_not_satisfied()
    {
        var desk = Desk.With();
        desk.Resolve();
        Assert.Equal(("Reached", "in_check", "in_check"), (Place(desk, "办结率"), Place(desk, "解决率"), Place(desk, "满意率")));
        desk.Answer(Desk.Resident, 1);
        Assert.Equal(("Reached", "Unanswered"), (Place(desk, "解决率"), Place(desk, "满意率")));
        desk.Do(Desk.Resident, (ticket, scene) => AnswerCheck.Rate(ticket, Desk.Of(Desk.Resident), 4, scene));
        Assert.Equal("Reached", Place(desk, "满意率"));
        desk.Do(Desk.Resident, (ticket, scene) => AnswerCheck.Rate(ticket, Desk.Of(Desk.Resident), 3, scene));
        Assert.Equal(("Reached", "Missed"), (Place(desk, "解决率"), Place(desk, "满意率")));
    }

    [Fact]
    public void Silence_stays_in_the_denominator_of_the_solved_or_stands_apart_but_never_above()
    {
        var desk = Closed(0);
        Assert.Equal(("Unanswered", "Unanswered", "Unanswered"), (Place(desk, "解决率"), Place(desk, "满意率"), Place(desk, "解决率", "beijing")));
        Assert.Equal((1, 1), (Fact(desk).Asked, Fact(desk).Unanswered));
    }

    [Theory]
    [InlineData("Reached", 1, 1)]
    [InlineData("Reached", 1, 0)]
    [InlineData("Reached", 1, 3)]
    [InlineData("Missed", 3, 0)]
    [InlineData("Missed", 3, 3)]
    [InlineData("Unanswered", 0, 0)]
    public void Solved_is_what_some_resident_says_and_none_denies(string place, int one, int other) => Assert.Equal(place, Place(Closed(one, other), "解决率"));

    [Fact]
    public void Who_did_the_work_gains_nothing_by_entering_the_residents_word_himself()
    {
        var desk = Desk.With();
        desk.Resolve(Desk.District, inChat: false);
        desk.Keep(Desk.District, "1023", AnswerCheck.Decide(desk.Ticket, Desk.Of(Desk.Resident), 1, desk.Scene(Desk.District, inChat: false)));
        Assert.Equal(TicketState.Closed, desk.Ticket.State);
        Assert.Equal(("Unanswered", 0, 1), (Place(desk, "解决率"), Fact(desk).Solved, Fact(desk).Unanswered));
    }

    [Fact]
    public void What_the_resident_said_himself_is_not_overwritten_by_who_did_the_work()
    {
        var desk = Desk.With();
        desk.Join(Desk.Neighbour);
        desk.Resolve(Desk.District, inChat: false);
        desk.Answer(Desk.Resident, 1);
        desk.Keep(Desk.District, "1023", AnswerCheck.Decide(desk.Ticket, Desk.Of(Desk.Resident), 3, desk.Scene(Desk.District, inChat: false)));
        Assert.Equal((1, 0), (Fact(desk).Solved, Fact(desk).Unclear));
    }

    [Fact]
    public void A_word_that_another_took_down_from_the_resident_counts()
    {
        var desk = Desk.With();
        desk.Resolve();
        desk.Keep(Desk.Community, "1023", AnswerCheck.Decide(desk.Ticket, Desk.Of(Desk.Resident), 1, desk.Scene(Desk.Community, inChat: false)));
        Assert.Equal("Reached", Place(desk, "解决率"));
    }

    [Fact]
    public void What_staff_filed_by_themselves_and_closed_without_a_word_is_left_out_and_named()
    {
        var desk = Desk.With(reporter: Desk.Worker);
        desk.Resolve();
        desk.PassTo("2026-03-05 09:00");
        Assert.Equal(("staff_only", "staff_only", "staff_only"), (Place(desk, "响应率"), Place(desk, "解决率"), Place(desk, "满意率")));
    }

    [Fact]
    public void An_objection_after_closing_takes_the_solved_away_at_once_until_it_is_solved_again()
    {
        var desk = Closed(1);
        Assert.Equal("Reached", Place(desk, "解决率"));
        desk.Answer(Desk.Resident, 2);
        Assert.Equal(("Missed", "Missed", 1), (Place(desk, "解决率"), Place(desk, "满意率"), Fact(desk).Reopened));
        desk.Resolve();
        desk.Answer(Desk.Resident, 1);
        Assert.Equal("Reached", Place(desk, "解决率"));

        // It was said not to be done, and no star says otherwise.
        Assert.Equal("Missed", Place(desk, "满意率"));
    }

    [Fact]
    public void What_is_in_hand_the_first_time_and_not_due_waits_and_what_is_overdue_counts_against()
    {
        var desk = Desk.With();
        desk.Confirm();
        Assert.Equal(("in_hand", "in_hand"), (Place(desk, "办结率"), Place(desk, "解决率")));
        desk.Now = Clock.At("2026-03-10 09:00");
        Assert.Equal(("Missed", "Missed"), (Place(desk, "办结率"), Place(desk, "解决率")));
        desk.Resolve();
        desk.Answer(Desk.Resident, 1);
        Assert.Equal(("Missed", "Reached", true), (Place(desk, "办结率"), Place(desk, "解决率"), Fact(desk).Overdue));
    }

    [Fact]
    public void A_pause_with_reason_is_not_overdue_but_one_begun_too_late_is()
    {
        var paused = Desk.With();
        paused.Pause("2026-03-16 09:00");
        paused.Now = Clock.At("2026-03-12 09:00");
        Assert.False(Fact(paused).Overdue);
        var late = Desk.With();
        late.PassTo("2026-03-10 09:00");
        late.Pause("2026-03-16 09:00");
        Assert.True(Fact(late).Overdue);
    }

    [Fact]
    public void A_granted_extension_is_counted_and_makes_what_comes_by_then_timely()
    {
        var desk = Desk.With();
        desk.Ask("2026-03-12 18:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        desk.Now = Clock.At("2026-03-12 18:00");
        desk.Resolve();
        Assert.Equal((1, "Reached"), (Fact(desk).Extensions, Place(desk, "办结率")));
    }

    [Fact]
    public void The_merged_is_counted_in_the_other_but_must_itself_have_been_answered_in_time()
    {
        var (from, into) = (Desk.With(number: "1024", reporter: Desk.Neighbour), Desk.With());
        from.Now = into.Now = Clock.At("2026-03-04 09:00");
        var pair = MergeTickets.Merge(from.Ticket, into.Ticket, from.Scene(Desk.Worker));
        from.Keep(Desk.Worker, "1024", pair.First);
        into.Keep(Desk.Worker, "1023", pair.Second);
        Assert.Equal(("Missed", "merged", "merged"), (Place(from, "响应率"), Place(from, "解决率"), Place(from, "办结率")));
        Assert.Equal(2, Fact(into).Asked);
    }

    [Fact]
    public void Splitting_gains_no_answers()
    {
        var desk = Desk.With();
        desk.Join(Desk.Neighbour);
        var apart = Desk.Empty();
        apart.Keep(Desk.Worker, "1024", MergeTickets.Split(desk.Ticket, null, "1024", desk.Scene(Desk.Worker)).Second);
        Assert.Equal(("split_off", "in_hand", "1023"), (Place(apart, "响应率"), Place(apart, "解决率"), Fact(apart).SplitFrom));
    }

    [Fact]
    public void Withdrawing_excludes_only_where_the_reporter_does_it()
    {
        var own = Desk.With();
        own.Do(Desk.Resident, (ticket, scene) => EndTicket.Cancel(ticket, "自己好了", scene));
        Assert.Equal((Ending.Withdrawn, "withdrawn"), (Fact(own).Ending, Place(own, "解决率")));
        var staff = Desk.With();
        staff.Do(Desk.Worker, (ticket, scene) => EndTicket.Cancel(ticket, "不办了", scene));
        Assert.Equal((Ending.CancelledByStaff, "Missed"), (Fact(staff).Ending, Place(staff, "解决率")));
    }

    [Fact]
    public void A_rejection_is_an_answer_and_no_solution_unless_there_was_no_matter()
    {
        var rejected = Desk.With();
        rejected.Do(Desk.Worker, (ticket, scene) => EndTicket.Reject(ticket, "不归我们管", scene));
        Assert.Equal(("Reached", "Missed"), (Place(rejected, "响应率"), Place(rejected, "解决率")));
        var none = Desk.With();
        none.Do(Desk.Worker, (ticket, scene) => EndTicket.Reject(ticket, "误报，是在开玩笑", scene));
        Assert.Equal(("not_a_matter", "not_a_matter"), (Place(none, "响应率"), Place(none, "解决率")));
    }

    [Fact]
    public void A_private_matter_is_counted_like_any_other()
    {
        var desk = Desk.With(Urgency.Critical, "家暴", isPrivate: true);
        desk.Now = Clock.At("2026-03-02 09:05");
        desk.Confirm();
        desk.Resolve(inChat: false);
        desk.Answer(Desk.Resident, 1);
        Assert.Equal((true, "Reached", "Reached"), (Fact(desk).Private, Place(desk, "响应率"), Place(desk, "解决率")));
    }

    [Fact]
    public void What_comes_back_within_thirty_days_was_a_false_closing()
    {
        var formula = Shipped.For("demo").Single(one => one.Rate == "假闭环率");
        Assert.Equal([Standing.Reached, Standing.Missed, Standing.Missed], new int?[] { 30, 90, null }.Select(within => formula.Place(Fact(Closed(1), within)).Standing));
    }
}

using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class MergeTicketsTests
{
    private static void Merge(Desk from, Desk into)
    {
        into.Now = from.Now = from.Now > into.Now ? from.Now : into.Now;
        var pair = MergeTickets.Merge(from.Ticket, into.Ticket, from.Scene(Desk.Worker));
        Assert.Null(pair.First.Refusal);
        from.Keep(Desk.Worker, from.Ticket.Number, pair.First);
        into.Keep(Desk.Worker, into.Ticket.Number, pair.Second);
    }

    private static Desk Other(Urgency urgency = Urgency.Normal, string at = "2026-03-02 09:00", string number = "1024") =>
        Desk.With(urgency, number: number, at: at, reporter: Desk.Neighbour);

    [Fact]
    public void The_one_that_stays_has_both_voices_the_earliest_start_and_the_strictest_limit()
    {
        var (from, into) = (Other(), Desk.With(at: "2026-03-03 09:00"));
        Merge(from, into);
        Assert.Equal(TicketState.Merged, from.Ticket.State);
        Assert.Equal("1023", from.Ticket.MergedInto);
        Assert.Empty(from.Clocks);
        Assert.Equal(2, into.Ticket.Households);
        Assert.Equal(Clock.At("2026-03-02 09:00"), into.Ticket.OpenedAt);
        Assert.Equal(Clock.At("2026-03-09 18:00"), into.Ticket.Deadline.At);
        Assert.Equal("#1024 已并到 #1023，共2户", from.Said[^1].Text);
    }

    [Fact]
    public void The_stricter_limit_counts_whichever_of_the_two_it_belongs_to()
    {
        var strict = Desk.With(Urgency.Urgent);
        Merge(Other(), strict);
        Assert.Equal(Clock.At("2026-03-03 09:00"), strict.Ticket.Deadline.At);
        var lax = Desk.With();
        Merge(Other(Urgency.Urgent), lax);
        Assert.Equal(Clock.At("2026-03-03 09:00"), lax.Ticket.Deadline.At);
        Assert.Equal(Urgency.Urgent, lax.Ticket.Urgency);
    }

    [Fact]
    public void The_strictest_limit_counts_from_the_earliest_start_and_why_tells_which_is_whose()
    {
        // 24 hours of the one, reported on Tuesday, count from Monday 10:00, when the other was.
        var (from, into) = (Other(Urgency.Urgent, "2026-03-03 09:00"), Desk.With(at: "2026-03-02 10:00"));
        Merge(from, into);
        Assert.Equal((Clock.At("2026-03-03 10:00"), Clock.At("2026-03-02 10:00"), "24h"), (into.Ticket.Deadline.At, into.Ticket.Deadline.From, into.Ticket.Deadline.Limit));
        Assert.Equal("合并：起算取 #1023，时限取 #1024（所有类别 · 紧急，办结 24小时（默认 1））", into.Ticket.Deadline.Rule);
        Assert.Contains("依据：合并：起算取 #1023，时限取 #1024", TicketWords.Why(into.Ticket, into.Now), StringComparison.Ordinal);
        Assert.Equal(into.Ticket.Deadline.At, TicketHistory.Build(into.History).Deadline.At);

        // The other way round: the start comes with the one that goes.
        var strict = Desk.With(Urgency.Urgent, at: "2026-03-03 09:00");
        Merge(Other(at: "2026-03-02 10:00"), strict);
        Assert.Equal((Clock.At("2026-03-03 10:00"), Clock.At("2026-03-02 10:00")), (strict.Ticket.Deadline.At, strict.Ticket.CountsFrom));
        Assert.StartsWith("合并：起算取 #1024，时限取 #1023", strict.Ticket.Deadline.Rule, StringComparison.Ordinal);
        strict.Undo(Desk.Worker);
        Assert.Equal((Clock.At("2026-03-04 09:00"), Clock.At("2026-03-03 09:00")), (strict.Ticket.Deadline.At, strict.Ticket.CountsFrom));
    }

    [Fact]
    public void Answer_and_visit_are_owed_by_the_strictest_limit_from_the_earliest_start_unless_they_were_given()
    {
        var (from, into) = (Other(Urgency.Urgent, "2026-03-02 10:00"), Desk.With());
        Merge(from, into);
        Assert.Equal((Clock.At("2026-03-02 09:15"), Clock.At("2026-03-02 11:00")), (into.Ticket.Steps.FirstAnswer!.At, into.Ticket.Steps.OnSite!.At));
        Assert.StartsWith("合并：起算取 #1023，时限取 #1024（所有类别 · 紧急，到场 2小时", into.Ticket.Steps.OnSite.Rule, StringComparison.Ordinal);
        into.Undo(Desk.Worker);
        Assert.Equal((Clock.At("2026-03-03 10:00"), Clock.At("2026-03-04 18:00")), (into.Ticket.Steps.FirstAnswer!.At, into.Ticket.Steps.OnSite!.At));

        var (visited, other) = (Other(Urgency.Urgent, "2026-03-02 10:00"), Desk.With());
        visited.Do(Desk.Worker, (ticket, scene) => WorkTicket.Progress(ticket, "到现场了", null, scene));
        Merge(visited, other);
        Assert.Equal((Clock.At("2026-03-02 10:00"), null), (other.Ticket.OnSiteAt, other.Ticket.AnsweredAt));
        Assert.Equal(Clock.At("2026-03-03 10:00"), other.Ticket.Steps.FirstAnswer!.At);
    }

    [Fact]
    public void A_granted_extension_is_not_taken_back_by_a_merge()
    {
        var into = Desk.With();
        into.Confirm();
        into.Ask("2026-03-20 18:00");
        into.Do(Desk.Community, ExtendTicket.Grant);
        Merge(Other(at: "2026-03-06 09:00"), into);
        Assert.Equal(Clock.At("2026-03-13 18:00"), into.Ticket.Deadline.At);
    }

    /// <summary>The rule once more, written apart: whatever was paused on either side, never later than either was due, and no later than each limit from the earlier start.</summary>
    [Fact]
    public void Whatever_is_merged_is_due_no_later_than_before_and_no_later_than_each_limit_from_the_earlier_start()
    {
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            Desk[] two = [.. Enumerable.Range(0, 2).Select(index => Desk.With((Urgency)random.Next(4), number: $"{1023 + index}", at: $"{Clock.At("2026-03-02 09:00").AddMinutes(random.Next(3000)):O}"))];
            var (into, from) = (two[0], two[1]);
            foreach (var desk in two.Where(_ => random.Next(2) == 0))
            {
                desk.Pause($"{desk.Now.AddMinutes(random.Next(30, 3000)):O}");
                desk.PassTo($"{desk.Now.AddMinutes(random.Next(1, 2000)):O}");
            }

            var now = into.Now > from.Now ? into.Now : from.Now;
            into.PassTo($"{now:O}");
            from.PassTo($"{now:O}");
            var (before, away) = (into.Ticket, from.Ticket);
            Merge(from, into);
            var start = before.CountsFrom < away.CountsFrom ? before.CountsFrom : away.CountsFrom;
            Assert.Equal(start, into.Ticket.CountsFrom);
            var paused = before.State == TicketState.Paused || away.State == TicketState.Paused || before.Pauses.Count + away.Pauses.Count > 0;
            if (!paused)
            {
                var expected = new[] { before, away }.Min(ticket => Desk.Rules.Time.Compute(start, Bot.Domain.Clocks.Limit.Parse(ticket.Deadline.Limit!)).At);
                Assert.Equal(expected, into.Ticket.Deadline.At);
            }

            Assert.True(into.Ticket.Deadline.At <= Desk.Rules.DeadlineAfterPause(before.Deadline, before.Pause?.From ?? into.Now, into.Now).At, $"round {round}: later than before");
            Assert.Equal(Bot.Host.BotJson.Write(into.Ticket), Bot.Host.BotJson.Write(TicketHistory.Build(into.History)));
            into.PassTo($"{into.Now.AddDays(30):O}");
            var fired = into.History.Select(recorded => recorded.Event).OfType<ClockFired>().ToList();
            Assert.Equal(fired.Count, fired.Distinct().Count());
        }
    }

    [Fact]
    public void The_earliest_start_survives_a_chain_of_merges()
    {
        var (oldest, middle, last) = (Other(number: "1025"), Other(at: "2026-03-03 09:00"), Desk.With(at: "2026-03-04 09:00"));
        Merge(oldest, middle);
        Merge(middle, last);
        Assert.Equal(Clock.At("2026-03-02 09:00"), last.Ticket.OpenedAt);
    }

    [Fact]
    public void A_matter_that_is_paused_with_reason_does_not_make_the_other_overdue()
    {
        var (paused, into) = (Other(), Desk.With(at: "2026-03-20 09:00"));
        paused.Pause("2026-03-30 09:00");
        Merge(paused, into);
        Assert.False(into.Ticket.IsOverdue(into.Now));
    }

    [Fact]
    public void Merged_into_a_paused_one_the_stricter_limit_waits_with_it()
    {
        var (from, into) = (Other(Urgency.Urgent, "2026-03-03 09:00"), Desk.With());
        into.Pause("2026-03-06 09:00");
        Merge(from, into);
        into.PassTo("2026-03-06 09:00");
        Assert.Equal(Clock.At("2026-03-07 09:00"), into.Ticket.Deadline.At);
    }

    [Fact]
    public void Undoing_a_merge_restores_both()
    {
        var (from, into) = (Other(Urgency.Urgent), Desk.With());
        var (one, other) = (from.Ticket, into.Ticket);
        Merge(from, into);
        Assert.Null(from.Undo(Desk.Worker).Refusal);
        Assert.Null(into.Undo(Desk.Worker).Refusal);
        Assert.Equal((one.State, one.MergedInto), (from.Ticket.State, from.Ticket.MergedInto));
        Assert.Equal(other.Deadline, into.Ticket.Deadline);
        Assert.Equal((other.Urgency, other.Reports.Count, other.OpenedAt), (into.Ticket.Urgency, into.Ticket.Reports.Count, into.Ticket.OpenedAt));
    }

    [Fact]
    public void A_split_gives_the_last_voice_a_ticket_of_its_own_with_its_own_start()
    {
        var desk = Desk.With();
        desk.Now = Clock.At("2026-03-03 10:00");
        desk.Join(Desk.Neighbour);
        desk.Now = Clock.At("2026-03-04 10:00");
        var pair = MergeTickets.Split(desk.Ticket, null, "1024", desk.Scene(Desk.Worker));
        desk.Keep(Desk.Worker, "1023", pair.First);
        Assert.Equal(["r1"], desk.Ticket.Reports.Select(report => report.ReporterId));
        var opened = Assert.IsType<Opened>(Assert.Single(pair.Second.Events));
        Assert.Equal("r2", opened.Report.ReporterId);
        Assert.Equal(Clock.At("2026-03-10 18:00"), opened.Deadline.At);
    }

    [Fact]
    public void A_split_gives_back_the_pauses_since_its_own_report_and_counts_from_a_reopening()
    {
        var desk = Desk.With();
        desk.Now = Clock.At("2026-03-03 10:00");
        desk.Join(Desk.Neighbour);
        desk.Pause("2026-03-05 18:00");
        desk.PassTo("2026-03-05 18:00");
        Opened Split() => (Opened)MergeTickets.Split(desk.Ticket, null, "1024", desk.Scene(Desk.Worker)).Second.Events[0];

        // 3 March 10:00 and five working days: 10 March; 4 and 5 March were paused from end to end.
        Assert.Equal((Clock.At("2026-03-12 18:00"), "1023"), (Split().Deadline.At, Split().SplitFrom));
        desk.Now = Clock.At("2026-03-09 09:00");
        desk.Resolve();
        desk.Answer(Desk.Resident, 2);
        Assert.Equal((desk.Now, Clock.At("2026-03-16 18:00")), (Split().Deadline.From, Split().Deadline.At));
    }

    [Fact]
    public void A_split_that_nobody_has_acted_on_is_taken_back_and_the_new_number_leads_to_the_old()
    {
        var (desk, apart) = WithSplit();
        var before = desk.Ticket;
        var step = UndoTicket.LastStep(desk.History)!;
        Assert.Equal("1024", UndoTicket.PartnerOf(step));
        Assert.Null(desk.Undo(Desk.Worker).Refusal);
        apart.Keep(Desk.Worker, "1024", UndoTicket.DecidePartner(step, apart.History, apart.Scene(Desk.Worker)));
        Assert.Equal((TicketState.Merged, "1023"), (apart.Ticket.State, apart.Ticket.MergedInto));
        Assert.Equal(["r1", "r2"], desk.Ticket.Reports.Select(report => report.ReporterId));
        Assert.Equal((before.Deadline, before.OpenedAt), (desk.Ticket.Deadline, desk.Ticket.OpenedAt));
    }

    [Fact]
    public void A_split_on_which_work_has_begun_is_taken_back_by_merging_and_the_worker_is_told_so()
    {
        var (desk, apart) = WithSplit();
        apart.Confirm();
        var refusal = UndoTicket.DecidePartner(UndoTicket.LastStep(desk.History)!, apart.History, apart.Scene(Desk.Worker)).Refusal!;
        Assert.Equal("undo_split", refusal.Code);
        Assert.Contains("1024并到1023", refusal.Text, StringComparison.Ordinal);
        Merge(apart, desk);
        Assert.Equal(2, desk.Ticket.Households);
    }

    [Fact]
    public void A_merge_on_which_another_step_was_built_is_not_half_undone()
    {
        var (from, into) = (Other(), Desk.With());
        into.Confirm();
        Merge(from, into);
        into.Assign();
        Assert.Equal("undo_merge", UndoTicket.DecidePartner(UndoTicket.LastStep(from.History)!, into.History, into.Scene(Desk.Worker)).Refusal!.Code);
    }

    [Fact]
    public void The_first_of_a_chain_of_merges_is_not_undone_before_the_last()
    {
        var (one, two, three) = (Other(number: "1025"), Other(), Desk.With());
        Merge(one, two);
        two.Now = three.Now = Clock.At("2026-03-02 10:00");
        Merge(two, three);
        Assert.Equal("undo_merge", UndoTicket.DecidePartner(UndoTicket.LastStep(one.History)!, two.History, two.Scene(Desk.Worker)).Refusal!.Code);
        Assert.Null(UndoTicket.DecidePartner(UndoTicket.LastStep(two.History)!, three.History, three.Scene(Desk.Worker)).Refusal);
    }

    private static (Desk Desk, Desk Apart) WithSplit()
    {
        var desk = Desk.With();
        desk.Join(Desk.Neighbour);
        var pair = MergeTickets.Split(desk.Ticket, null, "1024", desk.Scene(Desk.Worker));
        desk.Keep(Desk.Worker, "1023", pair.First);
        var apart = Desk.Empty();
        apart.Keep(Desk.Worker, "1024", pair.Second);
        return (desk, apart);
    }

    [Fact]
    public void What_cannot_be_merged_is_refused()
    {
        var desk = Desk.With();
        string Refused(Bot.Domain.Grids.Actor actor, Ticket into) => desk.Refused(actor, (ticket, scene) => MergeTickets.Merge(ticket, into, scene).First);
        Assert.Equal("not_staff", Refused(Desk.Resident, Other().Ticket));
        Assert.Equal("not_steering", Refused(Desk.Property, Other().Ticket));
        Assert.Equal("merge_with_itself", Refused(Desk.Worker, desk.Ticket));
        Assert.Equal("private_apart", Refused(Desk.Worker, Desk.With(isPrivate: true, number: "1024").Ticket));
        var over = Other();
        over.Resolve();
        Assert.Equal("ticket_over", Refused(Desk.Worker, over.Ticket));
        Assert.Equal("ticket_over", over.Refused(Desk.Worker, (ticket, scene) => MergeTickets.Merge(ticket, desk.Ticket, scene).First));
    }

    [Fact]
    public void What_cannot_be_split_is_refused()
    {
        var desk = Desk.With();
        string Refused(Bot.Domain.Grids.Actor actor, int? index = null) => desk.Refused(actor, (ticket, scene) => MergeTickets.Split(ticket, index, "1024", scene).First);
        Assert.Equal("one_report", Refused(Desk.Worker));
        desk.Join(Desk.Neighbour);
        Assert.Equal("one_report", Refused(Desk.Worker, 2));
        Assert.Equal("one_report", Refused(Desk.Worker, -1));
        Assert.Equal("not_staff", Refused(Desk.Resident));
        Assert.Equal("not_steering", Refused(Desk.Property));
        desk.Resolve();
        Assert.Equal("ticket_over", Refused(Desk.Worker));
    }
}

using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;

namespace Bot.Tests.Tickets;

public class PauseTicketTests
{
    private const string Friday = "2026-03-06 18:00";

    private static Func<Ticket, Scene, Decision> To(string? reason, string? until = Friday, string? message = null, PauseKind? kind = null) =>
        (ticket, scene) => PauseTicket.Decide(ticket, reason, until is null ? null : Clock.At(until), scene, message, kind);

    [Fact]
    public void A_pause_gives_back_the_working_time_that_was_left()
    {
        // Monday 09:00 + 5 working days is due Monday 9 March 18:00. Paused for two whole working days, it is due two later.
        var desk = Desk.With();
        desk.Confirm();
        desk.PassTo("2026-03-03 09:00");
        desk.Pause("2026-03-05 09:00");
        Assert.Equal(["on_site", "resume"], desk.Clocks.Select(clock => clock.Kind));
        Assert.Equal(["on_site:1 at 03-04 18:00", "resume:1 at 03-05 09:00"], desk.PassTo("2026-03-05 09:00"));
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
    public void While_its_clock_is_held_it_is_not_overdue_and_more_time_may_be_asked_for()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Pause("2026-03-20 10:00");
        desk.PassTo("2026-03-12 09:00");
        Assert.True(desk.Now > desk.Ticket.Deadline.At);
        Assert.False(desk.Ticket.IsOverdue(desk.Now));
        desk.Ask("2026-03-30 18:00");
        desk.Do(Desk.Community, ExtendTicket.Grant);
        desk.PassTo("2026-03-20 10:00");
        Assert.True(desk.Ticket.Deadline.At > Clock.At("2026-03-30 18:00"));
    }

    [Fact]
    public void A_second_pause_ends_by_itself_too_where_the_first_took_no_time_that_counts()
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.PassTo("2026-03-02 20:00");
        desk.Pause("2026-03-02 21:00");
        Assert.Equal(["resume:1 at 03-02 21:00"], desk.PassTo("2026-03-03 12:10"));
        desk.Pause("2026-03-03 13:50");
        Assert.Equal(["resume2:1 at 03-03 13:50"], desk.PassTo("2026-03-03 14:00"));
        Assert.Equal(TicketState.Working, desk.Ticket.State);
        Assert.Equal(2, desk.Said.Where(notice => notice.Text.Contains("继续办理", StringComparison.Ordinal)).DistinctBy(notice => notice.Key).Count());
    }

    [Fact]
    public void An_end_that_is_found_late_gives_back_no_more_than_the_pause()
    {
        var desk = Desk.With(Urgency.Urgent);
        desk.Confirm();
        desk.Pause("2026-03-02 15:00");
        desk.Now = Clock.At("2026-03-04 09:00");
        desk.PassTo("2026-03-04 09:00");
        Assert.Equal(Clock.At("2026-03-03 15:00"), desk.Ticket.Deadline.At);
        Assert.True(desk.Ticket.IsOverdue(desk.Now));
    }

    /// <summary>No host ran past the pause's end; what comes first afterwards, before the pause's own clock, finds it still paused.</summary>
    [Theory]
    [InlineData("category")]
    [InlineData("urgency")]
    [InlineData("visit")]
    [InlineData("merge")]
    [InlineData("stricter")]
    [InlineData("split")]
    public void What_comes_before_the_late_end_of_a_pause_gives_back_no_more_than_the_pause(string first)
    {
        var desk = Desk.With();
        desk.Confirm();
        desk.Join(Desk.Neighbour);
        var older = Desk.With(number: "1000", at: "2026-03-01 09:00", reporter: Desk.Neighbour);
        var stricter = Desk.With(Urgency.Elevated, number: "1025", at: "2026-03-05 09:00", reporter: Desk.Neighbour);
        if (first == "visit")
        {
            // The one kind that holds the clock of 到场 too.
            desk.Do(Desk.Worker, (ticket, scene) => PauseTicket.Decide(ticket, "等居民 您哪天在家？", Clock.At("2026-03-04 18:00"), scene));
        }
        else
        {
            desk.Pause("2026-03-04 18:00");
        }

        desk.Now = older.Now = stricter.Now = Clock.At("2026-03-06 10:00");
        Deadline? apart = null;
        _ = first switch
        {
            "category" => desk.Do(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, "环境卫生", null, null, scene)),
            "urgency" or "visit" => desk.Do(Desk.Worker, (ticket, scene) => CorrectTicket.Decide(ticket, null, Urgency.Urgent, null, scene)),
            "merge" => desk.Do(Desk.Worker, (ticket, scene) => MergeTickets.Merge(older.Ticket, ticket, scene).Second),
            "stricter" => desk.Do(Desk.Worker, (ticket, scene) => MergeTickets.Merge(stricter.Ticket, ticket, scene).Second),
            _ => desk.Do(Desk.Worker, (ticket, scene) =>
            {
                var pair = MergeTickets.Split(ticket, 1, "1024", scene);
                apart = pair.Second.Events.OfType<Opened>().Single().Deadline;
                return pair.First;
            }),
        };
        desk.PassTo("2026-03-06 10:00");
        Assert.Equal(TicketState.Working, desk.Ticket.State);
        Assert.Equal(BotJson.Write(desk.Ticket), BotJson.Write(TicketHistory.Build(desk.History)));
        Assert.All(desk.Ticket.Pauses.Concat(desk.Ticket.Deadline.Pauses).Concat(apart?.Pauses ?? []), pause =>
        {
            Assert.True(pause.From <= pause.To, $"{pause.From} to {pause.To} is backwards");
            Assert.True(pause.To <= Clock.At("2026-03-04 18:00"), $"{pause.To} gives back more than was paused");
        });

        // One working day after two that were paused; 24 hours from now; the end of the one that was never paused; three and five working days with two whole ones paused.
        Assert.Equal(
            first switch { "category" => "03-05 18:00", "urgency" or "visit" => "03-07 10:00", "stricter" => "03-09 18:00", "merge" => "03-06 18:00", _ => "03-11 18:00" },
            $"{(apart ?? desk.Ticket.Deadline).At.ToOffset(TimeSpan.FromHours(8)):MM-dd HH:mm}");
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
    public void The_end_of_a_pause_names_the_one_in_charge()
    {
        var desk = Desk.With();
        desk.Assign();
        desk.Pause(Friday);
        desk.PassTo(Friday);
        Assert.Equal(("ticket:1023:resume:ep1", Address.Staff("grid-1")), (desk.Said[^1].Key, desk.Said[^1].To));
        Assert.Equal(["p1"], desk.Said[^1].Mentions);
    }

    [Theory]
    [InlineData("等配件 灯具", PauseKind.Part, "灯具")]
    [InlineData("等配件", PauseKind.Part, "等配件")]
    [InlineData("灯具要等厂家到货", PauseKind.Part, "灯具要等厂家到货")]
    [InlineData("等部门 城管", PauseKind.Department, "城管")]
    [InlineData("等消防验收", PauseKind.Department, "等消防验收")]
    [InlineData("等业主委员会开会", PauseKind.Department, "等业主委员会开会")]
    [InlineData("等部门，居民说不急", PauseKind.Department, "居民说不急")]
    public void The_reason_tells_what_is_awaited_and_the_event_keeps_it(string reason, PauseKind kind, string detail)
    {
        var desk = Desk.With();
        desk.Do(Desk.Worker, To(reason));
        var proof = desk.History.Select(recorded => recorded.Event).OfType<Suspended>().Single().Proof!;
        Assert.Equal((kind, detail, null), (proof.Kind, proof.Detail, proof.Message));
        Assert.Equal(proof, desk.Ticket.Pause!.Proof);
    }

    [Fact]
    public void A_resident_who_was_asked_is_proven_by_the_message_that_asked()
    {
        var desk = Desk.With();
        var said = desk.Do(Desk.Worker, To("等居民", message: "m17")).Notices;
        Assert.Equal(new PauseProof(PauseKind.Resident, "等居民", "m17"), desk.Ticket.Pause!.Proof);
        Assert.DoesNotContain(said, notice => notice.Kind == "ask");
    }

    [Fact]
    public void Without_one_the_bot_asks_in_the_workers_words_and_that_is_the_proof()
    {
        var desk = Desk.With();
        desk.Join(Desk.Neighbour);
        var asked = Assert.Single(desk.Do(Desk.Worker, To("等居民 哪天在家，打我13800138000")).Notices, notice => notice.Kind == "ask");
        Assert.Equal(Address.Group(Desk.Group), asked.To);
        Assert.Equal(["r1", "r2"], asked.Mentions);
        Assert.Equal("@4-1-302 @5-1-1203 老周 #1023 照明，想问您：哪天在家，打我（号码略）", asked.Text);
        Assert.True(asked.WaitsForMorning);
        Assert.Equal(asked.Key, desk.Ticket.Pause!.Proof!.Message);
        Assert.Contains(asked.Key, desk.Undo(Desk.Worker).Withdrawn);
    }

    [Fact]
    public void Of_a_private_matter_each_resident_is_asked_alone()
    {
        var desk = Desk.With(isPrivate: true);
        var asked = Assert.Single(desk.Do(Desk.Worker, To("等居民 哪天在家")).Notices, notice => notice.Kind == "ask");
        Assert.Equal(Address.Person("r1"), asked.To);
    }

    [Fact]
    public void Without_proof_the_bot_asks_which_of_the_three_and_does_not_pause()
    {
        var desk = Desk.With();
        Assert.Equal("proof_missing", desk.Refused(Desk.Worker, To(" ")));
        Assert.Equal("proof_missing", desk.Refused(Desk.Worker, To("今天太热了")));
        Assert.Equal("resident_not_asked", desk.Refused(Desk.Worker, To("等居民")));
        Assert.Equal("resident_not_asked", desk.Refused(Desk.Worker, To("居民外出了")));
        Assert.Equal("department_missing", desk.Refused(Desk.Worker, To("等部门")));
        Assert.Equal("#1023 是等居民、等配件还是等部门？请写清再暂缓。", TicketErrors.ProofMissing(desk.Ticket).Text);
        Assert.True(TicketErrors.ProofMissing(desk.Ticket).IsQuestion);

        var filed = Desk.With(reporter: Desk.Worker);
        Assert.Equal("resident_not_asked", filed.Refused(Desk.Worker, To("等居民 哪天在家")));
        filed.Do(Desk.Worker, To("等居民 哪天在家", message: "m17"));
    }

    [Fact]
    public void A_kind_given_apart_from_the_reason_counts()
    {
        var desk = Desk.With();
        desk.Do(Desk.Worker, To("厂家说下周", kind: PauseKind.Part));
        Assert.Equal(new PauseProof(PauseKind.Part, "厂家说下周"), desk.Ticket.Pause!.Proof);
    }

    [Fact]
    public void A_pause_needs_an_end_to_come()
    {
        var desk = Desk.With();
        Assert.Equal("time_missing", desk.Refused(Desk.Worker, To("等配件", null)));
        Assert.Equal("time_past", desk.Refused(Desk.Worker, To("等配件", "2026-03-02 09:00")));
        Assert.Equal("time_past", desk.Refused(Desk.Worker, To("等配件", "2026-03-01 09:00")));
    }

    [Fact]
    public void Each_kind_has_its_longest_time_and_pauses_of_one_kind_count_together()
    {
        var desk = Desk.With();
        Assert.Equal("pause_too_long", desk.Refused(Desk.Worker, To("等配件", "2026-04-01 09:01")));
        Assert.Equal("pause_too_long", desk.Refused(Desk.Worker, To("等居民 哪天在家", "2026-03-17 09:01")));
        Assert.Equal("等居民合起来最长暂缓15天，请换个日期。", TicketErrors.PauseTooLong("等居民", 15).Text);

        desk.Do(Desk.Worker, To("等配件", "2026-03-22 09:00"));
        desk.PassTo("2026-03-23 09:00");
        Assert.Equal("pause_too_long", desk.Refused(Desk.Worker, To("等配件", "2026-04-02 09:01")));
        desk.Do(Desk.Worker, To("等配件", "2026-04-02 09:00"));
        desk.Do(Desk.Worker, WorkTicket.Resume);
        desk.Do(Desk.Worker, To("等部门 城管", "2026-04-20 09:00"));
    }

    [Fact]
    public void While_it_is_paused_it_is_not_paused_again()
    {
        var desk = Desk.With();
        desk.Pause(Friday);
        Assert.Equal("not_in_hand", desk.Refused(Desk.Worker, To("等部门 城管", "2026-03-05 09:00")));
    }

    [Fact]
    public void The_explanation_names_the_pause_that_runs_and_those_that_are_over()
    {
        var desk = Desk.With();
        desk.Pause("2026-03-04 09:00");
        Assert.Contains("正在暂缓，到3月4日09:00：等配件（灯具）", TicketWords.Why(desk.Ticket, desk.Now), StringComparison.Ordinal);
        Assert.Contains("暂缓到3月4日09:00：等配件（灯具）", desk.History.Select(recorded => TicketWords.Say(recorded.Event, recorded.At)));
        desk.PassTo("2026-03-04 09:00");
        Assert.Contains("暂缓过 3月2日09:00 至 今天09:00：等配件（灯具）", TicketWords.Why(desk.Ticket, desk.Now), StringComparison.Ordinal);
    }

    [Fact]
    public void The_staff_api_shows_the_pause_with_its_proof()
    {
        var desk = Desk.With();
        desk.Do(Desk.Worker, To("等居民", message: "m17"));
        var shown = BotJson.Write(TicketView.Of(desk.Ticket, []));
        Assert.Contains("\"proof\":{\"kind\":\"resident\",\"detail\":\"等居民\",\"message\":\"m17\"}", shown, StringComparison.Ordinal);
        desk.Do(Desk.Worker, WorkTicket.Resume);
        Assert.Null(TicketView.Of(desk.Ticket, [])["pause"]);
        Assert.Contains("\"message\":\"m17\"", BotJson.Write(TicketView.Of(desk.Ticket, [])["pauses"]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_of_before_proofs_were_asked_for_is_still_read()
    {
        var read = Assert.IsType<Suspended>(BotJson.Read<TicketEvent>("{\"kind\":\"paused\",\"reason\":\"等天晴\",\"until\":\"2026-03-06T10:00:00+00:00\"}"));
        Assert.Null(read.Proof);
    }
}

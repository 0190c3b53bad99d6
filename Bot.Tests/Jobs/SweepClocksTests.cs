using Bot.Domain.Tickets;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Jobs;

public sealed class SweepClocksTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static async Task<PostgresHouse> WithTickets(PostgresDatabase database, int count, string at = "2026-03-02 09:00")
    {
        var house = await PostgresHouse.Open(database, at);
        for (var number = 0; number < count; number++)
        {
            // Far apart in words and place, so that none joins another.
            await house.Say($"r{(number % 3) + 1}", $"{number + 20}栋楼道灯不亮了");
        }

        Assert.Equal(count, await house.One<int>("SELECT count(*)::int FROM ticket WHERE district = @District"));
        return house;
    }

    private static Task<IReadOnlyList<string>> Clocks(PostgresHouse house, string state) =>
        house.Rows<string>("SELECT kind FROM clock WHERE district = @District AND state = @state ORDER BY kind", new { state });

    [Fact]
    public async Task Two_sweeps_at_once_fire_each_clock_once()
    {
        var house = await WithTickets(database, 12);
        house.Time.Now = Clock.At("2026-03-02 15:00");
        var other = house.NewHost();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async index =>
        {
            await Task.Yield();
            await (index % 2 == 0 ? house.Host : other).Sweep.Run(CancellationToken.None);
        }));
        await house.Host.Sweep.Run(CancellationToken.None);
        var fired = await house.Rows<string>("SELECT number || ' ' || (data ->> 'clock') FROM event WHERE district = @District AND kind = 'clock_fired'");
        Assert.Equal(24, fired.Count);
        Assert.Equal(24, fired.Distinct().Count());
        Assert.Equal(24, (await Clocks(house, "fired")).Count);
        // Twelve at once are one list for the worker and one for the community; ten stand in it, the rest are counted.
        var lists = await house.Rows<string>("SELECT text FROM outbox WHERE district = @District AND kind = 'reminders' ORDER BY notice_key");
        Assert.Equal(["【催办】@社区书记 12件要办：", "【催办】@网格员小余 12件要办："], lists.Select(list => list.Split('\n')[0]).Order(StringComparer.Ordinal));
        Assert.All(lists, list => Assert.Contains("…另有2件", list, StringComparison.Ordinal));
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM outbox WHERE district = @District AND kind LIKE 'confirm_%'"));
    }

    [Fact]
    public async Task What_fires_is_in_the_events_in_the_row_and_among_the_notices()
    {
        var house = await WithTickets(database, 1);
        house.Time.Now = Clock.At("2026-03-02 11:00");
        Assert.Equal(1, await house.Host.Sweep.Run(CancellationToken.None));
        Assert.Equal(["confirm_worker:1"], (await house.Ticket("1001")).Fired);
        await house.Dispatch();

        // Lanes are sent side by side: which came last overall is chance.
        var said = house.Channel.Accepted.Single(message => message.LaneId == "demo-staff");
        Assert.Equal(("ticket:1001:confirm_worker:ep1", "w1"), (said.Key, Assert.Single(said.Mentions)));
        Assert.Equal(0, await house.Host.Sweep.Run(CancellationToken.None));
    }

    [Fact]
    public async Task A_clock_that_has_become_moot_stops_with_its_reason_and_says_nothing()
    {
        var house = await WithTickets(database, 1);
        await house.Say("w1", "确认 1001");
        Assert.Equal(["confirm_community", "confirm_worker", "first_answer"], await Clocks(house, "stopped"));
        Assert.Equal("accepted", (await house.Rows<string>("SELECT DISTINCT reason FROM clock WHERE district = @District AND state = 'stopped' AND kind LIKE 'confirm%'")).Single());

        // A clock left running by mistake is checked against its ticket before it fires.
        await house.Execute("UPDATE clock SET state = 'running' WHERE district = @District AND kind = 'confirm_worker'");
        house.Time.Now = Clock.At("2026-03-02 11:00");
        await house.Host.Sweep.Run(CancellationToken.None);
        Assert.Equal(("moot", "ticket is accepted"), await house.One<(string, string)>("SELECT state, reason FROM clock WHERE district = @District AND kind = 'confirm_worker'"));
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM outbox WHERE district = @District AND kind = 'confirm_worker'"));
    }

    [Fact]
    public async Task A_clock_whose_time_was_moved_back_does_not_fire_early()
    {
        var house = await WithTickets(database, 1);
        await house.Execute("UPDATE clock SET due_at = due_at - interval '1 day' WHERE district = @District AND kind = 'confirm_worker'");
        await house.Host.Sweep.Run(CancellationToken.None);
        Assert.Empty(await Clocks(house, "fired"));
        Assert.Equal(Clock.At("2026-03-02 11:00").UtcDateTime, await house.One<DateTime>("SELECT due_at FROM clock WHERE district = @District AND kind = 'confirm_worker'"));
    }

    [Fact]
    public async Task By_night_a_late_sweep_puts_reminders_off_to_seven_and_fires_them_once()
    {
        var house = await WithTickets(database, 1);
        house.Time.Now = Clock.At("2026-03-02 23:30");
        await house.Host.Sweep.Run(CancellationToken.None);
        Assert.Empty(await Clocks(house, "fired"));
        house.Time.Now = Clock.At("2026-03-03 07:00");
        await house.Host.Sweep.Run(CancellationToken.None);
        await house.Host.Sweep.Run(CancellationToken.None);
        Assert.Equal(["confirm_community", "confirm_worker"], await Clocks(house, "fired"));
    }

    [Fact]
    public async Task Danger_to_life_does_not_wait_for_the_morning()
    {
        var house = await PostgresHouse.Open(database, "2026-03-02 23:00");
        await house.Say("r1", "4栋1单元闻到很浓的燃气味，快来人");
        Assert.Equal(Bot.Domain.Understanding.Urgency.Critical, (await house.Ticket("1001")).Urgency);
        house.Time.Now += TimeSpan.FromMinutes(5);
        await house.Host.Sweep.Run(CancellationToken.None);
        await house.Dispatch();
        Assert.Contains(house.Channel.Accepted, message => message.Key == "ticket:1001:confirm_worker:ep1");
    }

    [Fact]
    public async Task The_check_that_runs_out_closes_and_tells_the_outcome_once()
    {
        var house = await WithTickets(database, 1);
        await house.Say("w1", "1001 办好了");
        house.Time.Now = Clock.At("2026-03-05 09:00");
        await Task.WhenAll(house.Host.Sweep.Run(CancellationToken.None), house.NewHost().Sweep.Run(CancellationToken.None));
        await house.Host.Sweep.Run(CancellationToken.None);
        Assert.Equal(TicketState.Closed, (await house.Ticket("1001")).State);
        await house.Dispatch();
        Assert.Single(house.Channel.Accepted, message => message.Key == "ticket:1001:outcome:1");
        Assert.Empty(await Clocks(house, "running"));
    }

    /// <summary>From the resident's own words to the count at the closing: none of the three answers may be taken for silence.</summary>
    [Theory]
    [InlineData("1", 1, 0, 0)]
    [InlineData("2", 0, 1, 0)]
    [InlineData("没好", 0, 1, 0)]
    [InlineData("3", 0, 0, 1)]
    [InlineData("不清楚", 0, 0, 1)]
    public async Task Each_of_the_three_answers_is_counted_as_what_it_is(string said, int solved, int unsolved, int unclear)
    {
        var house = await WithTickets(database, 1);
        await house.Say("w1", "1001 办好了");
        await house.Dispatch();
        await house.Say("r1", said);
        var answers = await house.Rows<int>("SELECT (data ->> 'value')::int FROM event WHERE district = @District AND kind = 'answered'");
        Assert.Equal((solved, unsolved, unclear), (answers.Count(value => value == 1), answers.Count(value => value == 2), answers.Count(value => value == 3)));
        house.Time.Now = Clock.At("2026-03-05 09:00");
        await house.Host.Sweep.Run(CancellationToken.None);
        var ticket = await house.Ticket("1001");
        Assert.Equal(unsolved == 1 ? TicketState.Working : TicketState.Closed, ticket.State);
        Assert.Equal(unclear, ticket.Answers.Values.Count(answer => answer.Value == 3));
    }

    [Fact]
    public async Task A_ticket_in_somebodys_hands_is_left_for_the_next_sweep()
    {
        var house = await WithTickets(database, 1);
        house.Time.Now = Clock.At("2026-03-02 11:00");
        await using (var connection = await house.Source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await TicketStore.Lock(connection, transaction, house.Settings.District, ["1001"]);
            Assert.Equal(0, await house.Host.Sweep.Run(CancellationToken.None));
        }

        Assert.Equal(1, await house.Host.Sweep.Run(CancellationToken.None));
    }

    [Fact]
    public async Task Rows_rebuilt_from_their_events_are_the_same()
    {
        var house = await WithTickets(database, 3);
        await house.Say("r2", "我家也是");
        await house.Say("w1", "派 1001 给 物业老张 明天下班前");
        await house.Say("p1", "1001 办好了");
        await house.Say("w1", "暂缓 1002 周五 等配件");
        house.Time.Now = Clock.At("2026-03-09 09:00");
        await house.Host.Sweep.Run(CancellationToken.None);
        Assert.Equal((3, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
        await house.Execute("UPDATE ticket SET state = 'closed', body = jsonb_set(body, '{state}', '\"closed\"') WHERE district = @District AND number = '1002'");
        Assert.Equal((3, 1), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
        Assert.NotEqual("closed", await house.One<string>("SELECT state FROM ticket WHERE district = @District AND number = '1002'"));
    }

    [Fact]
    public async Task A_question_withdrawn_by_an_undo_is_asked_when_the_work_is_done_again()
    {
        var house = await WithTickets(database, 1);
        house.Time.Now = Clock.At("2026-03-02 22:30");
        await house.Say("w1", "1001 办好了");
        await house.Say("w1", "撤销 1001");
        await house.Say("w1", "1001 办好了");
        house.Time.Now = Clock.At("2026-03-03 07:00");
        await house.Dispatch();
        Assert.Single(house.Channel.Accepted, message => message.Key == "ticket:1001:check:1");
    }

    [Fact]
    public async Task Up_the_whole_ladder_the_stored_clocks_and_rows_are_what_the_ticket_asks_for()
    {
        var house = await WithTickets(database, 2);
        await house.Say("w1", "确认 1002");
        for (var day = 2; day <= 24; day++)
        {
            house.Time.Now = Clock.At($"2026-03-{day:00} 18:30");
            await house.Host.Sweep.Run(CancellationToken.None);
            foreach (var number in new[] { "1001", "1002" })
            {
                var ticket = await house.Ticket(number);
                var wanted = TicketClocks.For(ticket, house.Rules.Now.For((await house.Map()).PathOf(ticket.GridId))).Select(clock => $"{clock.Kind} {clock.DueAt.UtcDateTime:O}");
                var running = await house.Rows<(string Kind, DateTime DueAt)>("SELECT kind, due_at FROM clock WHERE district = @District AND subject = 'ticket:' || @number AND state = 'running'", new { number });
                Assert.Equal(wanted.Order(StringComparer.Ordinal), running.Select(clock => $"{clock.Kind} {clock.DueAt:O}").Order(StringComparer.Ordinal));
                Assert.Equal((ticket.Version, TicketStore.Word(ticket.Level)), await house.One<(int, string)>("SELECT version, level FROM ticket WHERE district = @District AND number = @number", new { number }));
            }
        }

        Assert.Contains("again2:1", (await house.Ticket("1001")).Fired);
        Assert.Equal((2, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
    }

    /// <summary>By that column a talk finds its tickets, and an index holds it: a row that is only written beside itself costs a third.</summary>
    [Fact]
    public async Task A_reminder_that_fires_does_not_put_its_ticket_before_those_that_are_spoken_of_nor_does_rebuilding()
    {
        var house = await WithTickets(database, 1);
        house.Time.Now = Clock.At("2026-03-02 10:00");
        await house.Say("r2", "我家也是");
        house.Time.Now = Clock.At("2026-03-02 15:00");
        await house.Host.Sweep.Run(CancellationToken.None);
        Assert.Equal(["confirm_worker:1", "confirm_community:1"], (await house.Ticket("1001")).Fired);
        Assert.Equal(house.Time.Now, (await house.Ticket("1001")).ChangedAt);
        Assert.Equal(Clock.At("2026-03-02 10:00").UtcDateTime, await TouchedAt());
        await house.Execute("UPDATE ticket SET shape = 0 WHERE district = @District");
        Assert.Equal((1, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
        Assert.Equal(Clock.At("2026-03-02 10:00").UtcDateTime, await TouchedAt());
        await house.Say("w1", "1001 办好了");
        Assert.Equal(house.Time.Now.UtcDateTime, await TouchedAt());

        // That a check runs out is more than a reminder: it closes the ticket.
        house.Time.Now = Clock.At("2026-03-05 15:00");
        await house.Host.Sweep.Run(CancellationToken.None);
        Assert.Equal(house.Time.Now.UtcDateTime, await TouchedAt());
        Assert.Equal("closed", await house.One<string>("SELECT state FROM ticket WHERE district = @District"));

        Task<DateTime> TouchedAt() => house.One<DateTime>("SELECT changed_at FROM ticket WHERE district = @District");
    }

    [Fact]
    public async Task A_tick_leaves_alone_what_is_due_in_another_district()
    {
        var (house, other) = (await WithTickets(database, 1), await WithTickets(database, 1, "2026-03-03 09:00"));
        other.Time.Now = Clock.At("2026-03-03 10:00");
        house.Time.Now = Clock.At("2026-03-03 10:30");
        Assert.Equal(0, await other.Host.Sweep.Run(CancellationToken.None));
        Assert.Empty(await Clocks(house, "fired"));
        Assert.NotEqual(0, await house.Host.Sweep.Run(CancellationToken.None));
        Assert.Empty(await Clocks(other, "fired"));
    }
}

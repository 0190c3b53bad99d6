using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;
using Bot.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bot.Tests.Tickets;

public sealed class RecomputeDeadlinesTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Tickets of Tuesday 29 December 2026, 09:00: due on 5 January, provisionally.</summary>
    private static async Task<PostgresHouse> WithTickets(PostgresDatabase database, int count)
    {
        var house = await PostgresHouse.Open(database, "2026-12-29 09:00");
        for (var number = 0; number < count; number++)
        {
            await house.Say($"r{(number % 3) + 1}", $"{number + 20}栋楼道灯不亮了");
        }

        Assert.Equal(count, await Count(house, "SELECT count(*)::int FROM ticket WHERE district = @District AND (body #>> '{deadline,provisional}')::boolean"));
        return house;
    }

    private static Task<int> Count(PostgresHouse house, string sql) => house.One<int>(sql);

    private static Task<int> Recomputed(PostgresHouse house) => Count(house, "SELECT count(*)::int FROM event WHERE district = @District AND kind = 'deadline_recomputed'");

    /// <summary>A host of the house: its rules and its walk.</summary>
    private static RecomputeDeadlines Walk(PostgresHouse house, RulesInForce rules) =>
        new(house.Source, house.Host.Maps, rules, house.Host.Clock, NullLogger<RecomputeDeadlines>.Instance);

    private static async Task<RecomputeCount> Publish(PostgresHouse house, string year)
    {
        house.Rules.Take(NewYear.Set(year));
        return await Walk(house, house.Rules).Run(Stop);
    }

    private static Task<IReadOnlyList<string>> Clocks(PostgresHouse house, string number) => house.Rows<string>(
        "SELECT kind || ' ' || state || ' ' || to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI') FROM clock WHERE district = @District AND subject = @subject ORDER BY due_at, kind",
        new { subject = $"ticket:{number}" });

    private static async Task RebuildAgrees(PostgresHouse house, int tickets) => Assert.Equal((tickets, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));

    [Fact]
    public async Task Every_open_ticket_gets_its_new_due_time_once_its_clocks_follow_and_rebuild_makes_the_same_of_it()
    {
        var house = await WithTickets(database, 3);
        Assert.Equal(new RecomputeCount(3, 3, 0, 0), await Publish(house, NewYear.Later));
        Assert.All(["1001", "1002", "1003"], number => Assert.Equal(Clock.At("2027-01-06 18:00"), house.Ticket(number).Result.Deadline.At));
        Assert.Equal(
            ["confirm_worker running 12-29 11:00", "confirm_community running 12-29 15:00", "first_answer running 12-30 10:00", "on_site running 12-31 18:00", "due running 01-06 18:00", "supervise running 01-07 18:00", "report running 01-11 18:00"],
            await Clocks(house, "1001"));
        Assert.Equal(Clock.At("2027-01-06 18:00").UtcDateTime, await house.One<DateTime>("SELECT due_at FROM ticket WHERE district = @District AND number = '1001'"));

        Assert.Equal(new RecomputeCount(3, 0, 0, 0), await Walk(house, house.Rules).Run(Stop));
        Assert.Equal(3, await Recomputed(house));
        await RebuildAgrees(house, 3);
        Assert.Equal(0, await Count(house, "SELECT count(*)::int FROM outbox WHERE district = @District AND kind NOT IN ('reply', 'new')"));
    }

    [Fact]
    public async Task Where_the_due_time_stays_only_the_word_provisional_goes_and_an_event_says_so()
    {
        var house = await WithTickets(database, 1);
        Assert.Equal(new RecomputeCount(1, 0, 1, 0), await Publish(house, NewYear.Same));
        var ticket = await house.Ticket("1001");
        Assert.Equal((Clock.At("2027-01-05 18:00"), false), (ticket.Deadline.At, ticket.Deadline.Provisional));
        Assert.Equal(1, await Recomputed(house));
        await RebuildAgrees(house, 1);
    }

    [Fact]
    public async Task A_paper_that_is_corrected_moves_firm_due_times_once_and_rebuild_makes_the_same_of_it()
    {
        var house = await PostgresHouse.Open(database, "2026-09-28 09:00");
        await house.Say("r1", "20栋楼道灯不亮了");
        await house.Say("r2", "21栋楼道灯不亮了");
        house.Rules.Take(CorrectedYear.Later);
        Assert.Equal(new RecomputeCount(2, 2, 0, 0), await Walk(house, house.Rules).Run(Stop));
        Assert.Equal(new RecomputeCount(2, 0, 0, 0), await Walk(house, house.Rules).Run(Stop));
        Assert.Equal(Clock.At("2026-10-12 18:00"), (await house.Ticket("1001")).Deadline.At);
        Assert.Contains("due running 10-12 18:00", await Clocks(house, "1001"));
        Assert.Equal(Clock.At("2026-10-10 18:00").UtcDateTime, await house.One<DateTime>("SELECT (data ->> 'oldDueAt')::timestamptz FROM event WHERE district = @District AND number = '1001' AND kind = 'deadline_recomputed'"));
        Assert.Equal(0, await Count(house, "SELECT count(*)::int FROM outbox WHERE district = @District AND kind NOT IN ('reply', 'new')"));
        await RebuildAgrees(house, 2);
    }

    [Fact]
    public async Task A_reminder_that_was_sent_is_not_sent_again_when_its_time_moves()
    {
        var house = await WithTickets(database, 1);
        await house.Say("w1", "确认1001");
        foreach (var at in new[] { "2026-12-31 18:00", "2027-01-05 08:00", "2027-01-05 18:00" })
        {
            house.Time.Now = Clock.At(at);
            await house.Host.Sweep.Run(Stop);
        }

        await house.Dispatch();
        Assert.Equal(["before_due", "due", "half", "on_site"], await Fired());
        Assert.Equal(new RecomputeCount(1, 1, 0, 0), await Publish(house, NewYear.Later));
        house.Time.Now = Clock.At("2027-01-06 18:00");
        Assert.Equal(0, await house.Host.Sweep.Run(Stop));
        house.Time.Now = Clock.At("2027-01-07 18:00");
        await house.Host.Sweep.Run(Stop);
        await house.Dispatch();
        Assert.Equal(["before_due", "due", "half", "on_site", "supervise"], await Fired());
        Assert.Equal(5, house.Channel.Accepted.Count(message => message.LaneId == "demo-staff"));
        await RebuildAgrees(house, 1);

        async Task<IEnumerable<string>> Fired() => await house.Rows<string>("SELECT data ->> 'clock' FROM event WHERE district = @District AND kind = 'clock_fired' ORDER BY 1");
    }

    [Fact]
    public async Task Two_hosts_at_once_write_one_event_for_each_ticket()
    {
        var house = await WithTickets(database, 30);
        var second = new RulesInForce(NewYear.Set(NewYear.Later));
        house.Rules.Take(NewYear.Set(NewYear.Later));
        var counts = await Task.WhenAll(Enumerable.Range(0, 6).Select(async index =>
        {
            await Task.Yield();
            return await Walk(house, index % 2 == 0 ? house.Rules : second).Run(Stop);
        }));
        Assert.Equal(30, counts.Sum(count => count.Moved));
        Assert.Equal(30, await Recomputed(house));
        await RebuildAgrees(house, 30);
    }

    [Fact]
    public async Task A_walk_that_was_cut_short_is_finished_by_the_next()
    {
        var house = await WithTickets(database, 5);

        // As a host leaves it that is killed after its first batch: two tickets done, three not.
        var others = await house.Rows<string>("UPDATE ticket SET state = 'closed' WHERE district = @District AND number > '1002' RETURNING state");
        Assert.Equal(3, others.Count);
        Assert.Equal(2, (await Publish(house, NewYear.Later)).Moved);
        await house.Execute("UPDATE ticket SET state = 'reported' WHERE district = @District");
        Assert.Equal(new RecomputeCount(5, 3, 0, 0), await Walk(house, house.Rules).Run(Stop));
        Assert.Equal(5, await Recomputed(house));
        await RebuildAgrees(house, 5);
    }

    [Fact]
    public async Task Clocks_that_hang_on_the_new_year_are_brought_in_line_though_the_due_time_itself_is_firm()
    {
        var house = await PostgresHouse.Open(database, "2026-12-23 09:00");
        await house.Say("r1", "20栋楼道灯不亮了");
        Assert.Contains("report running 01-04 18:00", await Clocks(house, "1001"));
        Assert.Equal(new RecomputeCount(1, 0, 0, 1), await Publish(house, NewYear.Later));
        Assert.Contains("due running 12-30 18:00", await Clocks(house, "1001"));
        Assert.Contains("report running 01-05 18:00", await Clocks(house, "1001"));
        Assert.Equal(0, await Recomputed(house));
        Assert.Equal(new RecomputeCount(1, 0, 0, 0), await Walk(house, house.Rules).Run(Stop));
    }

    [Fact]
    public async Task What_is_reported_and_asked_meanwhile_says_provisional_and_afterwards_no_longer()
    {
        var house = await WithTickets(database, 1);
        await house.Say("w1", "确认1001");
        await house.Say("w1", "为什么 1001");
        await Publish(house, NewYear.Later);
        await house.Say("w1", "为什么 1001");
        await house.Dispatch();
        var said = house.Channel.Accepted.Where(message => message.LaneId == "demo-1").Select(message => message.Text).ToList();
        Assert.Contains(said, text => text.Contains("2027年1月5日18:00（暂定）前办好", StringComparison.Ordinal));
        Assert.Contains(said, text => text.StartsWith("#1001 时限2027年1月5日18:00（暂定）。", StringComparison.Ordinal) && text.Contains("2027 年放假安排尚未公布", StringComparison.Ordinal));
        Assert.Contains(said, text => text.StartsWith("#1001 时限2027年1月6日18:00。", StringComparison.Ordinal) && !text.Contains("尚未公布", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_grid_with_hours_of_its_own_is_measured_by_them_and_its_neighbour_is_not()
    {
        var folder = Directory.CreateTempSubdirectory("rules").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "hours.tsv"), "周一至周五\t09:00-12:00,14:00-18:00\n[grid-2]\n周六、周日\t09:00-12:00\n", Stop);
            var house = await PostgresHouse.Open(database, "2026-12-29 09:00");
            await house.Say("r1", "20栋楼道灯不亮了");
            await house.Say("r4", "2栋楼道灯不亮了", "demo-2");
            house.Rules.Take(NewYear.Set(NewYear.Later, folder));
            await Walk(house, house.Rules).Run(Stop);
            Assert.Equal(Clock.At("2027-01-06 18:00"), (await house.Ticket("1001")).Deadline.At);
            Assert.Equal(Clock.At("2027-01-04 18:00"), (await house.Ticket("1002")).Deadline.At);
            await house.Say("r4", "3栋电梯坏了", "demo-2");
            Assert.Equal(3, (await house.Rows<string>("SELECT number FROM ticket WHERE district = @District")).Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_request_is_run_once_and_not_again_before_things_have_settled()
    {
        var house = await WithTickets(database, 1);
        var walk = Walk(house, house.Rules);
        await walk.RunRequested(Stop);
        Assert.Null(walk.Last);
        house.Rules.Take(NewYear.Set(NewYear.Later));
        walk.Request();
        await walk.RunRequested(Stop);
        Assert.Equal(1, walk.Last!.Moved);
        await walk.RunRequested(Stop);
        Assert.Equal(1, walk.Last!.Moved);
    }
}

using Bot.Host.Jobs;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Jobs;

public sealed class TidyUpTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static Task Tidy(PostgresHouse house) => new TidyUp(house.Source, house.Settings).Run(house.Host.Clock.Now, CancellationToken.None);

    [Fact]
    public async Task The_event_log_has_partitions_for_this_month_and_the_next_three_however_many_hosts_lay_them_out()
    {
        var house = await PostgresHouse.Open(database, "2031-11-30 23:30");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await Task.Yield();
            await Tidy(house);
        }));
        var months = await house.Rows<string>("SELECT relid::text FROM pg_partition_tree('event') WHERE relid::text ~ '^event_203[12]' ORDER BY 1");
        Assert.Equal(["event_2031_11", "event_2031_12", "event_2032_01", "event_2032_02"], months);
        await house.Say("r1", "4栋1单元楼道灯不亮");
        Assert.Equal(["event_2031_11"], await house.Rows<string>("SELECT DISTINCT tableoid::regclass::text FROM event WHERE district = @District"));
    }

    [Fact]
    public async Task A_month_that_already_lies_in_the_catch_all_stays_there()
    {
        var house = await PostgresHouse.Open(database, "2035-05-05 09:00");
        await house.Say("r1", "4栋1单元楼道灯不亮");
        await Tidy(house);
        Assert.Equal(["event_other"], await house.Rows<string>("SELECT DISTINCT tableoid::regclass::text FROM event WHERE district = @District"));
        Assert.Empty(await house.Rows<string>("SELECT relid::text FROM pg_partition_tree('event') WHERE relid::text = 'event_2035_05'"));
    }

    [Fact]
    public async Task Keys_live_thirty_days_and_what_waits_or_has_failed_stays()
    {
        var house = await PostgresHouse.Open(database);
        await house.Store(Enumerable.Range(0, 2500).Select(_ => house.Message("r1", "谢谢大家")).ToList());
        await house.Execute("UPDATE inbox SET state = 'handled', handled_at = received_at WHERE district = @District");
        await house.Store(house.Message("r1", "还没处理"), house.Message("r1", "处理不了"));
        await house.Execute("UPDATE inbox SET state = 'dead' WHERE district = @District AND body ->> 'text' = '处理不了'");
        await house.Execute("INSERT INTO job_run (district, job, occurrence, started_at, finished_at) VALUES (@District, 'x', @now, @now, @now)", new { now = house.Host.Clock.Now });

        house.Time.Now += TimeSpan.FromDays(30);
        await Tidy(house);
        Assert.Equal(2502, await Count(house));
        house.Time.Now += TimeSpan.FromSeconds(1);
        await Tidy(house);
        Assert.Equal(2, await Count(house));
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM job_run WHERE district = @District"));
    }

    [Fact]
    public async Task Notices_that_were_said_go_and_dead_ones_stay_for_the_operator()
    {
        var house = await PostgresHouse.Open(database);
        Bot.Domain.Notices.Notice Line(string key) => new(key, Bot.Domain.Notices.Address.Group("demo-1"), "reply", key);
        await house.Decide(Line("sent"), Line("dead"), Line("withdrawn"), Line("waiting"));
        await house.Execute("UPDATE outbox SET state = CASE notice_key WHEN 'waiting' THEN 'pending' ELSE notice_key END, sent_at = CASE WHEN notice_key = 'sent' THEN due_at END WHERE district = @District");
        house.Time.Now += TimeSpan.FromDays(31);
        await Tidy(house);
        Assert.Equal(["dead", "waiting"], (await house.States()).Keys.Order(StringComparer.Ordinal));
    }

    private static Task<int> Count(PostgresHouse house) => house.One<int>("SELECT count(*)::int FROM inbox WHERE district = @District");
}

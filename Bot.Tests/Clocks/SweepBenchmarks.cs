using System.Diagnostics;
using Bot.Host;
using Bot.Host.Clocks;
using Bot.Host.Database;
using Bot.Host.Grids;
using Bot.Host.Meetings;
using Bot.Host.Messages;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Bot.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bot.Tests.Clocks;

/// <summary>What a tick of the clocks costs: with many due at once on two hosts, and with very many open of which none is due.</summary>
[Trait("Category", "Benchmark")]
public sealed class SweepBenchmarks
{
    /// <summary>Two sweeps with connection pools of their own, as two hosts have them, in one process.</summary>
    [Fact]
    public async Task Two_hosts_fire_a_hundred_thousand_clocks_of_one_minute_once_each()
    {
        const int clocks = 100_000;
        await using var database = await Prepare(clocks, "now() - interval '1 minute'");
        await using var first = DatabaseSource.Open(database.ConnectionString);
        await using var second = DatabaseSource.Open(database.ConnectionString);
        var watch = Stopwatch.StartNew();
        var fired = await Task.WhenAll(Sweep(first).Run(TestContext.Current.CancellationToken), Sweep(second).Run(TestContext.Current.CancellationToken));
        var seconds = watch.Elapsed.TotalSeconds;
        Assert.Equal(clocks, await database.One<long>("SELECT count(*) FROM clock WHERE kind = 'half' AND state = 'fired'"));
        Assert.Equal(clocks, await database.One<long>("SELECT count(*) FROM outbox WHERE kind = 'half'"));
        Assert.Equal(clocks, fired.Sum());
        Benchmark.Report("clocks_fired", clocks / seconds, "clocks/s", null, null, clocks);
    }

    [Fact]
    public async Task A_tick_with_a_million_open_clocks_of_which_none_is_due()
    {
        const int clocks = 1_000_000;
        const int ticks = 200;
        await using var database = await TestDatabase.Create();
        await using var source = DatabaseSource.Open(database.ConnectionString);
        await Migrations.Apply(source, TestContext.Current.CancellationToken);
        await DemoDistrict.Seed(source, "demo", TestContext.Current.CancellationToken);
        await database.Execute($"""
            INSERT INTO clock (district, subject, kind, episode, due_at)
            SELECT 'demo', 'ticket:' || number, 'half', 1, now() + interval '1 day' + number * interval '1 second' FROM generate_series(1, {clocks}) AS number;
            ANALYZE clock;
            """);
        var sweep = Sweep(source);
        await sweep.Run(TestContext.Current.CancellationToken);
        var times = new List<double>();
        for (var tick = 0; tick < ticks; tick++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(0, await sweep.Run(TestContext.Current.CancellationToken));
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Benchmark.Report("idle_tick_p50", times[ticks / 2], "ms", null, null, ticks);
        Benchmark.Report("idle_tick_p95", times[ticks * 95 / 100], "ms", null, null, ticks);
    }

    /// <summary>As the host does at its start.</summary>
    static SweepBenchmarks() => Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;

    private static ClockSweep Sweep(NpgsqlDataSource source)
    {
        var settings = new BotSettings("demo", Path.GetTempPath(), false, TimeSpan.FromSeconds(30));
        var maps = new DistrictMaps(source, settings);
        var clock = new BotClock(source, TimeProvider.System);
        var dispatcher = new Dispatcher(new Lanes(source, settings), maps, [], settings, clock, NullLogger<Dispatcher>.Instance);
        return new ClockSweep(source, maps, RulesInForce.Load(), new MeetingStore(source), dispatcher, clock);
    }

    /// <summary>One ticket is opened and confirmed the usual way, and copied in the database under other numbers.</summary>
    private static async Task<TestDatabase> Prepare(int tickets, string due)
    {
        var database = await TestDatabase.Create();
        await using (var host = await RunningHost.Start(database))
        {
            await host.Client.Say("demo-1", "r1", "4栋1单元楼道灯不亮了");
            await host.Client.Settle();
            await host.Client.Say("demo-1", "w1", "确认 1001");
            await host.Client.Settle();
            await host.Stop();
        }

        await database.Execute($"""
            UPDATE clock SET state = 'stopped' WHERE state = 'running';
            INSERT INTO ticket (district, number, state, level, urgency, category, grid_id, group_id, summary, private, opened_at, changed_at, due_at, version, body)
            SELECT district, (number + 100000)::text, state, level, urgency, category, grid_id, group_id, summary, private, opened_at, changed_at, due_at, version,
                   jsonb_set(jsonb_set(body, ARRAY['number'], to_jsonb((number + 100000)::text)), ARRAY['deadline', 'from'], to_jsonb(now() - interval '20 days'))
            FROM (SELECT ticket.district, state, level, urgency, category, grid_id, group_id, summary, private, opened_at, changed_at, due_at, version, body, series AS number
                  FROM ticket, generate_series(1, {tickets}) AS series WHERE ticket.number = '1001') AS copies;
            INSERT INTO clock (district, subject, kind, episode, due_at)
            SELECT 'demo', 'ticket:' || (series + 100000), 'half', 1, {due} FROM generate_series(1, {tickets}) AS series;
            ANALYZE ticket; ANALYZE clock;
            """);
        return database;
    }
}

using System.Diagnostics;
using Bot.Tests.Running;
using Dapper;

namespace Bot.Tests.Clocks;

/// <summary>How fast clocks fire that fall due together, and what a tick costs when none is due.</summary>
[Trait("Category", "Benchmark")]
[Collection("Benchmarks, one after another")]
public sealed class SweepBenchmarks(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Due = 100_000;
    private const int Open = 1_000_000;

    /// <summary>Fired before anything is measured: a host has long been running when so much falls due at once, and its code is compiled.</summary>
    private const int Warm = 10_000;

    [Fact]
    public async Task Two_hosts_fire_a_hundred_thousand_clocks_of_one_minute_each_once()
    {
        await Fire(await WithCopies(Warm));
        var house = await WithCopies(Due);
        var (settled, seconds) = await Fire(house);
        Assert.Equal(Due, settled.Sum());
        Assert.Equal((Due, Due), await house.One<(int, int)>("SELECT count(*)::int, count(DISTINCT number)::int FROM event WHERE district = @District AND kind = 'clock_fired'"));
        Assert.Equal(Due, await house.One<int>("SELECT count(*)::int FROM clock WHERE district = @District AND kind = 'half' AND state = 'fired'"));
        Benchmark.Report("clocks_fired_by_two_hosts", Due / seconds, "clocks/s", null, null, Due);
        Benchmark.Report("clocks_fired_by_the_slower_host", settled.Min(), "clocks", null, null, 1);
    }

    private static async Task<(int[] Settled, double Seconds)> Fire(PostgresHouse house)
    {
        var due = await house.One<DateTime>("SELECT min(due_at) FROM clock WHERE district = @District AND kind = 'half' AND state = 'running'");
        house.Time.Now = new DateTimeOffset(due, TimeSpan.Zero).AddMinutes(1);
        var other = house.NewHost();
        var watch = Stopwatch.StartNew();
        var settled = await Task.WhenAll(
            Task.Run(() => house.Host.Sweep.Run(CancellationToken.None), TestContext.Current.CancellationToken),
            Task.Run(() => other.Sweep.Run(CancellationToken.None), TestContext.Current.CancellationToken));
        return (settled, watch.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task A_tick_with_a_million_open_clocks_of_which_none_is_due()
    {
        const int ticks = 200;
        var house = await PostgresHouse.Open(database);
        await house.Execute($"""
            INSERT INTO clock (district, subject, kind, episode, due_at)
            SELECT @District, 'ticket:' || number, 'half', 1, timestamptz '2026-03-03 09:00+08' + number * interval '1 second' FROM generate_series(1, {Open}) AS number
            """);
        await house.Execute("ANALYZE clock");
        await house.Host.Sweep.Run(CancellationToken.None); // warm
        var times = new List<double>();
        for (var tick = 0; tick < ticks; tick++)
        {
            var watch = Stopwatch.StartNew();
            Assert.Equal(0, await house.Host.Sweep.Run(CancellationToken.None));
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Benchmark.Report("idle_tick_with_a_million_clocks_p50", times[ticks / 2], "ms", null, null, ticks);
        Benchmark.Report("idle_tick_with_a_million_clocks_p99", times[ticks * 99 / 100], "ms", null, null, ticks);
    }

    /// <summary>One ticket that a worker has confirmed, and copies of it with all it has: events, clocks, numbers of their own.</summary>
    private async Task<PostgresHouse> WithCopies(int count)
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "3栋楼道灯不亮了");
        await house.Say("w1", "确认 1001");

        // Presence has a clock of its own, which would fall due with the one that is measured.
        await house.Say("w1", "进展1001 到现场了");
        await using var connection = await house.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            """
            INSERT INTO ticket SELECT (jsonb_populate_record(ticket, jsonb_build_object('number', copy::text, 'body', jsonb_set(body, '{number}', to_jsonb(copy::text))))).*
              FROM ticket, generate_series(100000, 100000 + @Copies - 1) AS copy WHERE district = @District AND number = '1001';
            INSERT INTO event SELECT (jsonb_populate_record(event, jsonb_build_object('number', copy::text))).*
              FROM event, generate_series(100000, 100000 + @Copies - 1) AS copy WHERE district = @District AND number = '1001';
            INSERT INTO clock SELECT (jsonb_populate_record(clock, jsonb_build_object('subject', 'ticket:' || copy))).*
              FROM clock, generate_series(100000, 100000 + @Copies - 1) AS copy WHERE district = @District AND subject = 'ticket:1001';
            ANALYZE ticket; ANALYZE clock; ANALYZE event;
            """,
            new { house.Settings.District, Copies = count - 1 },
            commandTimeout: 600);
        return house;
    }
}

using System.Diagnostics;
using Bot.Host.Jobs;
using Bot.Tests.Running;

namespace Bot.Tests.Jobs;

/// <summary>How the engine the program was built with keeps its times, how soon it is back after a host was killed, and how many wakes it serves. Its name ends each figure's.</summary>
[Trait("Category", "Benchmark")]
[Collection("Benchmarks, one after another")]
public sealed class JobEngineBenchmarks(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly Schedule Rarely = new Schedule.Every(TimeSpan.FromHours(12));

    /// <summary>A planned second counts as late until the next start, whichever that was planned for.</summary>
    [Fact]
    public async Task A_job_of_each_second_for_a_minute()
    {
        const int seconds = 60;
        var house = await PostgresHouse.Open(database);
        var job = new NotingJob("each-second", new Schedule.Every(TimeSpan.FromSeconds(1)));
        await using var host = await EngineHost.Start(house, database, job);
        await Patience.Until(() => job.Starts.Count >= 3, "it runs");
        var warm = job.Starts.Last();
        var first = warm.AddTicks(-(warm.Ticks % TimeSpan.TicksPerSecond)).AddSeconds(2) + await host.Phase("each-second");
        await Patience.Until(() => job.Starts.Last() >= first.AddSeconds(seconds), "the minute is over");
        var starts = job.Starts.ToList();
        var late = Enumerable.Range(0, seconds).Select(second => first.AddSeconds(second)).Select(planned => (starts.First(start => start >= planned) - planned).TotalMilliseconds).ToList();
        Report("recurring_late_mean", late.Average(), "ms", seconds);
        Report("recurring_late_worst", late.Max(), "ms", seconds);
        Report("recurring_starts_per_planned", starts.Count(start => start >= first && start < first.AddSeconds(seconds)) / (double)seconds, "starts", seconds);
    }

    [Fact]
    public async Task Thousands_of_wakes_of_eight_trivial_jobs_that_wait_when_the_host_starts()
    {
        const int wakes = 2000;
        var house = await PostgresHouse.Open(database);
        var jobs = Enumerable.Range(0, 8).Select(number => new NotingJob($"trivial-{number}", Rarely)).ToArray();
        await using (var warm = await EngineHost.Start(house, database, jobs))
        {
            await Task.WhenAll(jobs.Select(job => warm.Wake(job.Name, 20)));
            await Patience.Until(warm.IsIdle, "the code is compiled");
        }

        await using var host = new EngineHost(house, database, jobs);
        await Task.WhenAll(jobs.Select(job => host.Wake(job.Name, wakes / jobs.Length)));
        var before = jobs.Max(job => job.Starts.Count == 0 ? DateTimeOffset.MinValue : job.Starts.Max());
        await host.Start();
        await Patience.Until(host.IsIdle, "all are served", TimeSpan.FromMinutes(10));
        var starts = jobs.SelectMany(job => job.Starts).Where(start => start > before).ToList();
        Report("wakes_served", wakes / (starts.Max() - starts.Min()).TotalSeconds, "wakes/s", wakes);
    }

    /// <summary>The sweep of the clocks, each second's job of the catalogue: a clock falls due the moment one of two hosts is killed.</summary>
    [Fact]
    public async Task One_of_two_hosts_is_killed_and_the_other_sweeps_on()
    {
        const int rounds = 10;
        await using var shared = await TestDatabase.Create();
        var hosts = new[] { await RunningHost.Start(shared), await RunningHost.Start(shared) };
        try
        {
            await hosts[0].Client.Say("demo-1", "r1", "3栋楼道灯不亮了");
            await hosts[0].Client.Settle();
            var gone = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                await SweepOnce(shared, 2 * round);
                await hosts[round % 2].Kill();
                gone.Add(await SweepOnce(shared, (2 * round) + 1));
                await hosts[round % 2].DisposeAsync();
                hosts[round % 2] = await RunningHost.Start(shared);
            }

            Report("recovery_after_kill_mean", gone.Average(), "s", rounds);
            Report("recovery_after_kill_worst", gone.Max(), "s", rounds);
        }
        finally
        {
            await hosts[0].DisposeAsync();
            await hosts[1].DisposeAsync();
        }
    }

    /// <summary>Puts in a clock that is due and moot, of a round the ticket has not come to, and returns the seconds until a sweep has settled it.</summary>
    private static async Task<double> SweepOnce(TestDatabase shared, int round)
    {
        var watch = Stopwatch.StartNew();
        await shared.Execute($"INSERT INTO clock (district, subject, kind, episode, due_at) VALUES ('demo', 'ticket:1001', 'half', {1000 + round}, timestamptz '2000-01-01')");
        await Patience.Until(async () => await shared.One<string>($"SELECT state FROM clock WHERE district = 'demo' AND subject = 'ticket:1001' AND episode = {1000 + round}") != "running", "it is swept");
        return watch.Elapsed.TotalSeconds;
    }

    private static void Report(string name, double value, string unit, int n) =>
        Benchmark.Report($"{name}_{JobEngine.Name.ToLowerInvariant()}", Math.Round(value, 2), unit, null, null, n);
}

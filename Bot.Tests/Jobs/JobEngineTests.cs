using Bot.Domain.Clocks;
using Bot.Host.Jobs;
using Bot.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Bot.Tests.Jobs;

/// <summary>What holds of the engine the program was built with, whichever it is.</summary>
public sealed class JobEngineTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly Schedule EachSecond = new Schedule.Every(TimeSpan.FromSeconds(1));

    /// <summary>By the machine's clock so far away that no engine wakes it by itself during a test.</summary>
    private static Schedule HalfADayAway => new Schedule.Daily(TimeOnly.FromDateTime(ShanghaiTime.Of(TimeProvider.System.GetUtcNow()).DateTime.AddHours(12)));

    [Fact]
    public void The_program_carries_the_engine_it_was_built_with_and_no_trace_of_another()
    {
        var folder = Path.GetDirectoryName(HostProgram.Path)!;
        foreach (var engine in new[] { "Quartz", "Hangfire" })
        {
            var traces = Directory.EnumerateFiles(folder, "*.json").Where(file => File.ReadAllText(file).Contains(engine, StringComparison.OrdinalIgnoreCase))
                .Concat(Directory.EnumerateFiles(folder, $"{engine}*", SearchOption.AllDirectories));
            Assert.Equal(engine == JobEngine.Name, traces.Any());
        }
    }

    [Fact]
    public async Task A_job_of_each_second_is_woken_again_and_again_and_one_that_fails_no_less()
    {
        var house = await PostgresHouse.Open(database);
        var well = new NotingJob("well", EachSecond);
        var badly = new NotingJob("badly", EachSecond) { Fails = true };
        await using var host = await EngineHost.Start(house, database, well, badly);
        await Patience.Until(() => well.Starts.Count >= 3 && badly.Starts.Count >= 3, "both are woken three times");
    }

    /// <summary>No engine promises to wake a job once only: that it does no harm is seen to by the runner's rows.</summary>
    [Fact]
    public async Task A_daily_job_woken_many_times_at_once_on_two_hosts_runs_once()
    {
        var house = await PostgresHouse.Open(database);
        var schedule = HalfADayAway;
        var (ones, others) = (new NotingJob("daily", schedule), new NotingJob("daily", schedule));
        await using var one = await EngineHost.Start(house, database, ones);
        await using var other = await EngineHost.Start(house, database, others);

        // A fresh district's first occurrence is only noted.
        await one.Services.GetRequiredService<JobRunner>().RunDue(TestContext.Current.CancellationToken);
        house.Time.Now = house.Time.Now.AddDays(1);
        await Task.WhenAll(one.Wake("daily", 10), other.Wake("daily", 10));
        await Patience.Until(async () => await one.IsIdle(), "every wake is served");
        Assert.Single(ones.Starts.Concat(others.Starts));
        Assert.Equal(1, await house.One<int>("SELECT max(attempts) FROM job_run WHERE district = @District"));
    }

    [Fact]
    public async Task At_a_start_a_changed_schedule_takes_effect_and_what_has_left_the_catalogue_leaves_the_store()
    {
        var house = await PostgresHouse.Open(database);
        IReadOnlyList<(string Name, string Schedule)> before;
        await using (var host = await EngineHost.Start(house, database, new NotingJob("changes", new Schedule.Daily(new TimeOnly(8, 30))), new NotingJob("goes", EachSecond), new NotingJob("stays", EachSecond)))
        {
            before = await host.Declared();
        }

        await using var next = await EngineHost.Start(house, database, new NotingJob("changes", new Schedule.Daily(new TimeOnly(9, 45))), new NotingJob("stays", EachSecond));
        var after = await next.Declared();
        Assert.Equal(["changes", "goes", "stays"], before.Select(job => job.Name));
        Assert.Equal(["changes", "stays"], after.Select(job => job.Name));
        Assert.Contains("30 8", before[0].Schedule, StringComparison.Ordinal);
        Assert.Contains("45 9", after[0].Schedule, StringComparison.Ordinal);
        Assert.Equal(before[2], after[1]);
    }
}

using Bot.Host.Jobs;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Jobs;

public sealed class JobRunnerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    /// <summary>Counts its runs, and fails where a test wants it to.</summary>
    private sealed class Counting(Schedule schedule) : Job
    {
        private int runs;

        public int Runs => runs;
        public bool Fails { get; set; }
        public override string Name => "counting";
        public override Schedule Schedule => schedule;

        public override Task Run(DateTimeOffset now, CancellationToken stop)
        {
            Interlocked.Increment(ref runs);
            return Fails ? throw new InvalidOperationException("as the test wants") : Task.CompletedTask;
        }
    }

    private static readonly Schedule AtEight = new Schedule.Daily(new TimeOnly(20, 0));

    [Fact]
    public async Task A_daily_job_runs_once_a_day_however_many_runners_wake_it()
    {
        var house = await PostgresHouse.Open(database);
        var job = new Counting(AtEight);
        var runners = Enumerable.Range(0, 4).Select(_ => house.Runner(job)).ToList();
        await runners[0].RunDue(CancellationToken.None);
        for (var day = 2; day <= 4; day++)
        {
            house.Time.Now = Clock.At($"2026-03-0{day} 20:00");
            await Task.WhenAll(runners.Select(async runner =>
            {
                await Task.Yield();
                await runner.Run(job, CancellationToken.None);
            }));
        }

        Assert.Equal(3, job.Runs);
    }

    [Fact]
    public async Task After_days_without_a_host_it_runs_once_and_not_once_per_day()
    {
        var house = await PostgresHouse.Open(database);
        var job = new Counting(AtEight);
        var runner = house.Runner(job);
        await runner.RunDue(CancellationToken.None);
        house.Time.Now = Clock.At("2026-03-09 08:00");
        await runner.RunDue(CancellationToken.None);
        await runner.RunDue(CancellationToken.None);
        Assert.Equal(1, job.Runs);
    }

    [Fact]
    public async Task A_fresh_district_has_no_yesterday_to_report_on()
    {
        var house = await PostgresHouse.Open(database);
        var job = new Counting(AtEight);
        await house.Runner(job).RunDue(CancellationToken.None);
        Assert.Equal(0, job.Runs);
    }

    [Fact]
    public async Task A_failure_is_noted_and_neither_thrown_nor_repeated_at_once()
    {
        var house = await PostgresHouse.Open(database);
        var job = new Counting(AtEight) { Fails = true };
        var runner = house.Runner(job);
        await runner.RunDue(CancellationToken.None);
        house.Time.Now = Clock.At("2026-03-02 20:00");
        await runner.RunDue(CancellationToken.None);
        await runner.RunDue(CancellationToken.None);
        Assert.Equal(1, job.Runs);
        Assert.Equal("InvalidOperationException", await house.One<string>("SELECT error FROM job_run WHERE district = @District AND error IS NOT NULL"));
    }

    [Fact]
    public async Task One_that_fails_is_tried_again_on_its_day_ever_less_often_and_not_once_it_has_gone_well()
    {
        var house = await PostgresHouse.Open(database);
        var job = new Counting(AtEight) { Fails = true };
        var runners = new[] { house.Runner(job), house.Runner(job) };
        await runners[0].RunDue(CancellationToken.None);
        var begun = new List<int>();
        var evening = Clock.At("2026-03-02 20:00");
        for (var minute = 0; minute < 200; minute++)
        {
            house.Time.Now = evening.AddMinutes(minute);
            var before = job.Runs;
            await Task.WhenAll(runners.Select(runner => runner.RunDue(CancellationToken.None)));
            begun.AddRange(Enumerable.Repeat(minute, job.Runs - before));
        }

        Assert.Equal([0, 1, 3, 7, 15, 31, 63, 123, 183], begun);
        job.Fails = false;
        house.Time.Now = Clock.At("2026-03-03 00:03");
        await Task.WhenAll(runners.Select(runner => runner.RunDue(CancellationToken.None)));
        Assert.Equal(9, job.Runs);
        house.Time.Now = Clock.At("2026-03-03 20:00");
        await Task.WhenAll(runners.Select(runner => runner.RunDue(CancellationToken.None)));
        Assert.Equal(10, job.Runs);
        house.Time.Now = Clock.At("2026-03-03 22:00");
        await runners[0].RunDue(CancellationToken.None);
        Assert.Equal(10, job.Runs);
    }

    [Fact]
    public async Task What_went_well_at_the_second_attempt_is_no_error_any_more()
    {
        var house = await PostgresHouse.Open(database);
        var job = new Counting(AtEight) { Fails = true };
        var runner = house.Runner(job);
        await runner.RunDue(CancellationToken.None);
        house.Time.Now = Clock.At("2026-03-02 20:00");
        await runner.RunDue(CancellationToken.None);
        job.Fails = false;
        house.Time.Now = Clock.At("2026-03-02 20:01");
        await runner.RunDue(CancellationToken.None);
        Assert.Equal((2, (string?)null, (DateTime?)null), await house.One<(int, string?, DateTime?)>(
            "SELECT attempts, error, retry_at FROM job_run WHERE district = @District ORDER BY occurrence DESC LIMIT 1"));
    }

    [Fact]
    public async Task A_run_that_died_with_its_host_is_taken_over()
    {
        var house = await PostgresHouse.Open(database);
        var job = new Counting(AtEight);
        var runner = house.Runner(job);
        await runner.RunDue(CancellationToken.None);
        house.Time.Now = Clock.At("2026-03-02 20:00");
        await house.Execute(
            "INSERT INTO job_run (district, job, occurrence, started_at) VALUES (@District, 'counting', @now, now() - interval '1 minute')", new { now = house.Host.Clock.Now });
        await runner.RunDue(CancellationToken.None);
        Assert.Equal(0, job.Runs);
        await house.Execute("UPDATE job_run SET started_at = now() - interval '3 minutes' WHERE district = @District AND finished_at IS NULL");
        await runner.RunDue(CancellationToken.None);
        Assert.Equal(1, job.Runs);
    }

    [Fact]
    public async Task What_recurs_by_an_interval_runs_whenever_it_is_woken()
    {
        var house = await PostgresHouse.Open(database);
        var job = new Counting(new Schedule.Every(TimeSpan.FromSeconds(1)));
        var runner = house.Runner(job);
        await runner.Run(job, CancellationToken.None);
        await runner.Run(job, CancellationToken.None);
        await runner.RunDue(CancellationToken.None);
        Assert.Equal(2, job.Runs);
    }

    [Fact]
    public async Task The_next_occurrence_is_told_in_shanghai()
    {
        var house = await PostgresHouse.Open(database);
        var runner = house.Runner(new Counting(AtEight));
        Assert.Equal(Clock.At("2026-03-02 20:00"), runner.Next(Clock.At("2026-03-02 19:59")));
        Assert.Equal(Clock.At("2026-03-03 20:00"), runner.Next(Clock.At("2026-03-02 20:00")));
    }
}

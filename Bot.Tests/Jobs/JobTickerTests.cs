using System.Collections.Concurrent;
using Bot.Host.Clocks;
using Bot.Host.Jobs;
using Bot.Tests.Clocks;
using Bot.Tests.Running;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bot.Tests.Jobs;

public sealed class JobTickerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private readonly KeptLog<JobTicker> log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A time whose minutes pass when a test says so.</summary>
    private sealed class HandTime(DateTimeOffset start) : TimeProvider
    {
        private readonly ConcurrentQueue<Hand> hands = [];

        public DateTimeOffset Now { get; set; } = start;

        /// <summary>How often the ticker wants to be woken.</summary>
        public IReadOnlyList<TimeSpan> Periods => [.. hands.Select(hand => hand.Period)];

        public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var hand = new Hand(() => callback(state), period);
            hands.Enqueue(hand);
            return hand;
        }

        public void Pass(DateTimeOffset now)
        {
            Now = now;
            foreach (var hand in hands)
            {
                hand.Tick();
            }
        }

        private sealed class Hand(Action tick, TimeSpan period) : ITimer
        {
            public TimeSpan Period => period;

            public Action Tick => tick;

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    private sealed class Counting(string name, TimeOnly at) : Job
    {
        private int runs;

        public int Runs => Volatile.Read(ref runs);
        public bool Fails { get; set; }
        public override string Name => name;
        public override Schedule Schedule => new Schedule.Daily(at);

        public override Task Run(DateTimeOffset now, CancellationToken stop)
        {
            Interlocked.Increment(ref runs);
            return Fails ? throw new InvalidOperationException("as the test wants") : Task.CompletedTask;
        }
    }

    /// <summary>A host's ticker; its jobs' first occurrence lies behind them, so that the next one counts.</summary>
    private async Task<(JobTicker Ticker, HandTime Time)> Start(PostgresHouse house, params Job[] jobs)
    {
        var time = new HandTime(Clock.At("2026-03-02 19:59"));
        var clock = new BotClock(house.Source, time);
        var runner = new JobRunner(house.Source, house.Settings, jobs, clock, NullLogger<JobRunner>.Instance);
        await runner.RunDue(Stop);
        var ticker = new JobTicker(runner, clock, log);
        await ticker.StartAsync(Stop);
        await Patience.Until(() => time.Periods.Count > 0, "it waits for its first minute");
        return (ticker, time);
    }

    [Fact]
    public async Task What_failed_at_eight_is_tried_again_a_minute_later_with_nobody_else_to_wake_it()
    {
        var house = await PostgresHouse.Open(database);
        var digest = new Counting("digest", new TimeOnly(20, 0)) { Fails = true };
        var later = new Counting("later", new TimeOnly(20, 2));
        var (ticker, time) = await Start(house, digest, later);
        using var _ = ticker;
        Assert.Equal([TimeSpan.FromMinutes(1)], time.Periods);
        time.Pass(Clock.At("2026-03-02 20:00"));
        await Patience.Until(() => Failed(house, 1), "the failure is noted");
        digest.Fails = false;
        time.Pass(Clock.At("2026-03-02 20:01"));
        await Patience.Until(() => Failed(house, 0), "it has gone well");

        // The jobs are woken in their order: once the other has run, this one was passed over.
        time.Pass(Clock.At("2026-03-02 20:02"));
        await Patience.Until(() => later.Runs == 1, "the other's time has come");
        Assert.Equal(2, digest.Runs);
    }

    [Fact]
    public async Task Without_the_database_jobs_wait_and_run_when_it_is_back()
    {
        var house = await PostgresHouse.Open(database);
        var digest = new Counting("digest", new TimeOnly(20, 0));
        var (ticker, time) = await Start(house, digest);
        using var _ = ticker;
        await Administer($"ALTER DATABASE {Name} ALLOW_CONNECTIONS false");
        try
        {
            await Administer($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Name}'");
            time.Pass(Clock.At("2026-03-02 20:00"));
            await Patience.Until(() => log.Of(LogLevel.Warning).Count == 1, "it says that the database is away");
            Assert.StartsWith("the database cannot be reached; jobs wait", log.Of(LogLevel.Warning)[0], StringComparison.Ordinal);
            Assert.Equal(0, digest.Runs);
        }
        finally
        {
            await Administer($"ALTER DATABASE {Name} ALLOW_CONNECTIONS true");
            house.Source.Clear();
        }

        time.Pass(Clock.At("2026-03-02 20:01"));
        await Patience.Until(() => digest.Runs == 1, "the job runs");
    }

    [Fact]
    public async Task A_host_that_stops_wakes_nothing_any_more()
    {
        var house = await PostgresHouse.Open(database);
        var digest = new Counting("digest", new TimeOnly(20, 0));
        var (ticker, time) = await Start(house, digest);
        using var _ = ticker;
        await ticker.StopAsync(Stop);
        Assert.True(ticker.ExecuteTask!.IsCompletedSuccessfully);
        time.Pass(Clock.At("2026-03-02 20:00"));
        Assert.Equal(0, digest.Runs);
    }

    [Fact]
    public async Task Two_hosts_that_tick_together_run_a_job_once()
    {
        var house = await PostgresHouse.Open(database);
        var digest = new Counting("digest", new TimeOnly(20, 0));
        var later = new Counting("later", new TimeOnly(20, 0)) { Fails = true };
        var (one, time) = await Start(house, digest, later);
        var (other, othersTime) = await Start(house, digest, later);
        using var first = one;
        using var second = other;
        time.Pass(Clock.At("2026-03-02 20:00"));
        othersTime.Pass(Clock.At("2026-03-02 20:00"));
        await Patience.Until(() => later.Runs == 1, "the last job has run");
        time.Pass(Clock.At("2026-03-02 20:01"));
        othersTime.Pass(Clock.At("2026-03-02 20:01"));
        await Patience.Until(() => later.Runs == 2, "it is tried again");
        Assert.Equal(1, digest.Runs);
    }

    private string Name => new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;

    private static async Task Administer(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(PostgresDatabase.Server) { Pooling = false }.ConnectionString);
        await connection.ExecuteAsync(sql);
    }

    private static async Task<bool> Failed(PostgresHouse house, int count) => count == await house.One<int>(
        "SELECT count(*)::int FROM job_run WHERE district = @District AND job = 'digest' AND retry_at IS NOT NULL");
}

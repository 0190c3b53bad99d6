using System.Collections.Concurrent;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Jobs;
using Bot.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
#if HANGFIRE
using Hangfire;
#else
using Quartz;
#endif

namespace Bot.Tests.Jobs;

/// <summary>Notes when it was run, by the machine's clock, and fails where a test wants it to.</summary>
public sealed class NotingJob(string name, Schedule schedule) : Job
{
    private readonly ConcurrentQueue<DateTimeOffset> starts = [];

    public IReadOnlyCollection<DateTimeOffset> Starts => starts;
    public bool Fails { get; init; }
    public override string Name => name;
    public override Schedule Schedule => schedule;

    public override Task Run(DateTimeOffset now, CancellationToken stop)
    {
        starts.Enqueue(TimeProvider.System.GetUtcNow());
        return Fails ? throw new InvalidOperationException("as the test wants") : Task.CompletedTask;
    }
}

/// <summary>A host of which nothing runs but the engine it was built with, on a catalogue of the test's. The engine lives by the machine's clock, the jobs by the house's.</summary>
public sealed class EngineHost(PostgresHouse house, PostgresDatabase database, params Job[] jobs) : IAsyncDisposable
{
    private readonly WebApplication app = Build(house, database, jobs);

    public IServiceProvider Services => app.Services;

    public static async Task<EngineHost> Start(PostgresHouse house, PostgresDatabase database, params Job[] jobs)
    {
        var host = new EngineHost(house, database, jobs);
        await host.Start();
        return host;
    }

    public Task Start() => app.StartAsync();

    /// <summary>The store takes the engine's waking of a job, as often; a host need not run yet.</summary>
    public async Task Wake(string name, int times)
    {
        for (var time = 0; time < times; time++)
        {
#if HANGFIRE
            Services.GetRequiredService<IBackgroundJobClient>().Enqueue<JobEngine.Wake>(JobEngine.Urgent, wake => wake.Run(name, CancellationToken.None));
            await Task.CompletedTask;
#else
            await (await Services.GetRequiredService<ISchedulerFactory>().GetScheduler()).TriggerJob(new JobKey(name));
#endif
        }
    }

    /// <summary>Whether nothing that was woken waits or runs; in a catalogue of which nothing is due by itself.</summary>
    public async Task<bool> IsIdle()
    {
#if HANGFIRE
        return await house.One<int>("SELECT count(*)::int FROM grid_bot_jobs.jobqueue") == 0;
#else
        return await house.One<int>("SELECT (SELECT count(*) FROM qrtz_triggers WHERE trigger_name <> job_name)::int + (SELECT count(*) FROM qrtz_fired_triggers)::int") == 0;
#endif
    }

    /// <summary>The jobs in the store, in order, with what stands there of their schedule.</summary>
    public async Task<IReadOnlyList<(string Name, string Schedule)>> Declared()
    {
#if HANGFIRE
        return await house.Rows<(string, string)>("SELECT substr(key, 15), value FROM grid_bot_jobs.hash WHERE key LIKE 'recurring-job:%' AND field = 'Cron' ORDER BY key");
#else
        return await house.Rows<(string, string)>(
            "SELECT job.job_name, COALESCE(cron_expression, repeat_interval::text) FROM qrtz_job_details AS job LEFT JOIN qrtz_cron_triggers AS cron ON trigger_name = job_name LEFT JOIN qrtz_simple_triggers AS simple ON simple.trigger_name = job_name ORDER BY job_name");
#endif
    }

    /// <summary>How far after a whole second a job of each second is planned.</summary>
    public async Task<TimeSpan> Phase(string name)
    {
#if HANGFIRE
        return await Task.FromResult(TimeSpan.Zero);
#else
        var trigger = await (await Services.GetRequiredService<ISchedulerFactory>().GetScheduler()).GetTrigger(new TriggerKey(name));
        return TimeSpan.FromTicks(trigger!.StartTimeUtc.Ticks % TimeSpan.TicksPerSecond);
#endif
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static WebApplication Build(PostgresHouse house, PostgresDatabase database, Job[] jobs)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var services = builder.Services;
        services.AddSingleton(house.Source).AddSingleton(house.Settings).AddSingleton(new BotClock(house.Source, house.Time)).AddSingleton<Accounts>().AddSingleton<JobRunner>();
        foreach (var job in jobs)
        {
            services.AddSingleton(job);
        }

        JobEngine.AddTo(builder, database.ConnectionString);
        return builder.Build();
    }
}

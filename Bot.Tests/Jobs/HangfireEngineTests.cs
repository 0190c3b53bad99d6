#if HANGFIRE
using System.Net.Http.Headers;
using System.Text;
using Bot.Domain.Clocks;
using Bot.Host;
using Bot.Host.Access;
using Bot.Host.Jobs;
using Bot.Tests.Running;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bot.Tests.Jobs;

/// <summary>What Hangfire would do by its defaults and must not.</summary>
public sealed class HangfireEngineTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>By the machine's clock so far away that it is not woken during a test.</summary>
    private static NotingJob HalfADayAway => new("far", new Schedule.Daily(TimeOnly.FromDateTime(ShanghaiTime.Of(TimeProvider.System.GetUtcNow()).DateTime.AddHours(12))));

    [Fact]
    public async Task After_days_without_a_host_a_job_is_woken_once_and_in_shanghai()
    {
        var house = await PostgresHouse.Open(database);
        var job = HalfADayAway;
        await using (await EngineHost.Start(house, database, job))
        {
        }

        var longAgo = TimeProvider.System.GetUtcNow().AddDays(-5);
        await house.Execute(
            "UPDATE grid_bot_jobs.hash SET value = @milliseconds WHERE key = 'recurring-job:far' AND field = 'CreatedAt'; UPDATE grid_bot_jobs.set SET score = @seconds WHERE value = 'far'",
            new { milliseconds = $"{longAgo.ToUnixTimeMilliseconds()}", seconds = (double)longAgo.ToUnixTimeSeconds() });
        await using var host = new EngineHost(house, database, job);
        var statistics = host.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        var before = statistics.SucceededListCount();
        await host.Start();
        await Patience.Until(() => statistics.SucceededListCount() > before, "it is woken");
        await Patience.Until(host.IsIdle, "nothing waits");
        Assert.Equal(before + 1, statistics.SucceededListCount());
        var next = await house.One<double>("SELECT score FROM grid_bot_jobs.set WHERE value = 'far'");
        Assert.Equal(((Schedule.Daily)job.Schedule).At.ToString("HH:mm", null), $"{ShanghaiTime.Of(DateTimeOffset.FromUnixTimeSeconds((long)next)):HH:mm}");
    }

    [Fact]
    public async Task A_job_that_Hangfire_has_switched_off_or_somebody_has_removed_is_declared_again_and_that_is_logged()
    {
        var house = await PostgresHouse.Open(database);
        var (off, removed, well) = (HalfADayAway, new NotingJob("removed", HalfADayAway.Schedule), new NotingJob("well", HalfADayAway.Schedule));
        await using var host = await EngineHost.Start(house, database, off, removed, well);
        var log = new KeptLog<JobEngine.Declare>();
        var services = host.Services;
        using var watch = new JobEngine.Declare(
            services.GetRequiredService<JobStorage>(), services.GetRequiredService<IRecurringJobManagerV2>(), services.GetRequiredService<JobRunner>(), log);
        services.GetRequiredService<IRecurringJobManager>().RemoveIfExists("removed");
        await house.Execute("""
            UPDATE grid_bot_jobs.hash SET value = '' WHERE key = 'recurring-job:far' AND field = 'NextExecution';
            INSERT INTO grid_bot_jobs.hash (key, field, value) VALUES ('recurring-job:far', 'Error', 'its type cannot be loaded');
            UPDATE grid_bot_jobs.set SET score = -1 WHERE value = 'far'
            """);
        watch.Mend();
        watch.Mend();
        Assert.Equal(2, log.Of(LogLevel.Error).Count);
        Assert.Contains("job far is no longer scheduled in Hangfire's store (its type cannot be loaded) and is declared again", log.Of(LogLevel.Error));
        Assert.Contains("job removed is no longer scheduled in Hangfire's store (removed) and is declared again", log.Of(LogLevel.Error));
        Assert.Equal(["far", "removed", "well"], await house.Rows<string>("SELECT value FROM grid_bot_jobs.set WHERE key = 'recurring-jobs' AND score > 0 ORDER BY value"));
    }

    /// <summary>A killed host leaves its rows; by its defaults Hangfire would wait ten minutes for the lock and thirty for the wake.</summary>
    [Fact]
    public async Task Neither_a_lock_nor_a_wake_of_a_killed_host_holds_anything_up_for_long()
    {
        var house = await PostgresHouse.Open(database);
        var job = new NotingJob("each-second", new Schedule.Every(TimeSpan.FromSeconds(1)));
        await using var host = await Unstarted(house, job);
        await host.Wake("each-second", 1);
        await house.Execute("""
            UPDATE grid_bot_jobs.jobqueue SET fetchedat = now();
            INSERT INTO grid_bot_jobs.lock (resource, acquired) VALUES ('grid_bot_jobs:recurring-jobs:lock', now())
            """);
        var lost = await house.One<long>("SELECT jobid FROM grid_bot_jobs.jobqueue");
        await host.Start();
        await Patience.Until(() => job.Starts.Count >= 2, "the lock is taken over");
        await Patience.Until(async () => await house.One<string>("SELECT statename FROM grid_bot_jobs.job WHERE id = @lost", new { lost }) == "Succeeded", "the wake is taken up");
    }

    /// <summary>Retried by Hangfire it would come in Hangfire's own time besides, and what has failed for good is never removed.</summary>
    [Fact]
    public async Task A_wake_that_failed_is_neither_retried_nor_kept_for_ever()
    {
        var house = await PostgresHouse.Open(database);
        await using var host = await EngineHost.Start(house, database, new NotingJob("badly", new Schedule.Every(TimeSpan.FromHours(12))) { Fails = true });
        await host.Wake("badly", 1);
        await Patience.Until(host.IsIdle, "it is served");
        Assert.Equal(("Deleted", true), await house.One<(string, bool)>(
            "SELECT statename, expireat < now() + interval '11 minutes' FROM grid_bot_jobs.job WHERE arguments::text LIKE '%badly%' ORDER BY id LIMIT 1"));
    }

    [Fact]
    public async Task The_clocks_go_before_what_is_daily_though_the_store_sorts_queues_by_the_alphabet()
    {
        var house = await PostgresHouse.Open(database);
        await using var host = await Unstarted(house, HalfADayAway);
        var client = host.Services.GetRequiredService<IBackgroundJobClient>();
        client.Enqueue<JobEngine.Wake>(JobEngine.Daily, wake => wake.Run("far", CancellationToken.None));
        var urgent = client.Enqueue<JobEngine.Wake>(JobEngine.Urgent, wake => wake.Run("far", CancellationToken.None));
        using var connection = host.Services.GetRequiredService<JobStorage>().GetConnection();
        using var taken = connection.FetchNextJob([JobEngine.Daily, JobEngine.Urgent], Stop);
        Assert.Equal(urgent, taken.JobId);
        taken.RemoveFromQueue();
    }

    /// <summary>Its store is there, and nothing of another test waits in it.</summary>
    private async Task<EngineHost> Unstarted(PostgresHouse house, Job job)
    {
        var host = new EngineHost(house, database, job);
        Assert.NotNull(host.Services.GetRequiredService<JobStorage>());
        await house.Execute("DELETE FROM grid_bot_jobs.jobqueue");
        return host;
    }

    /// <summary>By its default it lets in whoever comes from this machine, as these requests do and all that a proxy beside the host passes on.</summary>
    [Fact]
    public async Task The_dashboard_is_shown_to_whoever_signs_in_and_lets_nobody_change_anything()
    {
        await using var empty = await TestDatabase.Create();
        await using var host = await RunningHost.Start(empty);
        var credentials = BotJson.Read<Accounts.Credentials>(await File.ReadAllTextAsync(Path.Combine(host.Data, "credentials.json"), Stop));
        using var http = new HttpClient { BaseAddress = new Uri(host.Client.Address) };
        async Task<string> Ask(HttpMethod method, string path, string? scheme = null, string? parameter = null)
        {
            using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? new FormUrlEncodedContent([new("jobs[]", "sweep-clocks")]) : null };
            request.Headers.Authorization = scheme is null ? null : new AuthenticationHeaderValue(scheme, parameter);
            request.Headers.Add("X-Forwarded-For", "127.0.0.1");
            using var answer = await http.SendAsync(request, Stop);
            return string.Join(' ', answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme).Prepend($"{(int)answer.StatusCode}"));
        }

        static string Pair(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        (string? Scheme, string? Parameter)[] strangers =
            [(null, null), ("Bearer", "wrong"), ("Bearer", ""), ("Basic", Pair("admin", "wrong")), ("Basic", Pair("somebody", credentials.Token)), ("Basic", "%%"), ("Basic", "YWRtaW4=")];
        foreach (var (scheme, parameter) in strangers)
        {
            Assert.Equal("401 Basic", await Ask(HttpMethod.Get, "/jobs", scheme, parameter));
            Assert.Equal("401 Basic", await Ask(HttpMethod.Get, "/jobs/recurring", scheme, parameter));
            Assert.Equal("401 Basic", await Ask(HttpMethod.Post, "/jobs/recurring/remove", scheme, parameter));
        }

        Assert.Equal("200", await Ask(HttpMethod.Get, "/jobs", "Basic", Pair(credentials.User, credentials.Token)));
        Assert.Equal("200", await Ask(HttpMethod.Get, "/jobs/recurring", "Bearer", credentials.Token));
        Assert.Equal("401", await Ask(HttpMethod.Post, "/jobs/recurring/remove", "Bearer", credentials.Token));
        Assert.Contains("sweep-clocks", await empty.Query<string>("SELECT value FROM grid_bot_jobs.set WHERE key = 'recurring-jobs'"));
    }
}
#endif

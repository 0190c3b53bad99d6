#if HANGFIRE
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Bot.Host.Access;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Common;
using Hangfire.Dashboard;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Storage;
using Npgsql;

namespace Bot.Host.Jobs;

/// <summary>
/// The other engine: Hangfire on the bot's own PostgreSQL, chosen with -p:JobEngine=Hangfire. It only wakes the catalogue; what a job does and how often it counts
/// is decided by <see cref="JobRunner"/>. This file is all the program knows of Hangfire.
/// </summary>
public static class JobEngine
{
    public const string Name = "Hangfire";

    /// <summary>Where the dashboard stands.</summary>
    public const string DashboardPath = "/jobs";

    /// <summary>What recurs within a day, the clocks above all. The store takes queues by the alphabet, whatever order it is told: the names begin with their rank.</summary>
    public const string Urgent = "1-clocks";

    public const string Daily = "2-daily";

    private const string Schema = "grid_bot_jobs";

    public static void AddTo(WebApplicationBuilder builder, string connectionString)
    {
        var services = builder.Services;
        builder.Logging.AddFilter("Hangfire", LogLevel.Warning);

        // Registered before AddHangfire, which would take all three from variables of the whole process: two hosts in one process would share them. Without its usual filters a wake
        // is not retried ten times, and keeps no culture.
        services.AddSingleton<JobStorage>(_ => Open(LetGo(connectionString)));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddSingleton<IJobFilterProvider>(new JobFilterProviderCollection(new JobFilterAttributeFilterProvider()));
        services.AddHangfire(hangfire => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings());
        services.AddHangfireServer((provider, server) =>
        {
            server.Queues = [Urgent, Daily];

            // No job runs twice at once on a host, so none ever waits for another to make room.
            server.WorkerCount = provider.GetRequiredService<JobRunner>().Catalogue.Count + 1;
            server.SchedulePollingInterval = TimeSpan.FromMilliseconds(500);

            // A job that runs when the host is told to stop has so long to finish; then it is told to stop, too.
            server.StopTimeout = TimeSpan.FromSeconds(10);
            server.ShutdownTimeout = TimeSpan.FromSeconds(15);
        });
        services.AddSingleton<Wake>().AddSingleton<Declare>().AddHostedService(provider => provider.GetRequiredService<Declare>());
        services.AddSingleton<IStartupFilter, Dashboard>();
    }

    private static PostgreSqlStorage Open(string connectionString)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = Schema,
            QueuePollInterval = TimeSpan.FromSeconds(1),

            // What a killed host had in hand is taken up by the others after half a minute; one that lives says so six times in it.
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromSeconds(30),

            // A lock is a row without an owner: one left by a killed host stops all scheduling for so long; the default is ten minutes. Held for milliseconds, and taken too early
            // it wakes a job twice, which is harmless.
            DistributedLockTimeout = TimeSpan.FromSeconds(5),

            // Without a database the host does not start, and says so.
            StartupConnectionMaxRetries = 0,
            AllowDegradedModeWithoutStorage = false,

            // A job each second leaves a million rows a day: they are kept for ten minutes.
            JobExpirationCheckInterval = TimeSpan.FromMinutes(1),
        };

        // Hosts that start together on an empty database make its tables one after the other.
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var turn = new NpgsqlCommand("SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_advisory_xact_lock(4243)", connection, transaction);
        turn.ExecuteNonQuery();
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options) { JobExpirationTimeout = TimeSpan.FromMinutes(10) };
    }

    /// <summary>A host that stands still in the midst of one of the store's transactions, which take milliseconds: the server ends it long before the others give up waiting.</summary>
    private static string LetGo(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(settings.Options))
        {
            settings.Options = "-c idle_in_transaction_session_timeout=10s";
        }

        return settings.ConnectionString;
    }

    /// <summary>What Hangfire runs: the catalogue's job of that name. The runner itself tries a daily job again, and one of each second comes again at once.</summary>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public sealed class Wake(JobRunner runner)
    {
        private readonly ConcurrentDictionary<string, bool> running = [];

        /// <summary>A wake while the one before still runs here is none: a sweep that takes a minute would otherwise have sixty more behind it.</summary>
        [JobDisplayName("{0}")]
        public async Task Run(string name, CancellationToken stop)
        {
            if (!running.TryAdd(name, true))
            {
                return;
            }

            try
            {
                await runner.Run(runner.Catalogue.First(job => job.Name == name), stop);
            }
            finally
            {
                running.TryRemove(name, out _);
            }
        }
    }

    /// <summary>
    /// Writes the catalogue into the store at every start, so that a changed schedule takes effect and what has left the catalogue is woken no more, and watches it: Hangfire
    /// switches a recurring job off that it could not schedule a few times, and nobody would notice.
    /// </summary>
    public sealed class Declare(JobStorage storage, IRecurringJobManagerV2 recurring, JobRunner runner, ILogger<Declare> log) : BackgroundService
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
        private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

        public override Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var job in runner.Catalogue)
            {
                Add(job);
            }

            foreach (var gone in Known().Keys.Except(runner.Catalogue.Select(job => job.Name)))
            {
                recurring.RemoveIfExists(gone);
            }

            return base.StartAsync(cancellationToken);
        }

        /// <summary>Declares again what is in the catalogue and has no next time in the store.</summary>
        public void Mend()
        {
            var known = Known();
            foreach (var job in runner.Catalogue.Where(job => known.GetValueOrDefault(job.Name)?.NextExecution is null))
            {
                log.LogError("job {Job} is no longer scheduled in Hangfire's store ({Reason}) and is declared again", job.Name, known.GetValueOrDefault(job.Name)?.Error ?? "removed");
                Add(job);
            }
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(Interval);
            try
            {
                while (await timer.WaitForNextTickAsync(stoppingToken))
                {
                    try
                    {
                        Mend();
                    }
                    catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
                    {
                        log.LogWarning("the database cannot be reached; the schedule is looked at later ({Reason})", exception.Message);
                    }
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                log.LogDebug("stopping");
            }
        }

        private static string Cron(Job job) => job.Schedule switch
        {
            Schedule.Daily daily => string.Create(CultureInfo.InvariantCulture, $"{daily.At.Minute} {daily.At.Hour} * * *"),
            Schedule.Every { Interval.TotalSeconds: var seconds } when seconds is >= 1 and < 60 && 60 % seconds == 0 => string.Create(CultureInfo.InvariantCulture, $"*/{seconds} * * * * *"),
            Schedule.Every { Interval.TotalMinutes: var minutes } when minutes is >= 1 and < 60 && 60 % minutes == 0 => string.Create(CultureInfo.InvariantCulture, $"*/{minutes} * * * *"),
            Schedule.Every { Interval.TotalHours: var hours } when hours is >= 1 and < 24 && 24 % hours == 0 => string.Create(CultureInfo.InvariantCulture, $"0 */{hours} * * *"),
            _ => throw new InvalidOperationException($"job {job.Name} has a schedule Hangfire cannot be told of: its cron knows intervals that divide a minute, an hour or a day"),
        };

        private Dictionary<string, RecurringJobDto> Known()
        {
            using var connection = storage.GetConnection();
            return connection.GetRecurringJobs().ToDictionary(job => job.Id);
        }

        private void Add(Job job)
        {
            var name = job.Name;
            recurring.AddOrUpdate<Wake>(
                name,
                job.Schedule is Schedule.Daily ? Daily : Urgent,
                wake => wake.Run(name, CancellationToken.None),
                Cron(job),
                new RecurringJobOptions { TimeZone = Shanghai, MisfireHandling = MisfireHandlingMode.Relaxed });
        }
    }

    /// <summary>Hangfire's own pages, to look at: whoever may use the staff API may see them, from wherever the request seems to come.</summary>
    private sealed class Dashboard(Accounts accounts) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseHangfireDashboard(DashboardPath, new DashboardOptions
            {
                Authorization = [],
                AsyncAuthorization = [new SignIn(accounts)],

                // A browser adds what was signed in with to requests that other pages make, too.
                IsReadOnlyFunc = _ => true,
                DisplayStorageConnectionString = false,
                DashboardTitle = "grid-bot",
                AppPath = null,
            });
            next(app);
        };
    }

    /// <summary>
    /// The account's name and, as the password, its token, which a browser asks for; or the token alone as the API takes it. Hangfire's own rule lets in what comes from this
    /// machine: behind a proxy on it that is everybody.
    /// </summary>
    private sealed class SignIn(Accounts accounts) : IDashboardAsyncAuthorizationFilter
    {
        public async Task<bool> AuthorizeAsync(DashboardContext context)
        {
            var http = context.GetHttpContext();
            var (user, token) = Given(http.Request.Headers.Authorization.ToString());
            if (token.Length > 0 && await accounts.UserOf(token, http.RequestAborted) is { } known && (user ?? known) == known)
            {
                return true;
            }

            http.Response.Headers.WWWAuthenticate = "Basic realm=\"grid-bot\", charset=\"UTF-8\"";
            return false;
        }

        private static (string? User, string Token) Given(string header)
        {
            if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            {
                return (null, header["Bearer ".Length..].Trim());
            }

            var bytes = new byte[header.Length];
            if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) || !Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length))
            {
                return (null, "");
            }

            var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
            return pair.Length == 2 ? (pair[0], pair[1]) : (null, "");
        }
    }
}
#endif

#if !HANGFIRE
using Npgsql;
using Quartz;

namespace Bot.Host.Jobs;

/// <summary>
/// The default engine: Quartz, clustered on the bot's own PostgreSQL. It only wakes the catalogue; what a job does and how often it counts
/// is decided by <see cref="JobRunner"/>. This file is all the program knows of Quartz.
/// </summary>
public static class JobEngine
{
    public const string Name = "Quartz";

    public static void AddTo(WebApplicationBuilder builder, string connectionString)
    {
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
        builder.Services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = "grid-bot";
                options.InstanceId = "AUTO";
            });
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(NpgsqlFactory.Instance, LetGo(connectionString));
                store.ProvisionSchema();

                // A host that dies is noticed by the others after about six seconds; the default is more than twice that.
                store.UseClustering(clustering =>
                {
                    clustering.CheckinInterval = TimeSpan.FromSeconds(2);
                    clustering.CheckinMisfireThreshold = TimeSpan.FromSeconds(4);
                });
            });
        });
        builder.Services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        builder.Services.AddHostedService<Declare>();
    }

    /// <summary>
    /// A host that stands still in the midst of one of the store's transactions, which take milliseconds, holds the lock that all others wait for, those that start among them: the
    /// server ends it long before the others give up waiting.
    /// </summary>
    private static string LetGo(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(settings.Options))
        {
            settings.Options = "-c idle_in_transaction_session_timeout=10s";
        }

        return settings.ConnectionString;
    }

    /// <summary>What Quartz runs: the catalogue's job of that name.</summary>
    [DisallowConcurrentExecution]
    public sealed class Wake(JobRunner runner) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            var name = context.JobDetail.Key.Name;
            await runner.Run(runner.Catalogue.First(job => job.Name == name), cancellationToken);
        }
    }

    /// <summary>Writes the catalogue into the store at every start, so that a changed schedule takes effect and what has left the catalogue is woken no more.</summary>
    private sealed class Declare(ISchedulerFactory schedulers, JobRunner runner) : IHostedService
    {
        private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            foreach (var job in runner.Catalogue)
            {
                var detail = JobBuilder.Create<Wake>().WithIdentity(job.Name).StoreDurably().Build();
                var trigger = TriggerBuilder.Create().WithIdentity(job.Name).ForJob(detail.Key);
                trigger = job.Schedule switch
                {
                    Schedule.Every every => trigger.WithSimpleSchedule(simple => simple
                        .WithInterval(every.Interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)),
                    Schedule.Daily daily => trigger.WithCronSchedule($"0 {daily.At.Minute} {daily.At.Hour} * * ?", cron => cron
                        .InTimeZone(Shanghai).WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)),
                    _ => throw new InvalidOperationException($"job {job.Name} has a schedule Quartz is not told of"),
                };
                await scheduler.ScheduleJob(detail, [trigger.Build()], new ScheduleJobOptions { Replace = true }, cancellationToken);
            }

            var known = await scheduler.QueryJobs(new JobQuery(), cancellationToken);
            await scheduler.DeleteJobs([.. known.Items.Select(job => job.Key).Where(key => runner.Catalogue.All(job => job.Name != key.Name))], cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
#endif

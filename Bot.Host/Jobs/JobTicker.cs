using Bot.Host.Clocks;
using Npgsql;

namespace Bot.Host.Jobs;

/// <summary>Wakes the daily jobs every minute: an engine wakes each at its time of day only, and one that failed is due again before the next day.</summary>
public sealed class JobTicker(JobRunner jobs, BotClock clock, ILogger<JobTicker> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await jobs.RunDue(stoppingToken);
                }
                catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
                {
                    log.LogWarning("the database cannot be reached; jobs wait ({Reason})", exception.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("stopping");
        }
    }
}

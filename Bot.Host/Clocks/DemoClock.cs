using Bot.Host.Jobs;
using Bot.Host.Messages;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Clocks;

/// <summary>
/// Moves the demo's time forward the way time passes: to every due instant in its order, doing what is due there before going on.
/// </summary>
public sealed class DemoClock(NpgsqlDataSource source, BotSettings settings, BotClock clock, ClockSweep sweep, JobRunner jobs, InboxWorker inbox, Dispatcher dispatcher)
{
    /// <summary>One move at a time in this host; between hosts a move's steps may mix, which only makes steps smaller.</summary>
    private readonly SemaphoreSlim moving = new(1);

    public async Task<DateTimeOffset> MoveTo(DateTimeOffset target, CancellationToken stop)
    {
        await moving.WaitAsync(stop);
        try
        {
            await clock.Refresh(stop);
            await Settle(stop);
            while (await NextDue(stop) is { } next && next <= target)
            {
                await clock.MoveTo(next, stop);
                await Settle(stop);
            }

            await clock.MoveTo(target, stop);
            await Settle(stop);
            return clock.Now;
        }
        finally
        {
            moving.Release();
        }
    }

    /// <summary>Does all that is due now, until nothing is left of it: messages, clocks, jobs, notices.</summary>
    private async Task Settle(CancellationToken stop)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(30))
        {
            while (await inbox.HandleNext(stop))
            {
            }

            await sweep.Run(stop);
            await jobs.RunDue(stop);
            await dispatcher.DispatchDue(stop);
            if (!await IsBusy(stop))
            {
                return;
            }

            // Another host, or this one's own workers, hold the rest; they need a moment.
            await Task.Delay(TimeSpan.FromMilliseconds(20), stop);
        }
    }

    private async Task<bool> IsBusy(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            SELECT EXISTS (SELECT 1 FROM inbox WHERE district = @District AND state = 'pending' AND due_at <= @now)
                OR EXISTS (SELECT 1 FROM clock WHERE district = @District AND state = 'running' AND due_at <= @now)
                OR EXISTS (SELECT 1 FROM lane WHERE district = @District AND next_due_at <= @now)
            """,
            new { settings.District, now = clock.Now },
            cancellationToken: stop));
    }

    private async Task<DateTimeOffset?> NextDue(CancellationToken stop)
    {
        var now = clock.Now;
        await using var connection = await source.OpenConnectionAsync(stop);
        var stored = await connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
            """
            SELECT LEAST(
              (SELECT min(due_at) FROM inbox WHERE district = @District AND state = 'pending' AND due_at > @now),
              (SELECT min(due_at) FROM clock WHERE district = @District AND state = 'running' AND due_at > @now),
              (SELECT min(next_due_at) FROM lane WHERE district = @District AND next_due_at > @now))
            """,
            new { settings.District, now },
            cancellationToken: stop));
        var job = jobs.Next(now);
        return stored is { } due && new DateTimeOffset(due) < job ? new DateTimeOffset(due) : job;
    }
}

/// <summary>Keeps this host's demo time the same as the others', and runs daily jobs by it: the job engine itself lives by real time.</summary>
public sealed class DemoTicker(BotClock clock, JobRunner jobs, ILogger<DemoTicker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await clock.Refresh(stoppingToken);
                    await jobs.RunDue(stoppingToken);
                }
                catch (NpgsqlException exception)
                {
                    log.LogWarning("the database cannot be reached; the demo clock stays as it is ({Reason})", exception.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("stopping");
        }
    }
}

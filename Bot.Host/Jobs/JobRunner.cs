using Bot.Host.Clocks;
using Bot.Domain.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Jobs;

/// <summary>
/// Runs a job when an engine (or the demo clock) wakes it. A daily job runs once per planned occurrence, whoever wakes it how often on however many
/// hosts, and once after a time in which nobody did. One that fails is tried again on its day, after one minute, two, four ... and then hourly; what it had
/// written before stands under business keys and is not written twice.
/// </summary>
public sealed class JobRunner(NpgsqlDataSource source, BotSettings settings, IEnumerable<Job> jobs, BotClock clock, ILogger<JobRunner> log)
{
    /// <summary>A run that has not finished after so long is taken to have died with its host.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);

    /// <summary>So long at most lies between two attempts.</summary>
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromHours(1);

    public IReadOnlyList<Job> Catalogue { get; } = jobs.ToList();

    public async Task Run(Job job, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        if (job.Schedule is not Schedule.Daily daily)
        {
            await job.Run(now, stop);
            return;
        }

        var occurrence = Latest(daily, now);
        if (await Begin(job.Name, occurrence, now, stop) is not { } attempt)
        {
            return;
        }

        string? error = null;
        try
        {
            await job.Run(now, stop);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            error = exception.GetType().Name;
            log.LogError(exception, "job {Job} of {Occurrence} failed", job.Name, occurrence);
        }

        await Finish(job.Name, occurrence, error, error is null ? null : RetryAt(attempt, occurrence, now));
    }

    /// <summary>Runs every daily job whose occurrence has not been run yet, or failed and is due again; used where time jumps, and every minute.</summary>
    public async Task RunDue(CancellationToken stop)
    {
        foreach (var job in Catalogue.Where(job => job.Schedule is Schedule.Daily))
        {
            await Run(job, stop);
        }
    }

    /// <summary>The next instant at which a daily job is planned, after now.</summary>
    public DateTimeOffset Next(DateTimeOffset now) =>
        Catalogue.Select(job => job.Schedule).OfType<Schedule.Daily>().Select(daily => Latest(daily, now).AddDays(1)).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    public async Task<IReadOnlyList<object>> Show(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var runs = (await connection.QueryAsync<(string Job, DateTime Occurrence, DateTime StartedAt, DateTime? FinishedAt, string? Error, int Attempts, DateTime? RetryAt)>(
            "SELECT DISTINCT ON (job) job, occurrence, started_at, finished_at, error, attempts, retry_at FROM job_run WHERE district = @District ORDER BY job, occurrence DESC",
            new { settings.District })).ToDictionary(run => run.Job);
        return Catalogue.Select(object (job) =>
        {
            var ran = runs.TryGetValue(job.Name, out var run);
            return new
            {
                job.Name,
                schedule = job.Schedule switch { Schedule.Daily daily => $"daily {daily.At:HH:mm} Asia/Shanghai", Schedule.Every every => $"every {every.Interval.TotalSeconds:0.#} s", _ => "" },
                lastOccurrence = ran ? ShanghaiTime.Of(new DateTimeOffset(run.Occurrence)) : (DateTimeOffset?)null,
                finishedAt = ran && run.FinishedAt is { } finished ? ShanghaiTime.Of(new DateTimeOffset(finished)) : (DateTimeOffset?)null,
                error = ran ? run.Error : null,
                attempts = ran ? run.Attempts : 0,
                retryAt = ran && run.RetryAt is { } again ? ShanghaiTime.Of(new DateTimeOffset(again)) : (DateTimeOffset?)null,
                next = job.Schedule is Schedule.Daily planned ? Latest(planned, clock.GetUtcNow()).AddDays(1) : (DateTimeOffset?)null,
            };
        }).ToList();
    }

    private static DateTimeOffset Latest(Schedule.Daily daily, DateTimeOffset now)
    {
        var today = ShanghaiTime.At(ShanghaiTime.DateOf(now), daily.At);
        return today <= now ? today : today.AddDays(-1);
    }

    /// <summary>A job that tells of its day has nothing to say on the next one: null where the next attempt would fall there.</summary>
    private static DateTimeOffset? RetryAt(int attempt, DateTimeOffset occurrence, DateTimeOffset now)
    {
        var pause = TimeSpan.FromMinutes(Math.Min(LongestBackOff.TotalMinutes, Math.Pow(2, attempt - 1)));
        return ShanghaiTime.DateOf(now + pause) == ShanghaiTime.DateOf(occurrence) ? now + pause : null;
    }

    /// <summary>
    /// Which attempt this is, where it is this run's turn; null where another has had it. The first occurrence ever seen is only noted: a fresh district has no
    /// yesterday to report on.
    /// </summary>
    private async Task<int?> Begin(string job, DateTimeOffset occurrence, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            """
            WITH known AS (SELECT EXISTS (SELECT 1 FROM job_run WHERE district = @District AND job = @job) AS seen),
            taken AS (
              INSERT INTO job_run (district, job, occurrence, started_at, finished_at)
              SELECT @District, @job, @occurrence, now(), CASE WHEN seen THEN NULL ELSE now() END FROM known
              ON CONFLICT (district, job, occurrence) DO UPDATE SET started_at = now(), finished_at = NULL, retry_at = NULL, attempts = job_run.attempts + 1
                WHERE (job_run.finished_at IS NULL AND job_run.started_at < now() - @Abandoned) OR job_run.retry_at <= @now
              RETURNING attempts)
            SELECT attempts FROM taken, known WHERE seen
            """,
            new { settings.District, job, occurrence = occurrence.ToUniversalTime(), now = now.ToUniversalTime(), Abandoned },
            cancellationToken: stop));
    }

    private async Task Finish(string job, DateTimeOffset occurrence, string? error, DateTimeOffset? retryAt)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE job_run SET finished_at = now(), error = @error, retry_at = @retryAt WHERE district = @District AND job = @job AND occurrence = @occurrence",
            new { settings.District, job, occurrence = occurrence.ToUniversalTime(), error, retryAt = retryAt?.ToUniversalTime() });
    }
}

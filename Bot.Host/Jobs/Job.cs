namespace Bot.Host.Jobs;

/// <summary>When a job is due: each so often, or daily at a time of day in Shanghai.</summary>
public abstract record Schedule
{
    public sealed record Every(TimeSpan Interval) : Schedule;

    public sealed record Daily(TimeOnly At) : Schedule;
}

/// <summary>
/// A recurring piece of work. It knows no engine: it decides and writes under business keys, so that running it twice is harmless.
/// </summary>
public abstract class Job
{
    public abstract string Name { get; }

    public abstract Schedule Schedule { get; }

    /// <param name="now">The bot's time; for a daily job at or after the planned occurrence.</param>
    public abstract Task Run(DateTimeOffset now, CancellationToken stop);
}

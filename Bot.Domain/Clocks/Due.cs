namespace Bot.Domain.Clocks;

/// <param name="At">In the calendar's zone: +08:00.</param>
/// <param name="Provisional">True where a needed year is not published yet.</param>
/// <param name="Trace">The steps of the computation, in Chinese.</param>
public sealed record Due(DateTimeOffset At, bool Provisional, IReadOnlyList<string> Trace)
{
    /// <summary>The years whose published days decided, oldest first; empty for a limit that runs on without a break.</summary>
    public IReadOnlyList<NeededYear> Years { get; init; } = [];
}

/// <param name="Source">The address of the paper; null where it is not known.</param>
public sealed record NeededYear(int Year, bool IsPublished, string? Source);

namespace Bot.Domain.Clocks;

/// <summary>The intervals of a working day, in Shanghai wall time, in order and not overlapping; "24:00" may end one.</summary>
public sealed record WorkingHours(IReadOnlyList<WorkingInterval> Intervals)
{
    public const string Usual = "09:00-12:00,14:00-18:00";
}

/// <summary>Both measured from midnight; <paramref name="To"/> may be 24:00.</summary>
public readonly record struct WorkingInterval(TimeSpan From, TimeSpan To);

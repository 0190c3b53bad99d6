namespace Bot.Domain.Clocks;

/// <summary>From (inclusive) to To (exclusive), in which no time counts.</summary>
public sealed record Pause(DateTimeOffset From, DateTimeOffset To);

/// <param name="At">In +08:00.</param>
/// <param name="Provisional">True where a needed year is not published yet.</param>
/// <param name="Trace">The steps of the computation, in Chinese.</param>
public sealed record Due(DateTimeOffset At, bool Provisional, IReadOnlyList<string> Trace);

/// <summary>Computes when a limit runs out, and how much working time lies between two instants.</summary>
public sealed class DueTime(WorkCalendar calendar, WorkingHours hours)
{
    private readonly WorkCalendar calendar = calendar;
    private readonly WorkingHours hours = hours;

    public Due Compute(DateTimeOffset start, Limit limit, IReadOnlyList<Pause>? pauses = null) => throw new NotSupportedException($"{calendar}{hours}{start}{limit}{pauses}");

    /// <summary>Working time between two instants (zero when to is before from), without the pauses.</summary>
    public TimeSpan WorkingTimeBetween(DateTimeOffset from, DateTimeOffset to, IReadOnlyList<Pause>? pauses = null) => throw new NotSupportedException($"{from}{to}{pauses}");

    /// <summary>The instant at which so much working time has passed since start; an end that falls exactly on a closing time is that closing time.</summary>
    public DateTimeOffset AddWorkingTime(DateTimeOffset start, TimeSpan amount, IReadOnlyList<Pause>? pauses = null) => throw new NotSupportedException($"{start}{amount}{pauses}");
}

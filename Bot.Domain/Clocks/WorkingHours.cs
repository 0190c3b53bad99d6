using System.Globalization;

namespace Bot.Domain.Clocks;

/// <summary>The intervals of a working day, in the calendar's wall time, in order and not overlapping; "24:00" may end one.</summary>
public sealed record WorkingHours(IReadOnlyList<WorkingInterval> Intervals)
{
    public const string Usual = "09:00-12:00,14:00-18:00";

    /// <summary>Weekdays whose hours differ; an empty list closes that weekday.</summary>
    public IReadOnlyDictionary<DayOfWeek, IReadOnlyList<WorkingInterval>> ByWeekday { get; init; } =
        new Dictionary<DayOfWeek, IReadOnlyList<WorkingInterval>>();

    /// <summary>Single dates whose hours differ. They do not make a day a working day: that is the calendar's matter.</summary>
    public IReadOnlyDictionary<DateOnly, IReadOnlyList<WorkingInterval>> ByDate { get; init; } =
        new Dictionary<DateOnly, IReadOnlyList<WorkingInterval>>();

    /// <summary>What holds instead from a day on (summer and winter hours), oldest first. Single dates go before all of them.</summary>
    public IReadOnlyList<(DateOnly From, WorkingHours Hours)> Later { get; init; } = [];

    public IReadOnlyList<WorkingInterval> On(DateOnly date)
    {
        if (ByDate.Count > 0 && ByDate.TryGetValue(date, out var ofDate))
        {
            return ofDate;
        }

        var season = SeasonOn(date);
        return season < 0 ? OnWeekday(date) : Later[season].Hours.OnWeekday(date);
    }

    /// <summary>The place in <see cref="Later"/> of what holds on a day; -1 before the first.</summary>
    public int SeasonOn(DateOnly date)
    {
        var index = Later.Count - 1;
        while (index >= 0 && Later[index].From > date)
        {
            index--;
        }

        return index;
    }

    private IReadOnlyList<WorkingInterval> OnWeekday(DateOnly date) =>
        ByWeekday.Count > 0 && ByWeekday.TryGetValue(date.DayOfWeek, out var ofWeekday) ? ofWeekday : Intervals;

    /// <summary>Reads "09:00-12:00,14:00-18:00".</summary>
    /// <exception cref="ClockException">No interval, no time of day, out of order, overlapping, or beyond midnight.</exception>
    public static WorkingHours Parse(string text)
    {
        var intervals = new List<WorkingInterval>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length != 2)
            {
                throw new ClockException($"hours '{text}': '{part.Trim()}' is not an interval such as 09:00-12:00");
            }

            var interval = new WorkingInterval(TimeOfDay(text, ends[0]), TimeOfDay(text, ends[1]));
            if (interval.To <= interval.From)
            {
                throw new ClockException($"hours '{text}': '{part.Trim()}' ends before it has begun");
            }

            if (intervals.Count > 0 && interval.From < intervals[^1].To)
            {
                throw new ClockException($"hours '{text}': '{part.Trim()}' overlaps the interval before it or is out of order");
            }

            intervals.Add(interval);
        }

        return new WorkingHours(intervals);
    }

    public override string ToString() => string.Join(',', Intervals);

    private static TimeSpan TimeOfDay(string text, string part)
    {
        part = part.Trim();
        if (part == "24:00")
        {
            return TimeSpan.FromDays(1);
        }

        return TimeOnly.TryParseExact(part, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToTimeSpan()
            : throw new ClockException($"hours '{text}': '{part}' is not a time of day");
    }
}

/// <summary>Both measured from midnight; <paramref name="To"/> may be 24:00.</summary>
public readonly record struct WorkingInterval(TimeSpan From, TimeSpan To)
{
    public override string ToString() => $"{ClockTime(From)}-{ClockTime(To)}";

    private static string ClockTime(TimeSpan time) => time == TimeSpan.FromDays(1) ? "24:00" : time.ToString("hh\\:mm", CultureInfo.InvariantCulture);
}

namespace Bot.Domain.Clocks;

/// <summary>
/// Which days are worked: a weekly pattern, overridden by what the State Council published. Dates are those of the calendar's zone (Shanghai unless
/// another is given). A few of a year's published days may lie in the December before it (2018-12-29 stands in the paper for 2019).
/// </summary>
public sealed class WorkCalendar
{
    /// <summary>Nothing is computed outside these years; beyond them a limit is a slip of the pen.</summary>
    public const int FirstYear = 1900, LastYear = 2100;

    /// <summary>A fixed +08:00: the same on every machine, with or without zone data. The summer times of 1986–1991 are not in it.</summary>
    public static readonly TimeZoneInfo Shanghai = TimeZoneInfo.CreateCustomTimeZone("Asia/Shanghai", TimeSpan.FromHours(8), "北京时间", "北京时间");

    private static readonly DayOfWeek[] MondayToFriday =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];
    private static readonly int FirstDay = new DateOnly(FirstYear, 1, 1).DayNumber;

    private static readonly int AllDays = new DateOnly(LastYear, 12, 31).DayNumber - FirstDay + 1;

    private readonly Dictionary<int, PublishedYear> years = [];

    // One place per day from FirstYear on: a long limit walks 27,000 days, and a look-up in a hash table for each is dearer than all the rest.
    private readonly bool[] works = new bool[AllDays];
    private readonly PublishedDay?[] days = new PublishedDay?[AllDays];

    public WorkCalendar(IEnumerable<PublishedYear> years) : this(years, MondayToFriday)
    {
    }

    /// <param name="weekdays">The days worked in an ordinary week; a community may work Saturdays.</param>
    /// <param name="zone">Shanghai where it is null.</param>
    /// <exception cref="ClockException">A year is given twice, or a date twice with different answers.</exception>
    public WorkCalendar(IEnumerable<PublishedYear> years, IReadOnlyCollection<DayOfWeek> weekdays, TimeZoneInfo? zone = null)
        : this(years, date => weekdays.Contains(date.DayOfWeek), zone ?? Shanghai)
    {
    }

    /// <summary>The weekly pattern may be another one in summer.</summary>
    /// <exception cref="ClockException">As above.</exception>
    public WorkCalendar(IEnumerable<PublishedYear> years, OfficeHours office) : this(years, date => office.WeekdaysOn(date).Contains(date.DayOfWeek), office.Zone)
    {
    }

    private WorkCalendar(IEnumerable<PublishedYear> years, Func<DateOnly, bool> isOrdinarilyWorked, TimeZoneInfo zone)
    {
        Zone = zone;
        for (var day = 0; day < works.Length; day++)
        {
            works[day] = isOrdinarilyWorked(DateOnly.FromDayNumber(FirstDay + day));
        }

        foreach (var year in years)
        {
            Publish(year);
        }
    }

    public TimeZoneInfo Zone { get; }

    /// <summary>Whether the year has published days; without them only the weekly pattern counts and what is computed is provisional.</summary>
    public bool IsPublished(int year) => years.TryGetValue(year, out var published) && published.Days.Count > 0;

    /// <summary>Null where the date follows the weekly pattern.</summary>
    /// <exception cref="ClockException">The date lies outside 1900 to 2100.</exception>
    public PublishedDay? Published(DateOnly date) => days[Index(date)];

    /// <summary>The address of the paper for that year, where it is known.</summary>
    public string? Source(int year) => years.GetValueOrDefault(year)?.Source;

    /// <summary>The year whose paper speaks of a date, else the date's own year; null where that is not given.</summary>
    public PublishedYear? PaperOn(DateOnly date) =>
        new[] { date.Year, date.Year + 1 }.Select(year => years.GetValueOrDefault(year)).FirstOrDefault(year => year?.Days.Any(day => day.Date == date) == true)
        ?? years.GetValueOrDefault(date.Year);

    /// <summary>What the papers say of the days from one instant to another, both days included, oldest first.</summary>
    public IReadOnlyList<SpecialDay> SpecialDays(DateTimeOffset from, DateTimeOffset to)
    {
        var special = new List<SpecialDay>();
        var last = DateOnly.FromDateTime(Local(to).DateTime);
        for (var date = DateOnly.FromDateTime(Local(from).DateTime); date <= last; date = date.AddDays(1))
        {
            if (Published(date) is { } day)
            {
                special.Add(new SpecialDay(date, !day.IsOffDay));
            }
        }

        return special;
    }

    /// <exception cref="ClockException">The date lies outside 1900 to 2100.</exception>
    public bool IsWorkingDay(DateOnly date) => works[Index(date)];

    /// <summary>The Nth working day after a date that is not counted itself; before it where N is negative; the date itself for 0.</summary>
    /// <exception cref="ClockException">The search leaves 1900 to 2100.</exception>
    public DateOnly AddWorkingDays(DateOnly date, int count)
    {
        for (var left = Math.Abs((long)count); left > 0;)
        {
            date = date.AddDays(Math.Sign(count));
            left -= IsWorkingDay(date) ? 1 : 0;
        }

        return date;
    }

    /// <summary>The same instant on the calendar's wall clock.</summary>
    public DateTimeOffset Local(DateTimeOffset instant) =>
        Zone.SupportsDaylightSavingTime ? TimeZoneInfo.ConvertTime(instant, Zone) : instant.ToOffset(Zone.BaseUtcOffset);

    /// <summary>
    /// The instant of a wall time, 24:00 included. In the hour that summer time skips the clock is already on; an hour that comes twice means the first.
    /// </summary>
    public DateTimeOffset Instant(DateOnly date, TimeSpan time)
    {
        var wall = date.ToDateTime(TimeOnly.MinValue) + time;
        if (!Zone.SupportsDaylightSavingTime)
        {
            return new DateTimeOffset(wall, Zone.BaseUtcOffset);
        }

        var offset = Zone.IsAmbiguousTime(wall) ? Zone.GetAmbiguousTimeOffsets(wall).Max() : Zone.GetUtcOffset(wall);
        return TimeZoneInfo.ConvertTime(new DateTimeOffset(wall, offset), Zone);
    }

    private void Publish(PublishedYear year)
    {
        if (!years.TryAdd(year.Year, year))
        {
            throw new ClockException($"the year {year.Year} is given twice");
        }

        foreach (var day in year.Days)
        {
            var index = Index(day.Date);
            if (days[index] is { } known && known.IsOffDay != day.IsOffDay)
            {
                throw new ClockException($"{day.Date:yyyy-MM-dd} is given twice, as a day off and as a working day");
            }

            days[index] = day;
            works[index] = !day.IsOffDay;
        }
    }

    private static int Index(DateOnly date)
    {
        var index = date.DayNumber - FirstDay;
        return index >= 0 && index < AllDays ? index : throw OutOfRange();
    }

    internal static ClockException OutOfRange() => new($"the computation leaves the years {FirstYear} to {LastYear}");
}

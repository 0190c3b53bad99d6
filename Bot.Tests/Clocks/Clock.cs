using System.Globalization;
using Bot.Domain.Clocks;
using Bot.Host.Clocks;

namespace Bot.Tests.Clocks;

/// <summary>What the tests of this folder share: the shipped calendar and short ways to write instants.</summary>
internal static class Clock
{
    public static readonly IReadOnlyList<PublishedYear> Years = CalendarFiles.Load(null);
    public static readonly WorkCalendar Calendar = new(Years);
    public static readonly DueTime Due = new(Calendar, WorkingHours.Parse(WorkingHours.Usual));

    /// <summary>"2026-02-13 16:30" or with seconds, in Shanghai; an offset may follow.</summary>
    public static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text.EndsWith('Z') || text.LastIndexOf('+') > 0 ? text : text + "+08:00", CultureInfo.InvariantCulture);

    public static DateTimeOffset At(string wall, TimeZoneInfo zone)
    {
        var local = DateTime.Parse(wall, CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static Pause Pause(string from, string to) => new(At(from), At(to));

    /// <summary>A year in which only these days are off.</summary>
    public static PublishedYear Holidays(int year, params string[] days) =>
        new(year, null, [.. days.Select(day => new PublishedDay(Day(day), "holiday", true))]);
}

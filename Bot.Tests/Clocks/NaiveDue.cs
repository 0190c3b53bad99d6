using System.Globalization;
using System.Text.Json;
using Bot.Host.Clocks;

namespace Bot.Tests.Clocks;

/// <summary>
/// The second implementation: written apart from the first, from the contract alone, as slow and plain as possible. It reads the files itself, knows
/// only strings of dates, and lets time pass minute by minute.
/// </summary>
internal sealed class NaiveDue
{
    private readonly Dictionary<string, bool> off = [];
    private readonly HashSet<int> published = [];

    public NaiveDue()
    {
        foreach (var file in Directory.GetFiles(CalendarFiles.Shipped, "*.json"))
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var day in document.RootElement.GetProperty("days").EnumerateArray())
            {
                off[day.GetProperty("date").GetString()!] = day.GetProperty("isOffDay").GetBoolean();
                published.Add(document.RootElement.GetProperty("year").GetInt32());
            }
        }
    }

    public bool Works(DateTime day) =>
        off.TryGetValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), out var free) ? !free : day.DayOfWeek != DayOfWeek.Saturday && day.DayOfWeek != DayOfWeek.Sunday;

    /// <summary>Whether the minute that begins now is one in which people work (09–12, 14–18) and nothing is paused. Wall time of Shanghai.</summary>
    public bool Counts(DateTime minute, IReadOnlyList<(DateTime From, DateTime To)> pauses) =>
        minute.Hour is (>= 9 and < 12) or (>= 14 and < 18) && !pauses.Any(pause => minute >= pause.From && minute < pause.To) && Works(minute.Date);

    public (DateTime Due, bool Provisional) WorkingDays(DateTime start, int count)
    {
        var (day, provisional) = (start.Date, false);
        while (count > 0)
        {
            day = day.AddDays(1);
            provisional |= !published.Contains(day.Year);
            count -= Works(day) ? 1 : 0;
        }

        return (day.AddHours(18), provisional);
    }

    /// <summary>As above, where a day counts if one of its minutes does.</summary>
    public DateTime WorkingDays(DateTime start, int count, IReadOnlyList<(DateTime From, DateTime To)> pauses)
    {
        var day = start.Date;
        while (count > 0)
        {
            day = day.AddDays(1);
            count -= Enumerable.Range(0, 24 * 60).Any(minute => Counts(day.AddMinutes(minute), pauses)) ? 1 : 0;
        }

        return day.AddHours(18);
    }

    public DateTime WorkingMinutes(DateTime start, int count, IReadOnlyList<(DateTime From, DateTime To)> pauses)
    {
        var minute = start;
        while (count > 0)
        {
            count -= Counts(minute, pauses) ? 1 : 0;
            minute = minute.AddMinutes(1);
        }

        return minute;
    }

    public static DateTime Minutes(DateTime start, int count, IReadOnlyList<(DateTime From, DateTime To)> pauses)
    {
        var minute = start;
        while (count > 0)
        {
            count -= pauses.Any(pause => minute >= pause.From && minute < pause.To) ? 0 : 1;
            minute = minute.AddMinutes(1);
        }

        return minute;
    }
}

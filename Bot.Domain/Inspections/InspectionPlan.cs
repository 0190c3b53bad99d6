using System.Globalization;
using Bot.Domain.Clocks;

namespace Bot.Domain.Inspections;

/// <summary>监督抽查 of a place, such as the canteen: what is looked at, on how many of which weekdays, by one of whom.</summary>
/// <param name="Items">The checklist; said by their place in it, from 1.</param>
/// <param name="ResponsibleId">Whoever puts right what fails.</param>
public sealed record InspectionPlan(
    string Id, string NodeId, string Place, IReadOnlyList<string> Items, IReadOnlyList<DayOfWeek> Weekdays, int LeastDays, int MostDays, IReadOnlyList<string> People, string ResponsibleId)
{
    private static readonly TimeOnly Evening = new(18, 0), Morning = new(7, 0), Afternoon = new(17, 0);

    /// <summary>The Monday after a day.</summary>
    public static DateOnly NextMonday(DateOnly day) => day.AddDays(7 - (((int)day.DayOfWeek + 6) % 7));

    /// <summary>"2026-W10" for the week that begins on a Monday.</summary>
    public static string WeekOf(DateOnly monday) =>
        string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(monday.ToDateTime(TimeOnly.MinValue))}-W{ISOWeek.GetWeekOfYear(monday.ToDateTime(TimeOnly.MinValue)):00}");

    /// <summary>The evening before the week.</summary>
    public static DateTimeOffset CommitsAt(DateOnly monday) => ShanghaiTime.At(monday.AddDays(-1), Evening);

    /// <summary>The morning after the week.</summary>
    public static DateTimeOffset RevealsAt(DateOnly monday) => ShanghaiTime.At(monday.AddDays(7), Morning);

    /// <summary>The inspector is asked in the morning and reminded in the afternoon; without a result by the next morning it counts as missing.</summary>
    public static IReadOnlyList<(string Kind, DateTimeOffset At)> ClocksOf(DateOnly day) =>
        [("day", ShanghaiTime.At(day, Morning)), ("remind", ShanghaiTime.At(day, Afternoon)), ("missing", ShanghaiTime.At(day.AddDays(1), Morning))];

    /// <summary>Of the plan's weekdays those that no published paper makes a day off.</summary>
    public DrawInputs InputsFor(DateOnly monday, WorkCalendar calendar) =>
        new(Id, WeekOf(monday), [.. Enumerable.Range(0, 7).Select(monday.AddDays).Where(day => Weekdays.Contains(day.DayOfWeek) && calendar.Published(day) is not { IsOffDay: true })], LeastDays, MostDays, People);
}

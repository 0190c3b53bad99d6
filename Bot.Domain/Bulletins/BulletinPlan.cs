using System.Globalization;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Meetings;

namespace Bot.Domain.Bulletins;

/// <summary>One line of bulletins.tsv: under which name, of which period, for every node of which level, on which day it is drafted.</summary>
/// <param name="Months">1, 3 or 12.</param>
/// <param name="IsPast">Of the period before the one in which the day lies (上月), not of its own (本月).</param>
/// <param name="ReleasedAfter">So long after the draft it goes out by itself; null where it waits for its release.</param>
public sealed record BulletinPlan(string Title, int Months, bool IsPast, Level Level, SeriesRule Rule, HolidayRule Holidays, TimeSpan? ReleasedAfter)
{
    private const string Waits = "等发布";
    private const string HoursLater = "小时后自动";

    /// <summary>No holidays are longer, so no date is moved further.</summary>
    private const int Reach = 15;
    private static readonly string[] Periods = ["上月", "上季", "上年", "本月", "本季", "本年"];
    private static readonly int[] Lengths = [1, 3, 12];

    /// <summary>The periods whose bulletin is due on one of these days, both included.</summary>
    public IEnumerable<Period> DueBetween(DateOnly from, DateOnly until, WorkCalendar calendar) => Rule.Dates(from.AddDays(-Reach), until.AddDays(Reach), calendar)
        .Where(planned => Holidays.Apply(planned, calendar) is { } date && date >= from && date <= until)
        .Select(planned => Period.Around(planned, Months) is var own && IsPast ? own.Before() : own);

    /// <exception cref="FormatException">Names the line and what cannot be used.</exception>
    public static IReadOnlyList<BulletinPlan> Parse(IEnumerable<string> lines)
    {
        var plans = new List<BulletinPlan>();
        foreach (var (fields, number) in TabLines.Read(lines, 6))
        {
            try
            {
                plans.Add(ParseLine(fields));
            }
            catch (FormatException refused)
            {
                throw new FormatException($"line {number}: {refused.Message}", refused);
            }

            if (plans.SkipLast(1).Any(plan => plan.Title == plans[^1].Title && plan.Level == plans[^1].Level))
            {
                throw new FormatException($"line {number}: '{plans[^1].Title}' stands there already for this level");
            }
        }

        return plans;
    }

    private static BulletinPlan ParseLine(string[] fields)
    {
        var period = Array.IndexOf(Periods, fields[1]);
        if (fields[0].Length is 0 or > 12 || period < 0)
        {
            throw new FormatException(period < 0 ? $"period '{fields[1]}' is none of {string.Join(", ", Periods)}" : "a title has 1 to 12 characters");
        }

        if (!Enum.TryParse<Level>(fields[2], ignoreCase: true, out var level) || int.TryParse(fields[2], out _))
        {
            throw new FormatException($"level '{fields[2]}' is none of grid, community, street, district");
        }

        return new BulletinPlan(fields[0], Lengths[period % 3], period < 3, level, SeriesRule.Parse(fields[3]), HolidayRule.Parse(fields[4]), Release(fields[5]));
    }

    private static TimeSpan? Release(string words)
    {
        if (words == Waits)
        {
            return null;
        }

        return words.EndsWith(HoursLater, StringComparison.Ordinal) && int.TryParse(words[..^HoursLater.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours is > 0 and <= 240
            ? TimeSpan.FromHours(hours)
            : throw new FormatException($"release '{words}' is neither {Waits} nor such as 48{HoursLater}");
    }
}

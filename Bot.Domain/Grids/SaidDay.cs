using System.Globalization;
using System.Text.RegularExpressions;

namespace Bot.Domain.Grids;

/// <summary>A day as staff write it in a chat.</summary>
public static partial class SaidDay
{
    /// <summary>11-25, 11月25日, 2026-11-25, 今天, 明天, 后天. Without a year it is the next such day: of this year, or of the next one where it is long past. Null where there is no such day.</summary>
    public static DateOnly? Read(string said, DateOnly today)
    {
        if (Array.IndexOf(["今天", "明天", "后天"], said) is >= 0 and var ahead)
        {
            return today.AddDays(ahead);
        }

        if (said.Length == 0)
        {
            return today;
        }

        if (Written().Match(said) is not { Success: true } match)
        {
            return null;
        }

        var (month, day) = (Number(match, "month"), Number(match, "day"));
        if (match.Groups["year"].Success)
        {
            return Date(Number(match, "year"), month, day);
        }

        return Date(today.Year, month, day) is { } thisYear && thisYear.AddMonths(6) > today ? thisYear : Date(today.Year + 1, month, day);
    }

    private static int Number(Match match, string name) => int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);

    private static DateOnly? Date(int year, int month, int day) =>
        year is >= 2000 and < 2100 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    [GeneratedRegex(@"^(?:(?<year>\d{4})-)?(?<month>\d{1,2})(?:-|月)(?<day>\d{1,2})[日号]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}

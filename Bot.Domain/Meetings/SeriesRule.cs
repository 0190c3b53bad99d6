using System.Globalization;
using System.Text.RegularExpressions;
using Bot.Domain.Clocks;

namespace Bot.Domain.Meetings;

/// <summary>
/// On which dates a series falls, in the words of whoever plans it: 每周四 · 每周二、四 · 每两周周四 2026-01-08起 · 每月15日 · 每月月底 · 每月第二个周六 · 每月最后一个周五 ·
/// 每月最后一个工作日 · 3月、6月、9月、12月20日 · 2026-01-03、2026-02-07. A 31st falls on the last day of a shorter month.
/// </summary>
public sealed partial class SeriesRule
{
    public const string Forms = "每周四、每两周周四 2026-01-08起、每月15日、每月月中、每月月底、每月第二个周六、每月最后一个周五、每月最后一个工作日、3月、6月、9月、12月20日，或直接列日期 2026-01-03、2026-02-07";
    private const string Weekdays = "一二三四五六日";
    private const int WholeMonth = 31;
    private readonly Func<DateOnly, WorkCalendar, bool> falls;

    private SeriesRule(string text, bool isWeekly, Func<DateOnly, WorkCalendar, bool> falls) => (Text, IsWeekly, this.falls) = (text, isWeekly, falls);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it counts by weeks, so that there is one meeting a week and not two.</summary>
    public bool IsWeekly { get; }

    /// <summary>Both ends included.</summary>
    public IEnumerable<DateOnly> Dates(DateOnly from, DateOnly until, WorkCalendar calendar)
    {
        for (var date = from; date <= until; date = date.AddDays(1))
        {
            if (falls(date, calendar))
            {
                yield return date;
            }
        }
    }

    /// <exception cref="FormatException">The words are none of the forms; the message names them, in Chinese.</exception>
    public static SeriesRule Parse(string text)
    {
        var words = text.Replace(" ", "", StringComparison.Ordinal).Replace("　", "", StringComparison.Ordinal).Replace('，', '、').Replace(',', '、').Replace("星期", "周", StringComparison.Ordinal).Replace('天', '日').Replace('号', '日');
        return ByWeek(text, words) ?? ByMonth(text, words) ?? ByDate(text, words) ?? throw new FormatException($"看不懂开会的日子「{text}」；可以写：{Forms}");
    }

    private static SeriesRule? ByWeek(string text, string words)
    {
        var match = WeekForm().Match(words);
        if (!match.Success)
        {
            return null;
        }

        var days = match.Groups["days"].Value.Where(Weekdays.Contains).Select(day => Weekdays.IndexOf(day, StringComparison.Ordinal)).ToHashSet();
        if (!match.Groups["two"].Success)
        {
            return match.Groups["since"].Success ? null : new SeriesRule(text, true, (date, _) => days.Contains(IndexOf(date)));
        }

        // Without a first week nobody could tell which of the two it is.
        return match.Groups["since"].Success && ReadDate(match.Groups["since"].Value) is { } since
            ? new SeriesRule(text, true, (date, _) => date >= since && days.Contains(IndexOf(date)) && (Monday(date).DayNumber - Monday(since).DayNumber) % 14 == 0)
            : null;
    }

    private static SeriesRule? ByMonth(string text, string words)
    {
        var match = MonthForm().Match(words);
        if (!match.Success)
        {
            return null;
        }

        var months = match.Groups["month"].Captures.Select(capture => int.Parse(capture.Value, CultureInfo.InvariantCulture)).ToHashSet();
        if (months.Any(month => month is < 1 or > 12))
        {
            return null;
        }

        bool In(DateOnly date) => months.Count == 0 || months.Contains(date.Month);
        if (match.Groups["day"].Success)
        {
            var days = match.Groups["day"].Captures.Select(capture => int.Parse(capture.Value, CultureInfo.InvariantCulture)).ToHashSet();
            return days.Any(day => day is < 1 or > WholeMonth) ? null : new SeriesRule(text, false, (date, _) => In(date) && days.Any(day => date.Day == Math.Min(day, LastDay(date))));
        }

        if (match.Groups["middle"].Success)
        {
            return new SeriesRule(text, false, (date, _) => In(date) && date.Day == 15);
        }

        if (match.Groups["working"].Success)
        {
            return new SeriesRule(text, false, (date, calendar) => In(date) && calendar.IsWorkingDay(date) && Enumerable.Range(date.Day + 1, LastDay(date) - date.Day).All(day => !calendar.IsWorkingDay(new DateOnly(date.Year, date.Month, day))));
        }

        if (match.Groups["weekday"].Success)
        {
            var weekday = Weekdays.IndexOf(match.Groups["weekday"].Value, StringComparison.Ordinal);
            var which = match.Groups["which"].Success ? "一二三四五".IndexOf(match.Groups["which"].Value, StringComparison.Ordinal) is >= 0 and var index ? index : match.Groups["which"].Value[0] - '1' : (int?)null;
            return new SeriesRule(text, false, (date, _) => In(date) && IndexOf(date) == weekday && (which is { } nth ? (date.Day - 1) / 7 == nth : date.Day + 7 > LastDay(date)));
        }

        return new SeriesRule(text, false, (date, _) => In(date) && date.Day == LastDay(date));
    }

    private static SeriesRule? ByDate(string text, string words)
    {
        var dates = words.Split('、', StringSplitOptions.RemoveEmptyEntries).Select(ReadDate).ToList();
        return dates.Count == 0 || dates.Contains(null) ? null : new SeriesRule(text, false, (date, _) => dates.Contains(date));
    }

    private static DateOnly? ReadDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>0 for Monday.</summary>
    internal static int IndexOf(DateOnly date) => ((int)date.DayOfWeek + 6) % 7;

    internal static DateOnly Monday(DateOnly date) => date.AddDays(-IndexOf(date));

    private static int LastDay(DateOnly date) => DateTime.DaysInMonth(date.Year, date.Month);

    [GeneratedRegex(@"^(?<two>每两周|每2周|隔周)?(?(two)(?:的?周)?|每周)(?<days>[一二三四五六日](?:、?(?:周)?[一二三四五六日])*)(?:[（(]?(?<since>\d{4}-\d\d-\d\d)起[)）]?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex WeekForm();

    [GeneratedRegex(@"^(?:每月|(?:(?<month>\d{1,2})月、?)+)(?:(?:(?<day>\d{1,2})日、?)+|(?<middle>月中|中旬)|(?<working>最后(?:一)?个工作日)|(?:第(?<which>[一二三四五1-5])个|最后(?:一)?个)周(?<weekday>[一二三四五六日])|月?底|月末|最后一日)$", RegexOptions.CultureInvariant)]
    private static partial Regex MonthForm();
}

using System.Globalization;

namespace Bot.Domain.Clocks;

/// <summary>How the clocks speak: every Chinese word of this folder.</summary>
internal static class ClockWords
{
    public const string DayAlone = "收到当天不算，从次日数起，数满那天最后一次下班时到期";
    public const string RunsOn = "连续计时，夜间、周末和节假日照算";
    public const string WorkingTimeOnly = "只计上班时间";

    public static string Limit(Limit limit) => limit.Count.ToString(CultureInfo.InvariantCulture) + Unit(limit.Unit);

    public static string Unit(LimitUnit unit) => unit switch
    {
        LimitUnit.WorkingDays => "个工作日",
        LimitUnit.WorkingHours => "个工作小时",
        LimitUnit.WorkingMinutes => "个工作分钟",
        LimitUnit.Hours => "小时",
        LimitUnit.Minutes => "分钟",
        _ => "个自然日",
    };

    public static string Start(DateTimeOffset start) => $"起算 {Instant(start)}";

    public static string Rule(Limit limit) => $"时限 {Limit(limit)}：" + limit.Unit switch
    {
        LimitUnit.WorkingDays => DayAlone,
        LimitUnit.WorkingHours or LimitUnit.WorkingMinutes => WorkingTimeOnly,
        _ => RunsOn,
    };

    public static string DueAt(DateTimeOffset at) => $"到期 {Instant(at)}";

    public static string Unpublished(IEnumerable<int> years) => $"{string.Join('、', years)} 年放假安排尚未公布，暂按只有周末休息推算，公布后重算";

    public static string Elided(int steps) => $"……中间 {steps} 段从略";

    /// <param name="season">The place among the later hours; -1 for those before them.</param>
    public static string Season(WorkingHours hours, int season)
    {
        var from = season < 0 ? "" : $"{hours.Later[season].From:yyyy-MM-dd} 起";
        var until = season + 1 < hours.Later.Count ? $"到 {hours.Later[season + 1].From.AddDays(-1):yyyy-MM-dd}" : "";
        var those = season < 0 ? hours : hours.Later[season].Hours;
        string[] days = [those.ToString(), .. those.ByWeekday.OrderBy(pair => ((int)pair.Key + 6) % 7).Select(pair => $"{Weekday(pair.Key)} {string.Join(',', pair.Value)}")];
        return $"上班时间（{string.Join(' ', new[] { from, until }.Where(part => part.Length > 0))}）：{string.Join("，", days)}";
    }

    public static string Skipped(DateTimeOffset from, DateTimeOffset to, TimeSpan time) => $"暂停 {Instant(from)} 至 {Instant(to)}，顺延 {Duration(time)}";

    public static string Off(DateOnly from, DateOnly to, string? holiday) => $"{Dates(from, to)} {(holiday is null ? "周末休息" : holiday + "放假")}，不计";

    public static string Closed(DateOnly from, DateOnly to) => $"{Dates(from, to)} 没有剩余上班时间，不计";

    public static string Paused(DateOnly from, DateOnly to) => $"{Dates(from, to)} 上班时间全在暂停中，不计";

    public static string Counted(DateOnly from, DateOnly to, string? holiday, int first, int last) =>
        $"{Dates(from, to)} {MadeUp(holiday)}第{(first == last ? $"{first}" : $"{first}至{last}")}个工作日";

    /// <param name="hours">Null where whole days passed.</param>
    public static string Passed(DateOnly from, DateOnly to, string? holiday, string? hours, TimeSpan time, TimeSpan total) =>
        $"{Dates(from, to)} {MadeUp(holiday)}{hours ?? "全天上班时间"}，计 {Duration(time)}，累计 {Duration(total)}";

    private static string MadeUp(string? holiday) => holiday is null ? "" : $"{holiday}调休上班，";

    public static string Dates(DateOnly from, DateOnly to) => from == to ? Date(from) : $"{Date(from)} 至 {Date(to)}";

    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " " + Weekday(date.DayOfWeek);

    public static string Instant(DateTimeOffset at) => Date(DateOnly.FromDateTime(at.DateTime)) + " " + Clock(at);

    /// <summary>Seconds only where there are any. 24:00 shows as the next day's 00:00, as every clock does.</summary>
    public static string Clock(DateTimeOffset at) => at.ToString(at.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan time)
    {
        var hours = (long)time.TotalHours;
        var parts = (hours > 0 ? $"{hours}小时" : "") + (time.Minutes > 0 ? $"{time.Minutes}分" : "") + (time.Seconds > 0 ? $"{time.Seconds}秒" : "");
        return parts.Length > 0 ? parts : "0分";
    }

    public static string Weekday(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => "周一",
        DayOfWeek.Tuesday => "周二",
        DayOfWeek.Wednesday => "周三",
        DayOfWeek.Thursday => "周四",
        DayOfWeek.Friday => "周五",
        DayOfWeek.Saturday => "周六",
        _ => "周日",
    };
}

using System.Globalization;

namespace Bot.Tests.Story;

/// <summary>A meeting as it stands on paper: when, under which name, and which groups are told.</summary>
internal sealed record PaperMeeting(DateTime At, string Title, IReadOnlyList<string> Groups, string Host);

/// <summary>A bulletin as it stands on paper: the day of its draft, of which months it tells, and which groups read it.</summary>
/// <param name="From">The first of its months, of 2026.</param>
/// <param name="Until">The last of them.</param>
internal sealed record PaperBulletin(DateTime Day, string Head, string Node, int From, int Until, IReadOnlyList<string> Groups)
{
    public bool TellsOf(DateTime day) => day.Year == 2026 && day.Month >= From && day.Month <= Until;
}

/// <summary>
/// The year 2026 of 桂香园 worked out once more, day by day, from the State Council's paper as it is written out here; it shares nothing with the program.
/// For 2027 there is no paper yet: its weekdays are worked. All times are Shanghai's.
/// </summary>
internal static class YearOnPaper
{
    private static readonly string[] Free = ["01-01/01-03", "02-15/02-23", "04-04/04-06", "05-01/05-05", "06-19/06-21", "09-25/09-27", "10-01/10-07"];
    private static readonly string[] Worked = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"];
    private static readonly string[] Grid1 = ["demo-1"], Grid2 = ["demo-2"], Both = ["demo-1", "demo-2"];
    private static readonly DateTime First = new(2026, 1, 1);

    /// <summary>Of 2026 and January 2027.</summary>
    public static IReadOnlyList<PaperMeeting> Meetings { get; } =
    [
        .. Thursdays().SelectMany(day => new[]
        {
            new PaperMeeting(day.AddHours(19.5), "周四夜话会", Grid1, "w1"),
            new PaperMeeting(day.AddHours(19.5), "邻里夜话会", Grid2, "w2"),
        }),
        .. Months(13).Select(month => month.AddDays(14)).Select(day => IsFree(day) ? NextWorked(day) : day).Select(day => new PaperMeeting(day.AddHours(10), "月中院坝会", Both, "w1")),
        .. Months(13).Select(month => LastWorked(month.AddMonths(1).AddDays(-1))).Select(day => new PaperMeeting(day.AddHours(15), "月底报告会", Both, "w1")),
    ];

    /// <summary>Those that tell of 2026.</summary>
    public static IReadOnlyList<PaperBulletin> Bulletins { get; } =
    [
        .. Months(12).SelectMany(month => new[]
        {
            Monthly(month, 1, "【一月一通报】桂香园第1网格", "grid-1", Grid1),
            Monthly(month, 1, "【一月一通报】桂香园第2网格", "grid-2", Grid2),
            Monthly(month, 3, "【我向群众月报告】桂香园社区", "guixiangyuan", Both),
        }),
        Later(2026, 4, 10, "【一季一公示】桂香园社区 2026年第一季度", 1, 3),
        Later(2026, 7, 10, "【一季一公示】桂香园社区 2026年第二季度", 4, 6),
        Later(2026, 10, 10, "【一季一公示】桂香园社区 2026年第三季度", 7, 9),
        Later(2027, 1, 10, "【一季一公示】桂香园社区 2026年第四季度", 10, 12),
        Later(2027, 1, 15, "【一年一总结】桂香园社区 2026年", 1, 12),
    ];

    private static PaperBulletin Monthly(DateTime month, int day, string head, string node, IReadOnlyList<string> groups) =>
        new(NextWorked(month.AddMonths(1).AddDays(day - 1)), $"{head} 2026年{month:%M}月", node, month.Month, month.Month, groups);

    private static PaperBulletin Later(int year, int month, int day, string head, int from, int until) =>
        new(NextWorked(new DateTime(year, month, day)), head, "guixiangyuan", from, until, Both);

    private static IEnumerable<DateTime> Months(int count) => Enumerable.Range(0, count).Select(First.AddMonths);

    /// <summary>Every week's evening: its Thursday, or where that is free and moved into a week that has none, the next working day.</summary>
    private static IEnumerable<DateTime> Thursdays()
    {
        var thursdays = Enumerable.Range(0, 55).Select(week => First.AddDays(7 * week)).ToList();
        var weeks = thursdays.Where(day => !IsFree(day)).ToDictionary(Week);
        foreach (var moved in thursdays.Where(IsFree).Select(NextWorked))
        {
            weeks.TryAdd(Week(moved), moved);
        }

        return weeks.Values.Order();
    }

    private static int Week(DateTime day) => (int)(day - new DateTime(2025, 12, 29)).TotalDays / 7;

    private static DateTime NextWorked(DateTime day) => IsWorked(day) ? day : NextWorked(day.AddDays(1));

    private static DateTime LastWorked(DateTime day) => IsWorked(day) ? day : LastWorked(day.AddDays(-1));

    private static bool IsWorked(DateTime day) =>
        (day.Year == 2026 && Worked.Contains(Date(day))) || (!IsFree(day) && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    private static bool IsFree(DateTime day) =>
        day.Year == 2026 && Free.Any(span => string.CompareOrdinal(Date(day), span[..5]) >= 0 && string.CompareOrdinal(Date(day), span[6..]) <= 0);

    private static string Date(DateTime day) => day.ToString("MM-dd", CultureInfo.InvariantCulture);
}

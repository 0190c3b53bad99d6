using System.Globalization;

namespace Bot.Domain.Clocks;

/// <summary>When work is done at one node of the tree.</summary>
/// <param name="Weekdays">The days worked in an ordinary week.</param>
public sealed record OfficeHours(IReadOnlyCollection<DayOfWeek> Weekdays, WorkingHours Hours, TimeZoneInfo Zone);

/// <summary>
/// 上班时间 as data. Lines of "days TAB hours": days are "周一至周五", "周一、周三" or a date, hours are several intervals or "休"; "时区 TAB Asia/Shanghai" names the
/// zone. Below "[node]" stands what differs for that node of the tree and all below it: for each day the nearest line wins, all else is inherited.
/// </summary>
public sealed class HoursRules
{
    private const string ZoneWord = "时区", ClosedWord = "休";
    private static readonly string[] Week = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

    private readonly Dictionary<(string Node, DayOfWeek Day), IReadOnlyList<WorkingInterval>> weekdays = [];
    private readonly Dictionary<(string Node, DateOnly Date), IReadOnlyList<WorkingInterval>> dates = [];
    private readonly Dictionary<string, TimeZoneInfo> zones = [];
    private readonly Dictionary<string, int> firstLines = [];

    /// <summary>The nodes that have lines of their own, with the first of them.</summary>
    public IEnumerable<(string Node, int Line)> Nodes => firstLines.Select(pair => (pair.Key, pair.Value));

    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static HoursRules Parse(IEnumerable<string> lines)
    {
        var rules = new HoursRules();
        foreach (var (node, fields, number) in TabLines.ReadByNode(lines, 2))
        {
            rules.firstLines.TryAdd(node, number);
            try
            {
                rules.Add(node, fields[0], fields[1]);
            }
            catch (ClockException exception)
            {
                throw new FormatException($"line {number}: {exception.Message}", exception);
            }
        }

        _ = rules.For([]);
        return rules;
    }

    /// <param name="path">The nodes from there upwards; empty for what holds everywhere.</param>
    /// <exception cref="FormatException">No weekday is left that is worked there.</exception>
    public OfficeHours For(IReadOnlyList<string> path)
    {
        var byWeekday = new Dictionary<DayOfWeek, IReadOnlyList<WorkingInterval>>();
        var byDate = new Dictionary<DateOnly, IReadOnlyList<WorkingInterval>>();
        foreach (var node in path.Append(""))
        {
            foreach (var (key, hours) in weekdays.Where(pair => pair.Key.Node == node))
            {
                byWeekday.TryAdd(key.Day, hours);
            }

            foreach (var (key, hours) in dates.Where(pair => pair.Key.Node == node))
            {
                byDate.TryAdd(key.Date, hours);
            }
        }

        var open = byWeekday.Where(pair => pair.Value.Count > 0).ToDictionary();
        if (open.Count == 0)
        {
            var nearest = path.FirstOrDefault(firstLines.ContainsKey);
            throw new FormatException(nearest is null ? "no day of the week is worked" : $"line {firstLines[nearest]}: no day of the week is worked at [{nearest}]");
        }

        // A weekend day that the State Council makes a working day (调休) has the hours of the week's first working day.
        var usual = open[Enumerable.Range(0, Week.Length).Select(Day).First(open.ContainsKey)];
        var others = open.Where(pair => !pair.Value.SequenceEqual(usual)).ToDictionary();
        var zone = path.Append("").Select(node => zones.GetValueOrDefault(node)).FirstOrDefault(zone => zone is not null);
        return new OfficeHours(open.Keys, new WorkingHours(usual) { ByWeekday = others, ByDate = byDate }, zone ?? WorkCalendar.Shanghai);
    }

    private void Add(string node, string days, string value)
    {
        if (days == ZoneWord)
        {
            Keep(zones.TryAdd(node, Zone(value)), node, ZoneWord);
            return;
        }

        var hours = value == ClosedWord ? [] : WorkingHours.Parse(value).Intervals;
        foreach (var part in days.Split('、', ','))
        {
            if (DateOnly.TryParseExact(part.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                Keep(dates.TryAdd((node, date), hours), node, part.Trim());
                continue;
            }

            foreach (var day in Weekdays(part.Trim()))
            {
                Keep(weekdays.TryAdd((node, Day(day)), hours), node, Week[day]);
            }
        }
    }

    private static void Keep(bool isFirst, string node, string what)
    {
        if (!isFirst)
        {
            throw new ClockException($"{what} is given twice{(node.Length > 0 ? $" for [{node}]" : "")}");
        }
    }

    private static IEnumerable<int> Weekdays(string part)
    {
        var ends = part.Split('至').Select(word => Array.IndexOf(Week, word.Trim())).ToList();
        return ends.Count is 1 or 2 && ends.TrueForAll(end => end >= 0) && ends[0] <= ends[^1]
            ? Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
            : throw new ClockException($"'{part}' is neither a weekday (周一), a span of them (周一至周五), a date (2026-02-16) nor {ZoneWord}");
    }

    private static DayOfWeek Day(int index) => (DayOfWeek)((index + 1) % 7);

    private static TimeZoneInfo Zone(string name) => name == WorkCalendar.Shanghai.Id
        ? WorkCalendar.Shanghai
        : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : throw new ClockException($"unknown zone '{name}'; usual is {WorkCalendar.Shanghai.Id}");
}

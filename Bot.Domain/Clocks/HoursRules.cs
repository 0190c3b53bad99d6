using System.Globalization;

namespace Bot.Domain.Clocks;

/// <summary>When work is done at one node of the tree.</summary>
/// <param name="Seasons">The days worked in an ordinary week, from a day on; the first from the beginning of time, oldest first.</param>
public sealed record OfficeHours(IReadOnlyList<(DateOnly From, IReadOnlyCollection<DayOfWeek> Weekdays)> Seasons, WorkingHours Hours, TimeZoneInfo Zone)
{
    public IReadOnlyCollection<DayOfWeek> WeekdaysOn(DateOnly date)
    {
        var index = Seasons.Count - 1;
        while (index > 0 && Seasons[index].From > date)
        {
            index--;
        }

        return Seasons[index].Weekdays;
    }
}

/// <summary>
/// 上班时间 as data. Lines of "days TAB hours", or "days TAB hours TAB from TAB until" for what holds only then (夏令, 冬令): days are "周一至周五", "周一、周三" or a date,
/// hours are several intervals or "休", from and until are the first and the last day, "-" or empty where it is open; "时区 TAB Asia/Shanghai" names the
/// zone. Below "[node]" stands what differs for that node of the tree and all below it: for each day the nearest line wins, all else is inherited.
/// </summary>
public sealed class HoursRules
{
    private const string ZoneWord = "时区", ClosedWord = "休";
    private static readonly string[] WeekWords = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

    private readonly Dictionary<(string Node, DayOfWeek Day), List<Line>> weekdays = [];
    private readonly Dictionary<(string Node, DateOnly Date), IReadOnlyList<WorkingInterval>> dates = [];
    private readonly Dictionary<string, TimeZoneInfo> zones = [];
    private readonly Dictionary<string, int> firstLines = [];

    /// <summary>What one line says of one weekday, from the first to the last day on which it holds.</summary>
    private sealed record Line(IReadOnlyList<WorkingInterval> Hours, DateOnly From, DateOnly Until, int Number)
    {
        public bool Covers(DateOnly date) => From <= date && date <= Until;
    }

    /// <summary>The nodes that have lines of their own, with the first of them.</summary>
    public IEnumerable<(string Node, int Line)> Nodes => firstLines.Select(pair => (pair.Key, pair.Value));

    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static HoursRules Parse(IEnumerable<string> lines)
    {
        var rules = new HoursRules();
        foreach (var (node, fields, number) in TabLines.ReadByNode(lines, 2, optional: 2))
        {
            rules.firstLines.TryAdd(node, number);
            try
            {
                rules.Add(node, fields, number);
            }
            catch (ClockException exception)
            {
                throw new FormatException($"line {number}: {exception.Message}", exception);
            }
        }

        rules.RefuseGaps();
        _ = rules.For([]);
        return rules;
    }

    /// <param name="path">The nodes from there upwards; empty for what holds everywhere.</param>
    /// <exception cref="FormatException">No weekday is left that is worked there.</exception>
    public OfficeHours For(IReadOnlyList<string> path)
    {
        string[] nodes = [.. path, ""];
        var byDate = new Dictionary<DateOnly, IReadOnlyList<WorkingInterval>>();
        foreach (var (key, hours) in nodes.SelectMany(node => dates.Where(pair => pair.Key.Node == node)))
        {
            byDate.TryAdd(key.Date, hours);
        }

        var seasons = new List<(DateOnly From, IReadOnlyCollection<DayOfWeek> Weekdays, WorkingHours Hours, string Text)>();
        foreach (var from in Beginnings(nodes))
        {
            var (weekdays, hours, text) = Week(path, from);
            if (seasons.Count == 0 || seasons[^1].Text != text)
            {
                seasons.Add((from, weekdays, hours, text));
            }
        }

        var zone = nodes.Select(node => zones.GetValueOrDefault(node)).FirstOrDefault(zone => zone is not null);
        return new OfficeHours(
            [.. seasons.Select(season => (season.From, season.Weekdays))],
            seasons[0].Hours with { ByDate = byDate, Later = [.. seasons.Skip(1).Select(season => (season.From, season.Hours))] },
            zone ?? WorkCalendar.Shanghai);
    }

    /// <summary>The days on which other hours may begin.</summary>
    private IEnumerable<DateOnly> Beginnings(string[] nodes) => weekdays
        .Where(pair => nodes.Contains(pair.Key.Node))
        .SelectMany(pair => pair.Value)
        .SelectMany(line => line.Until == DateOnly.MaxValue ? new[] { line.From } : [line.From, line.Until.AddDays(1)])
        .Append(DateOnly.MinValue)
        .Distinct()
        .Order();

    /// <summary>The ordinary week as it is from a day on, and its text, the same for the same week.</summary>
    private (IReadOnlyCollection<DayOfWeek> Weekdays, WorkingHours Hours, string Text) Week(IReadOnlyList<string> path, DateOnly from)
    {
        var open = new Dictionary<DayOfWeek, IReadOnlyList<WorkingInterval>>();
        foreach (var day in Enumerable.Range(0, WeekWords.Length).Select(Day))
        {
            var nearest = path.Append("").Select(node => weekdays.GetValueOrDefault((node, day))?.Find(line => line.Covers(from))).FirstOrDefault(line => line is not null);
            if (nearest?.Hours.Count > 0)
            {
                open[day] = nearest.Hours;
            }
        }

        if (open.Count == 0)
        {
            var nearest = path.FirstOrDefault(firstLines.ContainsKey);
            var since = from == DateOnly.MinValue ? "" : $" from {from:yyyy-MM-dd} on";
            throw new FormatException(nearest is null ? $"no day of the week is worked{since}" : $"line {firstLines[nearest]}: no day of the week is worked at [{nearest}]{since}");
        }

        // A weekend day that the State Council makes a working day (调休) has the hours of the week's first working day.
        var usual = open.First().Value;
        var others = open.Where(pair => !pair.Value.SequenceEqual(usual)).ToDictionary();
        return (open.Keys, new WorkingHours(usual) { ByWeekday = others }, string.Join(' ', open.Select(pair => $"{pair.Key} {string.Join(',', pair.Value)}")));
    }

    private void Add(string node, string[] fields, int number)
    {
        var (days, value, from, until) = (fields[0], fields[1], End(fields[2]) ?? DateOnly.MinValue, End(fields[3]) ?? DateOnly.MaxValue);
        if (until < from)
        {
            throw new ClockException($"{until:yyyy-MM-dd} as the last day runs backwards from {from:yyyy-MM-dd}");
        }

        var isAlways = from == DateOnly.MinValue && until == DateOnly.MaxValue;
        if (days == ZoneWord)
        {
            RefusePeriod(isAlways, ZoneWord);
            Keep(zones.TryAdd(node, Zone(value)), node, ZoneWord);
            return;
        }

        var hours = value == ClosedWord ? [] : WorkingHours.Parse(value).Intervals;
        foreach (var part in days.Split('、', ','))
        {
            if (DateOnly.TryParseExact(part.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                RefusePeriod(isAlways, "a single date");
                Keep(dates.TryAdd((node, date), hours), node, part.Trim());
                continue;
            }

            foreach (var day in Weekdays(part.Trim()))
            {
                Add(node, day, new Line(hours, from, until, number));
            }
        }
    }

    private void Add(string node, int day, Line line)
    {
        var known = weekdays.TryGetValue((node, Day(day)), out var lines) ? lines : weekdays[(node, Day(day))] = [];
        if (known.Find(other => other.From <= line.Until && line.From <= other.Until) is { } other)
        {
            var both = line.From > other.From ? line.From : other.From;
            var when = both == DateOnly.MinValue ? "" : $", from {both:yyyy-MM-dd} on";
            throw new ClockException($"{WeekWords[day]} is given twice{Of(node)}: line {other.Number} says its hours already{when}");
        }

        known.Add(line);
    }

    /// <summary>A node may leave to those above it what is before its first and after its last line, but between two lines nobody can tell slip from purpose.</summary>
    private void RefuseGaps()
    {
        foreach (var ((node, day), lines) in weekdays)
        {
            var word = WeekWords[((int)day + 6) % 7] + Of(node);
            Line[] ordered = [.. lines.OrderBy(line => line.From)];
            foreach (var (before, after) in ordered.Zip(ordered.Skip(1)).Where(pair => pair.First.Until.AddDays(1) != pair.Second.From))
            {
                throw new FormatException($"line {after.Number}: {word} has no hours from {before.Until.AddDays(1):yyyy-MM-dd} to {after.From.AddDays(-1):yyyy-MM-dd}, since line {before.Number} ends");
            }

            if (node.Length == 0 && ordered[0].From != DateOnly.MinValue)
            {
                throw new FormatException($"line {ordered[0].Number}: {word} has no hours before {ordered[0].From:yyyy-MM-dd}");
            }

            if (node.Length == 0 && ordered[^1].Until != DateOnly.MaxValue)
            {
                throw new FormatException($"line {ordered[^1].Number}: {word} has no hours after {ordered[^1].Until:yyyy-MM-dd}");
            }
        }
    }

    private static void RefusePeriod(bool isAlways, string what)
    {
        if (!isAlways)
        {
            throw new ClockException($"{what} has no first and last day");
        }
    }

    private static DateOnly? End(string field) => field is "" or "-"
        ? null
        : DateOnly.TryParseExact(field, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new ClockException($"'{field}' is not a day such as 2026-06-01");

    private static string Of(string node) => node.Length > 0 ? $" for [{node}]" : "";

    private static void Keep(bool isFirst, string node, string what)
    {
        if (!isFirst)
        {
            throw new ClockException($"{what} is given twice{Of(node)}");
        }
    }

    private static IEnumerable<int> Weekdays(string part)
    {
        var ends = part.Split('至').Select(word => Array.IndexOf(WeekWords, word.Trim())).ToList();
        return ends.Count is 1 or 2 && ends.TrueForAll(end => end >= 0) && ends[0] <= ends[^1]
            ? Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
            : throw new ClockException($"'{part}' is neither a weekday (周一), a span of them (周一至周五), a date (2026-02-16) nor {ZoneWord}");
    }

    private static DayOfWeek Day(int index) => (DayOfWeek)((index + 1) % 7);

    private static TimeZoneInfo Zone(string name) => name == WorkCalendar.Shanghai.Id
        ? WorkCalendar.Shanghai
        : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : throw new ClockException($"unknown zone '{name}'; usual is {WorkCalendar.Shanghai.Id}");
}

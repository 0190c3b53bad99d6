using System.Globalization;
using System.Text;

namespace Bot.Domain.Clocks;

/// <summary>
/// The table of limits as one file that a clerk edits in a spreadsheet: comma- or tab-separated, first row <see cref="LimitWords.Columns"/>. An empty
/// cell among the three limits means "as the next rule that fits"; "-" means "none".
/// </summary>
public static class LimitTable
{
    private const int MostErrors = 10;

    /// <param name="file">How errors call it.</param>
    /// <exception cref="ClockException">What is wrong, each with its line, up to ten of them.</exception>
    public static IReadOnlyList<LimitRule> Parse(string text, string file)
    {
        var rows = Rows.Parse(text, file);
        if (rows.Count == 0 || !rows[0].Cells.SequenceEqual(LimitWords.Columns))
        {
            throw new ClockException($"{file} line 1: the columns must be {string.Join(',', LimitWords.Columns)}");
        }

        var rules = new List<LimitRule>();
        var errors = new List<string>();
        foreach (var (line, cells) in rows.Skip(1))
        {
            try
            {
                rules.Add(Rule(cells, $"{file} line {line}"));
            }
            catch (ClockException exception)
            {
                errors.Add($"{file} line {line}: {exception.Message}");
            }
        }

        return errors.Count == 0 ? new LimitRules(rules).All : throw new ClockException(string.Join("; ", errors.Take(MostErrors)));
    }

    /// <summary>What is in force at a node: the rules of all nodes and those of each from the top down to it, each in the order of the table.</summary>
    /// <param name="path">The nodes from there upwards; empty for the whole table.</param>
    public static IReadOnlyList<LimitRule> At(IReadOnlyList<LimitRule> rules, IReadOnlyList<string> path) => path.Count == 0
        ? rules
        : [.. path.Append("").Reverse().SelectMany(node => rules.Where(rule => rule.Node == node))];

    /// <summary>
    /// The table with a node's own rules exchanged. What a file repeats of the nodes above must be what stands there: a rule is changed where it belongs.
    /// </summary>
    /// <param name="path">The nodes from the node upwards.</param>
    /// <exception cref="ClockException">Names the line that belongs to another node.</exception>
    public static IReadOnlyList<LimitRule> Exchange(IReadOnlyList<LimitRule> rules, IReadOnlyList<string> path, IReadOnlyList<LimitRule> file)
    {
        var above = At(rules, [.. path.Skip(1), ""]).Select(rule => rule with { Place = "" }).ToHashSet();
        var stranger = file.FirstOrDefault(rule => rule.Node != path[0] && !above.Contains(rule with { Place = "" }));
        return stranger is null
            ? [.. rules.Where(rule => rule.Node != path[0]), .. file.Where(rule => rule.Node == path[0])]
            : throw new ClockException($"{stranger.Place}: stands under '{stranger.Node}' and not like this in the table in force; only rules of '{path[0]}' can be changed here");
    }

    /// <summary>What <see cref="Parse"/> reads back as the same rules.</summary>
    /// <param name="separator">A comma for a spreadsheet, a tab for people to read.</param>
    public static string Write(IEnumerable<LimitRule> rules, char separator = ',')
    {
        var text = new StringBuilder(Rows.Line(LimitWords.Columns, separator));
        foreach (var rule in rules)
        {
            text.Append(Rows.Line(
            [
                rule.Node,
                rule.Category,
                rule.Condition,
                rule.Urgency is { } urgency ? LimitWords.Of(urgency) : "",
                rule.Level is { } level ? LimitWords.Of(level) : "",
                Cell(rule.FirstAnswer),
                Cell(rule.OnSite),
                Cell(rule.Done),
                Cell(rule.From),
                Cell(rule.Until),
                rule.Version,
                rule.Source,
            ], separator));
        }

        return text.ToString();
    }

    private static LimitRule Rule(IReadOnlyList<string> cells, string place)
    {
        if (cells.Count != LimitWords.Columns.Count)
        {
            throw new ClockException($"{cells.Count} cells instead of {LimitWords.Columns.Count}");
        }

        var rule = new LimitRule
        {
            Node = cells[0],
            Category = cells[1],
            Condition = cells[2],
            Urgency = cells[3].Length == 0 ? null : LimitWords.ParseUrgency(cells[3]),
            Level = cells[4].Length == 0 ? null : LimitWords.ParseLevel(cells[4]),
            FirstAnswer = Stated(cells[5]),
            OnSite = Stated(cells[6]),
            Done = Stated(cells[7]),
            From = Date(cells[8]),
            Until = Date(cells[9]),
            Version = cells[10],
            Source = cells[11],
            Place = place,
        };

        if (rule.FirstAnswer is null && rule.OnSite is null && rule.Done is null)
        {
            throw new ClockException("the rule says nothing: all three limits are empty");
        }

        if (rule.Done == StatedLimit.None)
        {
            throw new ClockException("办结 cannot be '-': every ticket must be done at some time");
        }

        return rule.Until < rule.From ? throw new ClockException("失效日期 is before 生效日期") : rule;
    }

    private static StatedLimit? Stated(string cell) => cell switch
    {
        "" => null,
        LimitWords.NoLimit => StatedLimit.None,
        _ => new StatedLimit(LimitWords.ParseLimit(cell)),
    };

    // Spreadsheets turn 2026-01-01 into 2026/1/1 on their own.
    private static DateOnly? Date(string cell) => cell.Length == 0
        ? null
        : DateOnly.TryParseExact(cell, ["yyyy-MM-dd", "yyyy/M/d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new ClockException($"'{cell}' is not a date such as 2026-01-01");

    private static string Cell(StatedLimit? stated) => stated is null ? "" : stated.Limit is { } limit ? LimitWords.Of(limit) : LimitWords.NoLimit;

    private static string Cell(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
}

using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>
/// 情形: which condition of its category the words of a matter tell, since limits may differ by it. Lines of "category TAB condition TAB words", words between
/// commas; of the conditions of a category the first line with a word in the text wins, so the graver stands first. A fourth field names the category of the
/// table of limits in which the condition stands: a city's standard knows 不明井盖 and 路灯 where residents say 井盖 and 照明.
/// </summary>
public sealed class ConditionRules
{
    /// <summary>What a worker writes to take a condition away.</summary>
    public const string None = "无";

    private readonly Dictionary<string, List<(string Condition, string[] Words, string InTable)>> byCategory = new(StringComparer.Ordinal);

    /// <summary>The conditions a category has here, in their order.</summary>
    public IReadOnlyList<string> For(string category) => byCategory.TryGetValue(category, out var known) ? known.ConvertAll(one => one.Condition) : [];

    /// <summary>
    /// What the table of limits may call a category that has this condition: the category's own name first, then the name in the condition's line. A condition
    /// that has no line may be of any category that the lines name.
    /// </summary>
    /// <param name="condition">Empty where none is known; null for all of the category's.</param>
    public IReadOnlyList<string> InTable(string category, string? condition)
    {
        if (condition is "" || !byCategory.TryGetValue(category, out var known))
        {
            return [category];
        }

        var line = known.Find(one => one.Condition == condition);
        return line.Condition is null ? [.. known.Select(one => one.InTable).Prepend(category).Distinct()] : line.InTable == category ? [category] : [category, line.InTable];
    }

    /// <summary>Empty where no word tells any.</summary>
    public string Of(string category, string text) => byCategory.TryGetValue(category, out var known)
        ? known.Find(one => one.Words.Any(word => text.Contains(word, StringComparison.Ordinal))).Condition ?? ""
        : "";

    /// <summary>
    /// The condition that a worker means: its name, else the only one whose name holds what he wrote, else the one whose words do. Empty for
    /// <see cref="None"/>; null where none fits, or several do.
    /// </summary>
    /// <param name="others">Conditions of the category that the table of limits names.</param>
    public string? Meant(string category, string said, IEnumerable<string> others)
    {
        var known = For(category).Concat(others).Distinct().ToList();
        var holding = known.Where(condition => condition.Contains(said, StringComparison.Ordinal)).ToList();
        return said == None ? ""
            : said.Length == 0 ? null
            : known.Contains(said) ? said
            : holding.Count == 1 ? holding[0]
            : Of(category, said) is { Length: > 0 } told ? told : null;
    }

    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static ConditionRules Parse(IEnumerable<string> lines)
    {
        var parsed = new ConditionRules();
        foreach (var (fields, number) in TabLines.Read(lines, 3, optional: 1))
        {
            var words = fields[2].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields[0].Length == 0 || fields[1].Length == 0 || words.Length == 0)
            {
                throw new FormatException($"line {number}: a category, a condition and at least one word are needed");
            }

            parsed.byCategory.TryAdd(fields[0], []);
            if (fields[1] == None || parsed.byCategory[fields[0]].Exists(one => one.Condition == fields[1]))
            {
                throw new FormatException($"line {number}: {fields[0]} has the condition {fields[1]} already, or it means none");
            }

            parsed.byCategory[fields[0]].Add((fields[1], words, fields[3].Length > 0 ? fields[3] : fields[0]));
        }

        return parsed;
    }
}

namespace Bot.Domain.Tickets;

/// <summary>What is usually done about a category, and whose duty it is: proposed at confirmation until somebody writes better.</summary>
public sealed record CategoryRule(string Measures, string Responsibility);

/// <summary>Lines of "category TAB measures TAB responsibility"; "*" is the category for all others. # begins a remark.</summary>
public sealed class CategoryRules
{
    private readonly Dictionary<string, CategoryRule> rules = new(StringComparer.Ordinal);

    public CategoryRule For(string category) => rules.TryGetValue(category, out var rule) ? rule : rules["*"];

    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static CategoryRules Parse(IEnumerable<string> lines)
    {
        var parsed = new CategoryRules();
        foreach (var (fields, number) in TabLines.Read(lines, 3))
        {
            if (!parsed.rules.TryAdd(fields[0], new CategoryRule(fields[1], fields[2])))
            {
                throw new FormatException($"line {number}: category {fields[0]} has a rule already");
            }
        }

        return parsed.rules.ContainsKey("*") ? parsed : throw new FormatException("no rule for '*', which stands for all other categories");
    }
}

/// <summary>The shape of all data files a clerk may edit: one record a line, fields between tabs, # begins a remark.</summary>
public static class TabLines
{
    public static IEnumerable<(string[] Fields, int Number)> Read(IEnumerable<string> lines, int count)
    {
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
            {
                continue;
            }

            var fields = line.TrimEnd('\r').Split('\t').Select(field => field.Trim()).ToArray();
            yield return fields.Length == count
                ? (fields, number)
                : throw new FormatException($"line {number}: {fields.Length} fields where {count} are expected");
        }
    }
}

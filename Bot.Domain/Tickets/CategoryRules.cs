using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>What is usually done about a category, and whose duty it is: proposed at confirmation until somebody writes better.</summary>
public sealed record CategoryRule(string Measures, string Responsibility);

/// <summary>
/// Lines of "category TAB measures TAB responsibility"; "*" is the category for all others. # begins a remark; below "[node]" stands what holds for that
/// node of the tree and all below it.
/// </summary>
public sealed class CategoryRules
{
    private readonly Dictionary<string, Dictionary<string, CategoryRule>> byNode = new(StringComparer.Ordinal) { [""] = new(StringComparer.Ordinal) };
    private readonly Dictionary<string, int> firstLines = new(StringComparer.Ordinal);

    /// <summary>The nodes that have lines of their own, with the first of them.</summary>
    public IEnumerable<(string Node, int Line)> Nodes => firstLines.Select(pair => (pair.Key, pair.Value));

    public CategoryRule For(string category) => byNode[""].TryGetValue(category, out var rule) ? rule : byNode[""]["*"];

    /// <summary>The rules as they are at a node: the nearest line about a category wins, all else is inherited.</summary>
    /// <param name="path">The nodes from there upwards.</param>
    public CategoryRules At(IReadOnlyList<string> path)
    {
        var near = new CategoryRules();
        foreach (var (category, rule) in path.Append("").SelectMany(node => byNode.GetValueOrDefault(node) ?? []))
        {
            near.byNode[""].TryAdd(category, rule);
        }

        return near;
    }

    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static CategoryRules Parse(IEnumerable<string> lines)
    {
        var parsed = new CategoryRules();
        foreach (var (node, fields, number) in TabLines.ReadByNode(lines, 3))
        {
            parsed.firstLines.TryAdd(node, number);
            parsed.byNode.TryAdd(node, new(StringComparer.Ordinal));
            if (!parsed.byNode[node].TryAdd(fields[0], new CategoryRule(fields[1], fields[2])))
            {
                throw new FormatException($"line {number}: category {fields[0]} has a rule already");
            }
        }

        return parsed.byNode[""].ContainsKey("*") ? parsed : throw new FormatException("no rule for '*', which stands for all other categories");
    }
}

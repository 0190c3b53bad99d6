using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>
/// Which clock a reopened matter gets: a fresh one, or the old one that goes on where it stopped (the time in which it counted as done is left out).
/// Lines of "category TAB fresh or continued"; "*" is the category for all others. Below "[node]" stands what differs for that node of the tree and all below
/// it: the nearest node that speaks of the category, or of all others, decides.
/// </summary>
public sealed class ReopeningRules
{
    private readonly Dictionary<string, Dictionary<string, bool>> byNode = new(StringComparer.Ordinal) { [""] = new(StringComparer.Ordinal) };
    private readonly Dictionary<string, int> firstLines = new(StringComparer.Ordinal);

    /// <summary>From the node upwards; the last is what holds everywhere.</summary>
    private IReadOnlyList<string> path = [""];

    /// <summary>The nodes that have lines of their own, with the first of them.</summary>
    public IEnumerable<(string Node, int Line)> Nodes => firstLines.Select(pair => (pair.Key, pair.Value));

    public bool Continues(string category)
    {
        var nearest = path.Select(node => byNode.GetValueOrDefault(node)).First(rules => rules is not null && (rules.ContainsKey(category) || rules.ContainsKey("*")))!;
        return nearest.TryGetValue(category, out var known) ? known : nearest["*"];
    }

    /// <summary>The rules as they are at a node.</summary>
    /// <param name="nodes">The nodes from there upwards; empty for what holds everywhere.</param>
    public ReopeningRules At(IReadOnlyList<string> nodes)
    {
        var near = new ReopeningRules { path = [.. nodes, ""] };
        foreach (var (node, rules) in byNode)
        {
            near.byNode[node] = rules;
        }

        return near;
    }

    /// <returns>The rules that hold everywhere; <see cref="At"/> tells those of a node.</returns>
    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static ReopeningRules Parse(IEnumerable<string> lines)
    {
        var parsed = new ReopeningRules();
        foreach (var (node, fields, number) in TabLines.ReadByNode(lines, 2))
        {
            var goesOn = fields[1] switch
            {
                "fresh" => false,
                "continued" => true,
                var other => throw new FormatException($"line {number}: unknown clock '{other}' (fresh, continued)"),
            };
            parsed.firstLines.TryAdd(node, number);
            parsed.byNode.TryAdd(node, new(StringComparer.Ordinal));
            if (!parsed.byNode[node].TryAdd(fields[0], goesOn))
            {
                throw new FormatException($"line {number}: category {fields[0]} has a rule already");
            }
        }

        return parsed.byNode[""].ContainsKey("*") ? parsed : throw new FormatException("no rule for '*', which stands for all other categories");
    }
}

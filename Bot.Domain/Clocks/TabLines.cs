namespace Bot.Domain.Clocks;

/// <summary>
/// The shape of all data files a clerk may edit: one record a line, fields between tabs, # begins a remark. A line "[node]" begins what holds for that node
/// of the tree and all below it; before the first such line stands what holds everywhere.
/// </summary>
public static class TabLines
{
    /// <param name="optional">So many more may follow; those that do not are given as empty.</param>
    /// <exception cref="FormatException">A line has another number of fields.</exception>
    public static IEnumerable<(string[] Fields, int Number)> Read(IEnumerable<string> lines, int count, int optional = 0)
    {
        foreach (var (number, line) in Meant(lines))
        {
            var given = line.Count(character => character == '\t') + 1;
            var fields = Fields(line, given > count && given <= count + optional ? given : count, number);
            yield return ([.. fields, .. Enumerable.Repeat("", count + optional - fields.Length)], number);
        }
    }

    /// <param name="optional">So many fields more may follow, all or none; they are empty where they do not stand.</param>
    /// <returns>The node is empty for what holds everywhere.</returns>
    /// <exception cref="FormatException">A line has another number of fields, or a node is not named or stands twice.</exception>
    public static IEnumerable<(string Node, string[] Fields, int Number)> ReadByNode(IEnumerable<string> lines, int count, int optional = 0)
    {
        var nodes = new Dictionary<string, int>(StringComparer.Ordinal);
        var node = "";
        foreach (var (number, line) in Meant(lines))
        {
            var trimmed = line.Trim();
            if (!trimmed.StartsWith('[') || line.Contains('\t', StringComparison.Ordinal))
            {
                yield return (node, Fields(line, count, number, optional), number);
                continue;
            }

            node = trimmed.EndsWith(']') ? trimmed[1..^1].Trim() : "";
            if (node.Length == 0)
            {
                throw new FormatException($"line {number}: '{trimmed}' names no node of the tree, such as [guixiangyuan]");
            }

            if (!nodes.TryAdd(node, number))
            {
                throw new FormatException($"line {number}: [{node}] stands at line {nodes[node]} already");
            }
        }
    }

    private static IEnumerable<(int Number, string Line)> Meant(IEnumerable<string> lines) =>
        lines.Select((line, index) => (Number: index + 1, Line: index == 0 ? line.TrimStart('\uFEFF') : line))
            .Where(pair => !string.IsNullOrWhiteSpace(pair.Line) && !pair.Line.StartsWith('#'));

    private static string[] Fields(string line, int count, int number, int optional = 0)
    {
        var fields = line.TrimEnd('\r').Split('\t').Select(field => field.Trim()).ToArray();
        return fields.Length == count + optional ? fields
            : fields.Length == count ? [.. fields, .. Enumerable.Repeat("", optional)]
            : throw new FormatException($"line {number}: {fields.Length} fields where {(optional > 0 ? $"{count} or {count + optional}" : count)} are expected");
    }
}

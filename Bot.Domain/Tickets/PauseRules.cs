using System.Globalization;
using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>What a pause may wait for, and nothing else. The names are stored and stay.</summary>
public enum PauseKind
{
    /// <summary>等居民: the resident was asked.</summary>
    Resident,

    /// <summary>等配件: a part is awaited.</summary>
    Part,

    /// <summary>等部门: a department is consulted.</summary>
    Department,
}

/// <summary>What shows that a pause is no excuse.</summary>
/// <param name="Detail">What was asked, which part, which department; in the worker's words.</param>
/// <param name="Message">Id of the message that asked the resident, or key of the notice by which the bot asks him; null for the other kinds.</param>
public sealed record PauseProof(PauseKind Kind, string Detail, string? Message = null);

/// <param name="Name">"等配件", as the worker writes it.</param>
/// <param name="Days">All pauses of this kind together, within one episode.</param>
/// <param name="Words">Words of a reason that show this kind.</param>
/// <param name="StopsOnSite">Whether it holds the clock of 到场 too, and not that of 办结 alone: who waits for a part can be there all the same.</param>
public sealed record PauseRule(PauseKind Kind, string Name, int Days, IReadOnlyList<string> Words, bool StopsOnSite = false);

/// <summary>
/// Lines of "kind TAB name TAB days TAB words TAB clocks", words between commas; kind is resident, part or department, each once; clocks is 到场 where the
/// pause holds that clock too, else "-". The last field may be left out, as in files of before it. Below "[node]" stands what differs for that node of the
/// tree and all below it.
/// </summary>
public sealed class PauseRules
{
    private readonly Dictionary<PauseKind, PauseRule> rules = [];
    private readonly List<(string Node, PauseRule Rule, int Line)> ofNodes = [];

    /// <summary>The nodes that have lines of their own, with the first of them.</summary>
    public IEnumerable<(string Node, int Line)> Nodes => ofNodes.DistinctBy(line => line.Node).Select(line => (line.Node, line.Line));

    public PauseRule For(PauseKind kind) => rules[kind];

    /// <summary>The kind a reason names ("等配件 灯具"), else the one whose word comes first in it, the longer where two begin together; null where none does.</summary>
    public PauseKind? KindOf(string reason) => rules.Values
        .SelectMany(rule => rule.Words.Prepend(rule.Name).Select((word, index) => (rule.Kind, Word: word, IsName: index == 0, At: reason.IndexOf(word, StringComparison.Ordinal))))
        .Where(found => found.At >= 0)
        .OrderByDescending(found => found.IsName)
        .ThenBy(found => found.At)
        .ThenByDescending(found => found.Word.Length)
        .Select(found => (PauseKind?)found.Kind)
        .FirstOrDefault();

    /// <summary>"等配件 灯具" waits for 灯具; empty where the name stands alone, the reason itself where the name is not in it.</summary>
    public string DetailOf(PauseKind kind, string reason)
    {
        var name = rules[kind].Name;
        var at = reason.IndexOf(name, StringComparison.Ordinal);
        return (at < 0 ? reason : reason[..at] + reason[(at + name.Length)..]).Trim(' ', '，', ',', '：', ':', '。', '、');
    }

    /// <summary>The rules as they are at a node: the nearest line about a kind wins, all else is inherited.</summary>
    /// <param name="path">The nodes from there upwards; empty for what holds everywhere.</param>
    public PauseRules At(IReadOnlyList<string> path)
    {
        var near = new PauseRules();
        foreach (var (kind, everywhere) in rules)
        {
            near.rules[kind] = path.SelectMany(node => ofNodes.Where(line => line.Node == node && line.Rule.Kind == kind)).Select(line => line.Rule).FirstOrDefault(everywhere);
        }

        return near;
    }

    /// <returns>The rules that hold everywhere; <see cref="At"/> tells those of a node.</returns>
    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static PauseRules Parse(IEnumerable<string> lines)
    {
        var parsed = new PauseRules();
        foreach (var (node, fields, number) in TabLines.ReadByNode(lines, 4, optional: 1))
        {
            PauseKind kind = fields[0] switch
            {
                "resident" => PauseKind.Resident,
                "part" => PauseKind.Part,
                "department" => PauseKind.Department,
                var other => throw new FormatException($"line {number}: unknown kind '{other}' (resident, part, department)"),
            };
            if (!int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is < 1 or > 366)
            {
                throw new FormatException($"line {number}: days lie between 1 and 366, got '{fields[2]}'");
            }

            if (fields[4] is not ("" or "-" or "到场"))
            {
                throw new FormatException($"line {number}: unknown clock '{fields[4]}' (到场, or - for none)");
            }

            var words = fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var rule = new PauseRule(kind, fields[1], days, words, fields[4] == "到场");
            var isFirst = node.Length == 0 ? parsed.rules.TryAdd(kind, rule) : !parsed.ofNodes.Exists(line => line.Node == node && line.Rule.Kind == kind);
            if (fields[1].Length == 0 || !isFirst)
            {
                throw new FormatException($"line {number}: {fields[0]} needs a name and stands once");
            }

            if (node.Length > 0)
            {
                parsed.ofNodes.Add((node, rule, number));
            }
        }

        var missing = Enum.GetValues<PauseKind>().Where(kind => !parsed.rules.ContainsKey(kind)).ToList();
        return missing.Count == 0 ? parsed : throw new FormatException($"no rule for {string.Join(", ", missing).ToLowerInvariant()}");
    }
}

namespace Bot.Domain.Grids;

/// <summary>The sheet of nodes. Its rows lean on each other in any order, so the tree is checked as it would stand, until nothing in it is wrong.</summary>
internal static class RosterTree
{
    /// <summary>No tree is so deep; a way up that does not end before is a circle.</summary>
    private const int Deepest = 64;

    private sealed record Candidate(int Row, NodeEntry Node, string Parent);

    public static (IReadOnlyList<NodeEntry> Taken, IReadOnlyList<RosterRefusal> Refused) Read(IEnumerable<SheetRow> rows, RosterBook before)
    {
        var refused = new List<RosterRefusal>();
        var candidates = new Dictionary<string, Candidate>();
        foreach (var row in rows)
        {
            Try(row.Number, () =>
            {
                var candidate = Parse(row, before);
                if (!candidates.TryAdd(candidate.Node.Id, candidate))
                {
                    throw new FormatException($"和第{candidates[candidate.Node.Id].Row}行重复");
                }
            });
        }

        var names = Names.Of(before.Nodes.Values.Where(node => !candidates.ContainsKey(node.Id)).Concat(candidates.Values.Select(candidate => candidate.Node)).Select(node => (node.Id, node.Name)));
        foreach (var (id, candidate) in candidates.ToList())
        {
            if (candidate.Parent.Length > 0 && !Try(candidate.Row, () => candidates[id] = candidate with { Node = candidate.Node with { ParentId = names.Find(candidate.Parent, "上级") } }))
            {
                candidates.Remove(id);
            }
        }

        while (Faults(candidates, before).ToList() is { Count: > 0 } faults)
        {
            foreach (var (id, reason) in faults)
            {
                if (candidates.Remove(id, out var candidate))
                {
                    refused.Add(new RosterRefusal(RosterSheets.Nodes.Name, candidate.Row, reason));
                }
            }
        }

        return ([.. candidates.Values.Select(candidate => candidate.Node)], refused);

        bool Try(int row, Action read)
        {
            try
            {
                read();
                return true;
            }
            catch (FormatException fault)
            {
                refused.Add(new RosterRefusal(RosterSheets.Nodes.Name, row, fault.Message));
                return false;
            }
        }
    }

    private static Candidate Parse(SheetRow row, RosterBook before)
    {
        var (id, name, word, means) = (row.Id("编号"), row.Text("名称", 60), row.Optional("称谓", 10), row.Optional("相当于", 10));
        if (word.Length == 0 && means.Length == 0)
        {
            throw new FormatException("“称谓”和“相当于”至少填一个");
        }

        Level? level;
        if (means.Length > 0)
        {
            level = means == NodeWords.NoLevel ? null
                : NodeWords.LevelWords.Contains(means) && NodeWords.TryLevel(means, out var meant) ? meant
                : throw new FormatException($"“相当于”要填{string.Join('、', NodeWords.LevelWords)}或{NodeWords.NoLevel}，不是“{means}”");
        }
        else if (!NodeWords.TryLevel(word, out level))
        {
            throw new FormatException($"不认识称谓“{word}”，请在“相当于”里填{string.Join('、', NodeWords.LevelWords)}或{NodeWords.NoLevel}");
        }

        var (old, parent) = (before.Nodes.GetValueOrDefault(id), row.Optional("上级", 60));
        if (parent.Length == 0 && level != Level.District && (old is null || old.ParentId is not null))
        {
            throw new FormatException("“上级”没有填");
        }

        if (old?.Level == Level.Grid && level != Level.Grid)
        {
            throw new FormatException("已有的网格不能改成别的级，它的工单还挂在上面");
        }

        return new Candidate(row.Number, new NodeEntry(id, name, word == NodeWords.Of(level) ? "" : word, level, null, row.Yes("先接")), parent);
    }

    /// <summary>Rows that do not fit the tree as it would stand with all of them; of what was there before, the row above it that made it wrong.</summary>
    private static IEnumerable<(string Id, string Reason)> Faults(Dictionary<string, Candidate> candidates, RosterBook before)
    {
        foreach (var id in before.Nodes.Keys.Concat(candidates.Keys.Where(id => !before.Nodes.ContainsKey(id))))
        {
            var way = new List<NodeEntry>();
            for (var at = Find(id); at is not null && way.Count < Deepest; at = at.ParentId is null ? null : Find(at.ParentId))
            {
                way.Add(at);
                if (at.ParentId == id)
                {
                    break;
                }
            }

            var node = way[0];
            var above = way.Skip(1).FirstOrDefault(other => other.Level is not null);
            var reason = way[^1].ParentId == id ? "上级绕成了一圈"
                : node.ParentId is { } parent && Find(parent) is null ? $"上级“{candidates[id].Parent}”没有收下"
                : node.Level is { } level && above?.Level <= level ? $"{NodeWords.Of(level)}不能放在{NodeWords.Of(above!.Level)}“{above.Name}”下面"
                : null;
            if (reason is not null && way.FirstOrDefault(other => candidates.ContainsKey(other.Id)) is { } blamed)
            {
                yield return (blamed.Id, reason);
            }
        }

        NodeEntry? Find(string id) => candidates.TryGetValue(id, out var candidate) ? candidate.Node : before.Nodes.GetValueOrDefault(id);
    }
}

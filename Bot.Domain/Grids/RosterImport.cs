using Bot.Domain.Sheets;
using Bot.Domain.Understanding;

namespace Bot.Domain.Grids;

/// <summary>A row that was left out, and why, in Chinese for whoever filled it in.</summary>
/// <param name="Row">As the spreadsheet counts: the headers are row 1.</param>
public sealed record RosterRefusal(string Sheet, int Row, string Reason);

/// <param name="Book">As it stands with the good rows in it.</param>
/// <param name="Taken">Good rows, also those that change nothing.</param>
public sealed record RosterTaken(RosterBook Book, int Taken, IReadOnlyList<RosterRefusal> Refused, IReadOnlyList<string> Warnings);

/// <summary>导入花名册: row by row, each whole or not at all. What a refused row would have made is not there for the rows that lean on it.</summary>
public sealed class RosterImport
{
    private readonly RosterBook before;
    private readonly RosterBook book;
    private readonly List<RosterRefusal> refused = [];
    private readonly List<string> warnings = [];
    private Names nodes;
    private Names people;
    private int taken;

    private RosterImport(RosterBook before)
    {
        (this.before, book) = (before, before.Copy());
        nodes = Names.Of([]);
        people = Names.Of([]);
    }

    public static RosterTaken Read(Workbook workbook, RosterBook before)
    {
        var import = new RosterImport(before);
        import.Read(workbook);
        return new RosterTaken(import.book, import.taken, [.. import.refused.OrderBy(one => RosterSheets.All.TakeWhile(layout => layout.Name != one.Sheet).Count()).ThenBy(one => one.Row)], import.warnings);
    }

    private void Read(Workbook workbook)
    {
        warnings.AddRange(workbook.Sheets.Where(sheet => sheet.Rows.Count > 0 && sheet.Name.Trim() != RosterSheets.GuideName && RosterSheets.Find(sheet.Name.Trim()) is null).Select(sheet => $"没有叫“{sheet.Name}”的表，没有读"));
        var (tree, treeRefused) = RosterTree.Read(RowsOf(workbook, RosterSheets.Nodes), before);
        taken += tree.Count;
        refused.AddRange(treeRefused);
        foreach (var node in tree)
        {
            book.Nodes[node.Id] = node;
        }

        nodes = Names.Of(book.Nodes.Values.Select(node => (node.Id, node.Name)));
        Rebind();
        Take(workbook, RosterSheets.People, row => new PersonEntry(row.Id("编号"), row.Text("姓名", 60)), person => person.Id, book.People);
        people = Names.Of(book.People.Values.Select(person => (person.Id, person.Name)));
        Take(workbook, RosterSheets.Posts, Post, post => (post.NodeId, post.PersonId, NodeWords.TitleOf(post), post.Line), book.Posts);
        Take(workbook, RosterSheets.Households, Household, bound => (book.GridAt(bound.NodeId), bound.Household), book.Households);
        Take(workbook, RosterSheets.Leaves, Leave, leave => (leave.PersonId, leave.From), book.Leaves);
        Take(workbook, RosterSheets.Duties, row => new Duty(Node(row), row.Day("日期"), row.Time("起时"), row.Time("止时"), Person(row, "人员")), duty => (duty.NodeId, duty.Day, duty.Starts), book.Duties);
        Take(workbook, RosterSheets.Lines, row => new LineEntry(row.Text("类别", 20), row.Text("条线", 20)), line => line.Category, book.Lines);
        Take(workbook, RosterSheets.Groups, Group, group => group.Id, book.Groups);
        WarnOfHouseholds();
    }

    /// <summary>A node that has moved takes its households with it into the other grid.</summary>
    private void Rebind()
    {
        var all = book.Households.Values.ToList();
        book.Households.Clear();
        foreach (var bound in all)
        {
            book.Households[(book.GridAt(bound.NodeId), bound.Household)] = bound;
        }
    }

    private void Take<TKey, TEntry>(Workbook workbook, RosterLayout layout, Func<SheetRow, TEntry> read, Func<TEntry, TKey> keyOf, Dictionary<TKey, TEntry> entries)
        where TKey : notnull
    {
        var seen = new Dictionary<TKey, int>();
        foreach (var row in RowsOf(workbook, layout))
        {
            try
            {
                var entry = read(row);
                var key = keyOf(entry);
                var isGone = row.Has("删除") && row.Yes("删除");
                if (!seen.TryAdd(key, row.Number))
                {
                    throw new FormatException($"和第{seen[key]}行重复");
                }

                _ = isGone ? entries.Remove(key) : (entries[key] = entry) is not null;
                taken++;
            }
            catch (FormatException fault)
            {
                refused.Add(new RosterRefusal(layout.Name, row.Number, fault.Message));
            }
        }
    }

    private IEnumerable<SheetRow> RowsOf(Workbook workbook, RosterLayout layout)
    {
        if (workbook.Find(layout.Name) is not { Rows.Count: > 0 } sheet)
        {
            return [];
        }

        var headers = sheet.Rows[0].Select(header => header.Trim()).ToList();
        var missing = layout.Columns.Where(column => column.IsNeeded && !headers.Contains(column.Header)).Select(column => $"“{column.Header}”").ToList();
        if (missing.Count > 0)
        {
            refused.Add(new RosterRefusal(layout.Name, 1, $"缺少{string.Join('、', missing)}列，整张表没有读"));
            return [];
        }

        var columns = layout.Columns.Where(column => headers.Contains(column.Header)).ToDictionary(column => column.Header, column => headers.IndexOf(column.Header));
        return sheet.Rows
            .Select((cells, index) => new SheetRow(index + 1, columns, cells))
            .Skip(1)
            .Where(row => !row.IsBlank && !row.IsExample);
    }

    private PostEntry Post(SheetRow row)
    {
        var title = row.Text("岗位", 20);
        var rights = row.Optional("权限", 20);
        var role = rights.Length == 0
            ? NodeWords.RoleOf(title) ?? throw new FormatException($"不认识岗位“{title}”，请在“权限”里填：{string.Join('、', NodeWords.RoleWords)}")
            : NodeWords.RoleWords.Contains(rights) ? NodeWords.RoleOf(rights)!.Value : throw new FormatException($"权限“{rights}”不对，请填：{string.Join('、', NodeWords.RoleWords)}");
        return new PostEntry(Node(row), Person(row, "人员"), role, title == NodeWords.Of(role) ? "" : title, row.Optional("条线", 20));
    }

    private HouseholdEntry Household(SheetRow row)
    {
        var (node, cell) = (Node(row), row.Text("住户", 60));
        if (!book.IsBelowGrid(node))
        {
            throw new FormatException("住户要挂在网格下面的组、邻或联户");
        }

        var door = Grids.Household.Of("", cell);
        return new HouseholdEntry(node, door != RosterSheets.PersonMark ? door
            : book.People.ContainsKey(cell) ? RosterSheets.PersonMark + cell
            : throw new FormatException($"“{cell}”不是“栋-单元-房号”（如 4-1-302），也不是人员编号"));
    }

    private Leave Leave(SheetRow row)
    {
        var (from, to) = (row.Day("起"), row.Day("止"));
        var standIn = row.Optional("代班", 60);
        var leave = new Leave(Person(row, "人员"), from, to, standIn.Length == 0 ? null : people.Find(standIn, "人员"));
        return to < from ? throw new FormatException("“止”比“起”早")
            : leave.StandInId == leave.PersonId ? throw new FormatException("自己不能代自己")
            : leave;
    }

    private GroupEntry Group(SheetRow row)
    {
        var id = row.Text("编号", 200);
        var group = book.Groups.GetValueOrDefault(id) ?? throw new FormatException($"没有编号是“{id}”的群；新群先在群里发绑定码");
        var node = Node(row);
        return group.IsStaffs || book.GridAt(node) is not null ? group with { NodeId = node } : throw new FormatException("居民群要绑到网格，或网格下面的组、邻、联户");
    }

    private string Node(SheetRow row) => nodes.Find(row.Text("节点", 60), "节点");

    private string Person(SheetRow row, string header) => people.Find(row.Text(header, 60), "人员");

    private void WarnOfHouseholds()
    {
        var counts = book.Households.Values.CountBy(bound => bound.NodeId).ToDictionary();
        var neighbours = book.Posts.Values.Where(post => post.Title == "邻长").Select(post => post.NodeId).Concat(book.Nodes.Values.Where(node => node.Word == "邻").Select(node => node.Id)).ToHashSet();
        warnings.AddRange(neighbours.Where(book.IsBelowGrid).Order(StringComparer.Ordinal)
            .Select(node => (Node: node, Count: counts.GetValueOrDefault(node)))
            .Where(one => one.Count is < NodeWords.FewestHouseholds or > NodeWords.MostHouseholds)
            .Select(one => $"“{book.Nodes[one.Node].Name}”有{one.Count}户，一般是{NodeWords.FewestHouseholds}到{NodeWords.MostHouseholds}户"));
    }
}

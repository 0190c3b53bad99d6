using System.Globalization;
using Bot.Domain.Sheets;

namespace Bot.Domain.Grids;

/// <summary>One column as a community worker sees it.</summary>
public sealed record RosterColumn(string Header, string Hint, string Example, bool IsNeeded = true);

/// <summary>One sheet: <paramref name="Key"/> in addresses, <paramref name="Name"/> on the page.</summary>
public sealed record RosterLayout(string Key, string Name, IReadOnlyList<RosterColumn> Columns);

/// <summary>The sheets of the roster: what stands in which column, how they are written, and the empty ones to fill in.</summary>
public static class RosterSheets
{
    /// <summary>Begins the first cell of an example; such a row is not read.</summary>
    public const string ExampleMark = "例：";
    public const string GuideName = "说明";

    private static readonly RosterColumn Remove = new("删除", "要去掉这一行就写“是”", "", IsNeeded: false);
    private static readonly RosterColumn Node = new("节点", "网格树里的编号，或不重名的名称", "grid-1");
    private static readonly RosterColumn Person = new("人员", "人员表里的编号，或不重名的姓名", "w1");

    public static readonly RosterLayout Nodes = new("nodes", "网格树",
    [
        new("编号", "自己定，不改不重，如 grid-1", "lin-1"),
        new("名称", "大家叫的名字", "4栋1单元邻"),
        new("称谓", "区县、街道、镇、社区、村、片、网格、组、邻、联户，或你们自己的叫法", "邻", IsNeeded: false),
        new("相当于", $"{string.Join('、', NodeWords.LevelWords)}；不逐级上报的写“{NodeWords.NoLevel}”。常见称谓可不填", NodeWords.NoLevel, IsNeeded: false),
        new("上级", "上一级的编号或名称；最上一级不填", "grid-1", IsNeeded: false),
        new("先接", "网格以下才用：写“是”，这里的事先由这里的人接", "是", IsNeeded: false),
    ]);

    public static readonly RosterLayout People = new("people", "人员", [new("编号", "自己定，不改不重，如工号；不要写手机号", "w9"), new("姓名", "群里叫的名字", "邻长王姐")]);

    public static readonly RosterLayout Posts = new("posts", "岗位",
    [
        Node with { Example = "lin-1" },
        Person with { Example = "w9" },
        new("岗位", "网格员、邻长、组长、片长、楼栋长、志愿者、社区书记……", "邻长"),
        new("权限", $"{string.Join('、', NodeWords.RoleWords)}。常见岗位可不填", "网格员", IsNeeded: false),
        new("条线", "党建、综治、城管、卫健……什么都管的不填", "", IsNeeded: false),
        Remove,
    ]);

    public static readonly RosterLayout Households = new("households", "住户", [Node with { Example = "lin-1" }, new("住户", "栋-单元-房号，或人员编号", "4-1-302"), Remove]);

    public static readonly RosterLayout Leaves = new("leave", "请假",
        [Person, new("起", "哪天起，如 2026-03-02", "2026-03-02"), new("止", "到哪天（含）", "2026-03-04"), new("代班", "请假时谁来接", "w2", IsNeeded: false), Remove]);

    public static readonly RosterLayout Duties = new("duty", "值班",
    [
        Node,
        new("日期", "如 2026-03-02", "2026-03-02"),
        new("起时", "如 18:00；全天不填", "18:00", IsNeeded: false),
        new("止时", "如 08:00，不晚于起时的算第二天", "08:00", IsNeeded: false),
        Person,
        Remove,
    ]);

    public static readonly RosterLayout Lines = new("lines", "条线", [new("类别", "事项的类别，如 照明、占道经营", "占道经营"), new("条线", "归哪条线，和岗位表里的一样", "城管"), Remove]);

    public static readonly RosterLayout Groups = new("groups", "群", [new("编号", "群在系统里的编号（已有的群）", "demo-1"), Node]);

    /// <summary>In the order in which one leans on another.</summary>
    public static readonly IReadOnlyList<RosterLayout> All = [Nodes, People, Posts, Households, Leaves, Duties, Lines, Groups];

    /// <summary>Null for an unknown sheet; both its names are taken.</summary>
    public static RosterLayout? Find(string name) => All.FirstOrDefault(layout => layout.Name == name || layout.Key == name);

    /// <summary>Empty sheets with an example each, and in front of them what to write where.</summary>
    public static Workbook Template() => new(
    [
        new Sheet(GuideName,
        [
            ["表", "列", "必填", "怎么填", "例子"],
            .. All.SelectMany(layout => layout.Columns.Select(column => (IReadOnlyList<string>)[layout.Name, column.Header, column.IsNeeded ? "是" : "", column.Hint, column.Example])),
            ["", "", "", $"以“{ExampleMark}”开头的行不会导入。同一行再导入一次就是修改；没写到的行不动。", ""],
        ]),
        .. All.Select(layout => new Sheet(layout.Name, [Headers(layout), [.. layout.Columns.Select((column, index) => index == 0 ? ExampleMark + column.Example : column.Example)]])),
    ]);

    /// <summary>All of the district; of the people only those who hold a post, are away, stand in or are on duty. What is read back changes nothing.</summary>
    public static Workbook Write(RosterBook book)
    {
        var named = book.Posts.Values.Select(post => post.PersonId).Concat(book.Leaves.Values.SelectMany(leave => new[] { leave.PersonId, leave.StandInId })).Concat(book.Duties.Values.Select(duty => duty.PersonId)).ToHashSet();
        return new Workbook(
        [
            Page(Nodes, book.Nodes.Values, node => [node.Id, node.Name, node.Word.Length > 0 ? node.Word : NodeWords.Of(node.Level), NodeWords.Of(node.Level), node.ParentId ?? "", YesOr(node.AnswersFirst)]),
            Page(People, book.People.Values.Where(person => named.Contains(person.Id)), person => [person.Id, person.Name]),
            Page(Posts, book.Posts.Values, post => [post.NodeId, post.PersonId, NodeWords.TitleOf(post), NodeWords.Of(post.Role), post.Line, ""]),
            Page(Households, book.Households.Values, bound => [bound.NodeId, bound.Household.Replace(PersonMark, "", StringComparison.Ordinal), ""]),
            Page(Leaves, book.Leaves.Values, leave => [leave.PersonId, Day(leave.From), Day(leave.To), leave.StandInId ?? "", ""]),
            Page(Duties, book.Duties.Values, duty => [duty.NodeId, Day(duty.Day), Hour(duty.Starts), Hour(duty.Ends), duty.PersonId, ""]),
            Page(Lines, book.Lines.Values, line => [line.Category, line.Line, ""]),
            Page(Groups, book.Groups.Values.Where(group => group.NodeId is not null), group => [group.Id, group.NodeId!]),
        ]);
    }

    /// <summary>How <see cref="Household.Of"/> begins a household without a door.</summary>
    internal const string PersonMark = "person:";

    private static Sheet Page<T>(RosterLayout layout, IEnumerable<T> entries, Func<T, IReadOnlyList<string>> row) =>
        new(layout.Name, [Headers(layout), .. entries.Select(row).OrderBy(cells => string.Join('\t', cells), StringComparer.Ordinal)]);

    private static IReadOnlyList<string> Headers(RosterLayout layout) => [.. layout.Columns.Select(column => column.Header)];

    private static string YesOr(bool yes) => yes ? "是" : "";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Hour(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}

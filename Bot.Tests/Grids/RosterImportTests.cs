using Bot.Domain.Grids;
using Bot.Domain.Sheets;
using Bot.Domain.Understanding;

namespace Bot.Tests.Grids;

public class RosterImportTests
{
    private static readonly RosterBook Demo = new()
    {
        Nodes = new()
        {
            ["district"] = new("district", "示范区", "", Level.District, null, false),
            ["street"] = new("street", "示范街道", "", Level.Street, "district", false),
            ["guixiangyuan"] = new("guixiangyuan", "桂香园社区", "", Level.Community, "street", false),
            ["grid-1"] = new("grid-1", "桂香园第1网格", "", Level.Grid, "guixiangyuan", false),
        },
        People = new() { ["w1"] = new("w1", "网格员小余"), ["w2"] = new("w2", "网格员小林"), ["x1"] = new("x1", "居民"), ["x2"] = new("x2", "居民") },
        Posts = new() { [("grid-1", "w1", "网格员", "")] = new("grid-1", "w1", SpeakerRole.GridWorker, "", "") },
        Groups = new() { ["demo-1"] = new("demo-1", "群", "grid-1", false), ["demo-staff"] = new("demo-staff", "工作群", "guixiangyuan", true) },
    };

    private static RosterTaken Read(string sheet, params string[] lines) => RosterImport.Read(new Workbook([Page(sheet, lines)]), Demo);

    private static Sheet Page(string sheet, params string[] lines) =>
        new(sheet, [[.. RosterSheets.Find(sheet)!.Columns.Select(column => column.Header)], .. lines.Select(line => line.Split(','))]);

    private static string Refusal(RosterTaken taken) => Assert.Single(taken.Refused).Reason;

    [Fact]
    public void The_rows_of_a_tree_may_stand_in_any_order_and_have_any_depth_and_own_names()
    {
        var taken = Read("网格树", "lh-1,1号联户,联户,,lin-1,", "lin-1,4栋1单元邻,邻,,1组,是", "zu-1,1组,组,,grid-1,", "pian-1,东片,片,网格,桂香园社区,", "zhen,北镇,镇,,district,");
        Assert.Empty(taken.Refused);
        Assert.Equal(5, taken.Taken);
        Assert.Equal("grid-1", taken.Book.GridAt("lh-1"));
        Assert.Equal(new NodeEntry("lin-1", "4栋1单元邻", "邻", null, "zu-1", true), taken.Book.Nodes["lin-1"]);
        Assert.Equal((Level.Grid, Level.Street), (taken.Book.Nodes["pian-1"].Level, taken.Book.Nodes["zhen"].Level));
    }

    [Theory]
    [InlineData("a,甲,邻,,nowhere,", "没有叫“nowhere”的上级")]
    [InlineData("a,甲,邻,,,", "“上级”没有填")]
    [InlineData("a,,邻,,grid-1,", "“名称”没有填")]
    [InlineData("a b,甲,邻,,grid-1,", "编号“a b”只能用字母、数字、汉字和 - _ . :")]
    [InlineData("a,甲,坊,,grid-1,", "不认识称谓“坊”，请在“相当于”里填区县、街道、社区、网格或不设级")]
    [InlineData("a,甲,坊,大区,grid-1,", "“相当于”要填区县、街道、社区、网格或不设级，不是“大区”")]
    [InlineData("a,甲,,,grid-1,", "“称谓”和“相当于”至少填一个")]
    [InlineData("a,甲,网格,,grid-1,", "网格不能放在网格“桂香园第1网格”下面")]
    [InlineData("a,甲,邻,,grid-1,先", "“先接”要填“是”或不填，不是“先”")]
    [InlineData("grid-1,第1网格,组,,guixiangyuan,", "已有的网格不能改成别的级，它的工单还挂在上面")]
    [InlineData("street,示范街道,街道,,grid-1,", "上级绕成了一圈")]
    public void A_node_that_does_not_fit_is_left_out_with_the_reason(string line, string reason) => Assert.Equal(reason, Refusal(Read("网格树", line, "ok,乙,组,,guixiangyuan,")));

    [Fact]
    public void What_leans_on_a_refused_row_is_refused_and_nothing_else()
    {
        var taken = Read("网格树", "a,甲,组,,b,", "b,乙,组,,a,", "c,丙,邻,,a,", "d,丁,网格,,grid-1,", "e,戊,邻,,d,", "f,己,邻,,grid-1,");
        Assert.Equal([(2, "上级绕成了一圈"), (3, "上级绕成了一圈"), (4, "上级“a”没有收下"), (5, "网格不能放在网格“桂香园第1网格”下面"), (6, "上级“d”没有收下")], taken.Refused.Select(one => (one.Row, one.Reason)));
        Assert.Equal(Demo.Nodes.Keys.Append("f"), taken.Book.Nodes.Keys);
    }

    [Fact]
    public void A_post_means_the_rights_of_its_name_or_those_that_are_said()
    {
        var taken = Read("岗位", "grid-1,网格员小林,邻长,,,", "桂香园第1网格,w2,河长,网格员,河道,", "grid-1,w2,志愿者,,党建,", "guixiangyuan,w2,社区书记,,,");
        Assert.Empty(taken.Refused);
        Assert.Equal(SpeakerRole.GridWorker, taken.Book.Posts[("grid-1", "w2", "邻长", "")].Role);
        Assert.Equal(new PostEntry("grid-1", "w2", SpeakerRole.GridWorker, "河长", "河道"), taken.Book.Posts[("grid-1", "w2", "河长", "河道")]);
        Assert.Equal(SpeakerRole.Resident, taken.Book.Posts[("grid-1", "w2", "志愿者", "党建")].Role);
        Assert.Equal(SpeakerRole.Community, taken.Book.Posts[("guixiangyuan", "w2", "社区书记", "")].Role);
    }

    [Theory]
    [InlineData("岗位", "grid-1,w1,河长,,,", "不认识岗位“河长”，请在“权限”里填：网格员、物业、社区干部、街道干部、区县干部、无")]
    [InlineData("岗位", "grid-1,w1,河长,老大,,", "权限“老大”不对，请填：网格员、物业、社区干部、街道干部、区县干部、无")]
    [InlineData("岗位", "grid-1,居民,志愿者,,,", "有几个人员都叫“居民”，请写编号")]
    [InlineData("岗位", "grid-1,w1,网格员,,,删", "“删除”要填“是”或不填，不是“删”")]
    [InlineData("岗位", "grid-9,w1,网格员,,,", "没有叫“grid-9”的节点")]
    [InlineData("住户", "grid-1,4-1-302,", "住户要挂在网格下面的组、邻或联户")]
    [InlineData("请假", "w1,2026-03-04,2026-03-02,,", "“止”比“起”早")]
    [InlineData("请假", "w1,三月四日,2026-03-02,,", "“起”要写成 2026-03-02 这样的日期，不是“三月四日”")]
    [InlineData("请假", "w1,2026-03-02,2026-03-02,w1,", "自己不能代自己")]
    [InlineData("值班", "grid-1,2026/3/2,25:00,,w1,", "“起时”要写成 18:00 这样的时间，不是“25:00”")]
    [InlineData("条线", "占道经营,,", "“条线”没有填")]
    [InlineData("群", "demo-9,grid-1", "没有编号是“demo-9”的群；新群先在群里发绑定码")]
    [InlineData("群", "demo-1,guixiangyuan", "居民群要绑到网格，或网格下面的组、邻、联户")]
    [InlineData("人员", "w1,小余\u0001", "“姓名”里不能换行或有看不见的字符")]
    public void A_row_that_cannot_be_used_says_why(string sheet, string line, string reason)
    {
        var taken = Read(sheet, line);
        Assert.Equal((reason, 0), (Refusal(taken), taken.Taken));
        Assert.Equal((2, sheet), (taken.Refused[0].Row, taken.Refused[0].Sheet));
    }

    [Fact]
    public void The_second_of_two_rows_of_one_thing_is_refused() => Assert.Equal("和第2行重复", Refusal(Read("值班", "grid-1,2026-03-02,,,w1,", "grid-1,2026年3月2日,00:00,24:00,w2,")));

    [Theory]
    [InlineData(4, "“4栋邻”有4户，一般是5到15户")]
    [InlineData(5, null)]
    [InlineData(15, null)]
    [InlineData(16, "“4栋邻”有16户，一般是5到15户")]
    public void A_neighbour_answers_for_5_to_15_households_and_outside_that_it_is_said_not_refused(int households, string? warning)
    {
        var taken = RosterImport.Read(new Workbook([Page("网格树", "lin-1,4栋邻,邻,,grid-1,"), Page("住户", [.. Enumerable.Range(1, households).Select(room => $"4栋邻,4栋1单元{100 + room},")])]), Demo);
        Assert.Empty(taken.Refused);
        Assert.Equal(households, taken.Book.Households.Count);
        Assert.Equal(warning is null ? [] : [warning], taken.Warnings);
    }

    [Fact]
    public void A_household_that_is_bound_anew_within_the_grid_leaves_its_former_neighbour()
    {
        var first = RosterImport.Read(new Workbook([Page("网格树", "lin-1,甲,邻,,grid-1,", "lin-2,乙,邻,,grid-1,"), Page("住户", "lin-1,4-1-302,", "lin-1,x1,")]), Demo).Book;
        var second = RosterImport.Read(new Workbook([Page("住户", "lin-2,4-1-302,", "lin-1,x1,是")]), first).Book;
        Assert.Equal(new HouseholdEntry("lin-2", "4-1-302"), Assert.Single(second.Households.Values));
        Assert.Equal(["4-1-302", "person:x1"], first.Households.Values.Select(bound => bound.Household).Order());
    }

    [Fact]
    public void What_is_written_is_read_back_as_it_was_and_the_template_changes_nothing()
    {
        var full = RosterImport.Read(new Workbook([
            Page("网格树", "lin-1,甲,邻,,grid-1,是", "pian-2,西片,片,网格,guixiangyuan,", "dong,东院,院,不设级,guixiangyuan,"),
            Page("岗位", "lin-1,w2,邻长,,,", "grid-1,w2,网格员,,城管,"), Page("住户", "lin-1,4-1-302,", "lin-1,x1,"), Page("请假", "w1,2026-03-02,2026-03-04,w2,"),
            Page("值班", "grid-1,2026-03-02,18:00,08:00,w2,", "grid-1,2026-03-03,,,w1,"), Page("条线", "占道经营,城管,"),
        ]), Demo).Book;
        foreach (var workbook in new[] { RosterSheets.Write(full), RosterSheets.Template() })
        {
            var again = RosterImport.Read(workbook, full);
            Assert.Empty(again.Refused);
            Assert.Equal(full.Nodes, again.Book.Nodes);
            Assert.Equal(full.Posts, again.Book.Posts);
            Assert.Equal(full.Households, again.Book.Households);
            Assert.Equal(full.Leaves, again.Book.Leaves);
            Assert.Equal(full.Duties, again.Book.Duties);
            Assert.Equal(full.Lines, again.Book.Lines);
            Assert.Equal(full.Groups, again.Book.Groups);
            Assert.Equal(full.People, again.Book.People);
        }
    }

    [Fact]
    public void A_sheet_without_a_needed_column_is_not_read_and_a_strange_one_is_named()
    {
        var taken = RosterImport.Read(new Workbook([new Sheet("岗位", [["节点", "岗位"], ["grid-1", "网格员"]]), new Sheet("随手记", [["a"]]), new Sheet("条线", [["条线 ", "备注", "类别"], [], ["城管", "x", "占道经营"]])]), Demo);
        Assert.Equal("缺少“人员”列，整张表没有读", Refusal(taken));
        Assert.Equal(["没有叫“随手记”的表，没有读"], taken.Warnings);
        Assert.Equal("城管", Assert.Single(taken.Book.Lines.Values).Line);
    }
}

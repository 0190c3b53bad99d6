using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Tests.Clocks;

public class LimitRulesTests
{
    private static readonly DateOnly Today = Clock.Day("2026-03-02");

    [Fact]
    public void That_name_more_go_first_and_leave_the_rest_to_the_next()
    {
        var rules = Rules(",,,一般,,8工作小时,2工作日,5工作日,,,1,", ",环境卫生,,一般,,,,1工作日,,,2,", ",环境卫生,满溢,,,,,4工作小时,,,3,");
        var cleaning = rules.For("环境卫生", Urgency.Normal, Level.Grid, Today);
        Assert.Equal("1wd", cleaning.Done.Limit.ToString());
        Assert.Equal("2", cleaning.Rule.Version);
        Assert.Equal("2wd", cleaning.OnSite?.Limit.ToString());
        Assert.Equal("1", cleaning.OnSite?.Rule.Version);
        Assert.Equal("4wh", rules.For("环境卫生", Urgency.Normal, Level.Grid, Today, "满溢").Done.Limit.ToString());
        Assert.Equal("5wd", rules.For("照明", Urgency.Normal, Level.Grid, Today).Done.Limit.ToString());
    }

    [Fact]
    public void That_name_the_condition_go_before_the_category_before_the_urgency_before_the_level()
    {
        var rules = Rules(",,,,街道,,,4工作日,,,level,", ",,,一般,,,,3工作日,,,urgency,", ",照明,,,,,,2工作日,,,category,", ",,不亮,,,,,1工作日,,,condition,");
        Assert.Equal("condition", rules.For("照明", Urgency.Normal, Level.Street, Today, "不亮").Rule.Version);
        Assert.Equal("category", rules.For("照明", Urgency.Normal, Level.Street, Today).Rule.Version);
        Assert.Equal("urgency", rules.For("门禁", Urgency.Normal, Level.Street, Today).Rule.Version);
        Assert.Equal("level", rules.For("门禁", Urgency.Urgent, Level.Street, Today).Rule.Version);
    }

    [Fact]
    public void May_differ_by_level() =>
        Assert.Equal("9wd", Rules(",,,,,,,5工作日,,,,", ",,,,街道,,,9工作日,,,,").For("照明", Urgency.Normal, Level.Street, Today).Done.Limit.ToString());

    [Fact]
    public void Of_a_node_go_before_those_above_it_and_hold_only_below_it()
    {
        var rules = Rules(",照明,,一般,,8工作小时,,5工作日,,,root,", "demo,,,,,,,4工作日,,,district,", "guixiang,,,,,,-,3工作日,,,community,");
        Assert.Equal("root", Version("g9", "other"));
        Assert.Equal("district", Version("g3", "demo"));
        Assert.Equal("community", Version("g1", "guixiang", "demo"));
        var matched = rules.For("照明", Urgency.Normal, Level.Grid, Today, "", ["guixiang", "demo"]);
        Assert.Equal("8wh", matched.FirstAnswer?.Limit.ToString());
        Assert.NotNull(matched.OnSite);
        Assert.Null(matched.OnSite.Limit);

        string Version(params string[] path) => rules.For("照明", Urgency.Normal, Level.Grid, Today, "", path).Rule.Version;
    }

    [Theory]
    [InlineData("2025-12-31", "old")]
    [InlineData("2026-01-01", "new")]
    [InlineData("2026-12-31", "new")]
    [InlineData("2027-01-01", "newest")]
    public void Hold_from_their_first_to_their_last_day(string on, string version)
    {
        var rules = Rules(",,,,,,,7工作日,,2025-12-31,old,", ",,,,,,,5工作日,2026-01-01,2026/12/31,new,", ",,,,,,,3工作日,2027-01-01,,newest,");
        Assert.Equal(version, rules.For("照明", Urgency.Normal, Level.Grid, Clock.Day(on)).Rule.Version);
    }

    [Fact]
    public void Without_an_answer_are_an_error_that_names_the_case()
    {
        var error = Assert.Throws<ClockException>(() => Rules(",照明,,,,1工作日,,,,,,").For("照明", Urgency.Urgent, Level.Grid, Today));
        Assert.Contains("照明", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(",照明,,,,,,3工作日,,,,", ",照明,,,,,,4工作日,,,,")]
    [InlineData(",照明,,,,,,3工作日,,2026-06-30,,", ",照明,,,,,,4工作日,2026-06-30,,,")]
    [InlineData(",照明,,,,,,3工作日,2026-01-01,,,", ",照明,,,,,,4工作日,2027-01-01,,,")]
    public void Of_which_two_fit_one_case_are_refused_with_both_lines(string one, string other)
    {
        var message = Assert.Throws<ClockException>(() => Rules(one, ",,,,,,,9工作日,,,,", other)).Message;
        Assert.Contains("limits.csv line 4", message, StringComparison.Ordinal);
        Assert.Contains("limits.csv line 2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_two_files_are_refused_likewise()
    {
        var one = LimitTableTests.Parse(",照明,,,,,,3工作日,,,,");
        Assert.Throws<ClockException>(() => new LimitRules([.. one, .. LimitTableTests.Parse(",照明,,,,,,3工作日,,,,")]));
        _ = new LimitRules([.. one, .. one.Select(rule => rule with { Node = "demo" })]);
    }

    [Fact]
    public void A_table_with_a_rule_for_every_case_on_every_day_has_no_gap()
    {
        Rules(",,,,,,,7工作日,,2025-12-31,old,", ",,,,,,,5工作日,2026-01-01,,new,").RefuseGaps();
        new LimitRules(Bot.Host.Clocks.LimitFiles.Preset("default")).RefuseGaps();
    }

    [Theory]
    [InlineData(",,,,,,,5工作日,,2026-12-31,,", "line 2: ends, and from 2027-01-01 on no rule of all nodes and categories says until when 一般 at level 网格")]
    [InlineData(",,,,,,,5工作日,2026-01-01,,,", "before the first rule begins no rule of all nodes and categories says until when 一般 at level 网格")]
    [InlineData("guixiang,,,,,,,5工作日,,,,", "says until when 一般 at level 网格 must be done")]
    [InlineData(",照明,,,,,,5工作日,,,,", "says until when 一般 at level 网格 must be done")]
    [InlineData(",,,,网格,,,5工作日,,,,", "says until when 一般 at level 社区 must be done")]
    [InlineData(",,,一般,,,,5工作日,,,,", "says until when 较急 at level 网格 must be done")]
    [InlineData(",,,,,2小时,,,,,,", "says until when 一般 at level 网格 must be done")]
    public void A_case_of_which_no_rule_speaks_on_some_day_is_named(string line, string reason) =>
        Assert.Contains(reason, Assert.Throws<ClockException>(() => Rules(line).RefuseGaps()).Message, StringComparison.Ordinal);

    private static LimitRules Rules(params string[] lines) => new(LimitTableTests.Parse(lines));
}

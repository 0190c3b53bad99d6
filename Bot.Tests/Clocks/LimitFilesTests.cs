using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;
using Bot.Host.Clocks;

namespace Bot.Tests.Clocks;

public class LimitFilesTests
{
    private static readonly DateOnly Today = Clock.Day("2026-03-02");

    [Theory]
    [InlineData("燃气泄漏", Urgency.Critical, "5m", "30m", "2h")]
    [InlineData("供水", Urgency.Urgent, "15m", "2h", "24h")]
    [InlineData("电梯", Urgency.Elevated, "2wh", "1wd", "3wd")]
    [InlineData("照明", Urgency.Normal, "8wh", "2wd", "5wd")]
    [InlineData("环境卫生", Urgency.Normal, "8wh", "2wd", "1wd")]
    [InlineData("环境卫生", Urgency.Urgent, "15m", "2h", "24h")]
    [InlineData("加装电梯咨询", Urgency.Normal, "1wd", "", "15wd")]
    [InlineData("违建", Urgency.Normal, "1wd", "", "15wd")]
    [InlineData("违建", Urgency.Elevated, "2wh", "1wd", "3wd")]
    [InlineData("议题协商", Urgency.Normal, "1wd", "", "15wd")]
    public void Default_has_an_answer_for_every_case(string category, Urgency urgency, string answer, string onSite, string done) =>
        Same([answer, onSite, done], new LimitRules(LimitFiles.Preset("default")).For(category, urgency, Level.Grid, Today));

    [Theory]
    [InlineData("1130", "照明", Urgency.Normal, "1h", "1d", "3d")]
    [InlineData("1130", "照明", Urgency.Critical, "5m", "30m", "2h")]
    [InlineData("beijing", "照明", Urgency.Critical, "5m", "30m", "2h")]
    [InlineData("beijing", "供水", Urgency.Elevated, "2h", "", "24h")]
    [InlineData("beijing", "照明", Urgency.Urgent, "15m", "2h", "2h")]
    [InlineData("beijing", "供水", Urgency.Urgent, "15m", "2h", "24h")]
    [InlineData("beijing", "燃气", Urgency.Critical, "5m", "30m", "2h")]
    [InlineData("beijing", "照明", Urgency.Normal, "2h", "", "7d")]
    [InlineData("beijing", "违建", Urgency.Normal, "2h", "", "15d")]
    [InlineData("yuncheng", "照明", Urgency.Normal, "8wh", "2wd", "5wd")]
    public void Preset_of_a_district_lies_over_the_default(string preset, string category, Urgency urgency, string answer, string onSite, string done) =>
        Same([answer, onSite, done], Over(preset).For(category, urgency, Level.Grid, Today, "", ["demo"]));

    [Theory]
    [InlineData("上水井盖", "缺失、移位、开裂，存在安全隐患的", "2h")]
    [InlineData("上水井盖", "破损超过25c㎡", "4wh")]
    [InlineData("上水井盖", "弹跳产生声响，翻盖明显影响安全", "2wd")]
    [InlineData("供水管道破裂", "供水管道破裂导致的跑、冒、滴、漏，路面溢水", "1h")]
    [InlineData("架空线缆脱落", "断裂、下坠、影响安全", "2wh")]
    public void Yuncheng_is_chosen_by_its_condition(string category, string condition, string done)
    {
        var matched = Over("yuncheng").For(category, Urgency.Normal, Level.Grid, Today, condition, ["demo"]);
        Assert.Equal(done, matched.Done.Limit.ToString());
        Assert.StartsWith("运城", matched.Rule.Source, StringComparison.Ordinal);
        Assert.Equal("8wh", matched.FirstAnswer?.Limit.ToString());
    }

    [Fact]
    public void Yuncheng_has_its_519_lines_as_often_as_the_standard_says()
    {
        var counts = LimitFiles.Preset("yuncheng").CountBy(rule => rule.Done!.Limit.ToString()!).ToDictionary();
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["1wd"] = 143, ["5wd"] = 86, ["3wd"] = 84, ["2wd"] = 82, ["4wh"] = 39, ["2h"] = 32, ["2wh"] = 22,
                ["7wd"] = 9, ["1h"] = 6, ["15wd"] = 5, ["4h"] = 4, ["2d"] = 3, ["10wd"] = 2, ["4wd"] = 1, ["1d"] = 1,
            },
            counts);
    }

    [Fact]
    public void Unknown_or_missing_are_refused_by_name()
    {
        Assert.Contains("shanghai", Assert.Throws<ClockException>(() => LimitFiles.Preset("shanghai")).Message, StringComparison.Ordinal);
        Assert.Contains("/nowhere.csv", Assert.Throws<ClockException>(() => LimitFiles.Load("/nowhere.csv")).Message, StringComparison.Ordinal);
    }

    private static LimitRules Over(string preset) => new([.. LimitFiles.Preset("default"), .. LimitFiles.Preset(preset, "demo")]);

    private static void Same(string[] expected, MatchedLimits matched) =>
        Assert.Equal(expected, Enum.GetValues<LimitStep>().Select(step => matched.Of(step)?.Limit?.ToString() ?? ""));
}

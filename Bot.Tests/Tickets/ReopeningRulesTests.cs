using Bot.Domain.Tickets;

namespace Bot.Tests.Tickets;

public class ReopeningRulesTests
{
    [Fact]
    public void A_category_has_its_own_rule_or_that_for_all_others()
    {
        var rules = ReopeningRules.Parse(["# 重办", "*\tfresh", "电梯\tcontinued"]);
        Assert.True(rules.Continues("电梯"));
        Assert.False(rules.Continues("照明"));
    }

    [Theory]
    [InlineData("*\tslow", "line 1: unknown clock 'slow'")]
    [InlineData("*", "2 are expected")]
    [InlineData("电梯\tfresh", "no rule for '*'")]
    public void What_cannot_be_used_is_named(string line, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => ReopeningRules.Parse([line])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_nearest_node_that_speaks_of_a_category_or_of_all_decides()
    {
        var rules = ReopeningRules.Parse(["*\tfresh", "电梯\tcontinued", "[street]", "*\tcontinued", "[grid-1]", "照明\tfresh"]);
        Assert.Equal((true, false), (rules.Continues("电梯"), rules.Continues("照明")));
        var (one, two) = (rules.At(["grid-1", "street"]), rules.At(["grid-2", "street"]));
        Assert.Equal((false, true, true), (one.Continues("照明"), one.Continues("电梯"), one.Continues("供水")));
        Assert.Equal((true, true), (two.Continues("照明"), two.Continues("电梯")));
        Assert.False(rules.At(["elsewhere"]).Continues("照明"));
    }

    [Fact]
    public void A_category_stands_once() => Assert.Contains("line 2", Assert.Throws<FormatException>(() => ReopeningRules.Parse(["*\tfresh", "*\tfresh"])).Message, StringComparison.Ordinal);
}

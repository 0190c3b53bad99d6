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
    public void A_category_stands_once() => Assert.Contains("line 2", Assert.Throws<FormatException>(() => ReopeningRules.Parse(["*\tfresh", "*\tfresh"])).Message, StringComparison.Ordinal);
}

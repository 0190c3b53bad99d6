using Bot.Domain.Tickets;

namespace Bot.Tests.Tickets;

public class PauseRulesTests
{
    private static readonly string[] Good = ["resident\t等居民\t15\t居民", "part\t等配件\t30\t配件", "department\t等部门\t30\t城管,居民服务中心"];

    [Theory]
    [InlineData("等居民回话", PauseKind.Resident)]
    [InlineData("居民服务中心在看", PauseKind.Department)]
    [InlineData("城管要问居民", PauseKind.Department)]
    [InlineData("城管说等配件", PauseKind.Part)]
    [InlineData("等天晴", null)]
    public void The_name_counts_first_then_the_first_word_then_the_longer(string reason, PauseKind? kind) => Assert.Equal(kind, PauseRules.Parse(Good).KindOf(reason));

    [Theory]
    [InlineData("weather\t等天晴\t3\t天晴", "line 4: unknown kind 'weather'")]
    [InlineData("part\t等配件\t30\t配件", "line 4: part needs a name and stands once")]
    [InlineData("part\t等配件\t0\t配件", "line 4: days lie between 1 and 366, got '0'")]
    [InlineData("part\t等配件\tlong\t配件", "got 'long'")]
    [InlineData("part\t等配件\t3", "4 or 5 are expected")]
    public void A_line_that_cannot_be_used_is_named(string line, string words) =>
        Assert.Contains(words, Assert.Throws<FormatException>(() => PauseRules.Parse([.. Good, line])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_nearest_node_that_speaks_of_a_kind_decides_and_the_others_are_inherited()
    {
        var rules = PauseRules.Parse([.. Good, "[street]", "part\t等配件\t10\t配件", "[grid-1]", "part\t等货\t5\t货"]);
        Assert.Equal([5, 10, 30], new[] { rules.At(["grid-1", "street"]), rules.At(["grid-2", "street"]), rules.At(["elsewhere"]) }.Select(near => near.For(PauseKind.Part).Days));
        Assert.Equal((15, 30), (rules.At(["grid-1", "street"]).For(PauseKind.Resident).Days, rules.For(PauseKind.Part).Days));
        Assert.Equal(PauseKind.Part, rules.At(["grid-1"]).KindOf("等货"));
        Assert.Contains("line 6: part needs a name and stands once", Assert.Throws<FormatException>(() => PauseRules.Parse([.. Good, "[grid-1]", "part\t等货\t5\t货", "part\t等货\t6\t货"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_three_kinds_need_a_rule() =>
        Assert.Equal("no rule for part, department", Assert.Throws<FormatException>(() => PauseRules.Parse(Good[..1])).Message);

    [Fact]
    public void The_rules_in_force_have_them() => Assert.Equal((15, 30, 30), (Desk.Rules.Pauses.For(PauseKind.Resident).Days, Desk.Rules.Pauses.For(PauseKind.Part).Days, Desk.Rules.Pauses.For(PauseKind.Department).Days));
}

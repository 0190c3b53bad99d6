using Bot.Domain.Tickets;

namespace Bot.Tests.Tickets;

public class CategoryRulesTests
{
    [Fact]
    public void A_category_without_a_line_takes_that_of_the_star()
    {
        var rules = CategoryRules.Parse(["*\t核实\t网格员", "照明\t换灯\t物业\r"]);
        Assert.Equal(new CategoryRule("换灯", "物业"), rules.For("照明"));
        Assert.Equal(new CategoryRule("核实", "网格员"), rules.For("别的"));
    }

    [Fact]
    public void Down_the_tree_the_nearest_line_about_a_category_wins_and_all_else_is_inherited()
    {
        var rules = CategoryRules.Parse(["*\t核实\t网格员", "照明\t换灯\t物业", "[street]", "照明\t报修\t街道", "[grid-1]", "*\t上门\t小余"]).At(["grid-1", "street"]);
        Assert.Equal(new CategoryRule("报修", "街道"), rules.For("照明"));
        Assert.Equal(new CategoryRule("上门", "小余"), rules.For("别的"));
    }

    [Theory]
    [InlineData("照明\t换灯", "2 fields where 3")]
    [InlineData("照明\t换灯\t物业\t多余", "4 fields where 3")]
    [InlineData("*\t核实\t社区", "has a rule already")]
    public void A_line_that_cannot_be_used_is_named(string line, string reason)
    {
        var error = Assert.Throws<FormatException>(() => CategoryRules.Parse(["*\t核实\t网格员", line]));
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_the_star_the_file_is_refused() => Assert.Throws<FormatException>(() => CategoryRules.Parse(["照明\t换灯\t物业"]));
}

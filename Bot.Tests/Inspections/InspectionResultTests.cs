using Bot.Domain.Inspections;

namespace Bot.Tests.Inspections;

public sealed class InspectionResultTests
{
    private static (IReadOnlyList<Finding> Findings, string? Refusal) Read(string text, int items = 3)
    {
        var command = InspectionResult.Command(text);
        Assert.Equal("1050", command?.Number);
        return InspectionResult.Read(command!.Value.Words, items);
    }

    [Theory]
    [InlineData("检查1050 合格")]
    [InlineData("检查 #1050：全部合格。")]
    [InlineData("检查1050 1好 2好 3好")]
    [InlineData("检查1050，1、好 2、合格 3、好")]
    public void All_good_is_said_in_one_word_or_item_by_item(string text) =>
        Assert.Equal([new Finding(1, true, null), new Finding(2, true, null), new Finding(3, true, null)], Read(text).Findings);

    [Fact]
    public void What_is_bad_has_its_reason() => Assert.Equal(
        [new Finding(1, false, "地上有3处水"), new Finding(2, true, null), new Finding(3, false, "2号冰柜没贴标签")],
        Read("检查 1050 2好 1差：地上有3处水，3不合格 2号冰柜没贴标签").Findings);

    [Theory]
    [InlineData("检查1050 1好 2好", "还差第3项，请一次写全")]
    [InlineData("检查1050 3差：没贴标签", "还差第1、2项，请一次写全")]
    [InlineData("检查1050 1好 2好 3好 4好", "一共3项，请按1到3写，一项一次")]
    public void What_is_missing_is_asked_for(string text, string refusal) => Assert.Equal(refusal, Read(text).Refusal);

    [Theory]
    [InlineData("检查1050")]
    [InlineData("检查电梯的人什么时候来")]
    [InlineData("检查 4栋1单元的灯")]
    [InlineData("请检查1050 合格")]
    public void All_else_is_no_result(string text) => Assert.Null(InspectionResult.Command(text));
}

using Bot.Domain.Needs;
using Bot.Host.Tickets;

namespace Bot.Tests.Needs;

public class NeedKindsTests
{
    private static readonly NeedKinds Shipped = RuleFiles.Load().Rules.NeedKinds;

    [Fact]
    public void The_shipped_list_has_five_kinds_and_twenty_three_items()
    {
        Assert.Equal(5, Shipped.Kinds.Count);
        Assert.Equal(23, Shipped.Items.Count);
        Assert.All(Shipped.Items, item => Assert.NotEmpty(item.Words));
    }

    [Theory]
    [InlineData("想找人教用手机", "智能手机")]
    [InlineData("我家老头想学二胡", "乐器演奏")]
    [InlineData("能不能有人陪诊，我妈走不动", "陪诊取药")]
    [InlineData("想请人上门理发", "理发修脚")]
    [InlineData("就近养老", "就近养老")]
    [InlineData("想要一个安静的地方", null)]
    public void An_item_is_known_by_its_words(string text, string? item) => Assert.Equal(item, Shipped.Find(text)?.Item);

    [Fact]
    public void The_longest_word_decides_and_of_two_as_long_nobody_does()
    {
        var kinds = NeedKinds.Parse(["甲\t一\t否\t下棋,棋", "甲\t二\t是\t学下棋", "乙\t三\t否\t唱歌"]);
        Assert.Equal("二", kinds.Find("想学下棋")?.Item);
        Assert.Equal("一", kinds.Find("想下棋")?.Item);
        Assert.Null(kinds.Find("想下棋和唱歌"));
    }

    [Theory]
    [InlineData("甲\t一\t否", "line 1")]
    [InlineData("甲\t一\t也许\t词", "line 1")]
    [InlineData("甲\t一\t否\t词\n乙\t一\t否\t词", "line 2")]
    [InlineData("# nothing", "no kind")]
    public void A_list_that_makes_no_sense_is_refused_with_its_line(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => NeedKinds.Parse(text.Split('\n'))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_district_keeps_a_list_of_its_own()
    {
        var folder = Directory.CreateTempSubdirectory("needs-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "need-kinds.tsv"), "邻里\t遛狗\t否\t遛狗\n", TestContext.Current.CancellationToken);
            Assert.Equal("遛狗", Assert.Single(RuleFiles.Load(folder).Rules.NeedKinds.Items).Item);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

using Bot.Domain.Consents;
using Bot.Tests.Clocks;

namespace Bot.Tests.Consents;

public class ConsentListTests
{
    private static readonly DateTimeOffset Now = Clock.At("2026-03-02 09:00");
    private static readonly ConsentList List = new("1035", "grid-1", ["demo-1"], "屋顶修缮", "同意维修屋顶", ["4-1-302", "5-1-1203"], 2, Clock.At("2026-03-31 20:00"), null, null);

    [Theory]
    [InlineData("签 1035", "Sign")]
    [InlineData("我签1035。", "Sign")]
    [InlineData("撤签 1035", "Withdraw")]
    [InlineData("委托书1035", "Ask")]
    [InlineData("纸签 1035 4-1-302 陈玉兰", "Paper")]
    public void Each_command_is_read(string text, string expected)
    {
        var command = ConsentCommand.Read(text, null);
        Assert.Equal((expected, "1035"), (command?.GetType().Name, command?.Number));
    }

    [Theory]
    [InlineData("签收 1035 个快递")]
    [InlineData("谁让签 1035 的，漏水还没修")]
    [InlineData("签")]
    [InlineData("替我妈签 1035")]
    public void Whatever_is_not_clearly_a_signature_is_none(string text) => Assert.Null(ConsentCommand.Read(text, null));

    [Fact]
    public void A_bare_word_signs_only_as_a_reply_to_the_list_itself()
    {
        Assert.IsType<ConsentCommand.Sign>(ConsentCommand.Read("同意", "【委托书1035】屋顶修缮：同意的业主请本人回「签 1035」"));
        Assert.IsType<ConsentCommand.Withdraw>(ConsentCommand.Read("撤签", "【委托书1035】屋顶修缮"));
        Assert.Null(ConsentCommand.Read("同意，不过我家还漏水", "【委托书1035】屋顶修缮"));
        Assert.Null(ConsentCommand.Read("同意", "【会议提醒】夜话会"));
    }

    [Theory]
    [InlineData(19, null, 24, 19)]
    [InlineData(null, 0.667, 24, 17)]
    [InlineData(null, 1.0, 3, 3)]
    [InlineData(19, null, 0, 19)]
    [InlineData(19, null, 10, null)]
    [InlineData(null, 0.5, 0, null)]
    [InlineData(null, 1.1, 10, null)]
    [InlineData(0, null, 10, null)]
    [InlineData(5, 0.5, 10, null)]
    public void A_threshold_is_a_count_or_a_share_of_the_houses_rounded_up(int? count, double? share, int houses, int? needed) =>
        Assert.Equal(needed, ConsentList.Threshold(count, (decimal?)share, houses));

    [Fact]
    public void A_household_signs_once_and_only_one_that_is_listed_and_before_the_end()
    {
        Assert.Null(List.MaySign("4-1-302", false, Now));
        Assert.Equal("signed_already", List.MaySign("4-1-302", true, Now)?.Code);
        Assert.Equal("house_not_listed", List.MaySign("2-3-501", false, Now)?.Code);
        Assert.Equal("house_unknown", List.MaySign(null, false, Now)?.Code);
        Assert.Equal("consent_over", List.MaySign("4-1-302", false, List.Until)?.Code);
        Assert.Null((List with { Houses = [] }).MaySign("2-3-501", false, Now));
    }
}

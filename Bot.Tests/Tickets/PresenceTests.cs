using Bot.Domain.Tickets;

namespace Bot.Tests.Tickets;

public class PresenceTests
{
    [Theory]
    [InlineData("到现场了")]
    [InlineData("进展1023 到现场了")]
    [InlineData("到了")]
    [InlineData("师傅到了，在看线路")]
    [InlineData("已到现场")]
    [InlineData("收到，我已经到楼下了")]
    [InlineData("人在现场，正在处理")]
    [InlineData("刚赶到4栋，水还在漏")]
    [InlineData("已上门")]
    [InlineData("现场看过了，要换灯")]
    [InlineData("正在抢修")]
    [InlineData("阀门已关阀，已止水")]
    [InlineData("灯换好了一半")]
    public void Who_is_there_or_tells_what_he_has_done_there_is_on_site(string text) => Assert.True(Desk.Rules.Presence.IsSaid(text));

    [Theory]
    [InlineData("在路上")]
    [InlineData("马上到")]
    [InlineData("20分钟到现场")]
    [InlineData("收到，下午到现场看")]
    [InlineData("明天到现场")]
    [InlineData("还没到现场")]
    [InlineData("师傅到了吗？")]
    [InlineData("到了再说")]
    [InlineData("等配件到了就换")]
    [InlineData("配件到了")]
    [InlineData("时间到了")]
    [InlineData("收到")]
    [InlineData("已联系物业")]
    [InlineData("准备去现场看看")]
    [InlineData("还没修好")]
    [InlineData("计划周五更换好")]
    public void Who_is_on_the_way_or_means_to_come_is_not(string text) => Assert.False(Desk.Rules.Presence.IsSaid(text));

    private const string Words = "到\t到\n地方\t现场\n谁\t师傅\n在场\t在现场\n看\t看\n正在\t修\n已经\t修\n做好\t修\n还没\t没";

    [Fact]
    public void The_words_are_the_districts_own()
    {
        Assert.False(Presence.Parse(Words.Split('\n')).IsSaid("我跟前哩"));
        Assert.True(Presence.Parse(Words.Replace("在现场", "在现场,跟前哩", StringComparison.Ordinal).Split('\n')).IsSaid("我跟前哩"));
        Assert.False(Presence.Parse(Words.Replace("还没\t没", "还没\t没,刚出门", StringComparison.Ordinal).Split('\n')).IsSaid("刚出门，刚出门在现场"));
    }

    [Fact]
    public void A_word_is_no_pattern() => Assert.False(Presence.Parse(Words.Replace("在现场", "在.场", StringComparison.Ordinal).Split('\n')).IsSaid("在商场"));

    [Theory]
    [InlineData("到\t到\n站着\t站", "line 2: unknown kind '站着'")]
    [InlineData("到\t ,", "line 1: 到 needs at least one word")]
    [InlineData("到\t到\n到\t来", "line 2: 到 needs at least one word, and stands once")]
    [InlineData("到", "line 1: 1 fields where 2 are expected")]
    [InlineData("到\t到", "no line for '地方'")]
    public void A_line_that_cannot_be_used_is_named(string lines, string error) =>
        Assert.StartsWith(error, Assert.Throws<FormatException>(() => Presence.Parse(lines.Split('\n'))).Message, StringComparison.Ordinal);
}

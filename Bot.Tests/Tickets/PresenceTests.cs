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
    public void Who_is_there_or_tells_what_he_has_done_there_is_on_site(string text) => Assert.True(Presence.IsSaid(text));

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
    public void Who_is_on_the_way_or_means_to_come_is_not(string text) => Assert.False(Presence.IsSaid(text));
}

using Bot.Domain.Needs;

namespace Bot.Tests.Needs;

public class NeedCommandTests
{
    public static TheoryData<string, NeedCommand> Commands => new()
    {
        { "需求：想找人教用手机", new NeedCommand.Tell("想找人教用手机") },
        { "我的需求: 想学二胡", new NeedCommand.Tell("想学二胡") },
        { "需求 1041 归 乐器演奏", new NeedCommand.Classify("1041", "乐器演奏") },
        { "需求#1041归到“乐器演奏”", new NeedCommand.Classify("1041", "乐器演奏") },
        { "需求 1041 对接 1050", new NeedCommand.Link("1041", "1050") },
        { "需求 1041 对接服务 #1050", new NeedCommand.Link("1041", "1050") },
        { "需求 1041 完成", new NeedCommand.End("1041", true, "") },
        { "需求 1041 不办 没有场地", new NeedCommand.End("1041", false, "没有场地") },
        { "需求清单", new NeedCommand.Count() },
        { "服务清单", new NeedCommand.Services() },
        { "服务：家电维修｜周六上午｜2栋架空层｜10人｜老周", new NeedCommand.Offer("家电维修", "周六上午", "2栋架空层", 10, "老周") },
        { "服务：法律咨询|每周三|党群站|不限|张律师", new NeedCommand.Offer("法律咨询", "每周三", "党群站", null, "张律师") },
        { "服务：法律咨询｜每周三", new NeedCommand.OfferUnread() },
        { "服务：法律咨询｜每周三｜党群站｜很多｜张律师", new NeedCommand.OfferUnread() },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_read_as_it_is_said(string text, NeedCommand command) => Assert.Equal(command, NeedCommand.Read(text));

    [Theory]
    [InlineData("需求啦，想学啥想要啥尽管说")]
    [InlineData("需求（不是bug）：天台晾衣区能加几根杆子不")]
    [InlineData("服务：态度太差了，物业电话没人接")]
    [InlineData("物业服务太差")]
    [InlineData("需求 1041 对接谁啊")]
    [InlineData("需求")]
    [InlineData("4栋楼道灯不亮，有维修需求：急")]
    public void Ordinary_talk_is_none(string text) => Assert.Null(NeedCommand.Read(text));
}

using Bot.Domain.Topics;

namespace Bot.Tests.Topics;

public class TopicCommandTests
{
    [Theory]
    [InlineData("议题：要不要装充电桩", "Propose 要不要装充电桩")]
    [InlineData("我提个议题: 单车棚往哪搬", "Propose 单车棚往哪搬")]
    [InlineData("1023转议题", "FromTicket 1023 ")]
    [InlineData("#1023 转议题：楼道的灯怎么管", "FromTicket 1023 楼道的灯怎么管")]
    [InlineData("议题1031", "Ask 1031")]
    [InlineData("议题 1031 怎么样了？", "Ask 1031")]
    [InlineData("议题1031通过", "Pass 1031")]
    [InlineData("议题1031 不通过 不归小区管", "Refuse 1031 不归小区管")]
    [InlineData("议题1031不通过", "Refuse 1031 ")]
    [InlineData("议题1031投票 按户 周五20:00截止：装两台/装四台/先不装", "OpenVote 1031 [按户 周五20:00截止] 装两台|装四台|先不装")]
    [InlineData("议题1031 开投票：同意、不同意", "OpenVote 1031 [] 同意|不同意")]
    [InlineData("议题1031投票：\n1. 东门、西门各一台\n2. 不装", "OpenVote 1031 [] 东门、西门各一台|不装")]
    [InlineData("投票 1031 2", "Vote 1031 2")]
    [InlineData("投票1031，2", "Vote 1031 2")]
    [InlineData("议题1031 投2", "Vote 1031 2")]
    [InlineData("议题1031决议：装两台，网格员小余负责，月底前", "Resolve 1031 装两台，网格员小余负责，月底前")]
    [InlineData("议题1031监督：陈阿姨、老周", "Supervise 1031 陈阿姨|老周")]
    [InlineData("我来监督1031", "Volunteer 1031")]
    [InlineData("监督 1031 没装好", "Objection 1031 没装好")]
    [InlineData("复盘 1031 好了", "Review 1031 1")]
    [InlineData("复盘 1031 2", "Review 1031 2")]
    [InlineData("议题1031 我觉得装在东门好", "Opinion 1031 我觉得装在东门好")]
    [InlineData("议题1031我觉得3栋门口好", "Opinion 1031 我觉得3栋门口好")]
    public void Each_command_is_read(string text, string expected) => Assert.Equal(expected, Say(TopicCommand.Read(text, null)));

    [Theory]
    [InlineData("楼道灯不亮了")]
    [InlineData("昨天那个议题后来怎么定的")]
    [InlineData("议题2个都没结果，电梯又坏了")]
    [InlineData("议题2025年就提过，水管还在漏")]
    [InlineData("今天开会议题是什么")]
    [InlineData("监督电话打不通，垃圾三天没人收")]
    [InlineData("投票箱坏了")]
    [InlineData("复盘 10312")]
    [InlineData("1023 转议员处理")]
    [InlineData("4-1-302 漏水，快来人")]
    [InlineData("议题：")]
    public void What_does_not_clearly_speak_of_a_topic_stays_a_message_like_any_other(string text) => Assert.Null(TopicCommand.Read(text, null));

    [Theory]
    [InlineData("【议题1031·协商】要不要装充电桩。想说什么请引用这条回复", "装吧，我家两辆电动车", "Opinion 1031 装吧，我家两辆电动车")]
    [InlineData("【议题1031·投票】要不要装充电桩：1装，2不装。", "2", "Vote 1031 2")]
    [InlineData("【议题1031·投票】要不要装充电桩：1装，2不装。", "2号门那边线路不够", "Opinion 1031 2号门那边线路不够")]
    [InlineData("【议题1031·复盘】要不要装充电桩：决议都办好了。", "满意。", "Review 1031 1")]
    [InlineData("【议题1031·复盘】要不要装充电桩：决议都办好了。", "3", "Review 1031 3")]
    public void A_reply_that_quotes_what_the_bot_said_of_a_topic_is_meant_for_it(string quoted, string text, string expected) => Assert.Equal(expected, Say(TopicCommand.Read(text, quoted)));

    [Theory]
    [InlineData("【议题1031·监督落实】要不要装充电桩。装两台", "充电桩漏电，打火花了")]
    [InlineData("【议题1031·结果】要不要装充电桩", "现在又坏了")]
    [InlineData("#1002 已登记：照明", "还没来修")]
    public void What_quotes_another_line_is_a_message_like_any_other(string quoted, string text) => Assert.Null(TopicCommand.Read(text, quoted));

    private static string? Say(TopicCommand? command) => command switch
    {
        null => null,
        TopicCommand.Propose one => $"Propose {one.Title}",
        TopicCommand.FromTicket one => $"FromTicket {one.Number} {one.Title}",
        TopicCommand.Refuse one => $"Refuse {one.Number} {one.Reason}",
        TopicCommand.OpenVote one => $"OpenVote {one.Number} [{one.Terms.Trim()}] {string.Join('|', one.Options)}",
        TopicCommand.Vote one => $"Vote {one.Number} {one.Choice}",
        TopicCommand.Resolve one => $"Resolve {one.Number} {one.Text}",
        TopicCommand.Supervise one => $"Supervise {one.Number} {string.Join('|', one.Names)}",
        TopicCommand.Objection one => $"Objection {one.Number} {one.Text}",
        TopicCommand.Review one => $"Review {one.Number} {one.Value}",
        TopicCommand.Opinion one => $"Opinion {one.Number} {one.Text}",
        _ => $"{command.GetType().Name} {command.Number}",
    };
}

using Bot.Domain.Channels;
using Bot.Domain.Channels.Archive;
using Bot.Domain.Channels.OneBot;
using Bot.Domain.Channels.SmartRobot;
using Bot.Domain.Channels.Wechat;
using Bot.Domain.Channels.Wecom;

namespace Bot.Tests.Channels;

/// <summary>Payloads as the documents describe them, made for these tests; the published ones are in <see cref="SharedPayloadTests"/>.</summary>
public class InboundTests
{
    private const string Resident = "wmGAgeDQAAvQeaTqWwkMTxGMkvI7OOuQ";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1795000000);

    [Theory]
    [InlineData("@RobotA 转派 1001 @小王", null, "转派 1001 @小王")]
    [InlineData("@RobotA\u2005确认 1001", null, "确认 1001")]
    [InlineData("确认 1001 @RobotA", null, "确认 1001")]
    [InlineData("转派 1001 @小王 @RobotA", null, "转派 1001 @小王 @RobotA")]
    [InlineData("转派 1001 @小王 @RobotA", "RobotA", "转派 1001 @小王")]
    [InlineData("@Robot A 办结", "Robot A", "办结")]
    [InlineData("@RobotA", null, "")]
    [InlineData("办结", null, "办结")]
    public void The_robots_own_mention_is_taken_off_and_nobody_elses(string said, string? robotName, string left) =>
        Assert.Equal(left, RobotPayload.WithoutMention(said, robotName));

    [Theory]
    [InlineData(
        """{"msgid":"m","chattype":"single","from":{"userid":"u"},"msgtype":"text","text":{"content":"发给 @小王 看"},"response_url":"https://r"}""",
        "said wecom-bot private u m +0 text=发给 @小王 看 mentioned answer=https://r")]
    [InlineData("""{"msgid":"m","chattype":"group","from":{"userid":"u"},"msgtype":"text","text":{"content":"x"}}""", "refused conversation_missing")]
    [InlineData("""{"chattype":"single","from":{"userid":"u"},"msgtype":"text","text":{"content":"x"}}""", "refused id_missing")]
    [InlineData("""{"msgid":"m","chattype":"single","msgtype":"text","text":{"content":"x"}}""", "refused sender_missing")]
    [InlineData("""{"msgid":"m","chattype":"single","from":{"userid":"u"},"msgtype":"image","image":{"url":"javascript:alert(1)"}}""", "said wecom-bot private u m +0 text= mentioned")]
    [InlineData("""{"msgid":"m","from":{"userid":"u"},"msgtype":"event","event":{"eventtype":"new one\n"}}""", "passed event:newone")]
    public void The_robot(string json, string outcome) => Assert.Equal(outcome, Describe(RobotPayload.Read(PlatformFields.Read(json), "a", Now), Now));

    [Theory]
    [InlineData(
        """{"msgid":"m","action":"send","from":"wolf","tolist":["b"],"roomid":"wr1","msgtime":1795000001000,"msgtype":"chatrecord","chatrecord":{"item":[{"type":"ChatRecordText","content":"{\"content\":\"漏水\"}"},{"type":"ChatRecordImage","content":"{\"sdkfileid\":\"f1\"}"},{"type":"ChatRecordMixed","content":"{\"item\":[{\"type\":\"text\",\"content\":\"{\\\"content\\\":\\\"三天了\\\"}\"}]}"}]}}""",
        "said wecom-archive wr1 wolf m +1 text=漏水⏎三天了 Image=sdkfileid:f1")]
    [InlineData("""{"msgid":"m","action":"send","from":"wbGAgeDQAAvQeaTqWwkMTxGMkvI7OOuQ","roomid":"wr1","msgtype":"text","text":{"content":"我是机器人"}}""", "passed robot")]
    [InlineData("""{"msgid":"m","action":"send","from":"b","tolist":["a"],"roomid":"","msgtime":"1795000000000","msgtype":"text","text":{"content":"x"}}""", "said wecom-archive a|b b m +0 text=x")]
    [InlineData("""{"msgid":"m","action":"recall","from":"b","roomid":"wr1","msgtype":"revoke","revoke":{}}""", "refused id_missing")]
    [InlineData("""{"msgid":"m","action":"send","from":"b","roomid":"wr1","msgtype":"brand_new","brand_new":{}}""", "passed brand_new")]
    public void The_archive(string json, string outcome) => Assert.Equal(outcome, Describe(ArchiveRecord.Read(PlatformFields.Read(json), "a", Now), Now));

    [Theory]
    [InlineData(Resident, ArchivePerson.External)]
    [InlineData("wo137MCgAAYW6pIiKKrDe5SlzEhSgwbA", ArchivePerson.External)]
    [InlineData("wbGAgeDQAAvQeaTqWwkMTxGMkvI7OOuQ", ArchivePerson.Robot)]
    [InlineData("wolf", ArchivePerson.Staff)]
    [InlineData("XuJinSheng", ArchivePerson.Staff)]
    [InlineData("", ArchivePerson.Staff)]
    public void Whose_an_id_of_the_archive_is(string id, ArchivePerson person) => Assert.Equal(person, ArchivePersons.Of(id));

    [Theory]
    [InlineData(
        "<xml><FromUserName>o1</FromUserName><CreateTime>1795000002</CreateTime><MsgType>voice</MsgType><MediaId>v</MediaId><Recognition>水管爆了</Recognition><MsgId>9</MsgId></xml>",
        "said wechat private o1 9 +2 text=水管爆了 Voice=media_id:v mentioned")]
    [InlineData(
        """{"FromUserName":"o1","CreateTime":"1795000002","MsgType":"miniprogrampage","Title":"t","PagePath":"pages/a","MsgId":"x_1","UnionId":"U"}""",
        "said wechat private o1 x_1 +2 text= File=page:pages/a mentioned union=U")]
    [InlineData(
        """{"FromUserName":"o1","CreateTime":1,"MsgType":"link","Title":"停水通知","Url":"https://x/y","MsgId":7}""",
        "said wechat private o1 7 -1794999999 text= File=https://x/y mentioned")]
    [InlineData(
        """{"FromUserName":"o1","CreateTime":1795000000,"MsgType":"event","Event":"wxa_media_check","trace_id":"T","errcode":-1008,"result":{"suggest":"risky","label":"100"}}""",
        "happened wechat media_checked T +0 private o1 errcode=-1008 label=100 suggest=risky trace_id=T")]
    [InlineData("""{"CreateTime":1,"MsgType":"event","Event":"subscribe"}""", "refused sender_missing")]
    [InlineData("""{"FromUserName":"o1","MsgType":"hologram","MsgId":"1"}""", "passed hologram")]
    public void The_official_account_and_the_mini_program(string text, string outcome) => Assert.Equal(outcome, Describe(WechatPayload.Read(PlatformFields.Read(text), "a", Now), Now));

    [Theory]
    [InlineData(
        "<xml><FromUserName>sys</FromUserName><CreateTime>1795000003</CreateTime><MsgType>event</MsgType><Event>change_external_chat</Event><ChatId>wr1</ChatId><ChangeType>update</ChangeType><UpdateDetail>del_member</UpdateDetail><MemChangeList><Item>x</Item></MemChangeList></xml>",
        "happened wecom group_changed wr1:update:del_member:1795000003 +3 wr1 - ChangeType=update MemChangeList=x UpdateDetail=del_member")]
    [InlineData("<xml><MsgType>event</MsgType><Event>change_external_chat</Event></xml>", "refused conversation_missing")]
    [InlineData("<xml><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>add</ChangeType></xml>", "passed event:change_external_contact.add")]
    public void An_application_of_wecom(string text, string outcome) => Assert.Equal(outcome, Describe(WecomPayload.Read(PlatformFields.Read(text), "a", Now), Now));

    [Theory]
    [InlineData(
        """{"post_type":"message","message_type":"group","self_id":"wxid_bot","group_id":"1@chatroom","user_id":"wxid_a","message_id":"5","time":1795000000,"message":"[CQ:at,qq=wxid_bot] 转派 1001 [CQ:at,qq=wxid_b]&amp;#91;东&#93;[CQ:image,file=a&#44;b.jpg]"}""",
        "said onebot 1@chatroom wxid_a 5 +0 text=转派 1001 @wxid_b &#91;东] Image=file_id:a,b.jpg mentioned")]
    [InlineData("""{"post_type":"message","message_type":"group","self_id":1,"group_id":2,"user_id":1,"message_id":3,"message":"我说的"}""", "passed message:own")]
    [InlineData("""{"post_type":"message","message_type":"group","self_id":1,"group_id":2,"user_id":3,"message_id":3,"message":[{"type":"face","data":{"id":"1"}}]}""", "passed message:empty")]
    [InlineData("""{"type":"notice","detail_type":"group_message_delete","self":{"user_id":"1"},"group_id":"2","user_id":"3","message_id":"4","time":1795000000.5}""", "happened onebot revoke 4 +0.5 2 3 about=4")]
    [InlineData("""{"type":"message","detail_type":"channel","message_id":"4"}""", "passed message:channel")]
    public void A_bridge(string json, string outcome) => Assert.Equal(outcome, Describe(OneBotPayload.Read(PlatformFields.Read(json), "a", Now), Now));

    [Fact]
    public void An_id_that_no_index_would_hold_is_refused()
    {
        var json = $$"""{"FromUserName":"o1","CreateTime":1,"MsgType":"text","Content":"x","MsgId":"{{new string('1', 300)}}"}""";
        Assert.Equal("refused id_too_long", Describe(WechatPayload.Read(PlatformFields.Read(json), "a", Now), Now));
    }

    /// <summary>One line; times in seconds from the one given.</summary>
    internal static string Describe(Received received, DateTimeOffset from) => received switch
    {
        Received.Said { Message: var message } => string.Join(' ', new[]
        {
            "said", message.Channel, message.Conversation ?? "private", message.Sender, message.MessageId, Span(message.At - from),
            "text=" + Line(message.Text),
            message.QuotedText is { } words ? "quoted=" + Line(words) : "",
            message.Quote is { } quote ? "quote=" + quote : "",
            string.Join(' ', message.Media.Select(media => $"{media.Kind}={(media.Url.Length > 60 ? media.Url[..60] + "…" : media.Url)}")),
            message.Mentioned ? "mentioned" : "",
            message.SenderName is { } name ? "name=" + name : "",
            message.UnionId is { } union ? "union=" + union : "",
            message.AnswerAddress is { } answer ? "answer=" + answer : "",
        }.Where(part => part.Length > 0)),
        Received.Happened { Event: var happened } => string.Join(' ', new[]
        {
            "happened", happened.Channel, happened.Kind, happened.Id, Span(happened.At - from), happened.Conversation ?? "private", happened.Sender ?? "-",
            happened.Message is { } about ? "about=" + about : "",
            string.Join(' ', happened.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")),
        }.Where(part => part.Length > 0)),
        Received.Passed { Type: var type } => "passed " + type,
        Received.Refused { Code: var code } => "refused " + code,
        _ => throw new ArgumentOutOfRangeException(nameof(received)),
    };

    private static string Line(string text) => text.Replace('\n', '⏎');

    private static string Span(TimeSpan span) => span.TotalSeconds.ToString("+0.###;-0.###;+0", System.Globalization.CultureInfo.InvariantCulture);
}

using System.Text;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Archive;
using Bot.Domain.Channels.OneBot;
using Bot.Domain.Channels.SmartRobot;
using Bot.Domain.Channels.Wechat;
using Bot.Domain.Channels.Wecom;

namespace Bot.Tests.Channels;

public class PlatformFieldsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1795000000);

    [Fact]
    public void Xml_and_json_of_one_event_read_alike()
    {
        var xml = PlatformFields.Read("\uFEFF<?xml version=\"1.0\"?>\n<xml><A><![CDATA[1]]></A><L><T>x</T></L><L><T>y</T></L><M><Item>p</Item></M><E/></xml>\n");
        var json = PlatformFields.Read("""{"A":1,"L":[{"T":"x"},{"T":"y"}],"M":{"Item":"p"},"E":null,"Big":12345678901234567890,"Yes":true}""");
        List<PlatformFields> both = [xml, json];
        foreach (var fields in both)
        {
            Assert.Equal("1", fields["A"].Text);
            Assert.Equal(["x", "y"], fields["L"].Items.Select(item => item["T"].Text));
            Assert.Equal(["p"], fields["M"]["Item"].Items.Select(item => item.Text));
            Assert.Equal("", fields["E"].Text);
            Assert.True(fields["none"]["deeper"].IsAbsent);
            Assert.Empty(fields["none"].Items);
        }

        Assert.Equal("12345678901234567890", json["Big"].Text);
        Assert.Equal("true", json["Yes"].Text);
    }

    [Fact]
    public void Times_are_read_with_fractions()
    {
        var fields = PlatformFields.Read("""{"s":1632847927.599013,"m":"1547087894783"}""");
        Assert.Equal(1632847927599, fields["s"].Seconds!.Value.ToUnixTimeMilliseconds());
        Assert.Equal(1547087894783, fields["m"].Milliseconds!.Value.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("253402300800")]
    [InlineData("99999999999999999999")]
    [InlineData("\"soon\"")]
    [InlineData("1e30")]
    [InlineData("null")]
    [InlineData("[]")]
    public void What_is_no_time_is_none(string value) => Assert.Null(PlatformFields.Read($$"""{"t":{{value}}}""")["t"].Seconds);

    [Fact]
    public void What_a_database_would_not_take_is_taken_out()
    {
        Assert.Equal("ab", PlatformFields.Read("{\"t\":\"a\\u0000b\"}")["t"].Text);
        Assert.Equal("a\uFFFD", PlatformFields.Read("<xml><t>a&#xD83D;</t></xml>")["t"].Text);
        Assert.Equal("a\u0008b", PlatformFields.Read("<xml><t><![CDATA[a\u0008b]]></t></xml>")["t"].Text);
    }

    [Theory]
    [InlineData("xml_malformed", "<!DOCTYPE xml [<!ENTITY a \"b\">]><xml><t>&a;</t></xml>")]
    [InlineData("xml_malformed", "<!DOCTYPE xml SYSTEM \"file:///etc/passwd\"><xml/>")]
    [InlineData("xml_malformed", "<xml><t>")]
    [InlineData("xml_malformed", "<xml/><xml/>")]
    [InlineData("xml_malformed", "<")]
    [InlineData("json_malformed", "")]
    [InlineData("json_malformed", "[1]")]
    [InlineData("json_malformed", "{\"a\":\"\\ud83d\"}")]
    [InlineData("json_malformed", "{\"a\":")]
    public void Broken_or_dangerous_text_is_refused_with_a_code_and_nothing_else(string code, string text)
    {
        var fault = Assert.Throws<SealException>(() => PlatformFields.Read(text));
        Assert.Equal(code, fault.Code);
        Assert.Equal(code, fault.Message);
        Assert.Null(fault.InnerException);
    }

    [Fact]
    public void Depth_and_size_are_bounded()
    {
        Assert.Equal("too_deep", Code(string.Concat(Enumerable.Repeat("<a>", 50)) + string.Concat(Enumerable.Repeat("</a>", 50))));
        Assert.Equal("json_malformed", Code("{\"a\":" + new string('[', 50) + new string(']', 50) + "}"));
        Assert.Equal("too_large", Code("<xml>" + new string('a', PlatformFields.MostCharacters) + "</xml>"));
        Assert.Equal("too_large", Code("{\"a\":\"" + new string('a', PlatformFields.MostCharacters) + "\"}"));
    }

    [Fact]
    public void Random_bytes_and_cuts_end_in_a_refusal_and_never_in_another_fault()
    {
        var random = new Random(7);
        var seal = new MessageSeal("token", new string('A', 43), "wx1");
        string[] seeds =
        [
            "<xml><ToUserName><![CDATA[a]]></ToUserName><MsgType>event</MsgType><Event>subscribe_msg_popup_event</Event><List><T>1</T></List></xml>",
            """{"msgid":"1","chattype":"group","chatid":"c","from":{"userid":"u"},"msgtype":"mixed","mixed":{"msg_item":[{"msgtype":"text","text":{"content":"@R 你"}}]},"quote":{"msgtype":"image","image":{"url":"https://x"}}}""",
            """{"msgid":"1","action":"send","from":"wmGAgeDQAAvQeaTqWwkMTxGMkvI7OOuQ","tolist":["b"],"roomid":"","msgtime":1,"msgtype":"mixed","mixed":{"item":[{"type":"text","content":"{\"content\":\"x\"}"}]}}""",
            """{"post_type":"message","message_type":"group","self_id":1,"group_id":2,"user_id":3,"message_id":-4,"message":"[CQ:at,qq=1] 你好 &amp; [CQ:image,file=a,url=http://b]","time":1}""",
        ];
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = round % 4 == 0 ? new byte[random.Next(200)] : Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]);
            if (round % 4 == 0)
            {
                random.NextBytes(bytes);
            }

            for (var change = random.Next(4); change > 0 && bytes.Length > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var text = Encoding.UTF8.GetString(bytes, 0, random.Next(bytes.Length + 1));
            Try(() =>
            {
                var fields = PlatformFields.Read(text);
                RobotPayload.Read(fields, "a", Now);
                ArchiveRecord.Read(fields, "a", Now);
                WechatPayload.Read(fields, "a", Now);
                WecomPayload.Read(fields, "a", Now);
                OneBotPayload.Read(fields, "a", Now);
            });
            Try(() => seal.Open(text));
            Try(() => seal.Open(Convert.ToBase64String(bytes)));
            Try(() => seal.OpenFile(bytes));
            Try(() => Sealed.In(text));
            Try(() => CallbackUrl.Read(text).Answer(seal));
            Try(() => CallbackUrl.Read(text).Answer("token"));
            Try(() => OpenData.Open(Convert.ToBase64String(bytes.Take(16).ToArray()), Convert.ToBase64String(bytes), "EBESExQVFhcYGRobHB0eHw==", "wx1"));
            Try(() => OpenData.Open(text, text, text, "wx1"));
            Assert.False(seal.Verify(text, text, text, text));
            Assert.False(BodySignature.Matches(text, "s", text, bytes));
            Assert.False(OneBotSignature.Matches(text, "s", bytes));
            ByteText.Split(text, 32);
        }
    }

    private static string Code(string text) => Assert.Throws<SealException>(() => PlatformFields.Read(text)).Code;

    private static void Try(Action act)
    {
        try
        {
            act();
        }
        catch (SealException refused)
        {
            Assert.Matches("^[a-z_]+$", refused.Message);
            Assert.Null(refused.InnerException);
        }
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Bot.Domain.Channels;
using Bot.Platforms;
using Bot.Tests.Channels.Wechat;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.OutsideVoice;

/// <summary>wechat-crypto, with which the field seals and opens, against the real hooks: neither the bot's own sealing nor the stand-in's judges itself here.</summary>
public sealed class OutsideVoiceTests(WechatHost host) : IClassFixture<WechatHost>, IDisposable
{
    private readonly WechatCrypto voice = WechatCrypto.Start();
    private static int messages;

    public void Dispose() => voice.Dispose();

    [Theory]
    [InlineData("official")]
    [InlineData("mini")]
    [InlineData("application")]
    [InlineData("robot")]
    public async Task The_check_of_an_address_is_answered_with_the_word_it_sealed(string way)
    {
        var answer = await voice.Tell(Order("check", way, "16161403175/55161+61"));
        Assert.Equal((200, "16161403175/55161+61"), (answer["status"]!.GetValue<int>(), answer["text"]!.ToString()));
        var forged = await voice.Tell(Order("check", way, "16161403175/55161+61") with { Token = "guessed" });
        Assert.Equal(403, forged["status"]!.GetValue<int>());
        Assert.DoesNotContain("16161403175", forged["text"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("official")]
    [InlineData("mini")]
    [InlineData("application")]
    [InlineData("robot")]
    public async Task What_it_seals_is_taken_once_however_often_it_is_delivered(string way)
    {
        var (id, sender) = ($"{7_000_000_000 + ++messages}", $"o-{way}-outside");
        var order = Order("deliver", way, Words(way, sender, id, "今天路过，天气不错😱 a+b/c=d"));
        var first = await voice.Tell(order);
        Assert.Equal(200, first["status"]!.GetValue<int>());
        var again = await voice.Tell(order with { Query = first["query"]!.ToString(), Body = first["body"]!.ToString() });
        Assert.Equal(200, again["status"]!.GetValue<int>());
        var row = JsonNode.Parse(await host.Database.One<string>("SELECT body FROM inbox WHERE message_id = @id", new { id }))!;
        Assert.Equal((sender, "今天路过，天气不错😱 a+b/c=d"), (row["from"]!["sender"]!.ToString(), row["text"]!.ToString()));
    }

    [Theory]
    [InlineData("official")]
    [InlineData("mini")]
    [InlineData("application")]
    [InlineData("robot")]
    public async Task What_it_seals_with_another_key_token_or_id_is_not_taken(string way)
    {
        var id = $"{7_000_000_000 + ++messages}";
        var order = Order("deliver", way, Words(way, "o-forger", id, "3栋2单元电梯坏了"));
        var token = await voice.Tell(order with { Token = "guessed" });
        var key = await voice.Tell(order with { Key = new string('A', 43) });
        var receiver = await voice.Tell(order with { Id = "wx-somebody" });
        Assert.Equal(403, token["status"]!.GetValue<int>());
        Assert.All([key, receiver], answer => Assert.InRange(answer["status"]!.GetValue<int>(), 400, 403));
        Assert.Empty(await host.Database.Query<string>("SELECT message_key FROM inbox WHERE message_id = @id", new { id }));
    }

    [Fact]
    public async Task The_official_accounts_sealed_answer_is_opened_and_is_genuine_and_so_is_the_one_to_a_repeated_delivery()
    {
        // On a slow machine the bot's word may come too late to be the hook's answer, and goes another way: then somebody else asks.
        JsonObject? first = null;
        WechatCrypto.Order order = null!;
        await Patience.Until(
            async () =>
            {
                var person = $"o-outside-{++messages}";
                order = Order("deliver", "official", Words("official", person, $"{7_000_000_000 + messages}", "3栋2单元电梯坏了"));
                first = await voice.Tell(order);
                Assert.Equal(200, first["status"]!.GetValue<int>());
                return first["opened"] is not null;
            },
            "an answer at once",
            TimeSpan.FromMinutes(5));
        IsGenuine(first!["opened"]!, order);
        var fields = PlatformFields.Read(first["opened"]!["message"]!.ToString());
        Assert.Equal("text", fields["MsgType"].Text);
        Assert.Contains("#", fields["Content"].Text, StringComparison.Ordinal);

        JsonNode? again = null;
        await Patience.Until(
            async () => (again = (await voice.Tell(order with { Query = first["query"]!.ToString(), Body = first["body"]!.ToString() }))["opened"]) is not null,
            "the same answer to the same message");
        IsGenuine(again!, order);
        Assert.Equal(fields["Content"].Text, PlatformFields.Read(again!["message"]!.ToString())["Content"].Text);
    }

    [Fact]
    public async Task The_robots_sealed_answer_is_opened_is_genuine_and_carries_the_callbacks_nonce()
    {
        var message = new JsonObject
        {
            ["msgid"] = $"{7_000_000_000 + ++messages}",
            ["create_time"] = 1790000000,
            ["aibotid"] = "aib0standin",
            ["chattype"] = "single",
            ["from"] = new JsonObject { ["userid"] = "o-enters" },
            ["msgtype"] = "event",
            ["event"] = new JsonObject { ["eventtype"] = "enter_chat" },
        };
        var order = Order("deliver", "robot", message.ToJsonString()) with { Nonce = "n+7/=" };
        var answer = (await voice.Tell(order))["opened"]!;
        IsGenuine(answer, order);
        Assert.Equal("n+7/=", answer["nonce"]!.ToString());
        Assert.Equal(Bot.Host.Channels.SmartRobot.RobotHook.Welcome, JsonNode.Parse(answer["message"]!.ToString())!["text"]!["content"]!.ToString());
    }

    private static void IsGenuine(JsonNode opened, WechatCrypto.Order order)
    {
        Assert.True(opened["genuine"]!.GetValue<bool>());
        Assert.Equal(order.Id, opened["id"]!.ToString());
    }

    private WechatCrypto.Order Order(string what, string way, string message)
    {
        var accounts = host.Standin.Accounts;
        var address = host.Bot.Address;
        return way switch
        {
            "official" or "mini" => Wechat(way == "mini" ? "mini" : "service"),
            "application" => Of("wecom/community", accounts.WecomApps["community"].Token, accounts.WecomApps["community"].EncodingAesKey, accounts.WecomApps["community"].CorpId),
            _ => Of("wecom-bot/helper", accounts.Robots["helper"].Token, accounts.Robots["helper"].EncodingAesKey, ""),
        };

        WechatCrypto.Order Wechat(string name) => Of($"wechat/{name}", accounts.WechatApps[name].Token, accounts.WechatApps[name].EncodingAesKey, accounts.WechatApps[name].AppId);
        WechatCrypto.Order Of(string path, string token, string key, string id) => new(what, way, $"{address}/hooks/{path}", token, key, id, message) { To = "gh_standin00001" };
    }

    /// <summary>A text as the platforms write it, before it is sealed.</summary>
    private static string Words(string way, string sender, string id, string text) => way switch
    {
        "robot" => new JsonObject
        {
            ["msgid"] = id,
            ["aibotid"] = "aib0standin",
            ["chattype"] = "single",
            ["from"] = new JsonObject { ["userid"] = sender },
            ["msgtype"] = "text",
            ["text"] = new JsonObject { ["content"] = text },
        }.ToJsonString(),
        "mini" => JsonSerializer.Serialize(new { ToUserName = "gh_standin00002", FromUserName = sender, CreateTime = 1790000000, MsgType = "text", Content = text, MsgId = long.Parse(id, System.Globalization.CultureInfo.InvariantCulture) }),
        _ => $"<xml><ToUserName><![CDATA[gh_standin00001]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName><CreateTime>1790000000</CreateTime>"
            + $"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content><MsgId>{id}</MsgId><AgentID>1000002</AgentID></xml>",
    };
}

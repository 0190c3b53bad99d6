using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Bot.Platforms;

namespace Bot.Tests.Channels;

/// <summary>How the stand-in calls the bot's hooks: sealed and signed, repeated, out of order, or forged.</summary>
public class StandinSayTests
{
    private static readonly Saying Robot = new("wecom-bot", "helper") { From = "wangfang", Conversation = "chat1", Text = "查工单" };
    private static readonly Saying Mini = new("wechat", "mini") { From = "openid1", Text = "灯坏了" };
    private static readonly Saying Archive = new("wecom-archive", "community") { From = "wmResident", Conversation = "wrGroup", Text = "还没修好" };
    private static readonly Saying Bridge = new("onebot", "bridge11") { From = "wxid_abc", Conversation = "1@chatroom", Text = "灯坏了" };

    private static async Task<(StandinClient Client, HookListener Hook)> Open()
    {
        var client = await StandinClient.Open();
        var hook = await HookListener.Open();
        client.Standin.Bot = hook.Address;
        return (client, hook);
    }

    private static string Opened(Standin standin, string channel, string account, HookListener.Heard heard, string encrypted)
    {
        var seal = Envelope.Seal(standin, channel, account);
        Assert.Equal(seal.Signature(heard.Query["timestamp"], heard.Query["nonce"], encrypted), heard.Query["msg_signature"]);
        return seal.Open(encrypted);
    }

    /// <summary>
    /// Made with openssl: 16 bytes "0123456789abcdef", length, message, "ww-vector", padding 30; enc -aes-256-cbc -nopad with -iv the key's first half;
    /// the signature by sorting token, time, nonce and text bytewise and openssl sha1.
    /// </summary>
    [Fact]
    public void The_seal_agrees_with_another_implementation()
    {
        const string Encrypted = "r8/I/Jul0mfDi7ZXeKoBAnFXy3uxqNvYZTPeFhGoL1XbApRu4//Qq9GpmKavm/K21Th1EJgstKYLFtX3ub8/kkBQAEul7cvkNZgfB0/dyYgSGFHhunPBYvxuG3A7au5GdM1PEYbcLG6Lj+CgvSqMqcCGxEWLzab9qBAZc6jSQ1o=";
        const string Key = "StandinVectorKey0123456789abcdefghijklmnopE";
        var seal = new PlatformSeal("VectorToken", Key, "ww-vector");
        Assert.Equal("""{"msgid":"vector-1","text":{"content":"@小网 3栋楼道灯坏了"}}""", seal.Open(Encrypted));
        Assert.Equal("d8004f2509842e5b3433e919c3f1d0582537ec30", seal.Signature("1795000000", "123456789", Encrypted));
        Assert.Throws<FormatException>(() => new PlatformSeal("VectorToken", Key, "ww-other").Open(Encrypted));
        for (var length = 0; length < 70; length++)
        {
            Assert.Equal(new string('灯', length), seal.Open(seal.Close(new string('灯', length))));
        }
    }

    [Fact]
    public async Task The_robot_hears_what_names_it_with_a_quote_and_an_address_to_answer_to()
    {
        var (client, hook) = await Open();
        await using var first = client;
        await using var second = hook;
        var said = (await client.Standin.Say(Robot with { Quote = "3栋路灯" }))[0];
        var heard = Assert.Single(hook.Calls);
        Assert.Equal("/hooks/wecom-bot/helper", heard.Path);
        var told = JsonNode.Parse(Opened(client.Standin, "wecom-bot", "helper", heard, (string)JsonNode.Parse(heard.Body)!["encrypt"]!))!;
        Assert.Equal(("@小网 查工单", "group", "chat1"), ((string)told["text"]!["content"]!, (string)told["chattype"]!, (string)told["chatid"]!));
        Assert.Equal(("3栋路灯", said.MessageId), ((string)told["quote"]!["text"]!["content"]!, (string)told["msgid"]!));
        Assert.Equal(said.ResponseAddress!.ToString(), (string)told["response_url"]!);
        Assert.Null(said.Problem);
    }

    [Theory]
    [InlineData("plain", "json")]
    [InlineData("compatible", "json")]
    [InlineData("safe", "json")]
    [InlineData("plain", "xml")]
    [InlineData("compatible", "xml")]
    [InlineData("safe", "xml")]
    public async Task A_push_comes_in_each_mode_and_shape(string mode, string format)
    {
        var (client, hook) = await Open();
        await using var first = client;
        await using var second = hook;
        client.Standin.Accounts.WechatApps["mini"] = client.Standin.Accounts.WechatApps["mini"] with { Mode = mode, Format = format };
        var said = (await client.Standin.Say(Mini))[0];
        var heard = Assert.Single(hook.Calls);
        Assert.Equal(PlatformSeal.Sign("MiniToken", heard.Query["timestamp"], heard.Query["nonce"]), heard.Query["signature"]);
        string? Field(string text, string name) => format == "json" ? JsonNode.Parse(text)![name]?.ToString() : XElement.Parse(text).Element(name)?.Value;
        Assert.Equal(mode == "safe" ? null : "灯坏了", Field(heard.Body, "Content"));
        Assert.Equal(mode != "plain", heard.Query.ContainsKey("msg_signature"));
        var plain = mode == "plain" ? heard.Body : Opened(client.Standin, "wechat", "mini", heard, Field(heard.Body, "Encrypt")!);
        Assert.Equal(("灯坏了", said.MessageId), (Field(plain, "Content"), Field(plain, "MsgId")));

        // What the user wrote opens the window for answers.
        Assert.Equal(0, await client.Code($"/cgi-bin/message/custom/send?access_token={await client.WechatToken()}", new { touser = "openid1", msgtype = "text", text = new { content = "好" } }));
    }

    [Fact]
    public async Task The_archive_and_a_bridge_sign_the_body()
    {
        var (client, hook) = await Open();
        await using var first = client;
        await using var second = hook;
        await client.Standin.Say([Archive with { Quote = "网格员小王：报修了吗？" }, Bridge]);
        var calls = hook.Calls.ToArray();
        var record = JsonNode.Parse(calls[0].Body)![0]!;
        Assert.Equal(("wrGroup", "「网格员小王：报修了吗？」\n- - - - - - - - - - - - - - -\n还没修好"), ((string)record["roomid"]!, (string)record["text"]!["content"]!));
        Assert.Equal(StandinClient.Start.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), calls[0].Headers["X-Timestamp"]);
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes("pretended-archive-secret"), Encoding.UTF8.GetBytes($"{calls[0].Headers["X-Timestamp"]}.{calls[0].Body}"));
        Assert.Equal("sha256=" + Convert.ToHexStringLower(signed), calls[0].Headers["X-Signature"]);
#pragma warning disable CA5350
        Assert.Equal("sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes("pretended-onebot-secret"), Encoding.UTF8.GetBytes(calls[1].Body))), calls[1].Headers["X-Signature"]);
#pragma warning restore CA5350
        Assert.Equal("1@chatroom", (string)JsonNode.Parse(calls[1].Body)!["group_id"]!);
    }

    [Fact]
    public async Task Copies_have_one_message_id_and_every_order_tells_all()
    {
        var (client, hook) = await Open();
        await using var first = client;
        await using var second = hook;
        var sayings = Enumerable.Range(1, 8).Select(number => Archive with { Text = $"{number}", Copies = 2 }).ToList();
        async Task<string> Told(Order order, int seed = 0)
        {
            hook.Calls.Clear();
            await client.Standin.Say(sayings, order, seed);
            return string.Concat(hook.Calls.Select(call => (string)JsonNode.Parse(call.Body)![0]!["text"]!["content"]!));
        }

        Assert.Equal("1122334455667788", await Told(Order.AsTold));
        Assert.Equal(8, hook.Calls.Select(call => (string)JsonNode.Parse(call.Body)![0]!["msgid"]!).Distinct().Count());
        Assert.Equal("8877665544332211", await Told(Order.Reversed));
        var shuffled = await Told(Order.Shuffled, 3);
        Assert.NotEqual("1122334455667788", shuffled);
        Assert.Equal(shuffled, await Told(Order.Shuffled, 3));
        Assert.Equal("1122334455667788", string.Concat((await Told(Order.Together)).Order()));
    }

    [Theory]
    [InlineData("wechat", 3)]
    [InlineData("wecom", 3)]
    [InlineData("wecom-bot", 1)]
    public async Task A_call_that_fails_is_repeated_as_the_platform_does(string channel, int attempts)
    {
        var (client, hook) = await Open();
        await using var first = client;
        await using var second = hook;
        hook.Answer = _ => (500, "");
        var saying = new Saying(channel, channel switch { "wechat" => "mini", "wecom" => "community", _ => "helper" }) { From = "somebody", Text = "灯坏了" };
        var said = (await client.Standin.Say(saying))[0];
        Assert.Equal((attempts, attempts, "status 500"), (said.Attempts.Count, hook.Calls.Count, said.Problem));

        hook.Calls.Clear();
        hook.Answer = _ => (hook.Calls.Count < 2 ? 500 : 200, "");
        said = (await client.Standin.Say(saying))[0];
        Assert.Equal(Math.Min(attempts, 2), said.Attempts.Count);

        hook.Calls.Clear();
        hook.Answer = _ => (200, "");
        said = (await client.Standin.Say(saying with { Deliveries = 3 }))[0];
        Assert.Equal(3, said.Attempts.Count);
        Assert.Equal(3, hook.Calls.Select(call => call.Query["nonce"]).Distinct().Count());
    }

    [Theory]
    [InlineData("signature")]
    [InlineData("id")]
    [InlineData("key")]
    [InlineData("cut")]
    public async Task A_forged_call_does_not_open(string flaw)
    {
        var (client, hook) = await Open();
        await using var first = client;
        await using var second = hook;
        await client.Standin.Say([Robot with { Flaw = flaw }, Mini with { Flaw = flaw }, new Saying("wecom", "community") { From = "wangfang", Text = "在", Flaw = flaw }]);
        foreach (var (heard, channel, account) in hook.Calls.Zip(["wecom-bot", "wechat", "wecom"], ["helper", "mini", "community"]))
        {
            var encrypted = channel switch
            {
                "wecom-bot" => (string)JsonNode.Parse(heard.Body)!["encrypt"]!,
                "wechat" => (string)JsonNode.Parse(heard.Body)!["Encrypt"]!,
                _ => XElement.Parse(heard.Body).Element("Encrypt")!.Value,
            };
            var seal = Envelope.Seal(client.Standin, channel, account);
            var signed = seal.Signature(heard.Query["timestamp"], heard.Query["nonce"], encrypted) == heard.Query["msg_signature"];
            Assert.Equal(flaw is "id" or "key", signed);
            if (flaw is not "signature")
            {
                Assert.ThrowsAny<FormatException>(() => seal.Open(encrypted));
            }
        }
    }

    [Fact]
    public async Task A_reply_is_opened_and_judged()
    {
        var (client, hook) = await Open();
        await using var first = client;
        await using var second = hook;
        var seal = Envelope.Seal(client.Standin, "wecom-bot", "helper");
        string Stream(string content, string nonce, bool number = true)
        {
            var closed = seal.Close(new JsonObject { ["msgtype"] = "stream", ["stream"] = new JsonObject { ["id"] = "s1", ["finish"] = true, ["content"] = content } }.ToJsonString());
            return new JsonObject
            {
                ["encrypt"] = closed,
                ["msgsignature"] = seal.Signature("1795000000", nonce, closed),
                ["timestamp"] = number ? 1795000000 : "1795000000",
                ["nonce"] = nonce,
            }.ToJsonString();
        }

        async Task<Said> Say(Saying saying, Func<HookListener.Heard, string> answer)
        {
            hook.Answer = heard => (200, answer(heard));
            return (await client.Standin.Say(saying))[0];
        }

        Assert.Equal("工单 1023", (string)(await Say(Robot, heard => Stream("工单 1023", heard.Query["nonce"]))).Reply!["stream"]!["content"]!);
        Assert.Equal("(reply) wecom-bot", Assert.Single(client.Standin.Ledger.Entries).Path);
        Assert.Contains("20480", (await Say(Robot, heard => Stream(new string('a', 20481), heard.Query["nonce"]))).Problem, StringComparison.Ordinal);
        Assert.Contains("nonce", (await Say(Robot, _ => Stream("好", "12345"))).Problem, StringComparison.Ordinal);
        Assert.Contains("timestamp", (await Say(Robot, heard => Stream("好", heard.Query["nonce"], number: false))).Problem, StringComparison.Ordinal);
        string Forged(string nonce) => Stream("好", nonce).Replace("\"msgsignature\":\"", "\"msgsignature\":\"0", StringComparison.Ordinal);
        Assert.Contains("signature", (await Say(Robot, heard => Forged(heard.Query["nonce"]))).Problem, StringComparison.Ordinal);
        Assert.NotNull((await Say(Robot, _ => "no json")).Problem);

        Assert.Null((await Say(Mini, _ => "success")).Problem);
        Assert.StartsWith("该公众号暂时无法提供服务", (await Say(Mini, _ => "fine")).Problem, StringComparison.Ordinal);
        Assert.StartsWith("该公众号暂时无法提供服务", (await Say(Mini, _ => """{"ToUserName": "openid1", "MsgType": "text", "Content": "明文"}""")).Problem, StringComparison.Ordinal);
        Assert.Single(client.Standin.Ledger.Entries);
    }

    [Fact]
    public async Task The_console_checks_a_hook_by_an_echo()
    {
        var (client, hook) = await Open();
        await using var first = client;
        await using var second = hook;
        hook.Answer = heard => (200, heard.Path.Contains("wechat", StringComparison.Ordinal) ? heard.Query["echostr"] : Opened(client.Standin, "wecom", "community", heard, heard.Query["echostr"]));
        Assert.Null(await client.Standin.CheckHook("wechat", "mini"));
        Assert.Null(await client.Standin.CheckHook("wecom", "community"));
        hook.Answer = heard => (200, heard.Query["echostr"] + "\n");
        Assert.NotNull(await client.Standin.CheckHook("wechat", "mini"));
        Assert.NotNull(await client.Standin.CheckHook("wecom", "community"));
        hook.Answer = _ => (403, "");
        Assert.Equal("status 403", await client.Standin.CheckHook("wecom-bot", "helper"));
    }
}

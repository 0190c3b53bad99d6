using System.Net;
using System.Text.Json.Nodes;
using Bot.Platforms;

namespace Bot.Tests.Channels;

/// <summary>The stand-in keeps WeChat's and OneBot's rules.</summary>
public class StandinWechatTests
{
    private const string OpenId = "openid1";

    private static async Task<int> Tell(StandinClient client, string app = "mini", string openId = OpenId) => await client.Code(
        $"/cgi-bin/message/custom/send?access_token={await client.WechatToken(app)}", new { touser = openId, msgtype = "text", text = new { content = "已登记" } });

    private static async Task<int> Notify(
        StandinClient client, string openId = OpenId, string thing = "3栋楼道灯报修", string phrase = "已派单", string time = "2026年11月22日 09:30", string template = "template-progress") =>
        await client.Code($"/cgi-bin/message/subscribe/send?access_token={await client.WechatToken()}", new JsonObject
        {
            ["touser"] = openId,
            ["template_id"] = template,
            ["data"] = new JsonObject
            {
                ["thing1"] = new JsonObject { ["value"] = thing },
                ["phrase2"] = new JsonObject { ["value"] = phrase },
                ["time3"] = new JsonObject { ["value"] = time },
            },
        });

    [Fact]
    public async Task Customer_service_answers_five_times_within_48_hours_of_what_was_said_last()
    {
        await using var client = await StandinClient.Open();
        Assert.Equal(45015, await Tell(client));
        client.Standin.CustomerService.Heard("mini", OpenId);
        for (var number = 0; number < 5; number++)
        {
            Assert.Equal(0, await Tell(client));
        }

        Assert.Equal(45047, await Tell(client));
        Assert.Equal(45015, await Tell(client, "service"));
        client.Standin.CustomerService.Heard("mini", OpenId);
        Assert.Equal(0, await Tell(client));
        client.Later((48 * 3600) - 1);
        Assert.Equal(0, await Tell(client));
        client.Later(1);
        Assert.Equal(45015, await Tell(client));
        Assert.Equal(7, client.Standin.Ledger.Entries.Count);
    }

    [Theory]
    [InlineData("mini", "user_enter_tempsession", 2)]
    [InlineData("service", "CLICK", 3)]
    [InlineData("service", "subscribe", 3)]
    public async Task An_event_opens_a_minute_for_a_few_messages(string app, string what, int most)
    {
        await using var client = await StandinClient.Open();
        client.Standin.CustomerService.Happened(app, OpenId, what);
        for (var number = 0; number < most; number++)
        {
            Assert.Equal(0, await Tell(client, app));
        }

        Assert.Equal(45047, await Tell(client, app));
        client.Later(60);
        Assert.Equal(45015, await Tell(client, app));
        client.Standin.CustomerService.Happened(app, OpenId, "LOCATION");
        Assert.Equal(45015, await Tell(client, app));
    }

    [Fact]
    public async Task One_accept_is_good_for_one_subscription_message_and_has_no_end()
    {
        await using var client = await StandinClient.Open();
        Assert.Equal(43101, await Notify(client));
        client.Standin.Subscriptions.Accept("mini", OpenId, "template-progress");
        client.Standin.Subscriptions.Accept("mini", OpenId, "template-progress");
        client.Standin.Subscriptions.Accept("mini", OpenId, "template-progress", "reject");
        client.Later(400 * 86400.0);
        Assert.Equal(0, await Notify(client));
        Assert.Equal(1, client.Standin.Subscriptions.Left("mini", OpenId, "template-progress"));
        Assert.Equal(0, await Notify(client));
        Assert.Equal(43101, await Notify(client));
        Assert.Equal(43101, await Notify(client, "openid2"));
        Assert.Equal(2, client.Standin.Ledger.Entries.Count);
    }

    [Fact]
    public async Task A_long_term_accept_is_not_used_up_and_a_banned_one_is_worth_nothing()
    {
        await using var client = await StandinClient.Open();
        client.Standin.Subscriptions.Accept("mini", OpenId, "template-progress", "accept_always");
        for (var number = 0; number < 3; number++)
        {
            Assert.Equal(0, await Notify(client));
        }

        client.Standin.Subscriptions.Accept("mini", OpenId, "template-progress", "ban");
        Assert.Equal(43107, await Notify(client));
    }

    [Fact]
    public async Task A_field_that_breaks_its_rule_is_named_and_uses_up_no_accept()
    {
        await using var client = await StandinClient.Open();
        client.Standin.Subscriptions.Accept("mini", OpenId, "template-progress");
        Assert.Equal(47003, await Notify(client, thing: new string('满', 21)));
        Assert.Equal(47003, await Notify(client, thing: "两\n行"));
        Assert.Equal(47003, await Notify(client, thing: ""));
        Assert.Equal(47003, await Notify(client, phrase: "六个汉字太长"));
        Assert.Equal(47003, await Notify(client, phrase: "done"));
        Assert.Equal(47003, await Notify(client, time: "明天"));
        Assert.Equal(40037, await Notify(client, template: "made-up"));
        Assert.Equal(40003, await Notify(client, openId: ""));
        var token = await client.WechatToken();
        var refused = await client.Call($"/cgi-bin/message/subscribe/send?access_token={token}", """{"touser": "openid1", "template_id": "template-progress", "data": {"thing1": {"value": "灯"}}}""");
        Assert.Contains("data.phrase2.value", (string)refused["errmsg"]!, StringComparison.Ordinal);
        Assert.Equal(0, await Notify(client, thing: new string('满', 20)));
    }

    [Theory]
    [InlineData("thing", "二十个字以内的事", true)]
    [InlineData("number", "12345678901234567890123456789012", true)]
    [InlineData("number", "123456789012345678901234567890123", false)]
    [InlineData("number", "12.5", true)]
    [InlineData("number", "十二", false)]
    [InlineData("letter", "abc", true)]
    [InlineData("letter", "abc1", false)]
    [InlineData("character_string", "GD-2026/1023", true)]
    [InlineData("character_string", "工单1023", false)]
    [InlineData("phrase", "处理完成了", true)]
    [InlineData("name", "欧阳娜娜", true)]
    [InlineData("name", "十一个汉字的名字太长了", false)]
    [InlineData("time", "15:01", true)]
    [InlineData("time", "2026年11月22日 09:30~2026年11月22日 11:30", true)]
    [InlineData("date", "2026-11-22", true)]
    [InlineData("date", "2026-02-30", false)]
    [InlineData("amount", "100.50元", true)]
    [InlineData("amount", "一百", false)]
    [InlineData("unknown", "x", false)]
    public void Each_kind_of_field_has_its_rule(string kind, string text, bool fits) => Assert.Equal(fits, Subscriptions.Fits(kind, text));

    [Fact]
    public async Task A_content_check_needs_version_2_and_a_person_who_was_there_within_two_hours()
    {
        await using var client = await StandinClient.Open();
        async Task<JsonNode> Check(string content = "路灯坏了", int version = 2, int scene = 2, string openId = OpenId) =>
            await client.Call($"/wxa/msg_sec_check?access_token={await client.WechatToken()}", new { content, version, scene, openid = openId });
        Assert.Equal(61010, (int)(await Check())["errcode"]!);
        client.Standin.Logins.Visit("mini", OpenId);
        Assert.Equal("pass", (string)(await Check())["result"]!["suggest"]!);
        var risky = await Check("来我家赌博");
        Assert.Equal(("risky", 20006), ((string)risky["result"]!["suggest"]!, (int)risky["result"]!["label"]!));
        Assert.Equal(0, (int)(await Check(new string('满', 2500)))["errcode"]!);
        Assert.Equal(45002, (int)(await Check(new string('满', 2501)))["errcode"]!);
        Assert.Equal(40097, (int)(await Check(version: 1))["errcode"]!);
        Assert.Equal(40097, (int)(await Check(scene: 5))["errcode"]!);
        client.Later(2 * 3600);
        Assert.Equal(0, (int)(await Check())["errcode"]!);
        client.Later(1);
        Assert.Equal(61010, (int)(await Check())["errcode"]!);
    }

    [Fact]
    public async Task A_media_check_gives_a_trace_and_its_result_comes_as_an_event()
    {
        await using var client = await StandinClient.Open();
        await using var hook = await HookListener.Open();
        client.Standin.Bot = hook.Address;
        client.Standin.Accounts.WechatApps["mini"] = client.Standin.Accounts.WechatApps["mini"] with { Mode = "plain" };
        client.Standin.Logins.Visit("mini", OpenId);
        var path = $"/wxa/media_check_async?access_token={await client.WechatToken()}";
        var trace = (string)(await client.Call(path, new { media_url = "https://example.org/a.jpg", media_type = 2, version = 2, scene = 2, openid = OpenId }))["trace_id"]!;
        Assert.Equal(40097, await client.Code(path, new { media_url = "https://example.org/a.jpg", media_type = 3, version = 2, scene = 2, openid = OpenId }));
        await client.Standin.Say(new Saying("wechat", "mini") { From = OpenId, Payload = ContentChecks.Result(trace, "risky") });
        var told = JsonNode.Parse(Assert.Single(hook.Calls).Body)!;
        Assert.Equal((trace, "risky", "wxa_media_check"), ((string)told["trace_id"]!, (string)told["result"]!["suggest"]!, (string)told["Event"]!));
        Assert.Null(told["MsgId"]);
    }

    [Fact]
    public async Task A_bridge_takes_actions_with_its_token_only()
    {
        await using var client = await StandinClient.Open();
        const string Body = """{"group_id": 123456789, "message": [{"type": "text", "data": {"text": "已登记"}}]}""";
        async Task<HttpStatusCode> Send(string path, string body, string? bearer, string type = "application/json")
        {
            using var answer = await client.Raw(path, body, bearer, type);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await Send("/send_group_msg", Body, null));
        Assert.Equal(HttpStatusCode.Forbidden, await Send("/send_group_msg", Body, "wrong"));
        Assert.Equal(HttpStatusCode.Forbidden, await Send("/send_group_msg", Body, "pretended-onebot12-token"));
        Assert.Equal(HttpStatusCode.NotAcceptable, await Send("/send_group_msg", Body, "pretended-onebot11-token", "text/plain"));
        Assert.Equal(HttpStatusCode.BadRequest, await Send("/send_group_msg", "{}", "pretended-onebot11-token"));
        Assert.Equal(HttpStatusCode.BadRequest, await Send("/send_group_msg", "no json", "pretended-onebot11-token"));
        Assert.Equal(HttpStatusCode.NotFound, await Send("/no_such_action", Body, "pretended-onebot11-token"));
        Assert.Empty(client.Standin.Ledger.Entries);
        Assert.Equal(HttpStatusCode.OK, await Send("/send_group_msg", Body, "pretended-onebot11-token"));
        Assert.Equal(HttpStatusCode.OK, await Send("/send_private_msg?access_token=pretended-onebot11-token", """{"user_id": "wxid_abc", "message": "好"}""", null));
        Assert.Equal(["123456789", "wxid_abc"], client.Standin.Ledger.Entries.Select(entry => entry.Target));
    }

    [Fact]
    public async Task A_bridge_of_version_12_takes_actions_at_its_root()
    {
        await using var client = await StandinClient.Open();
        async Task<JsonNode> Act(string body)
        {
            using var answer = await client.Raw("/", body, "pretended-onebot12-token");
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        }

        var sent = await Act("""{"action": "send_message", "params": {"detail_type": "group", "group_id": "1@chatroom", "message": [{"type": "text", "data": {"text": "好"}}]}, "echo": "e1"}""");
        Assert.Equal(("ok", "e1"), ((string)sent["status"]!, (string)sent["echo"]!));
        Assert.Equal(10002, (int)(await Act("""{"action": "fly", "params": {}}"""))["retcode"]!);
        Assert.Equal(10003, (int)(await Act("""{"action": "send_message", "params": {"detail_type": "group", "message": []}}"""))["retcode"]!);
        using var refused = await client.Raw("/", "{}", "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("1@chatroom", Assert.Single(client.Standin.Ledger.Entries).Target);
    }
}

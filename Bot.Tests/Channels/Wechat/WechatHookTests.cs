using System.Net;
using System.Text.Json.Nodes;
using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Wechat;

/// <summary>The hook over real HTTP; the stand-in signs, seals, repeats, and judges what it is answered.</summary>
public sealed class WechatHookTests(WechatHost host) : IClassFixture<WechatHost>
{
    [Theory]
    [InlineData("service")]
    [InlineData("plain")]
    [InlineData("compatible")]
    [InlineData("mini")]
    public async Task The_consoles_check_of_the_address_is_answered_with_its_echo(string account) => Assert.Null(await host.Standin.CheckHook("wechat", account));

    [Fact]
    public async Task A_check_with_a_wrong_signature_is_refused_and_its_words_are_not_echoed()
    {
        using var answer = await host.Bot.Send(HttpMethod.Get, "/hooks/wechat/service?signature=0&timestamp=1&nonce=2&echostr=secret-word", null);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain("secret-word", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var unknown = await host.Bot.Send(HttpMethod.Get, "/hooks/wechat/nobody?signature=0&timestamp=1&nonce=2&echostr=3", null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData("service")]
    [InlineData("plain")]
    [InlineData("compatible")]
    public async Task A_report_is_answered_at_once_with_its_number_and_said_no_second_time(string account)
    {
        var person = $"o-{account}-report";
        var said = await host.Say(account, person, "3栋2单元电梯坏了");
        Assert.Null(said.Problem);
        await Settled(person);
        var all = host.Answered(person).Concat(host.Served(person)).ToList();
        Assert.Contains("#", Assert.Single(all), StringComparison.Ordinal);
        var row = await host.Database.One<(string State, string ProviderId)>(
            "SELECT state, provider_id FROM outbox JOIN identity ON lane_id = 'dm-' || person_id WHERE external_id = @person", new { person });
        Assert.Equal("sent", row.State);
        Assert.Equal(host.Answered(person).Count == 1, row.ProviderId.StartsWith("passive:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Three_deliveries_of_one_message_are_one_and_are_answered_the_same()
    {
        var said = await host.Say("service", "o-thrice", "4栋1单元路灯不亮了", deliveries: 3);
        await Settled("o-thrice");
        Assert.Single(await host.Kept("service", "o-thrice"));
        Assert.All(said.Attempts, attempt => Assert.Equal(200, attempt.Status));
        Assert.Single(await host.Database.Query<string>("SELECT number FROM ticket JOIN identity ON group_id = 'dm-' || person_id WHERE external_id = 'o-thrice'"));
        Assert.Single(host.Answered("o-thrice").Concat(host.Served("o-thrice")));
    }

    [Fact]
    public async Task Deliveries_at_the_same_moment_are_one()
    {
        await host.Standin.Say([new Saying("wechat", "service") { From = "o-together", Text = "5栋楼道灯坏了", Copies = 3, Deliveries = 1 }], Order.Together);
        await Settled("o-together");
        Assert.Single(await host.Kept("service", "o-together"));
    }

    [Fact]
    public async Task An_event_delivered_three_times_counts_once()
    {
        var accept = new JsonObject
        {
            ["MsgType"] = "event",
            ["Event"] = "subscribe_msg_popup_event",
            ["List"] = new JsonArray(new JsonObject { ["TemplateId"] = "template-progress", ["SubscribeStatusString"] = "accept", ["PopupScene"] = "0" }),
        };
        var said = await host.Standin.Say(new Saying("wechat", "mini") { From = "o-accepts", Payload = accept, Deliveries = 3 });
        Assert.All(said[0].Attempts, attempt => Assert.Equal("success", attempt.Body));
        await Patience.Until(async () => await host.Database.One<long>("SELECT count(*) FROM template_accept WHERE open_id = 'o-accepts'") == 1, "the accept is in the ledger");
        Assert.Equal(1, await host.Database.One<int>("SELECT left_over FROM template_accept WHERE open_id = 'o-accepts'"));
    }

    [Theory]
    [InlineData("service", "signature")]
    [InlineData("service", "id")]
    [InlineData("service", "key")]
    [InlineData("service", "cut")]
    [InlineData("plain", "signature")]
    [InlineData("compatible", "signature")]
    [InlineData("mini", "signature")]
    [InlineData("mini", "id")]
    public async Task What_is_forged_cut_or_meant_for_another_leaves_no_trace(string account, string flaw)
    {
        var person = $"o-{account}-{flaw}-forged";
        var said = await host.Say(account, person, "3栋2单元电梯坏了", flaw, deliveries: 1);
        Assert.InRange(said.Attempts[0].Status, 400, 403);
        Assert.Empty(await host.Kept(account, person));
        Assert.DoesNotContain("电梯", said.Attempts[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Safe_mode_does_not_trust_the_plain_signature_nor_clear_fields()
    {
        const string body = "<xml><ToUserName>gh_1</ToUserName><FromUserName>o-downgrade</FromUserName><CreateTime>1760000000</CreateTime><MsgType>text</MsgType><Content>x</Content><MsgId>1</MsgId></xml>";
        var signature = Bot.Domain.Channels.PlainSignature.Of(host.Standin.Accounts.WechatApps["service"].Token, "1760000000", "n");
        foreach (var account in new[] { "service", "compatible", "mini" })
        {
            using var answer = await host.Bot.Send(HttpMethod.Post, $"/hooks/wechat/{account}?signature={signature}&timestamp=1760000000&nonce=n&openid=o-downgrade", body);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Empty(await host.Database.Query<string>("SELECT message_key FROM inbox WHERE body::text LIKE '%o-downgrade%'"));
    }

    [Fact]
    public async Task Document_types_and_oversized_bodies_are_refused()
    {
        var signature = Bot.Domain.Channels.PlainSignature.Of(host.Standin.Accounts.WechatApps["plain"].Token, "1760000000", "n");
        var address = $"/hooks/wechat/plain?signature={signature}&timestamp=1760000000&nonce=n";
        const string bomb = "<!DOCTYPE x [<!ENTITY a \"o-bomb\">]><xml><FromUserName>&a;</FromUserName><MsgType>text</MsgType><Content>&a;</Content><MsgId>2</MsgId></xml>";
        using var refused = await host.Bot.Send(HttpMethod.Post, address, bomb);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var large = await host.Bot.Send(HttpMethod.Post, address, "<xml><FromUserName>o-bomb</FromUserName><Content>" + new string('x', 300_000) + "</Content></xml>");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Empty(await host.Database.Query<string>("SELECT message_key FROM inbox WHERE body::text LIKE '%o-bomb%'"));
    }

    [Fact]
    public async Task Types_that_nobody_knows_are_answered_with_success_and_not_kept()
    {
        var said = await host.Standin.Say(
            new Saying("wechat", "service") { From = "o-unknown", Payload = new JsonObject { ["MsgType"] = "hologram" } },
            new Saying("wechat", "mini") { From = "o-unknown", Payload = new JsonObject { ["MsgType"] = "event", ["Event"] = "xpay_something" } });
        Assert.All(said, one => Assert.Equal("success", one.Attempts[0].Body));
        Assert.Empty(await host.Kept("service", "o-unknown"));
    }

    [Theory]
    [InlineData("o-risky", "楼下天天有人赌博，求管管", "赌博")]
    [InlineData("o-chatting", "哈哈，昨天那个色情笑话真好笑", "色情")]
    public async Task What_the_content_check_calls_risky_is_read_by_staff_alone_and_its_author_is_told_kindly(string openId, string text, string word)
    {
        var said = await host.Say("mini", openId, text);
        Assert.Equal("success", said.Attempts[0].Body);
        await Patience.Until(() => host.Served(openId).Count >= 1, "the author is told");
        var told = Assert.Single(host.Served(openId));
        Assert.StartsWith("收到，#", told, StringComparison.Ordinal);
        Assert.EndsWith("只给工作人员看，不会发到群里（有些字没有通过平台的内容检查）。有急事请直接打电话。", told, StringComparison.Ordinal);
        var ticket = Assert.Single(await host.Bot.Tickets(), one => one.GetProperty("withheld").GetBoolean() && one.GetProperty("reports")[0].GetProperty("text").GetString()!.Contains(word, StringComparison.Ordinal));
        Assert.True(ticket.GetProperty("private").GetBoolean());
        var number = ticket.GetProperty("no").GetString();
        Assert.Empty(await host.Database.Query<string>("SELECT text FROM outbox WHERE text LIKE '%' || @word || '%'", new { word }));
        Assert.Equal($"#{number} 有居民上报，内容没有通过平台的检查，不在群里显示。请到后台看原文，不要转发。回“确认{number}”", await host.Database.One<string>("SELECT text FROM outbox WHERE kind = 'new' AND @number = ANY(tickets)", new { number }));
    }

    /// <summary>All of the person's messages are handled and nothing waits to be said to him.</summary>
    private async Task Settled(string openId)
    {
        await Patience.Until(async () => await host.Database.One<long>("SELECT count(*) FROM identity WHERE external_id = @openId", new { openId }) == 1, $"{openId} is known");
        await Patience.Until(
            async () => await host.Database.One<long>("SELECT count(*) FROM outbox JOIN identity ON lane_id = 'dm-' || person_id WHERE external_id = @openId AND state = 'sent'", new { openId }) > 0
                && await host.Database.One<long>("SELECT count(*) FROM outbox JOIN identity ON lane_id = 'dm-' || person_id WHERE external_id = @openId AND state IN ('pending', 'sending')", new { openId }) == 0,
            $"everything is said to {openId}");
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Bot.Platforms;

namespace Bot.Tests.Channels;

/// <summary>What the stand-in plays when it is told to go wrong, and what its ledger says then.</summary>
public class StandinFaultTests
{
    private const string Path = "/cgi-bin/webhook/send";
    private const string Webhook = Path + "?key=00000000-0000-4000-8000-000000000001";
    private const string Body = """{"msgtype": "text", "text": {"content": "灯坏了"}}""";

    [Theory]
    [InlineData("drop", 1)]
    [InlineData("reset", 0)]
    public async Task A_lost_answer_leaves_only_the_ledger_to_tell_whether_it_was_accepted(string kind, int accepted)
    {
        await using var client = await StandinClient.Open();
        client.Standin.Script(Path, 1, kind);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.Raw(Webhook, Body));
        Assert.Equal(accepted, client.Standin.Ledger.Entries.Count);
        Assert.Equal(0, await client.Code(Webhook, Body));
        Assert.Equal(accepted + 1, client.Standin.Ledger.Entries.Count);
        Assert.Equal([kind, "0"], client.Standin.Ledger.Calls.Select(call => call.Outcome));
    }

    [Fact]
    public async Task An_answer_that_is_held_goes_out_when_all_is_calm_again()
    {
        await using var client = await StandinClient.Open();
        client.Standin.Script(Path, 1, "hold");
        var held = client.Code(Webhook, Body);
        await Running.Patience.Until(() => client.Standin.Ledger.Entries.Count == 1, "it is accepted");
        Assert.Equal(0, await client.Code(Webhook, Body));
        Assert.False(held.IsCompleted);
        client.Standin.Calm();
        Assert.Equal(0, await held);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Codes_come_in_turn_and_accept_only_when_told_to(bool after, int each)
    {
        await using var client = await StandinClient.Open();
        client.Standin.Script(new Fault { Path = Path, Calls = 4, Kinds = ["-1", "45009", "40001", "42001"], AfterAccept = after });
        foreach (var code in new[] { -1, 45009, 40001, 42001, 0 })
        {
            Assert.Equal(code, await client.Code(Webhook, Body));
        }

        Assert.Equal((4 * each) + 1, client.Standin.Ledger.Entries.Count);
    }

    [Fact]
    public async Task A_status_a_page_and_half_an_answer_are_no_answers()
    {
        await using var client = await StandinClient.Open();
        client.Standin.Script(Path, 3, "503", "html", "truncate");
        async Task<(HttpStatusCode, string)> Send()
        {
            using var answer = await client.Raw(Webhook, Body);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Send()).Item1);
        var (status, page) = await Send();
        Assert.Equal((HttpStatusCode.OK, '<'), (status, page[0]));
        Assert.Empty(client.Standin.Ledger.Entries);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse("{\"errcode\":0,"));
        Assert.Equal("{\"errcode\":0,", (await Send()).Item2);
        Assert.Single(client.Standin.Ledger.Entries);
    }

    [Fact]
    public async Task A_late_answer_is_accepted_even_when_nobody_waits_for_it()
    {
        await using var client = await StandinClient.Open();
        client.Standin.Script(new Fault { Path = Path, Kinds = ["delay"], Seconds = 0.2 });
        Assert.Equal(0, await client.Code(Webhook, Body));
        Assert.Single(client.Standin.Ledger.Entries);
    }

    [Fact]
    public async Task A_script_concerns_its_own_path_unless_it_names_all()
    {
        await using var client = await StandinClient.Open();
        client.Standin.Script("/cgi-bin/gettoken", 1, "-1");
        Assert.Equal(0, await client.Code(Webhook, Body));
        Assert.Equal(-1, await client.Code("/cgi-bin/gettoken?corpid=x&corpsecret=y"));
        client.Standin.Script("*", 1, "-1");
        Assert.Equal(-1, await client.Code(Webhook, Body));
        Assert.Throws<ArgumentException>(() => client.Standin.Script("*", 1, "explode"));
    }

    [Fact]
    public async Task A_seed_plays_the_same_faults_again()
    {
        async Task<IReadOnlyList<int>> Play(int seed)
        {
            await using var client = await StandinClient.Open();
            client.Standin.Script(new Fault { Path = Path, Calls = 100, Kinds = ["-1", "45009"], Chance = 0.3, Seed = seed });
            var codes = new List<int>();
            for (var number = 0; number < 100; number++)
            {
                codes.Add(await client.Code(Webhook, Body));
                client.Later(3);
            }

            return codes;
        }

        var once = await Play(7);
        Assert.Equal(once, await Play(7));
        Assert.NotEqual(once, await Play(8));
        Assert.InRange(once.Count(code => code != 0), 15, 45);
        Assert.Contains(-1, once);
        Assert.Contains(45009, once);
    }

    [Fact]
    public async Task Everything_can_be_steered_from_another_process()
    {
        await using var client = await StandinClient.Open();
        await client.Call("/standin/script", $$"""{"path": "{{Path}}", "kinds": ["-1"]}""");
        Assert.Equal(-1, await client.Code(Webhook, Body));
        await client.Call("/standin/script", """{"path": "*", "calls": 1000, "kinds": ["500"]}""");
        await client.Call("/standin/calm", "{}");
        Assert.Equal(0, await client.Code(Webhook, Body));
        var entry = (await client.Call($"/standin/ledger?path={Path}"))[0]!;
        Assert.Equal(("staff", "灯坏了"), ((string)entry["account"]!, (string)entry["content"]!["text"]!["content"]!));
        Assert.Empty((JsonArray)await client.Call("/standin/ledger?path=/nowhere"));
        Assert.Equal(2, ((JsonArray)await client.Call("/standin/calls")).Count);

        Assert.Equal(1, (int)(await client.Call("/standin/accept", new { app = "mini", openid = "o1", template = "template-progress" }))["left"]!);
        Assert.Equal(StandinClient.Start.AddHours(1), (DateTimeOffset)(await client.Call("/standin/clock", new { advance = 3600 }))["now"]!);
        Assert.NotNull((await client.Call("/standin/login", new { app = "mini", openid = "o1" }))["code"]);
        await client.Call("/standin/report", new { order_id = "o1", desc = "灯坏了" });
        await client.Call("/standin/consent", new { place = "wr1", person = "wm1", status = "Agree" });
        var task = await client.Call($"/cgi-bin/externalcontact/add_msg_template?access_token={await client.WecomToken()}", 
            new { chat_type = "group", sender = "wangfang", text = new { content = "明日停水" } });
        Assert.Equal((string)task["msgid"]!, (string)(await client.Call("/standin/tap"))[0]!);
        Assert.Equal("wrStandinGroup0000000000000001", (string)(await client.Call("/standin/tap", new { msgid = (string)task["msgid"]! }))[0]!);
        Assert.Equal(client.Standin.Address.ToString().TrimEnd('/'), (string)(await client.Call("/standin/settings"))["Channels:WecomBaseAddress"]!);
        (string Path, string Body)[] wrong =
        [
            ("/standin/script", """{"kinds": ["explode"]}"""), ("/standin/script", "no json"),
            ("/standin/tap", """{"msgid": "made-up"}"""), ("/standin/token", """{"account": "x", "how": "?"}"""),
        ];
        foreach (var (path, body) in wrong)
        {
            using var refused = await client.Raw(path, body);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }

        using var unknown = await client.Raw("/standin/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }
}

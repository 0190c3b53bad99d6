using System.Text.Json.Nodes;
using Bot.Host;
using Bot.Host.Channels;
using Bot.Host.Channels.Credentials;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Credentials;

/// <summary>The calls to WeChat: the same whichever client the build has chosen (WechatClient=Own or Skit).</summary>
public sealed class WechatClientTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Path = "cgi-bin/message/custom/send";

    /// <summary>All that an address or a text may need escaped.</summary>
    private const string Odd = "a+b/c=d%20&e 火👴";

    /// <summary>Quotation marks, signs that browsers fear, a line's end, and letters beyond 16 bits.</summary>
    private const string Text = "王阿姨👴：\"3栋<2>单元\"&电梯+\\坏了\n请修";

    private static readonly Dictionary<string, (object Given, string Expected)> Bodies = new()
    {
        [Path] = (new { touser = "o1", msgtype = "text", text = new { content = Text } }, """{"touser":"o1","msgtype":"text","text":{"content":TEXT}}"""),
        ["cgi-bin/message/subscribe/send"] =
            (new { touser = "o1", template_id = "t-1", data = new Dictionary<string, object> { ["thing1"] = new { value = Text }, ["number2"] = new { value = "5" } } },
            """{"touser":"o1","template_id":"t-1","data":{"thing1":{"value":TEXT},"number2":{"value":"5"}}}"""),
        ["cgi-bin/message/subscribe/bizsend"] =
            (new { touser = "o1", template_id = "t-1", data = new Dictionary<string, object> { ["thing1"] = new { value = Text } } }, """{"touser":"o1","template_id":"t-1","data":{"thing1":{"value":TEXT}}}"""),
        ["cgi-bin/openapi/quota/get"] = (new { cgi_path = "/cgi-bin/message/custom/send" }, """{"cgi_path":"/cgi-bin/message/custom/send"}"""),
        ["cgi-bin/callback/check"] = (new { action = "all", check_operator = "DEFAULT" }, """{"action":"all","check_operator":"DEFAULT"}"""),
        ["wxa/msg_sec_check"] = (new { version = 2, scene = 3, openid = "o1", content = Text }, """{"version":2,"scene":3,"openid":"o1","content":TEXT}"""),
        ["wxa/media_check_async"] =
            (new { version = 2, scene = 3, openid = "o1", media_type = 2, media_url = "https://example.invalid/a?b=1&c=火" },
            """{"version":2,"scene":3,"openid":"o1","media_type":2,"media_url":"https://example.invalid/a?b=1&c=火"}"""),

        // None of the library's: it is not known to have it.
        ["cgi-bin/message/custom/typing"] = (new { touser = "o1", command = (string?)null, note = Text }, """{"touser":"o1","command":null,"note":TEXT}"""),
    };

    public static TheoryData<string> Paths => [.. Bodies.Keys];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task A_call_arrives_with_its_token_its_names_and_its_Chinese_as_they_are(string path)
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        fake.Faults.Enqueue(new JsonObject { ["access_token"] = Odd, ["expires_in"] = 7200 }.ToJsonString());
        fake.Faults.Enqueue("""{"errcode":0,"errmsg":"ok","msgid":"17"}""");
        var answer = await host.Client.Post(host.Mini, path, Bodies[path].Given, Stop);
        Assert.Equal((null, "17"), (answer.Error, answer.Text("msgid")));
        var (method, query, contentType, text) = fake.Wire.Last();
        Assert.Equal(("POST", "application/json; charset=utf-8", $"/{path}"), (method, contentType, fake.Calls[^1].Path));
        Assert.Equal(Odd, Assert.Single(query, pair => pair.Key == "access_token").Value);
        Assert.Single(query);
        var expected = JsonNode.Parse(Bodies[path].Expected.Replace("TEXT", JsonValue.Create(Text).ToJsonString(), StringComparison.Ordinal));
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(text)), text);

        // Official accounts show "\u738b" as it was sent.
        Assert.DoesNotContain("\\u", text.Replace("\\uD83D\\uDC74", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_asked_for_and_a_code_exchanged_as_the_platform_wants_it()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        await host.Tokens.Get(host.Mini, Stop);
        var (method, query, contentType, text) = fake.Wire.Last();
        Assert.Equal(("POST", "application/json; charset=utf-8", 0), (method, contentType, query.Count));
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse($$"""{"grant_type":"client_credential","appid":"appid-1","secret":"{{FakePlatform.Secret}}","force_refresh":false}"""), JsonNode.Parse(text)), text);

        fake.Faults.Enqueue("""{"openid":"o1","session_key":"k==","unionid":null}""");
        var answer = await host.Get<PlatformHttp>().Send(Exchange(host), TimeSpan.FromMinutes(1), Stop);
        Assert.Equal((null, "o1", "k==", null), (answer.Error, answer.Text("openid"), answer.Text("session_key"), answer.Text("unionid")));
        (method, query, _, text) = fake.Wire.Last();
        Assert.Equal(("GET", "", "/sns/jscode2session"), (method, text, fake.Calls[^1].Path));
        Assert.Equal($"appid=appid-1 grant_type=authorization_code js_code={Odd} secret={FakePlatform.Secret}", string.Join(' ', query.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Fact]
    public async Task A_base_address_with_a_path_of_its_own_stands_before_the_calls_path()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, new Uri(fake.Address, "/relay/"));
        fake.Faults.Enqueue("""{"access_token":"t","expires_in":7200}""");
        fake.Faults.Enqueue("""{"errcode":0}""");
        Assert.Null((await host.Client.Post(host.Mini, Path, Bodies[Path].Given, Stop)).Error);
        Assert.Equal(["/relay/cgi-bin/stable_token", $"/relay/{Path}"], fake.Calls.Select(call => call.Path));
    }

    [Theory]
    [InlineData("html", "HTTP 200 without JSON")]
    [InlineData("truncated", "HTTP 200 without JSON")]
    [InlineData("500", "HTTP 500")]
    [InlineData("huge", "no answer (ConfigurationLimitExceeded)")]
    [InlineData("reset", "no answer (")]
    [InlineData("redirect", "HTTP 302 without JSON")]
    [InlineData("[1]", "HTTP 200 with JSON that is no answer")]
    [InlineData("{\"errcode\":\"none\"}", "HTTP 200 with JSON that is no answer")]
    public async Task What_is_no_answer_is_a_fault_that_may_have_arrived_and_is_not_sent_again(string fault, string words)
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        await host.Client.Post(host.Mini, Path, Bodies[Path].Given, Stop);
        var before = fake.Calls.Count;
        fake.Faults.Enqueue(fault);
        var thrown = await Assert.ThrowsAsync<PlatformFaultException>(() => host.Client.Post(host.Mini, Path, Bodies[Path].Given, Stop));
        Assert.StartsWith($"{Path}: {words}", thrown.Message, StringComparison.Ordinal);
        Assert.True(thrown.WasSent);
        Assert.Equal(before + 1, fake.Calls.Count);
    }

    [Theory]
    [InlineData("{\"errcode\":\"45009\"}", 45009)]
    [InlineData("{\"errcode\":43101,\"errmsg\":5,\"msgid\":{}}", 43101)]
    [InlineData("charset", 43101)]
    [InlineData(" {\"errcode\":43101} ", 43101)]
    public async Task An_answer_is_read_however_its_fields_and_head_are_written(string answer, int code)
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        await host.Tokens.Get(host.Mini, Stop);
        fake.Faults.Enqueue(answer);
        Assert.Equal(code, (await host.Client.Post(host.Mini, Path, Bodies[Path].Given, Stop)).Error!.Code);
    }

    [Fact]
    public async Task What_finds_no_connection_was_never_sent_what_comes_too_late_may_have_been_and_a_caller_who_leaves_is_no_fault()
    {
        var house = await PostgresHouse.Open(database);
        var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        await host.Tokens.Get(host.Mini, Stop);
        using var leaving = new CancellationTokenSource();
        fake.Faults.Enqueue("hang");
        var call = host.Client.Post(host.Mini, Path, Bodies[Path].Given, leaving.Token);
        await Patience.Until(() => fake.Count(Path) == 1, "the call has come");
        await leaving.CancelAsync();
        var left = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        fake.Faults.Enqueue("hang");
        var late = await Assert.ThrowsAsync<PlatformFaultException>(() => host.Get<PlatformHttp>().Send(Exchange(host), TimeSpan.FromSeconds(1), Stop));
        Assert.Equal(("no answer in time", true), (late.Fault, late.WasSent));
        await fake.DisposeAsync();
        var error = (await host.Client.Post(host.Mini, Path, Bodies[Path].Given, Stop)).Error!;
        Assert.Contains("nothing was sent", error.Words, StringComparison.Ordinal);
        Assert.IsType<Delivery.Later>(error.ToDelivery(house.Time.Now));
        var refused = await Assert.ThrowsAsync<PlatformFaultException>(() => host.Get<PlatformHttp>().Send(Exchange(host), TimeSpan.FromMinutes(1), Stop));
        Assert.False(refused.WasSent);
        string[] secrets = [FakePlatform.Secret, "access-token-", "access_token", "http://", "js_code"];
        Assert.All([$"{left}", $"{late}", $"{refused}", error.Reason, .. host.Logged], line => Assert.All(secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal)));
    }

    /// <summary>Nothing of a client that was not chosen lies in the output; the library's file is known by its name alone.</summary>
    [Fact]
    public void The_output_holds_the_chosen_client_only()
    {
        var isSkit = WechatClient.Name != "Own";
        string[] names = ["SKIT.", "Flurl", "BouncyCastle"];
        Assert.Equal(isSkit, typeof(PlatformHttp).Assembly.GetReferencedAssemblies().Any(one => one.Name!.StartsWith("SKIT.", StringComparison.Ordinal)));
        Assert.All(names, name => Assert.Equal(isSkit, Directory.EnumerateFiles(AppContext.BaseDirectory, $"{name}*.dll").Any()));
    }

    private static PlatformCall Exchange(ChannelHost host) => new(HttpMethod.Get, host.Get<ChannelSettings>().Wechat, "sns/jscode2session")
    {
        Query = [("appid", "appid-1"), ("secret", FakePlatform.Secret), ("js_code", Odd), ("grant_type", "authorization_code")],
        Secrets = [FakePlatform.Secret, Odd],
    };
}

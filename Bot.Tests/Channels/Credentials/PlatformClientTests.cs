using Bot.Host.Channels;
using Bot.Host.Channels.Credentials;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Credentials;

public sealed class PlatformClientTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Path = "cgi-bin/message/send";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_whose_token_is_refused_is_made_once_more_with_the_next()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        Assert.Null((await host.Client.Post(host.Wecom, Path, new { touser = "a" }, Stop)).Error);
        fake.Change();
        var answer = await host.Client.Post(host.Wecom, Path, new { touser = "b" }, Stop);
        Assert.Null(answer.Error);
        Assert.Equal(17, answer.Number("number"));
        Assert.Equal(["a", "b", "b"], fake.Calls.Where(call => call.Path == "/" + Path).Select(call => call.Body.GetProperty("touser").GetString()));
        Assert.Equal(2, fake.Count("gettoken"));
    }

    [Fact]
    public async Task A_token_that_is_refused_twice_ends_the_call()
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        fake.Refuse(await host.Tokens.Get(host.Wecom, Stop));
        var answer = await host.Client.Get(host.Wecom, "cgi-bin/user/get", Stop, ("userid", "a"));
        Assert.Equal((42001, Reaction.RefreshToken), (answer.Error!.Code, answer.Error.Reaction));
        Assert.IsType<Delivery.Later>(answer.Error.ToDelivery(house.Time.Now));
        Assert.Equal(2, fake.Count("user/get"));

        // And the platform that hands out what it refuses is not asked at every call.
        var asked = fake.Count("gettoken");
        Assert.Equal(Reaction.Retry, (await host.Client.Get(host.Wecom, "cgi-bin/user/get", Stop)).Error!.Reaction);
        Assert.Equal(asked, fake.Count("gettoken"));
        Assert.Equal(2, fake.Count("user/get"));
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
        await host.Client.Post(host.Wecom, Path, new { }, Stop);
        var before = fake.Calls.Count;
        fake.Faults.Enqueue(fault);
        var thrown = await Assert.ThrowsAsync<PlatformFaultException>(() => host.Client.Post(host.Wecom, Path, new { }, Stop));
        Assert.StartsWith($"{Path}: {words}", thrown.Message);
        Assert.True(thrown.WasSent);
        Assert.Equal(before + 1, fake.Calls.Count);
    }

    [Fact]
    public async Task What_finds_no_connection_was_never_sent_and_waits()
    {
        var house = await PostgresHouse.Open(database);
        var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        await host.Tokens.Get(host.Wecom, Stop);
        await fake.DisposeAsync();
        var answer = await host.Client.Post(host.Wecom, Path, new { }, Stop);
        Assert.IsType<Delivery.Later>(answer.Error!.ToDelivery(house.Time.Now));
        Assert.IsType<Delivery.Later>((await host.Client.Post(host.Mini, Path, new { }, Stop)).Error!.ToDelivery(house.Time.Now));
    }

    [Theory]
    [InlineData("{\"errcode\":\"45009\"}", 45009, Reaction.NextMinute)]
    [InlineData("{\"errcode\":43101,\"errmsg\":5}", 43101, Reaction.NotSubscribed)]
    [InlineData("{\"errcode\":99999}", 99999, Reaction.Permanent)]
    public async Task Error_codes_are_read_as_numbers_or_strings(string json, int code, Reaction reaction)
    {
        var house = await PostgresHouse.Open(database);
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        await host.Tokens.Get(host.Wecom, Stop);
        fake.Faults.Enqueue(json);
        var answer = await host.Client.Post(host.Wecom, Path, new { }, Stop);
        Assert.Equal((code, reaction), (answer.Error!.Code, answer.Error.Reaction));
    }

    [Theory]
    [InlineData(-1, "Later")]
    [InlineData(40001, "Later")]
    [InlineData(43108, "Later")]
    [InlineData(45033, "Later")]
    [InlineData(45011, "Later")]
    [InlineData(45015, "Closed")]
    [InlineData(45047, "Closed")]
    [InlineData(43107, "Closed")]
    [InlineData(40164, "Closed")]
    [InlineData(60020, "Closed")]
    [InlineData(846608, "Closed")]
    [InlineData(40058, "Refused")]
    [InlineData(47003, "Refused")]
    [InlineData(86008, "Refused")]
    [InlineData(87014, "Refused")]
    [InlineData(93000, "Refused")]
    public void A_code_tells_whether_to_wait_to_go_another_way_or_to_give_up(int code, string outcome) =>
        Assert.Equal(outcome, PlatformError.Of(code).ToDelivery(Clock.At("2026-03-02 09:00")).GetType().Name);

    [Fact]
    public void The_next_minute_is_the_clocks_and_a_second_more() =>
        Assert.Equal(TimeSpan.FromSeconds(19), PlatformError.ToNextMinute(Clock.At("2026-03-02 09:00").AddSeconds(42)));

    [Fact]
    public async Task No_secret_stands_in_a_log_an_exception_a_reason_or_the_database_whatever_goes_wrong()
    {
        var house = await PostgresHouse.Open(database, lease: TimeSpan.FromSeconds(3));
        await using var fake = await FakePlatform.Start(house.Time);
        using var host = new ChannelHost(house, fake.Address);
        using var wrong = new ChannelHost(house, fake.Address, secret: "wrong-secret-91d0");
        var said = new List<string>();
        var platform = host.Get<ChannelSettings>().Wechat;
        var send = new PlatformCall(HttpMethod.Post, platform, "cgi-bin/message/custom/send") { Query = [("access_token", "access-token-0")], Body = new { touser = "a" }, Secrets = ["access-token-0"] };
        var exchange = new PlatformCall(HttpMethod.Get, platform, "sns/jscode2session") { Query = [("appid", "appid-1"), ("secret", FakePlatform.Secret), ("js_code", "code-3d")], Secrets = ["code-3d"] };
        string[] faults = ["html", "truncated", "500", "reset", "redirect", "huge", "hang", $"{{\"errcode\":40058,\"errmsg\":\"bad {FakePlatform.Key} {FakePlatform.Secret} key=leak-1, access_token: leak-2\"}}", ""];
        foreach (var fault in faults)
        {
            // At fetching a token, at calls with one, at the exchange of a code, at a webhook.
            foreach (var act in new Func<Task<object?>>[]
            {
                async () => await Dropped(host, async () => await host.Tokens.Get(host.Mini, Stop)),
                async () => (await host.Client.Post(host.Wecom, Path, new { }, Stop)).Error,
                async () => (await host.Get<PlatformHttp>().Send(send, TimeSpan.FromSeconds(2), Stop)).Error,
                async () => (await host.Get<PlatformHttp>().Send(exchange, TimeSpan.FromSeconds(2), Stop)).Error,
                async () => await host.Webhook.Post("staff", new Host.Channels.GroupWebhook.WebhookMessage.Text("x", []), Stop),
                async () => await host.Webhook.Check("staff", Stop),
            })
            {
                if (fault.Length > 0)
                {
                    fake.Faults.Enqueue(fault);
                }
                else
                {
                    fake.Change();
                    fake.KnownKey = "changed";
                }

                try
                {
                    said.Add($"{await act()}");
                }
                catch (Exception exception)
                {
                    said.Add(exception.ToString());
                }

                fake.Faults.Clear();
                house.Time.Now += TimeSpan.FromSeconds(45);
            }
        }

        foreach (var owner in new[] { wrong.Wecom, wrong.Mini })
        {
            await house.Execute("DELETE FROM access_token WHERE district = @District");
            said.Add((await Assert.ThrowsAsync<PlatformException>(() => wrong.Tokens.Get(owner, Stop))).ToString());
        }

        said.Add($"{host.Mini} {$"{host.Get<ChannelSettings>()}".Replace("http://127.0.0.1", "", StringComparison.Ordinal)} {string.Join(' ', host.Get<ChannelSettings>().WecomApps.Values)} {string.Join(' ', host.Get<ChannelSettings>().WecomWebhooks.Values)}");
        said.AddRange(host.Get<ChannelCatalogue>().Lines().Select(line => $"{line}"));
        said.AddRange(host.Logged);
        said.AddRange(wrong.Logged);
        said.AddRange(await house.Rows<string>("SELECT access_token::text FROM access_token WHERE district = @District"));
        Assert.Contains(said, line => line.Contains("no new access token", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("errcode 40058", StringComparison.Ordinal));
        Assert.Contains(said, line => line.Contains("does not know this key", StringComparison.Ordinal));
        string[] secrets = [FakePlatform.Secret, "wrong-secret", FakePlatform.Key, "access-token-", "callback-token", "leak-1", "leak-2", "corpsecret=", "code-3d", "?appid=", "key=webhook", "http://", "https://"];
        Assert.All(said, line => Assert.All(secrets, secret => Assert.DoesNotContain(secret, line, StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task<object?> Dropped(ChannelHost host, Func<Task<object?>> act)
    {
        try
        {
            await host.Tokens.Drop(host.Mini, await host.Tokens.Get(host.Mini, Stop));
        }
        catch (PlatformException)
        {
            // Then it is fetched anyhow.
        }

        await act();
        return null;
    }

    [Theory]
    [InlineData(301002, "errcode 301002: the agent id is not that of the application whose secret this is")]
    [InlineData(40003, "errcode 40003: the call is refused")]
    [InlineData(48002, "errcode 48002: the platform's configuration does not allow it: check secret, permissions and the list of allowed addresses")]
    [InlineData(987654, "errcode 987654: unknown code, the call is refused")]
    public void A_code_whose_meaning_nobody_has_told_is_called_unknown(int code, string reason) => Assert.Equal(reason, PlatformError.Of(code).Reason);
}

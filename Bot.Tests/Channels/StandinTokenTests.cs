namespace Bot.Tests.Channels;

public class StandinTokenTests
{
    private const string Wecom = "/cgi-bin/getcallbackip?access_token=";

    [Fact]
    public async Task WeCom_gives_the_same_token_for_two_hours()
    {
        await using var client = await StandinClient.Open();
        var first = await client.Call("/cgi-bin/gettoken?corpid=ww0123456789standin&corpsecret=pretended-app-secret");
        Assert.Equal(7200, (int)first["expires_in"]!);
        var token = (string)first["access_token"]!;
        client.Later(7199);
        Assert.Equal(token, await client.WecomToken());
        Assert.Equal(0, await client.Code(Wecom + token));
        client.Later(1);
        Assert.Equal(42001, await client.Code(Wecom + token));
        Assert.NotEqual(token, await client.WecomToken());
    }

    [Theory]
    [InlineData("corpid=&corpsecret=x", 41002)]
    [InlineData("corpid=ww0123456789standin", 41004)]
    [InlineData("corpid=somebody&corpsecret=x", 40013)]
    [InlineData("corpid=ww0123456789standin&corpsecret=wrong", 40001)]
    public async Task WeCom_refuses_wrong_credentials(string query, int code)
    {
        await using var client = await StandinClient.Open();
        Assert.Equal(code, await client.Code($"/cgi-bin/gettoken?{query}"));
    }

    [Theory]
    [InlineData("/cgi-bin/message/send")]
    [InlineData("/cgi-bin/message/subscribe/send")]
    [InlineData("/cgi-bin/externalcontact/add_msg_template")]
    [InlineData("/cgi-bin/report/resident/get_order_list")]
    [InlineData("/cgi-bin/msgaudit/check_room_agree")]
    [InlineData("/wxa/msg_sec_check")]
    public async Task Every_call_needs_a_living_token_of_its_own_platform(string path)
    {
        await using var client = await StandinClient.Open();
        var (own, other) = path.Contains("subscribe", StringComparison.Ordinal) || path.StartsWith("/wxa", StringComparison.Ordinal)
            ? (await client.WechatToken(), await client.WecomToken())
            : (await client.WecomToken(), await client.WechatToken());
        Assert.Equal(41001, await client.Code(path, new { }));
        Assert.Equal(40014, await client.Code($"{path}?access_token=made-up", new { }));
        Assert.Equal(40014, await client.Code($"{path}?access_token={other}", new { }));
        client.Later(7200);
        Assert.Equal(42001, await client.Code($"{path}?access_token={own}", new { }));
    }

    [Fact]
    public async Task A_new_classic_token_leaves_the_old_one_five_minutes()
    {
        await using var client = await StandinClient.Open();
        var old = (string)(await client.Classic("mini"))["access_token"]!;
        client.Later(60);
        var young = (string)(await client.Classic("mini"))["access_token"]!;
        Assert.NotEqual(old, young);
        client.Later(299);
        Assert.Equal(0, await client.Code(Wecom + old));
        client.Later(1);
        Assert.Equal(42001, await client.Code(Wecom + old));
        Assert.Equal(0, await client.Code(Wecom + young));
    }

    [Fact]
    public async Task A_stable_token_stays_until_five_minutes_before_its_end_and_then_both_live()
    {
        await using var client = await StandinClient.Open();
        var old = (string)(await client.Stable("mini"))["access_token"]!;
        client.Later(6899);
        var same = await client.Stable("mini");
        Assert.Equal((old, 301), ((string)same["access_token"]!, (int)same["expires_in"]!));
        client.Later(1);
        var young = await client.Stable("mini");
        Assert.NotEqual(old, (string)young["access_token"]!);
        Assert.Equal(7200, (int)young["expires_in"]!);
        client.Later(299);
        Assert.Equal(0, await client.Code(Wecom + old));
        client.Later(1);
        Assert.Equal(42001, await client.Code(Wecom + old));
    }

    [Fact]
    public async Task A_forced_refresh_kills_the_old_token_at_once_and_not_the_classic_one()
    {
        await using var client = await StandinClient.Open();
        var classic = (string)(await client.Classic("mini"))["access_token"]!;
        var old = await client.WechatToken();
        var young = (string)(await client.Stable("mini", force: true))["access_token"]!;
        Assert.Equal(40001, await client.Code(Wecom + old));
        Assert.Equal(0, await client.Code(Wecom + young));
        Assert.Equal(0, await client.Code(Wecom + classic));
        Assert.Equal(young, await client.WechatToken());
    }

    [Fact]
    public async Task A_forced_refresh_waits_thirty_seconds_and_comes_twenty_times_a_day()
    {
        await using var client = await StandinClient.Open();
        await client.Stable("mini", force: true);
        client.Later(29);
        Assert.Equal(45011, (int)(await client.Stable("mini", force: true))["errcode"]!);
        client.Later(1);
        for (var times = 2; times <= 20; times++)
        {
            Assert.NotNull((await client.Stable("mini", force: true))["access_token"]);
            client.Later(30);
        }

        Assert.Equal(45009, (int)(await client.Stable("mini", force: true))["errcode"]!);
        Assert.NotNull((await client.Stable("service", force: true))["access_token"]);
        client.Later(24 * 3600);
        Assert.NotNull((await client.Stable("mini", force: true))["access_token"]);
    }

    [Theory]
    [InlineData("password", "wx0000000000000002", "pretended-mini-secret", 40002)]
    [InlineData("client_credential", "somebody", "pretended-mini-secret", 40013)]
    [InlineData("client_credential", "wx0000000000000002", "", 41004)]
    [InlineData("client_credential", "wx0000000000000002", "wrong", 40001)]
    public async Task WeChat_refuses_wrong_credentials(string grant, string app, string secret, int code)
    {
        await using var client = await StandinClient.Open();
        Assert.Equal(code, await client.Code($"/cgi-bin/token?grant_type={grant}&appid={app}&secret={secret}"));
        Assert.Equal(code, await client.Code("/cgi-bin/stable_token", new { grant_type = grant, appid = app, secret }));
    }

    [Fact]
    public async Task A_test_can_end_tokens_before_their_time()
    {
        await using var client = await StandinClient.Open();
        var token = await client.WecomToken();
        client.Standin.Tokens.Expire("community");
        Assert.Equal(42001, await client.Code(Wecom + token));
        token = await client.WecomToken();
        client.Standin.Tokens.Supersede("community");
        Assert.Equal(40001, await client.Code(Wecom + token));
        Assert.Equal(0, await client.Code(Wecom + await client.WecomToken()));
    }

    [Fact]
    public async Task A_login_code_is_good_once_and_for_five_minutes()
    {
        await using var client = await StandinClient.Open();
        string Exchange(string code, string secret = "pretended-mini-secret") =>
            $"/sns/jscode2session?appid=wx0000000000000002&secret={secret}&js_code={code}&grant_type=authorization_code";
        var code = client.Standin.Logins.Code("mini", "openid1", "union1");
        Assert.Equal(40001, await client.Code(Exchange(code, "wrong")));
        var session = await client.Call(Exchange(code));
        Assert.Equal(("openid1", "union1"), ((string)session["openid"]!, (string)session["unionid"]!));
        Assert.Equal(16, Convert.FromBase64String((string)session["session_key"]!).Length);
        Assert.Equal(40029, await client.Code(Exchange(code)));
        Assert.Equal(40029, await client.Code(Exchange("made-up")));
        code = client.Standin.Logins.Code("mini", "openid1");
        client.Later(300);
        Assert.Equal(40029, await client.Code(Exchange(code)));
    }

    [Fact]
    public async Task A_person_logs_in_a_hundred_times_a_minute_and_no_more()
    {
        await using var client = await StandinClient.Open();
        string Exchange() => $"/sns/jscode2session?appid=wx0000000000000002&secret=pretended-mini-secret&js_code={client.Standin.Logins.Code("mini", "openid1")}&grant_type=authorization_code";
        for (var times = 0; times < 100; times++)
        {
            Assert.Equal(0, await client.Code(Exchange()));
        }

        Assert.Equal(45011, await client.Code(Exchange()));
        client.Later(60);
        Assert.Equal(0, await client.Code(Exchange()));
    }

    [Fact]
    public async Task Both_platforms_tell_their_callback_addresses_and_WeChat_checks_the_network_and_tells_quotas()
    {
        await using var client = await StandinClient.Open();
        var (wecom, wechat) = (await client.WecomToken(), await client.WechatToken());
        Assert.Equal(0, (int)(await client.Call(Wecom + wecom))["errcode"]!);
        Assert.Equal("127.0.0.1", (string)(await client.Call(Wecom + wechat))["ip_list"]![0]!);
        var check = await client.Call($"/cgi-bin/callback/check?access_token={wechat}", new { action = "all", check_operator = "DEFAULT" });
        Assert.Equal("0%", (string)check["ping"]![0]!["package_loss"]!);
        Assert.NotNull(check["dns"]![0]!["real_operator"]);
        Assert.Equal(40201, await client.Code($"/cgi-bin/callback/check?access_token={wechat}", new { action = "guess" }));
        var quota = await client.Call($"/cgi-bin/openapi/quota/get?access_token={wechat}", new { cgi_path = "/cgi-bin/callback/check" });
        Assert.Equal(2, (int)quota["quota"]!["used"]!);
        Assert.Equal((int)quota["quota"]!["daily_limit"]!, (int)quota["quota"]!["used"]! + (int)quota["quota"]!["remain"]!);
        Assert.Equal(76021, await client.Code($"/cgi-bin/openapi/quota/get?access_token={wechat}", new { cgi_path = "/nowhere" }));
    }
}

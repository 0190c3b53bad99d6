using System.Text.Json;
using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Setup;

/// <summary>The live check of a served host, towards a stand-in that goes wrong as the platforms do.</summary>
public sealed class ChannelCheckTests(ServedHost served) : IClassFixture<ServedHost>, IDisposable
{
    private const int MostTries = 20;

    public void Dispose() => served.Standin.Calm();

    private Accounts Accounts => served.Standin.Accounts;

    [Theory]
    [InlineData("wechat", "service", "token permission callback")]
    [InlineData("wechat", "mini", "token permission callback")]
    [InlineData("wecom", "community", "token permission")]
    [InlineData("wecom-webhook", "staff", "key")]
    [InlineData("wecom-bot", "helper", "")]
    [InlineData("wecom-archive", "community", "")]
    [InlineData("wecom-report", "reports", "token permission")]
    [InlineData("wecom-group-send", "groups", "token permission")]
    [InlineData("onebot", "bridge11", "bridge")]
    [InlineData("onebot", "bridge12", "bridge")]
    public async Task What_is_set_up_well_is_found_well_and_what_nobody_can_tell_is_said(string channel, string account, string steps)
    {
        var told = await Check(channel, account);
        Assert.True(told.GetProperty("isWell").GetBoolean(), told.ToString());
        Assert.Equal($"settings {steps}".Trim(), string.Join(' ', Findings(told).Where(finding => finding.State == "ok").Select(finding => finding.Step)));
        if (channel is "wecom-bot" or "wecom-archive")
        {
            Assert.Contains(Findings(told), finding => finding.State == "unknown");
        }
    }

    [Theory]
    [InlineData("wecom", "community", "/cgi-bin/gettoken", 40001, "Secret 不对", "Channels:WecomApps:community:Secret")]
    [InlineData("wecom", "community", "/cgi-bin/gettoken", 40013, "企业 ID 不对", "Channels:WecomApps:community:CorpId")]
    [InlineData("wecom", "community", "/cgi-bin/getcallbackip", 60020, "203.0.113.1", "企业可信IP")]
    [InlineData("wecom-group-send", "groups", "/cgi-bin/externalcontact/groupchat/list", 48002, "没有「客户联系」的权限", "客户联系 → API")]
    [InlineData("wecom-report", "reports", "/cgi-bin/report/resident/get_order_list", 48002, "没有「居民上报」的权限", "可调用接口的应用")]
    [InlineData("wechat", "service", "/cgi-bin/stable_token", 40125, "AppSecret 不对", "Channels:WechatApps:service:Secret")]
    [InlineData("wechat", "service", "/cgi-bin/stable_token", 40164, "203.0.113.1", "IP 白名单")]
    [InlineData("wechat", "mini", "/cgi-bin/openapi/quota/get", 48001, "没有「订阅消息」的权限", "接口权限")]
    public async Task What_the_platform_complains_of_is_said_with_the_place_to_mend_it(string channel, string account, string path, int code, string what, string where)
    {
        var told = await CheckDuring(path, code.ToString(System.Globalization.CultureInfo.InvariantCulture), channel, account);
        Assert.False(told.GetProperty("isWell").GetBoolean());
        var wrong = Assert.Single(Findings(told), finding => finding.State == "wrong").Chinese;
        Assert.Contains(what, wrong, StringComparison.Ordinal);
        Assert.Contains(where, wrong, StringComparison.Ordinal);
        Assert.Contains(code.ToString(System.Globalization.CultureInfo.InvariantCulture), wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("html")]
    [InlineData("500")]
    public async Task A_platform_that_cannot_be_read_is_said_to_be_out_of_reach(string fault)
    {
        Assert.Contains("连不上", Assert.Single(Findings(await CheckDuring("/cgi-bin/gettoken", fault, "wecom", "community")), finding => finding.State == "wrong").Chinese, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("45009")]
    [InlineData("45011")]
    [InlineData("-1")]
    public async Task A_busy_platform_says_nothing_against_the_set_up(string fault)
    {
        var told = await CheckDuring("/cgi-bin/gettoken", fault, "wecom", "community");
        Assert.True(told.GetProperty("isWell").GetBoolean());
        Assert.Contains(Findings(told), finding => finding is { Step: "token", State: "unknown" });
    }

    [Fact]
    public async Task A_secret_that_was_changed_in_the_console_is_found_although_a_token_still_lives()
    {
        var app = Accounts.WechatApps["mini"];
        Assert.True((await Check("wechat", "mini")).GetProperty("isWell").GetBoolean());
        Accounts.WechatApps["mini"] = app with { Secret = "changed" };
        try
        {
            Assert.Contains("AppSecret 不对", Assert.Single(Findings(await Check("wechat", "mini")), finding => finding.State == "wrong").Chinese, StringComparison.Ordinal);
        }
        finally
        {
            Accounts.WechatApps["mini"] = app;
        }
    }

    [Fact]
    public async Task A_webhook_that_is_gone_shuts_the_account_until_a_check_finds_it_again()
    {
        var key = Accounts.Webhooks["staff"];
        Accounts.Webhooks["staff"] = "gone";
        try
        {
            var told = await Check("wecom-webhook", "staff");
            Assert.Equal("disabled", told.GetProperty("state").GetString());
            Assert.Contains("93000", Assert.Single(Findings(told), finding => finding.State == "wrong").Chinese, StringComparison.Ordinal);
        }
        finally
        {
            Accounts.Webhooks["staff"] = key;
        }

        Assert.Equal("ok", (await Check("wecom-webhook", "staff")).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("bridge11", "403")]
    [InlineData("bridge12", "401")]
    public async Task A_bridge_with_another_token_is_said_so(string account, string status)
    {
        var bridge = Accounts.Bridges[account];
        Accounts.Bridges[account] = bridge with { AccessToken = "changed" };
        try
        {
            Assert.Contains($"HTTP {status}", Assert.Single(Findings(await Check("onebot", account)), finding => finding.State == "wrong").Chinese, StringComparison.Ordinal);
        }
        finally
        {
            Accounts.Bridges[account] = bridge;
        }

        Assert.Contains("封禁", Assert.Single(Findings(await Check("onebot", account)), finding => finding.Step == "bridge").Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_and_no_line_of_the_log_tells_a_secret()
    {
        List<string> told = [(await served.Bot.Get("/api/setup")).ToString(), (await served.Bot.Get("/api/channels")).ToString()];
        foreach (var kind in (await served.Bot.Get("/api/setup")).GetProperty("channels").EnumerateArray())
        {
            foreach (var account in kind.GetProperty("accounts").EnumerateArray())
            {
                served.Standin.Script("*", 1, "40001");
                told.Add((await Check(kind.GetProperty("channel").GetString()!, account.GetProperty("account").GetString()!)).ToString());
                told.Add((await Check(kind.GetProperty("channel").GetString()!, account.GetProperty("account").GetString()!)).ToString());
            }
        }

        Assert.True(told.Count > 20);
        Assert.DoesNotContain(told.Concat(served.Logged), text => served.Secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_staff_is_answered_and_only_about_what_is_there()
    {
        Assert.Equal(401, (int)(await served.Bot.Send(HttpMethod.Get, "/api/setup", null, asStaff: false)).StatusCode);
        Assert.Equal(401, (int)(await served.Bot.Send(HttpMethod.Post, "/api/channels/wecom/community/check", null, asStaff: false)).StatusCode);
        Assert.Equal(404, (int)(await served.Bot.Send(HttpMethod.Post, "/api/channels/wecom/nobody/check", null)).StatusCode);
        Assert.Equal(404, (int)(await served.Bot.Send(HttpMethod.Post, "/api/channels/nothing/community/check", null)).StatusCode);
    }

    [Fact]
    public async Task A_bridge_that_rests_is_not_called()
    {
        var before = served.Standin.Ledger.Calls.Count;
        Assert.Contains("还没启用", Assert.Single(Findings(await Check("onebot", "resting"))).Chinese, StringComparison.Ordinal);
        Assert.Equal(before, served.Standin.Ledger.Calls.Count);
    }

    /// <summary>A poll of the served host may meet the fault instead of the check; then it is set up once more.</summary>
    private async Task<JsonElement> CheckDuring(string path, string fault, string channel, string account)
    {
        for (var tries = 1; ; tries++)
        {
            served.Standin.Calm();
            served.Standin.Script(path, 1, fault);
            var told = await Check(channel, account);
            if (tries == MostTries || Findings(told).Any(finding => finding.Step is "token" or "permission" && finding.State != "ok"))
            {
                return told;
            }
        }
    }

    private Task<JsonElement> Check(string channel, string account) => served.Bot.Call(HttpMethod.Post, $"/api/channels/{channel}/{account}/check", null);

    private static IReadOnlyList<(string Step, string State, string Chinese)> Findings(JsonElement told) =>
        [.. told.GetProperty("findings").EnumerateArray().Select(one => (one.GetProperty("step").GetString()!, one.GetProperty("state").GetString()!, one.GetProperty("chinese").GetString()!))];
}

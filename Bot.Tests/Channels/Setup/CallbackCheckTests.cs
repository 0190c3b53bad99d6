using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Channels;
using Bot.Host;
using Bot.Host.Channels;
using Bot.Host.Channels.Credentials;
using Bot.Host.Channels.GroupWebhook;
using Bot.Host.Channels.OneBot;
using Bot.Host.Channels.Setup;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Tests.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bot.Tests.Channels.Setup;

/// <summary>How far it can be told whether the platforms reach the bot: a listener plays the bot's outside and the platform.</summary>
public sealed class CallbackCheckTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string AesKey = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Theory]
    [InlineData("wechat")]
    [InlineData("wecom")]
    [InlineData("wecom-bot")]
    public async Task The_hook_is_called_from_outside_as_a_console_does(string channel)
    {
        await using var listener = await HookListener.Open();
        listener.Answer = heard => (200, Echo(channel, heard));
        Assert.Equal("ok", (await Find(channel, listener)).State);
        Assert.Equal($"/hooks/{channel}/x", Assert.Single(listener.Calls, call => call.Path.StartsWith("/hooks", StringComparison.Ordinal)).Path);
        listener.Answer = _ => (200, "<html>welcome</html>");
        Assert.Contains("反向代理", (await Find(channel, listener)).Chinese, StringComparison.Ordinal);
        listener.Answer = heard => (502, Echo(channel, heard));
        Assert.Contains("HTTP 502", (await Find(channel, listener)).Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_outside_that_does_not_answer_is_wrong_and_one_that_is_not_told_is_unknown()
    {
        await using var listener = await HookListener.Open();
        Assert.Contains("走不到这里", (await Find("wecom", listener, "http://127.0.0.1:1")).Chinese, StringComparison.Ordinal);
        Assert.Contains("不是网址", (await Find("wecom", listener, "bot.example.cn")).Chinese, StringComparison.Ordinal);
        Assert.Equal("unknown", (await Find("wecom", listener, "")).State);
    }

    [Theory]
    [InlineData("""{"dns":[],"ping":[]}""", "wrong", "解析不了")]
    [InlineData("""{"dns":[{"ip":"1.2.3.4"}],"ping":[{"package_loss":"100%"},{"package_loss":"100%"}]}""", "wrong", "连不到回调地址")]
    [InlineData("""{"dns":[{"ip":"1.2.3.4"}],"ping":[{"package_loss":"100%"},{"package_loss":"0%"}]}""", "ok", "找得到")]
    public async Task What_wechat_finds_of_its_way_to_the_bot_is_told(string answer, string state, string words)
    {
        await using var listener = await HookListener.Open();
        listener.Answer = heard => (200, heard.Path switch { "/cgi-bin/stable_token" => """{"access_token":"t","expires_in":7200}""", "/cgi-bin/callback/check" => answer, _ => """{"errcode":0}""" });
        var finding = Assert.Single(await Findings("wechat", listener, ""), finding => finding.Step == "callback");
        Assert.Equal(state, finding.State);
        Assert.Contains(words, finding.Chinese, StringComparison.Ordinal);
    }

    /// <summary>A signature computed here again; the word is given back only where it fits.</summary>
    private static string Echo(string channel, HookListener.Heard heard)
    {
        if (!heard.Path.StartsWith("/hooks", StringComparison.Ordinal))
        {
            return """{"access_token":"t","expires_in":7200}""";
        }

        var (echo, timestamp, nonce) = (heard.Query["echostr"], heard.Query["timestamp"], heard.Query["nonce"]);
        if (channel != "wechat")
        {
            return new MessageSeal("token", AesKey, channel == "wecom" ? "ww1" : "").Open(heard.Query["msg_signature"], timestamp, nonce, echo);
        }

#pragma warning disable CA5350 // As the platform has it.
        var expected = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(new[] { "token", timestamp, nonce }.Order(StringComparer.Ordinal)))));
#pragma warning restore CA5350
        return heard.Query["signature"] == expected ? echo : "forged";
    }

    private async Task<Finding> Find(string channel, HookListener listener, string? place = null) => Assert.Single(await Findings(channel, listener, place), finding => finding.Step == "echo");

    private async Task<IReadOnlyList<Finding>> Findings(string channel, HookListener listener, string? place)
    {
        var platform = listener.Address.ToString();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Channels:PublicBaseAddress"] = place ?? platform,
            ["Channels:WecomBaseAddress"] = platform,
            ["Channels:WechatBaseAddress"] = platform,
            ["Channels:WechatApps:x:AppId"] = "wx1",
            ["Channels:WechatApps:x:Secret"] = "s",
            ["Channels:WechatApps:x:Token"] = "token",
            ["Channels:WechatApps:x:EncodingAesKey"] = AesKey,
            ["Channels:WecomApps:x:CorpId"] = "ww1",
            ["Channels:WecomApps:x:AgentId"] = "1",
            ["Channels:WecomApps:x:Secret"] = "s",
            ["Channels:WecomApps:x:Token"] = "token",
            ["Channels:WecomApps:x:EncodingAesKey"] = AesKey,
            ["Channels:WecomRobots:x:Token"] = "token",
            ["Channels:WecomRobots:x:EncodingAesKey"] = AesKey,
        }).Build();
        var house = await PostgresHouse.Open(database);
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton(ChannelSettings.From(configuration)).AddSingleton<BotSettings>(house.Settings);
        services.AddSingleton(house.Source).AddSingleton(new BotClock(house.Source, house.Time)).AddSingleton<DistrictMaps>().AddSingleton<SendLimit>().AddSingleton<ChannelStates>();
        services.AddSingleton<TokenRows>().AddSingleton<AccessTokens>().AddSingleton<PlatformClient>().AddSingleton<Bot.Host.Drawings.Pictures>().AddSingleton<GroupWebhookChannel>().AddSingleton<ChannelCheck>();
        PlatformHttp.AddTo(services);
        OneBotClient.AddTo(services);
        CallbackCheck.AddTo(services);
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<ChannelCheck>().Run(SetupAccount.All(configuration).Single(account => account.Kind.Channel == channel), TestContext.Current.CancellationToken);
    }
}

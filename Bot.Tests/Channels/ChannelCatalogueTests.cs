using System.Net;
using Bot.Host.Channels;
using Bot.Tests.Running;
using Microsoft.Extensions.Configuration;

namespace Bot.Tests.Channels;

public sealed class ChannelCatalogueTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public void Every_account_that_is_set_up_says_what_it_can_do_in_both_languages_and_nothing_secret()
    {
        var settings = ChannelSettings.From(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Channels:WecomApps:grid:CorpId"] = "corp-1",
            ["Channels:WecomApps:grid:AgentId"] = "1000002",
            ["Channels:WecomApps:grid:Secret"] = "s3cret",
            ["Channels:WecomRobots:robot:Token"] = "s3cret",
            ["Channels:WecomRobots:robot:EncodingAesKey"] = new('k', 43),
            ["Channels:WecomWebhooks:staff:Key"] = "s3cret",
            ["Channels:WecomWebhooks:staff:Page"] = "https://staff.invalid/",
            ["Channels:WecomArchives:corp:SigningSecret"] = "s3cret",
            ["Channels:WecomCustomerGroups:groups:App"] = "grid",
            ["Channels:WecomReports:reports:App"] = "grid",
            ["Channels:WechatApps:mini:Kind"] = "mini",
            ["Channels:WechatApps:mini:AppId"] = "appid-1",
            ["Channels:WechatApps:mini:Secret"] = "s3cret",
            ["Channels:WechatApps:mini:Token"] = "s3cret",
            ["Channels:WechatApps:mini:Templates:*"] = "template-progress thing1=text",
            ["Channels:WechatApps:silent:Kind"] = "official",
            ["Channels:WechatApps:silent:AppId"] = "appid-2",
            ["Channels:WechatApps:silent:Secret"] = "s3cret",
            ["Channels:WechatApps:silent:Token"] = "s3cret",
            ["Channels:OneBots:bridge:Enabled"] = "true",
            ["Channels:OneBots:bridge:Secret"] = "s3cret",
            ["Channels:OneBots:bridge:AccessToken"] = "s3cret",
            ["Channels:OneBots:bridge:BaseAddress"] = "http://127.0.0.1:1/s3cret",
        }).Build());
        Assert.Equal("https://staff.invalid/", settings.WecomWebhooks["staff"].Page?.AbsoluteUri);
        var lines = new ChannelCatalogue(settings, new ChannelStates(), []).Lines();
        Assert.Equal(
            ["onebot:bridge", "wechat-subscription:mini", "wechat:mini", "wechat:silent", "wecom-archive:corp", "wecom-bot:robot", "wecom-group-send:groups", "wecom-report:reports", "wecom-webhook:staff", "wecom:grid"],
            lines.Select(line => $"{line.Channel}:{line.Account}").Order(StringComparer.Ordinal));
        Assert.All(lines, line => Assert.True(line.Chinese.Length > 5 && line.English.Length > 5 && line.State == ChannelState.Ok));
        Assert.Equal(new ChannelFlags(false, false, true, false, false, false), lines.Single(line => line.Channel == "wechat-subscription").Flags);
        Assert.DoesNotContain("s3cret", Host.BotJson.Write(lines) + string.Concat(lines));
    }

    [Fact]
    public async Task Staff_see_the_channels_and_nobody_else_does()
    {
        var channels = await host.Bot.Get("/api/channels");
        Assert.Equal(Host.Channels.Credentials.WechatClient.Name, channels.GetProperty("wechatClient").GetString());
        var items = channels.GetProperty("items").EnumerateArray().ToList();
        var simulator = Assert.Single(items, item => item.GetProperty("channel").GetString() == "simulator");
        Assert.Equal("ok", simulator.GetProperty("state").GetString());
        Assert.True(simulator.GetProperty("flags").GetProperty("pushes").GetBoolean());
        using var refused = await host.Bot.Send(HttpMethod.Get, "/api/channels", null, asStaff: false);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var unknown = await host.Bot.Send(HttpMethod.Post, "/api/channels/wecom-webhook/nobody/check", null);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }
}

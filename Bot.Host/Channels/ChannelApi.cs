using Bot.Host.Channels.Credentials;

namespace Bot.Host.Channels;

/// <summary>
/// GET /api/channels → {items: [{channel, account, flags, chinese, english, state, reason, since}], wechatClient}: what is set up, what it can do, how it is doing
/// on this host, and who makes the calls to WeChat. Never a secret.
/// </summary>
public static class ChannelApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/channels", (ChannelCatalogue catalogue) => Results.Ok(new
        {
            items = catalogue.Lines().Select(line => new { line.Channel, line.Account, line.Flags, line.Chinese, line.English, line.State.State, line.State.Reason, line.State.Since }),
            wechatClient = WechatClient.Name,
        }));
    }
}

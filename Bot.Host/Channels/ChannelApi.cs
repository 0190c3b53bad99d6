using Bot.Host.Access;
using Bot.Host.Channels.GroupWebhook;

namespace Bot.Host.Channels;

/// <summary>
/// GET /api/channels → {items: [{channel, account, flags, chinese, english, state, reason, since}]}: what is set up, what it can do, how it is doing
/// on this host. POST /api/channels/wecom-webhook/{account}/check → {state, reason, since}: asks the platform whether the key lives. Never a secret.
/// </summary>
public static class ChannelApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/channels", (ChannelCatalogue catalogue) => Results.Ok(new
        {
            items = catalogue.Lines().Select(line => new { line.Channel, line.Account, line.Flags, line.Chinese, line.English, line.State.State, line.State.Reason, line.State.Since }),
        }));
        api.MapPost("/channels/wecom-webhook/{account}/check", Check);
    }

    private static async Task<IResult> Check(string account, GroupWebhookChannel webhook, ChannelSettings settings, CancellationToken stop) =>
        settings.WecomWebhooks.ContainsKey(account) ? Results.Ok(await webhook.Check(account, stop)) : Problems.NotFound("account_unknown", "there is no such account in Channels:WecomWebhooks");
}

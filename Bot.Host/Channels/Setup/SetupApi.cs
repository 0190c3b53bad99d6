using Bot.Host.Access;

namespace Bot.Host.Channels.Setup;

/// <summary>
/// GET /api/setup → {publicAddress, channels: [{channel, section, title, isUnofficial, guide, accounts: [{account, isEnabled, hook, fields: [{path, isSet,
/// isNeeded}]}]}]}: what is set up and how to. POST /api/channels/{channel}/{account}/check → {channel, account, isWell, findings: [{step, state, chinese}],
/// state, reason, since}: a live check; isWell where nothing is wrong. Whether a field is filled is told, never with what.
/// </summary>
public static class SetupApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/setup", Show);
        api.MapPost("/channels/{channel}/{account}/check", Check);
    }

    private static IResult Show(IConfiguration configuration, Guides guides)
    {
        var accounts = SetupAccount.All(configuration).ToLookup(account => account.Kind.Channel);
        return Results.Ok(new
        {
            publicAddress = CallbackCheck.PublicAddress(configuration),
            channels = SetupKind.All.Select(kind => new
            {
                kind.Channel,
                kind.Section,
                kind.Title,
                kind.IsUnofficial,
                guide = guides.Of(kind),
                accounts = accounts[kind.Channel].Select(account => new
                {
                    account = account.Name,
                    account.IsEnabled,
                    hook = kind.Hook(account.Name),
                    fields = kind.Needed.Concat(kind.Further).Select(field => new { path = kind.Path(account.Name, field), isSet = account.IsSet(field), isNeeded = kind.Needed.Contains(field) }),
                }),
            }),
        });
    }

    private static async Task<IResult> Check(string channel, string account, ChannelCheck check, ChannelStates states, IConfiguration configuration, CancellationToken stop)
    {
        if (SetupAccount.All(configuration).FirstOrDefault(one => one.Kind.Channel == channel && one.Name == account) is not { } found)
        {
            return Problems.NotFound("account_unknown", "配置里没有这个帐号");
        }

        var findings = await check.Run(found, stop);
        var state = states.Of(channel, account);
        return Results.Ok(new { channel, account, isWell = findings.All(finding => finding.State != "wrong"), findings, state.State, state.Reason, state.Since });
    }
}

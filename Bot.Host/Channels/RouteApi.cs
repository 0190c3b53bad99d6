using Bot.Host.Access;
using Bot.Host.Channels.GroupSend;
using Bot.Host.Channels.ResidentReports;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels;

/// <summary>
/// POST /api/routes {group, channel, account, target, rank?} → {group, routes}: one more way out of a conversation, or the grid that a far side's id
/// means. The same way again only changes its rank; without a rank it comes last. GET /api/groups → {items: [{group, name, kind, node, routes}],
/// unbound: [{channel, account, target, name, waiting}]}.
/// </summary>
public static class RouteApi
{
    private const int HighestRank = 99;
    private const int LongestTarget = 200;

    public sealed record Wanted(string? Group, string? Channel, string? Account, string? Target, int? Rank);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/routes", Add);
        api.MapGet("/groups", List);
    }

    private static async Task<IResult> Add(Wanted wanted, RouteRules rules, DistrictMaps maps, NpgsqlDataSource source, BotSettings settings, CancellationToken stop)
    {
        var map = await maps.Get(stop, again: true);
        if (wanted.Group is null || map.Group(wanted.Group) is not { } group)
        {
            return Problems.NotFound("group_unknown", "no such group; GET /api/groups lists them");
        }

        if (rules.Refuse(group, wanted) is var (code, detail))
        {
            return Problems.BadRequest(code, detail);
        }

        // A webhook is its own target: its key stands in the configuration.
        var target = wanted.Channel == GroupWebhook.GroupWebhookChannel.ChannelName ? wanted.Account! : wanted.Target?.Trim() ?? "";
        if (target.Length is 0 or > LongestTarget)
        {
            return Problems.BadRequest("target_malformed", $"target is the far side's id of the group, person or grid: 1 to {LongestTarget} characters");
        }

        if (wanted.Rank is < 0 or > HighestRank)
        {
            return Problems.BadRequest("rank_malformed", $"rank is a whole number from 0 (tried first) to {HighestRank}");
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var parameters = new { settings.District, group = group.GroupId, wanted.Channel, wanted.Account, target, wanted.Rank, sends = rules.Sends(wanted.Channel!) };

        // Two operators at once stand in line here.
        await connection.ExecuteAsync("SELECT 1 FROM district WHERE district = @District FOR UPDATE", parameters, transaction);
        if (await connection.ExecuteScalarAsync<string?>(
            "SELECT group_id FROM route WHERE district = @District AND channel = @Channel AND account = @Account AND target = @target AND group_id <> @group LIMIT 1", parameters, transaction) is { } other)
        {
            return Problems.Of(StatusCodes.Status409Conflict, "target_taken", $"this target belongs to the group '{other}'; one id on the far side is one conversation");
        }

        if (wanted.Rank is not null && await connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM route WHERE district = @District AND group_id = @group AND rank = @Rank AND NOT (channel = @Channel AND account = @Account AND target = @target))", parameters, transaction))
        {
            return Problems.Of(StatusCodes.Status409Conflict, "rank_taken", "another way of this group has that rank; leave it out to put this one last");
        }

        await connection.ExecuteAsync(
            """
            INSERT INTO route (district, group_id, channel, account, target, rank)
            SELECT @District, @group, @Channel, @Account, @target, CASE WHEN @sends THEN COALESCE(@Rank, (SELECT COALESCE(max(rank), -1) + 1 FROM route WHERE district = @District AND group_id = @group)) END
            ON CONFLICT (district, channel, account, target, group_id) DO UPDATE SET rank = COALESCE(@Rank, route.rank)
            """,
            parameters,
            transaction);
        await transaction.CommitAsync(stop);
        maps.Forget();
        return Results.Ok(new { group = group.GroupId, routes = Routes(await maps.Get(stop), group.GroupId) });
    }

    private static async Task<IResult> List(DistrictMaps maps, OrderBook orders, CancellationToken stop)
    {
        var map = await maps.Get(stop, again: true);
        return Results.Ok(new
        {
            items = map.Groups.OrderBy(group => group.GroupId, StringComparer.Ordinal).Select(group => new { group = group.GroupId, group.Name, group.Kind, node = group.NodeId, routes = Routes(map, group.GroupId) }),
            unbound = (await orders.Unbound(stop)).Select(grid => new { channel = Bot.Domain.Channels.ResidentReports.ReportedOrder.Channel, grid.Account, target = grid.Grid, grid.Name, grid.Waiting }),
        });
    }

    private static IEnumerable<object> Routes(DistrictMap map, string group) =>
        map.AllRoutesOf(group).OrderBy(route => route.Rank is null).ThenBy(route => route.Rank).Select(object (route) => new { route.Channel, route.Account, route.Target, route.Rank });
}

/// <summary>Which channel reaches which kind of conversation, so that nobody sets up what can never work.</summary>
public sealed class RouteRules(ChannelSettings settings)
{
    private sealed record Reach(bool Grid, bool Staff, bool Private, bool Sends, Func<ChannelSettings, IEnumerable<string>> Accounts, string Why);

    private static readonly Dictionary<string, Reach> Channels = new(StringComparer.Ordinal)
    {
        ["wecom-webhook"] = new(false, true, false, true, all => all.WecomWebhooks.Keys, "a webhook can only be added to internal groups of staff; residents' groups are written to by wecom-group-send"),
        [GroupSendChannel.ChannelName] = new(true, false, false, true, all => all.WecomCustomerGroups.Keys, "group-send tasks go to residents' groups (客户群) only; staff groups are reached by wecom-webhook or wecom-bot"),
        ["wecom-bot"] = new(false, true, true, true, all => all.WecomRobots.Keys, "a smart robot works in internal groups and private chats of staff only; residents' groups are written to by wecom-group-send"),
        ["wecom"] = new(false, false, true, true, all => all.WecomApps.Keys, "an application writes to single members of staff, never into a group"),
        ["wechat"] = new(false, false, true, true, all => all.WechatApps.Keys, "an official account or mini program writes to single persons, never into a group"),
        ["onebot"] = new(true, true, true, true, all => all.OneBots.Keys, ""),
        ["wecom-archive"] = new(true, true, true, false, all => all.WecomArchives.Keys, ""),
        ["wecom-report"] = new(true, false, false, false, all => all.WecomReports.Keys, "resident reports belong to a grid: bind the residents' group of that grid"),
    };

    public bool Sends(string channel) => Channels[channel].Sends;

    /// <summary>Code and detail of what is wrong; null where this way can work.</summary>
    public (string Code, string Detail)? Refuse(ChatGroup group, RouteApi.Wanted wanted)
    {
        if (wanted.Channel is null || !Channels.TryGetValue(wanted.Channel, out var reach))
        {
            return ("channel_unknown", $"no such channel; one of {string.Join(", ", Channels.Keys)}");
        }

        if (wanted.Account is null || !reach.Accounts(settings).Contains(wanted.Account))
        {
            return ("account_unknown", $"'{wanted.Account}' is no account of {wanted.Channel} in the configuration, section Channels");
        }

        if (group.Channel == "simulator" && reach.Sends)
        {
            return ("channel_unfit", "a simulated group has no other way out");
        }

        var fits = group.Kind switch { "grid" => reach.Grid, "staff" => reach.Staff, _ => reach.Private };
        if (!fits)
        {
            return ("channel_unfit", reach.Why);
        }

        return wanted.Rank is not null && !reach.Sends ? ("channel_unfit", $"{wanted.Channel} only brings in and cannot send: leave the rank out") : null;
    }
}

using System.Globalization;
using Bot.Domain.Channels.OneBot;
using Bot.Host.Channels.Credentials;
using Bot.Host.Clocks;
using Bot.Host.Grids;

namespace Bot.Host.Channels.OneBot;

/// <summary>
/// Writes into ordinary groups and to single people through a self-run bridge. Unofficial, and off unless enabled: the account behind the bridge may be
/// banned. At most 20 messages in any 60 s, since haste is what gets accounts banned.
/// </summary>
public sealed class OneBotChannel(OneBotClient client, ChannelSettings channels, SendLimit limit, ChannelStates states, DistrictMaps maps, BotClock clock) : IChannel
{
    /// <summary>"I am tired" of OneBot 12: the bridge wants a rest.</summary>
    private const int Tired = 36;

    /// <summary>Execution errors of OneBot 12 in which the network played a part: it may have arrived.</summary>
    private const int Network = 33;

    /// <summary>Errors inside of the bridge, at any time.</summary>
    private const int Inside = 20;
    private static readonly SendLimit.Window[] Windows = [new(20, TimeSpan.FromSeconds(60))];
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public string Name => OneBotPayload.Channel;

    public ChannelFlags Flags => new(ReadsAll: true, ReadsMentions: true, Pushes: true, NeedsTap: false, QuoteIds: true, RemovesDuplicates: false) { PerMinute = Windows[0].Most };

    /// <exception cref="PlatformFaultException">No answer, or HTTP 5xx: it may have arrived or not.</exception>
    public async Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        if (!channels.OneBots.TryGetValue(route.Account, out var bridge))
        {
            return new Delivery.Closed("there is no such bridge in Channels:OneBots, or it is not enabled");
        }

        var (action, parameters) = await Compose(message, route, bridge.Version, stop);
        var sender = $"{Name}:{route.Account}";
        var place = await limit.Take(sender, Windows, stop);
        if (place.Id is not { } id)
        {
            return new Delivery.Later(place.Wait, place.Fault ?? "20 messages were sent in the last 60 s") { IsOwnWait = true };
        }

        try
        {
            return Judge(route.Account, action, message.Key, await client.Call(bridge, action, parameters, stop));
        }
        catch (PlatformFaultException fault) when (!fault.WasSent)
        {
            return new Delivery.Later(Pause, $"{fault.Fault}; nothing was sent");
        }
        finally
        {
            await limit.End(sender, id);
        }
    }

    private Delivery Judge(string account, string action, string key, BridgeAnswer answer)
    {
        if (answer.IsDone)
        {
            states.Restore(Name, account);
            return new Delivery.Sent(answer.MessageId ?? key);
        }

        if (answer.Status is 401 or 403 or 404)
        {
            var reason = answer.Status == 404
                ? $"Channels:OneBots:{account}: the bridge does not know {action} (HTTP 404); are BaseAddress and Version right?"
                : $"Channels:OneBots:{account}: the bridge refuses the access token (HTTP {answer.Status})";
            states.Fail(Name, account, reason, clock.GetUtcNow());
            return new Delivery.Refused(reason);
        }

        return (answer.Status, answer.ReturnCode / 1000) switch
        {
            (429, _) => new Delivery.Later(PlatformError.ToNextMinute(clock.GetUtcNow()), "the bridge wants fewer calls (HTTP 429)"),
            (not 200, _) => new Delivery.Refused($"the bridge refuses the call (HTTP {answer.Status})"),
            (_, Tired) => new Delivery.Later(PlatformError.ToNextMinute(clock.GetUtcNow()), $"the bridge wants a rest (retcode {answer.ReturnCode})"),
            (_, Inside or Network) => throw new PlatformFaultException(action, $"retcode {answer.ReturnCode}", wasSent: true),
            _ => new Delivery.Refused($"the bridge says it failed (retcode {answer.ReturnCode})"),
        };
    }

    private async Task<(string Action, object Parameters)> Compose(OutgoingMessage message, ChannelRoute route, int version, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        var isPrivate = map.Group(route.GroupId)?.Kind == "private";
        var mentioned = isPrivate ? [] : message.Mentions
            .SelectMany(person => map.IdentitiesOf(person).Where(identity => identity.Channel == Name && identity.Account == route.Account).Take(1))
            .Select(identity => identity.ExternalId);
        var isEleven = version == 11;
        var segments = new List<object>();
        if (message.Quote is { Length: > 0 } quote)
        {
            segments.Add(Segment("reply", isEleven ? "id" : "message_id", quote));
        }

        segments.AddRange(mentioned.Select(who => isEleven ? Segment("at", "qq", who) : Segment("mention", "user_id", who)));
        segments.Add(Segment("text", "text", message.MayBeRepeated ? $"（重发，可能已经看过）\n{message.Text}" : message.Text));
        var target = isPrivate ? "user_id" : "group_id";
        return isEleven
            ? (isPrivate ? "send_private_msg" : "send_group_msg", new Dictionary<string, object> { [target] = Number(route.Target), ["message"] = segments })
            : ("send_message", new Dictionary<string, object> { ["detail_type"] = isPrivate ? "private" : "group", [target] = route.Target, ["message"] = segments });
    }

    private static Dictionary<string, object> Segment(string type, string name, string value) => new() { ["type"] = type, ["data"] = new Dictionary<string, string> { [name] = value } };

    /// <summary>OneBot 11 has numbers; WeChat's ids are none, and bridges take them as text.</summary>
    private static object Number(string id) => long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : id;
}

using System.Text;
using System.Text.Json.Nodes;
using Bot.Domain.Channels;
using Bot.Domain.Channels.SmartRobot;
using Bot.Host.Channels.Credentials;
using Bot.Host.Clocks;
using Bot.Host.Grids;

namespace Bot.Host.Channels.SmartRobot;

/// <summary>
/// 智能机器人: answers where somebody has spoken to it within the hour, once per message; then this way is shut and the next one (the group's webhook) is
/// taken. An address takes one message, so a notice whose arrival nobody knows is sent to the same one again: what is refused there had arrived.
/// </summary>
public sealed class SmartRobotChannel(
    PlatformClient platform, ChannelSettings channels, SendLimit limit, AnswerAddresses addresses, RobotStreams streams, RobotCards cards, DistrictMaps maps, BotClock clock) : IChannel
{
    public const int MostBytes = 20_480;
    private const string Path = "cgi-bin/aibot/response";
    private const int MostAddresses = 3;

    /// <summary>Replies and pushes together, per session.</summary>
    private static readonly SendLimit.Window[] Windows = [new(30, TimeSpan.FromMinutes(1)), new(1000, TimeSpan.FromHours(1))];

    public string Name => RobotPayload.Channel;

    public ChannelFlags Flags => new(ReadsAll: false, ReadsMentions: true, Pushes: false, NeedsTap: false, QuoteIds: false, RemovesDuplicates: true)
    {
        MostBytes = MostBytes,
        PerMinute = Windows[0].Most,
    };

    public async Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        if (!channels.WecomRobots.TryGetValue(route.Account, out var robot))
        {
            return new Delivery.Refused("there is no such account in Channels:WecomRobots");
        }

        var markdown = await Markdown(message, route.Account, stop);
        if (Encoding.UTF8.GetByteCount(markdown) > MostBytes)
        {
            return new Delivery.Closed($"longer than the {MostBytes} bytes of an answer");
        }

        var earlier = await addresses.Earlier(message, route, stop);
        if (earlier is { Code: null })
        {
            return new Delivery.Closed("the hour of the address it was sent to is over, so that nobody can find out whether it arrived");
        }

        if (earlier is null && robot.Streams && message.Quote is not null && await streams.Hand(message with { Text = markdown }, route.Account, stop))
        {
            return new Delivery.Sent($"stream:{message.Quote}");
        }

        var session = $"{Name}:{route.Account}:{route.Target}";
        var place = await limit.Take(session, Windows, stop);
        if (place.Id is not { } id)
        {
            return new Delivery.Later(place.Wait, place.Fault ?? "30 messages a minute or 1,000 an hour were sent in this session") { IsOwnWait = true };
        }

        try
        {
            return earlier is { Code: { } code } known ? await Again(message, known.MessageKey, code, markdown, stop) : await Fresh(message, route, markdown, stop);
        }
        finally
        {
            await limit.End(session, id);
        }
    }

    private async Task<Delivery> Fresh(OutgoingMessage message, ChannelRoute route, string markdown, CancellationToken stop)
    {
        var card = await cards.For(message, stop);
        for (var tried = 0; tried < MostAddresses && await addresses.Take(message, route, stop) is { } address; tried++)
        {
            var error = card is null ? null : (await platform.PostWith(("response_code", address.Code), Path, new { msgtype = "template_card", template_card = card }, stop)).Error;
            if (card is null || error?.Reaction == Reaction.Permanent)
            {
                // Whether the card or the address is at fault the platform does not tell.
                error = (await Post(address.Code, markdown, stop)).Error;
            }

            switch (error?.Reaction)
            {
                case null:
                    return new Delivery.Sent(address.MessageKey);
                case Reaction.Permanent or Reaction.QuotaUsed:
                    await addresses.Note(message.LaneId, address.MessageKey);
                    break;
                case Reaction.ContentRefused:
                    return error.ToDelivery(clock.GetUtcNow());
                default:
                    await addresses.GiveBack(message.LaneId, address.MessageKey);
                    return error.ToDelivery(clock.GetUtcNow());
            }
        }

        return new Delivery.Closed("nobody has spoken to the robot here within the hour, or all answers are used");
    }

    /// <summary>To the address that may have taken it already: where it takes it now, the first attempt never arrived.</summary>
    private async Task<Delivery> Again(OutgoingMessage message, string messageKey, string code, string markdown, CancellationToken stop)
    {
        var error = (await Post(code, markdown, stop)).Error;
        if (error is null)
        {
            await addresses.Note(message.LaneId, messageKey, message.Key);
        }

        return error?.Reaction is null or Reaction.Permanent or Reaction.QuotaUsed ? new Delivery.Sent(messageKey) : error.ToDelivery(clock.GetUtcNow());
    }

    private Task<PlatformAnswer> Post(string code, string markdown, CancellationToken stop) =>
        platform.PostWith(("response_code", code), Path, new { msgtype = "markdown", markdown = new { content = markdown } }, stop);

    /// <summary>With the userids of those it calls in front, so that their phones ring.</summary>
    private async Task<string> Markdown(OutgoingMessage message, string account, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        var called = message.Mentions.SelectMany(map.IdentitiesOf).Where(identity => identity.Channel == Name && identity.Account == account).Select(identity => $"<@{identity.ExternalId}>");
        return string.Concat(called) + message.Text;
    }
}

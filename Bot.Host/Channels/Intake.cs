using Bot.Domain.Channels;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Messages;

namespace Bot.Host.Channels;

/// <summary>
/// Takes what a hook has checked and read into the inbox: one durable insert, nothing else, so that the far side has its answer in time. Who and
/// where it is in the bot's own terms is looked up in memory; what is not known yet is found out when it is handled (<see cref="Identity.Newcomers"/>).
/// </summary>
public sealed class Intake(Inbox inbox, KeptMedia media, IEnumerable<IFileSource> files, DistrictMaps maps, BotClock clock)
{
    /// <summary>True where it is new, false where it was there already; both are answered with success.</summary>
    public async Task<bool> Accept(ChannelMessage message, CancellationToken stop)
    {
        var incoming = Incoming(message, await maps.Get(stop));
        var source = message.Media.Count == 0 ? null : files.FirstOrDefault(source => source.Channels.Contains(message.Channel));
        return source is not null && message.Media.Any(source.Keeps) ? await media.Store(incoming, source.Keeps, stop) : await inbox.Store(incoming, stop);
    }

    /// <summary>An event stands in the order of its conversation, beside the messages.</summary>
    public async Task<bool> Accept(ChannelEvent happened, CancellationToken stop) => await inbox.Store(Incoming(happened, await maps.Get(stop)), stop);

    /// <summary>The message as it goes into the inbox, as far as the map knows who and where it is.</summary>
    public IncomingMessage Incoming(ChannelMessage message, DistrictMap map)
    {
        var person = map.PersonOf(message.Channel, message.Account, message.Sender);
        var group = message is { IsReport: false, Conversation: { } conversation }
            ? map.GroupOf(message.Channel, message.Account, conversation) ?? Unbound(message.Channel, message.Account, conversation)
            : person is not null ? $"dm-{person}" : Unbound(message.Channel, message.Account, message.Sender);
        return new IncomingMessage(message.Key, group, message.MessageId, person ?? message.Sender, message.Text, clock.GetUtcNow()) { Quote = message.Quote, Media = message.Media, From = message };
    }

    public IncomingMessage Incoming(ChannelEvent happened, DistrictMap map)
    {
        var place = happened.Conversation ?? happened.Sender ?? "";
        var group = happened.Conversation is { } conversation ? map.GroupOf(happened.Channel, happened.Account, conversation)
            : happened.Sender is { } sender && map.PersonOf(happened.Channel, happened.Account, sender) is { } person ? $"dm-{person}" : null;
        return new IncomingMessage(happened.Key, group ?? Unbound(happened.Channel, happened.Account, place), happened.Id, happened.Sender ?? "", "", clock.GetUtcNow()) { Event = happened };
    }

    /// <summary>Keeps the order of a conversation that the bot does not know yet.</summary>
    private static string Unbound(string channel, string account, string target) => $"{channel}:{account}:{target}";
}

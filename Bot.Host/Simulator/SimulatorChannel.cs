using Bot.Host.Clocks;
using System.Security.Cryptography;
using System.Text;
using Bot.Host.Channels;

namespace Bot.Host.Simulator;

/// <summary>The bot's way into a simulated group. The id follows from the notice's key, so the far side drops a repeated delivery.</summary>
public sealed class SimulatorChannel(SimulatedGroups groups, BotClock clock) : IChannel
{
    public string Name => "simulator";

    public ChannelFlags Flags => new(ReadsAll: true, ReadsMentions: true, Pushes: true, NeedsTap: false, QuoteIds: true, RemovesDuplicates: true);

    public async Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        var id = "bot-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.Key)))[..20];
        await groups.Append(route.Target, new SimulatedMessage(id, "bot", "社区小助手", "bot", message.Text, clock.GetUtcNow(), message.Quote, []), stop);
        return new Delivery.Sent(id);
    }
}

using Bot.Host.Clocks;
using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Channels;
using Bot.Host.Drawings;

namespace Bot.Host.Simulator;

/// <summary>The bot's way into a simulated group. The id follows from the notice's key, so the far side drops a repeated delivery.</summary>
public sealed class SimulatorChannel(SimulatedGroups groups, Pictures pictures, BotClock clock) : IChannel
{
    public string Name => "simulator";

    public ChannelFlags Flags => new(ReadsAll: true, ReadsMentions: true, Pushes: true, NeedsTap: false, QuoteIds: true, RemovesDuplicates: true);

    public async Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        var id = "bot-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.Key)))[..20];
        var media = new List<Media>();
        if (await pictures.Load(message.Picture, stop) is { } picture)
        {
            await groups.SaveMedia(id, "image/png", picture, stop);
            media.Add(new Media(MediaKind.Image, $"/sim/media/{id}"));
        }

        await groups.Append(route.Target, new SimulatedMessage(id, "bot", "社区小助手", "bot", message.Text, clock.GetUtcNow(), message.Quote, media), stop);
        return new Delivery.Sent(id);
    }
}

using Bot.Host.Channels;

namespace Bot.Host.Intakes;

/// <summary>The way to who wrote on a poster's page: what is said stands on the page of the look-up code, so that it has arrived once it stands in the outbox.</summary>
public sealed class PosterChannel : IChannel
{
    public const string ChannelName = "poster";

    public string Name => ChannelName;

    public ChannelFlags Flags => new(ReadsAll: true, ReadsMentions: true, Pushes: true, NeedsTap: false, QuoteIds: true, RemovesDuplicates: true);

    public Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop) => Task.FromResult<Delivery>(new Delivery.Sent(message.Key));
}

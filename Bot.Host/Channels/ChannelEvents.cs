using Bot.Domain.Channels;
using Bot.Host.Grids;
using Npgsql;

namespace Bot.Host.Channels;

/// <summary>What a channel does with its events, in the order of the conversation and inside the transaction that marks them handled.</summary>
public interface IChannelEvents
{
    string Channel { get; }

    /// <summary>A message of the channel is being handled; who wrote it is written down by now.</summary>
    Task Heard(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChannelMessage message, DateTimeOffset now, CancellationToken stop) => Task.CompletedTask;

    Task Handle(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChannelEvent happened, DateTimeOffset now, CancellationToken stop);
}

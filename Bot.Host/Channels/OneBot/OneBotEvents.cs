using Bot.Domain.Channels;
using Bot.Domain.Channels.OneBot;
using Bot.Host.Grids;
using Npgsql;

namespace Bot.Host.Channels.OneBot;

/// <summary>What happens beside messages: one is taken back, by its writer or by whoever leads the group.</summary>
public sealed class OneBotEvents(Revocation revocation) : IChannelEvents
{
    public string Channel => OneBotPayload.Channel;

    public async Task Handle(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChannelEvent happened, DateTimeOffset now, CancellationToken stop)
    {
        if (happened is { Kind: "revoke", Message: { } message })
        {
            await revocation.Run(connection, transaction, map, $"{happened.Channel}:{happened.Account}:{message}", message, now, stop);
        }
    }
}

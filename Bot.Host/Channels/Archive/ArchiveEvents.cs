using Bot.Domain.Channels;
using Bot.Domain.Channels.Archive;
using Bot.Domain.Channels.Wecom;
using Bot.Host.Grids;
using Npgsql;

namespace Bot.Host.Channels.Archive;

/// <summary>What happens in the archive itself. A consent was written when it came in, before anything that came with it was kept.</summary>
public sealed class ArchiveEvents(Revocation revocation) : IChannelEvents
{
    public string Channel => ArchiveRecord.Channel;

    public async Task Handle(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChannelEvent happened, DateTimeOffset now, CancellationToken stop)
    {
        if (happened is { Kind: "revoke", Message: { } message })
        {
            await revocation.Run(connection, transaction, map, $"{happened.Channel}:{happened.Account}:{message}", message, now, stop);
        }
    }
}

/// <summary>What the archive's application is told: that somebody agreed (msg_audit_approved), that a group changed.</summary>
public sealed class ArchiveAppEvents(ChannelSettings channels, ArchiveRooms rooms) : IChannelEvents
{
    public string Channel => WecomPayload.Channel;

    public async Task Handle(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChannelEvent happened, DateTimeOffset now, CancellationToken stop)
    {
        foreach (var (corp, _) in channels.WecomArchives.Where(pair => pair.Value.App == happened.Account))
        {
            if (Consent.Of(happened) is { } consent)
            {
                await Consents.Write(connection, transaction, map.District, corp, [consent]);
            }

            if (happened is { Kind: "group_changed", Conversation: { } room })
            {
                rooms.Forget(corp, room);
            }
        }
    }
}

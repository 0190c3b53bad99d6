using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Channels;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Identity;

/// <summary>
/// Finds out who wrote and where, when a message is handled. A known id is looked up; an unknown one is a new resident, or a person whom the
/// platform's union id or a code proves; a nickname proves nothing. A group that is bound to no grid is not listened to.
/// </summary>
public sealed class Newcomers(NpgsqlDataSource source, BotSettings settings, DistrictMaps maps, BindingCodes codes, BotClock clock)
{
    private const int ShownId = 12;

    /// <summary>The message in the bot's own terms; null where it is of no concern and must not be kept.</summary>
    /// <param name="said">Set where the message was a code: what the bot answers, and in which conversation.</param>
    public async Task<(IncomingMessage? Message, (string Group, string Text)? Said)> Identify(IncomingMessage message, CancellationToken stop)
    {
        var from = message.From!;
        var map = await maps.Get(stop);
        var group = from.Conversation is { } place ? map.GroupOf(from.Channel, from.Account, place) : null;
        var person = map.PersonOf(from.Channel, from.Account, from.Sender);
        if (BindingCodes.Find(from.Text) is { } code)
        {
            return (null, await codes.Use(code, from, stop));
        }

        if (from.Conversation is not null && group is null)
        {
            return (null, null);
        }

        if (from.IsReport && group is not null)
        {
            var grid = map.GridOf(map.Group(group)!);
            person ??= await Welcome(from, null, null, stop);
            maps.Forget();
            return (message with { GroupId = $"dm-{person}", SenderId = person, GridId = grid }, null);
        }

        if (person is null || (group is not null && !map.IsMember(group, person)) || group is null && !map.IsMember($"dm-{person}", person))
        {
            person = await Welcome(from, group, person, stop);
            maps.Forget();
        }

        return (message with { GroupId = group ?? $"dm-{person}", SenderId = person }, null);
    }

    /// <summary>Writes down who it is: the same transaction makes person, identity, membership and the private conversation with its way out.</summary>
    internal async Task<string> Welcome(ChannelMessage from, string? group, string? known, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var byUnion = known is null && from.UnionId is not null
            ? await connection.ExecuteScalarAsync<string?>(
                "SELECT person_id FROM identity WHERE district = @District AND union_id = @UnionId ORDER BY proven_at LIMIT 1", new { settings.District, from.UnionId }, transaction)
            : null;
        var person = known ?? byUnion ?? NewId(from);
        await connection.ExecuteAsync(
            """
            INSERT INTO person (district, person_id, name) VALUES (@District, @person, @name) ON CONFLICT DO NOTHING;
            INSERT INTO identity (district, channel, account, external_id, person_id, union_id, proof, proven_at)
              VALUES (@District, @Channel, @Account, @Sender, @person, @UnionId, @proof, @now) ON CONFLICT DO NOTHING;
            INSERT INTO chat_group (district, group_id, name, channel, kind, communities) VALUES (@District, @dm, @name, @Channel, 'private', '{}') ON CONFLICT DO NOTHING;
            INSERT INTO member (district, group_id, person_id) VALUES (@District, @dm, @person) ON CONFLICT DO NOTHING;
            INSERT INTO member (district, group_id, person_id) SELECT @District, @group, @person WHERE @group IS NOT NULL ON CONFLICT DO NOTHING;
            INSERT INTO route (district, group_id, channel, account, target, rank)
              SELECT @District, @dm, @Channel, @Account, @Sender, CASE WHEN NOT @IsReport THEN COALESCE(max(rank), -1) + 1 END FROM route WHERE district = @District AND group_id = @dm ON CONFLICT DO NOTHING;
            """,
            new
            {
                settings.District,
                person,
                name = from.SenderName is { Length: > 0 } name ? name : "居民",
                from.Channel,
                from.Account,
                from.Sender,
                from.UnionId,
                from.IsReport,
                proof = byUnion is null ? "first" : "union",
                now = clock.GetUtcNow(),
                dm = $"dm-{person}",
                group,
            },
            transaction);
        await transaction.CommitAsync(stop);
        return person;
    }

    /// <summary>Follows from the far side's id, so that two hosts that meet a newcomer at once make one person.</summary>
    private static string NewId(ChannelMessage from) =>
        "x" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{from.Channel}:{from.Account}:{from.Sender}")))[..ShownId];
}

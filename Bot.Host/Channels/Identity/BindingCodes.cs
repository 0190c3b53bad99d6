using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Bot.Domain.Channels;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Identity;

/// <summary>
/// 绑定码: made by an administrator, typed once within its time. In a group it binds the group to a grid or makes it the staff group of a node; in a
/// private chat it proves that whoever types it is the person it was made for.
/// </summary>
public sealed partial class BindingCodes(NpgsqlDataSource source, BotSettings settings, DistrictMaps maps, BotClock clock)
{
    /// <summary>No 0, O, 1, I, L: codes are read aloud and typed by hand.</summary>
    private const string Letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private const int Length = 6;
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(1);

    private sealed record Row(string Kind, string? NodeId, string? PersonId);

    /// <param name="kind">"grid", "staff" or "person".</param>
    /// <param name="about">The node, or the person.</param>
    public async Task<(string Code, DateTimeOffset ExpiresAt)> Make(string kind, string about, string by, CancellationToken stop)
    {
        var code = RandomNumberGenerator.GetString(Letters, Length);
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(
            """
            INSERT INTO binding_code (district, code, kind, node_id, person_id, created_by, created_at, expires_at)
            VALUES (@District, @code, @kind, @node, @person, @by, @now, @expires)
            """,
            new { settings.District, code, kind, node = kind == "person" ? null : about, person = kind == "person" ? about : null, by, now, expires = now + Lasts });
        return (code, now + Lasts);
    }

    /// <summary>The code in "绑定 8F3KX2"; null where the text is none.</summary>
    public static string? Find(string text) => Words.Match(text.Trim()) is { Success: true } match ? match.Groups[1].Value.ToUpperInvariant() : null;

    /// <summary>Uses the code up and says what it did, in which conversation; a wrong one is answered the same as an old one, and nothing where the bot cannot speak.</summary>
    public async Task<(string Group, string Text)?> Use(string code, ChannelMessage from, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var row = await connection.QueryFirstOrDefaultAsync<Row>(
            """
            UPDATE binding_code SET used_at = @now, used_by = @by
            WHERE district = @District AND code = @code AND used_at IS NULL AND expires_at > @now AND (kind = 'person') = @isPrivate
            RETURNING kind, node_id, person_id
            """,
            new { settings.District, code, now, by = $"{from.Channel}:{from.Account}:{from.Sender}", isPrivate = from.Conversation is null },
            transaction);
        if (row is null)
        {
            var map = await maps.Get(stop);
            var here = from.Conversation is { } place ? map.GroupOf(from.Channel, from.Account, place) : map.PersonOf(from.Channel, from.Account, from.Sender) is { } known ? $"dm-{known}" : null;
            return here is null ? null : (here, "绑定码不对，或已过期，请向社区再要一个。");
        }

        var said = row.Kind == "person" ? await Prove(connection, transaction, row.PersonId!, from, now) : await Bind(connection, transaction, row, from);
        await transaction.CommitAsync(stop);
        maps.Forget();
        return said;
    }

    private async Task<(string Group, string Text)> Bind(NpgsqlConnection connection, NpgsqlTransaction transaction, Row row, ChannelMessage from)
    {
        var group = $"{from.Channel}:{from.Account}:{from.Conversation}";
        var node = await connection.QuerySingleAsync<(string Name, string? Community)>(
            """
            WITH RECURSIVE up AS (
              SELECT node_id, parent_id, level, name, 0 AS steps FROM node WHERE district = @District AND node_id = @NodeId
              UNION ALL
              SELECT node.node_id, node.parent_id, node.level, node.name, steps + 1 FROM up JOIN node ON node.district = @District AND node.node_id = up.parent_id)
            SELECT (SELECT name FROM up WHERE steps = 0), (SELECT name FROM up WHERE level = 'community')
            """,
            new { settings.District, row.NodeId },
            transaction);
        var community = (node.Community ?? node.Name).Replace("社区", "", StringComparison.Ordinal);
        await connection.ExecuteAsync(
            """
            INSERT INTO chat_group (district, group_id, name, channel, kind, node_id, communities, default_community)
              VALUES (@District, @group, @name, @Channel, @Kind, @NodeId, ARRAY[@community], @community)
              ON CONFLICT (district, group_id) DO UPDATE SET kind = excluded.kind, node_id = excluded.node_id, communities = excluded.communities, default_community = excluded.default_community;
            INSERT INTO route (district, group_id, channel, account, target, rank) VALUES (@District, @group, @Channel, @Account, @Conversation, @rank)
              ON CONFLICT DO NOTHING;
            """,
            new { settings.District, group, name = row.Kind == "staff" ? $"{node.Name}工作群" : $"{node.Name}群", from.Channel, row.Kind, row.NodeId, community, from.Account, from.Conversation, rank = from.IsReport ? (int?)null : 0 },
            transaction);
        return (group, row.Kind == "staff" ? $"本群已绑定为{node.Name}的工作群。" : $"本群已绑定{node.Name}。哪里坏了、有什么事，在群里说一声就行。");
    }

    /// <summary>From now on this id is that person; what was written under it before as an unknown resident stays where it is.</summary>
    private async Task<(string Group, string Text)> Prove(NpgsqlConnection connection, NpgsqlTransaction transaction, string person, ChannelMessage from, DateTimeOffset now)
    {
        var name = await connection.ExecuteScalarAsync<string>("SELECT name FROM person WHERE district = @District AND person_id = @person", new { settings.District, person }, transaction);
        var dm = $"dm-{person}";
        await connection.ExecuteAsync(
            """
            INSERT INTO identity (district, channel, account, external_id, person_id, union_id, proof, proven_at)
              VALUES (@District, @Channel, @Account, @Sender, @person, @UnionId, 'code', @now)
              ON CONFLICT (district, channel, account, external_id) DO UPDATE SET person_id = excluded.person_id, proof = excluded.proof, proven_at = excluded.proven_at;
            INSERT INTO chat_group (district, group_id, name, channel, kind, communities) VALUES (@District, @dm, @name, @Channel, 'private', '{}') ON CONFLICT DO NOTHING;
            INSERT INTO member (district, group_id, person_id) VALUES (@District, @dm, @person) ON CONFLICT DO NOTHING;
            DELETE FROM route WHERE district = @District AND channel = @Channel AND account = @Account AND target = @Sender;
            INSERT INTO route (district, group_id, channel, account, target, rank)
              SELECT @District, @dm, @Channel, @Account, @Sender, COALESCE(max(rank), -1) + 1 FROM route WHERE district = @District AND group_id = @dm ON CONFLICT DO NOTHING;
            """,
            new { settings.District, from.Channel, from.Account, from.Sender, person, from.UnionId, now, dm, name },
            transaction);
        return (dm, $"{name}，已认识您。以后在这里也能收到您的单子和提醒。");
    }

    [GeneratedRegex("^(?:@\\S+\\s+)?绑定\\s*[:：]?\\s*([0-9A-Za-z]{4,12})$")]
    private static partial Regex Words { get; }
}

using System.Security.Cryptography;
using Bot.Domain.Intakes;
using Bot.Domain.Understanding;
using Bot.Host.Channels;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Dapper;
using Npgsql;
using QRCoder;

namespace Bot.Host.Intakes;

/// <summary>A poster as it is kept.</summary>
public sealed record KeptPoster(string Code, string NodeId, string Place, string? Phone);

/// <summary>What the writer sees under the look-up code.</summary>
/// <param name="Number">Null as long as it is being registered.</param>
/// <param name="Pictures">How many came with the first words.</param>
public sealed record LookedUp(string? Number, string? State, string Text, int Pictures, IReadOnlyList<string> Answers);

/// <summary>Posters, and what comes in through them. Every writer has a conversation of his own, known by the look-up code alone.</summary>
public sealed class PosterStore(NpgsqlDataSource source, BotSettings settings, DistrictMaps maps, Inbox inbox, KeptMedia media)
{
    private const string Letters = "23456789abcdefghjkmnpqrstuvwxyz";
    private const string Anonymous = "匿名居民";

    public string? AddressOf(string code) => settings.BaseAddress is { } address ? $"{address}/q/{code}" : null;

    /// <summary>Code and, in its own form, look-up code: letters that nobody confuses on paper.</summary>
    public static string NewCode(int length = 8) => RandomNumberGenerator.GetString(Letters, length);

    public async Task<KeptPoster> Make(string node, string place, string? phone, DateTimeOffset now, CancellationToken stop)
    {
        var poster = new KeptPoster(NewCode(), node, place, phone);
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(
            "INSERT INTO poster (district, code, node_id, place, phone, made_at) VALUES (@District, @Code, @NodeId, @Place, @Phone, @now)",
            new { settings.District, poster.Code, poster.NodeId, poster.Place, poster.Phone, now = now.ToUniversalTime() });
        return poster;
    }

    public async Task<IReadOnlyList<KeptPoster>> List(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return [.. await connection.QueryAsync<KeptPoster>(new CommandDefinition("SELECT code, node_id, place, phone FROM poster WHERE district = @District ORDER BY node_id, made_at", new { settings.District }, cancellationToken: stop))];
    }

    public async Task<KeptPoster?> Find(string code, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.QueryFirstOrDefaultAsync<KeptPoster>(new CommandDefinition(
            "SELECT code, node_id, place, phone FROM poster WHERE district = @District AND code = @code", new { settings.District, code }, cancellationToken: stop));
    }

    /// <summary>Ready to be drawn.</summary>
    /// <exception cref="InvalidOperationException">The host does not know its own address.</exception>
    public Poster Draw(KeptPoster poster, DistrictMap map)
    {
        var address = AddressOf(poster.Code) ?? throw new InvalidOperationException("Bot:BaseAddress is not set: the code would lead nowhere");
        return new Poster(map.Node(poster.NodeId)?.Name ?? poster.NodeId, poster.Place, map.RosterOf(poster.NodeId).First(SpeakerRole.GridWorker)?.Name, poster.Phone, address, Cells(address));
    }

    /// <summary>The code's cells with its quiet zone; a quarter of them may be dirty or torn.</summary>
    public static IReadOnlyList<IReadOnlyList<bool>> Cells(string address)
    {
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.Q);
        return [.. data.ModuleMatrix.Select(row => (IReadOnlyList<bool>)[.. row.Cast<bool>()])];
    }

    /// <summary>Durable once it returns; under the same look-up code only the first time.</summary>
    /// <param name="name">As the writer wants to be called; null for anonymous.</param>
    public async Task Write(KeptPoster poster, string lookup, string? name, string text, IReadOnlyList<KeptMedia.Picture> pictures, DateTimeOffset now, CancellationToken stop)
    {
        var profile = IntakeStore.ProfileOf(await maps.Get(stop), poster.NodeId);
        var person = PersonOf(lookup);
        await inbox.StoreTogether(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync(
                    """
                    INSERT INTO person (district, person_id, name) VALUES (@District, @person, @name) ON CONFLICT DO NOTHING;
                    INSERT INTO chat_group (district, group_id, name, channel, kind, node_id, communities, default_community)
                      VALUES (@District, @group, @name, @Channel, 'private', @NodeId, @communities, @Default) ON CONFLICT DO NOTHING;
                    INSERT INTO member (district, group_id, person_id) VALUES (@District, @group, @person) ON CONFLICT DO NOTHING;
                    INSERT INTO route (district, group_id, channel, account, target, rank) VALUES (@District, @group, @Channel, '', @lookup, 0) ON CONFLICT DO NOTHING;
                    """,
                    new { settings.District, person, group = GroupOf(lookup), name = name ?? Anonymous, Channel = PosterChannel.ChannelName, poster.NodeId, communities = profile.Communities.ToArray(), profile.Default, lookup },
                    transaction);
                return [await Message(connection, transaction, $"poster:{lookup}", lookup, text, pictures, now)];
            },
            stop);
        maps.Forget();
    }

    /// <summary>A further word of the same writer, such as 好了 or the place he was asked for.</summary>
    /// <param name="key">Of the form it was written on, so that one sent twice counts once.</param>
    public Task Answer(string lookup, string key, string text, IReadOnlyList<KeptMedia.Picture> pictures, DateTimeOffset now, CancellationToken stop) => inbox.StoreTogether(
        async (connection, transaction) => [await Message(connection, transaction, $"poster:{lookup}:{key}", lookup, text, pictures, now)], stop);

    /// <summary>Null where nobody has written under this code.</summary>
    public async Task<LookedUp?> LookUp(string lookup, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var row = await connection.QueryFirstOrDefaultAsync<(string? Text, int Pictures, string? Number, string? State)>(new CommandDefinition(
            """
            SELECT inbox.body ->> 'text', COALESCE(jsonb_array_length(inbox.body -> 'media'), 0), intake.number, ticket.state
            FROM member LEFT JOIN intake USING (district, group_id) LEFT JOIN ticket USING (district, number) LEFT JOIN inbox ON inbox.district = member.district AND message_key = @key
            WHERE member.district = @District AND member.group_id = @group
            """,
            new { settings.District, group = GroupOf(lookup), key = $"poster:{lookup}" },
            cancellationToken: stop));
        var known = await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM member WHERE district = @District AND group_id = @group)", new { settings.District, group = GroupOf(lookup) });
        var answers = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT text FROM outbox WHERE district = @District AND lane_id = @group AND state = 'sent' ORDER BY sequence", new { settings.District, group = GroupOf(lookup) }, cancellationToken: stop));
        return known ? new LookedUp(row.Number, row.State, row.Text ?? "", row.Pictures, [.. answers]) : null;
    }

    private async Task<IncomingMessage> Message(NpgsqlConnection connection, NpgsqlTransaction transaction, string key, string lookup, string text, IReadOnlyList<KeptMedia.Picture> pictures, DateTimeOffset now) =>
        new(key, GroupOf(lookup), key, PersonOf(lookup), text, now) { Media = await media.Keep(connection, transaction, key, PosterChannel.ChannelName, pictures) };

    private static string PersonOf(string lookup) => $"q-{lookup}";

    private static string GroupOf(string lookup) => $"dm-q-{lookup}";
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Access;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels;

/// <summary>Pictures and files that the bot keeps itself, since the far side hands them out for minutes only. On tickets they stand as "/api/media/ID".</summary>
public sealed class KeptMedia(NpgsqlDataSource source, BotSettings settings, Inbox inbox, DistrictMaps maps)
{
    public const string Path = "/api/media/";

    /// <summary>A message of several parts is read 90 s after its last one; its ticket stands by then.</summary>
    private static readonly TimeSpan Read = TimeSpan.FromMinutes(2);

    /// <summary>Released for each message with something to fetch that this host has stored.</summary>
    public SemaphoreSlim Stored { get; } = new(0);

    /// <param name="Address">On the far side.</param>
    /// <param name="Age">Since the message came, by the server's clock.</param>
    /// <param name="IsGivenUp">No further attempt would help.</param>
    public sealed record Wanted(string MediaId, string MessageKey, string Channel, string Account, MediaKind Kind, string Address, int Attempts, TimeSpan Age, bool IsGivenUp, string? Reason);

    /// <param name="Type">By its first bytes.</param>
    public sealed record Picture(string Type, byte[] Content);

    /// <summary>Where a picture stands: "waiting", "kept" or "lost".</summary>
    public sealed record Standing(string State, string? Reason);

    /// <summary>Stores the message and what has to be fetched for it in one transaction; the same again changes nothing.</summary>
    /// <param name="incoming">With the far side's addresses; those that <paramref name="isKept"/> names are stored as the bot's own.</param>
    /// <returns>False where the message was there already.</returns>
    public async Task<bool> Store(IncomingMessage incoming, Func<Media, bool> isKept, CancellationToken stop)
    {
        var kept = incoming.Media.Select((far, place) => (far, own: isKept(far) ? far with { Url = Path + IdOf(incoming.Key, place) } : far)).ToList();
        var message = incoming with { Media = [.. kept.Select(one => one.own)], From = incoming.From! with { Media = [.. kept.Select(one => one.own)] } };
        var stored = await inbox.StoreTogether(
            async (connection, transaction) =>
            {
                await connection.ExecuteAsync(
                    """
                    INSERT INTO media (district, media_id, message_key, channel, account, kind, address)
                    SELECT @District, @Id, @Key, @Channel, @Account, @Kind, @Url ON CONFLICT DO NOTHING
                    """,
                    kept.Where(one => one.own != one.far)
                        .Select(one => new { settings.District, Id = one.own.Url[Path.Length..], message.Key, message.From.Channel, message.From.Account, Kind = $"{one.own.Kind}", one.far.Url }),
                    transaction);
                return [message];
            },
            stop);
        if (Stored.CurrentCount == 0)
        {
            Stored.Release();
        }

        return stored.Contains(message.Key);
    }

    /// <summary>Keeps what came with a message itself, in the caller's transaction; the same message again changes nothing.</summary>
    /// <returns>The pictures as they stand on the message.</returns>
    public async Task<IReadOnlyList<Media>> Keep(NpgsqlConnection connection, NpgsqlTransaction transaction, string key, string channel, IReadOnlyList<Picture> pictures)
    {
        var kept = pictures.Select((picture, place) => new { settings.District, Id = IdOf(key, place), key, channel, Kind = $"{MediaKind.Image}", picture.Type, picture.Content }).ToList();
        await connection.ExecuteAsync(
            """
            INSERT INTO media (district, media_id, message_key, channel, account, kind, state, content_type, content)
            VALUES (@District, @Id, @key, @channel, '', @Kind, 'kept', @Type, @Content) ON CONFLICT DO NOTHING
            """,
            kept,
            transaction);
        return [.. kept.Select(one => new Media(MediaKind.Image, Path + one.Id))];
    }

    private string IdOf(string key, int place) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{settings.District}|{key}|{place}"))))[..32];

    /// <summary>The next to be fetched, in this host's hands for the time of a lease; null for none.</summary>
    public async Task<Wanted?> Claim(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var row = await connection.QueryFirstOrDefaultAsync<(string? Id, string Key, string Channel, string Account, string Kind, string Address, int Attempts, TimeSpan Age, bool IsGivenUp, string? Reason)>(new CommandDefinition(
            """
            UPDATE media SET attempts = attempts + 1, due_at = now() + @Lease
            WHERE (district, media_id) IN (
              SELECT district, media_id FROM media WHERE district = @District AND state = 'waiting' AND due_at <= now()
              ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING media_id, message_key, channel, account, kind, address, attempts, now() - asked_at, given_up, reason
            """,
            new { settings.District, settings.Lease },
            cancellationToken: stop));
        return row.Id is null ? null : new Wanted(row.Id, row.Key, row.Channel, row.Account, Enum.Parse<MediaKind>(row.Kind), row.Address, row.Attempts, row.Age, row.IsGivenUp, row.Reason);
    }

    public async Task Keep(Wanted wanted, string type, byte[] content)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE media SET state = 'kept', content_type = @type, content = @content, address = NULL, reason = NULL WHERE district = @District AND media_id = @MediaId AND state = 'waiting'",
            new { settings.District, wanted.MediaId, type, content });
    }

    public async Task TryAgain(Wanted wanted, TimeSpan after, string reason)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE media SET due_at = now() + @after, reason = @reason WHERE district = @District AND media_id = @MediaId AND state = 'waiting'", new { settings.District, wanted.MediaId, after, reason });
    }

    /// <summary>It will never be had. Its ticket, which staff are told by, may still be on its way.</summary>
    public async Task GiveUp(Wanted wanted, string reason)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE media SET given_up = true, due_at = asked_at + @Read, reason = @reason WHERE district = @District AND media_id = @MediaId AND state = 'waiting'",
            new { settings.District, wanted.MediaId, Read, reason });
    }

    /// <summary>Says so on the tickets that hold it, and to their staff.</summary>
    public async Task Lose(Wanted wanted, DateTimeOffset now, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var mine = await connection.ExecuteAsync(
            "UPDATE media SET state = 'lost', address = NULL, reason = COALESCE(reason, 'it was not fetched in time') WHERE district = @District AND media_id = @MediaId AND state = 'waiting'",
            new { settings.District, wanted.MediaId },
            transaction);
        var tickets = (await connection.QueryAsync<(string Number, string Grid)>(
            """
            SELECT DISTINCT number, grid_id FROM ticket WHERE district = @District AND number IN (
              SELECT number FROM event JOIN inbox ON inbox.district = event.district AND message_key = @MessageKey
              WHERE event.district = @District AND at >= received_at - interval '1 minute' AND data::text LIKE '%' || @MediaId || '%')
            """,
            new { settings.District, wanted.MessageKey, wanted.MediaId },
            transaction)).ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(
            batch,
            map,
            tickets.Select(ticket => new Notice($"media-lost:{wanted.MediaId}:{ticket.Number}", Address.Staff(ticket.Grid), "media", $"#{ticket.Number} 附带的{Word(wanted.Kind)}没有取到，请让发的人再发一次。")
            {
                Tickets = [ticket.Number],
                WaitsForMorning = true,
            }),
            now);
        if (mine > 0 && batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(stop);
    }

    /// <summary>How the bot's own media among these stand, by their addresses.</summary>
    public static async Task<IReadOnlyDictionary<string, Standing>> Standings(NpgsqlConnection connection, string district, IEnumerable<Ticket> tickets)
    {
        var ids = tickets.SelectMany(ticket => ticket.Reports).SelectMany(report => report.Media).Select(media => media.Url)
            .Where(url => url.StartsWith(Path, StringComparison.Ordinal)).Select(url => url[Path.Length..]).ToArray();
        return ids.Length == 0
            ? new Dictionary<string, Standing>()
            : (await connection.QueryAsync<(string Id, string State, string? Reason)>(
                "SELECT media_id, state, reason FROM media WHERE district = @district AND media_id = ANY(@ids)", new { district, ids })).ToDictionary(row => Path + row.Id, row => new Standing(row.State, row.Reason));
    }

    /// <summary>GET /api/media/{id}: the file as it came, never run as a page; 404 as long as it is on its way, 410 where it could not be had.</summary>
    public static void Map(RouteGroupBuilder api) => api.MapGet("/media/{id}", async (string id, HttpResponse response, NpgsqlDataSource source, BotSettings settings, CancellationToken stop) =>
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var row = await connection.QueryFirstOrDefaultAsync<(string? State, string? Type, byte[]? Content, string? Reason)>(new CommandDefinition(
            "SELECT state, content_type, content, reason FROM media WHERE district = @District AND media_id = @id", new { settings.District, id }, cancellationToken: stop));
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return row switch
        {
            { Content: { } content, Type: { } type } => Results.Bytes(content, type, type.StartsWith("image/", StringComparison.Ordinal) ? null : id),
            { State: "waiting" } => Problems.NotFound("media_waiting", "it is being fetched; try again in a moment"),
            { State: "lost" } => Problems.Of(StatusCodes.Status410Gone, "media_lost", $"it could not be fetched: {row.Reason}"),
            _ => Problems.NotFound("media_unknown", "there is no such file"),
        };
    });

    private static string Word(MediaKind kind) => kind switch { MediaKind.Image => "图片", MediaKind.Voice => "录音", MediaKind.Video => "视频", _ => "文件" };
}

using System.Text.Json;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Archive;
using Bot.Host.Access;
using Bot.Host.Grids;
using Bot.Host.Messages;

namespace Bot.Host.Channels.Archive;

/// <summary>
/// POST /hooks/wecom-archive/{corp}: decrypted records of the message archive, one object, an array, or {records: [...]}, signed by the collector.
/// 200 {accepted, duplicate, passed, refused: [{index, code}]} once they are durable; delivered again they are all duplicates. A record that cannot be
/// used is refused alone. 401 forged or stale, 404 no such corp, 413 too large, 400 no JSON, 503 not now: nothing of it is kept then.
/// </summary>
public sealed class ArchiveHook(ChannelSettings channels, BotSettings settings, Intake intake, Inbox inbox, DistrictMaps maps, ArchiveRooms rooms, ConsentCheck check, ILogger<ArchiveHook> log)
{
    /// <summary>A thousand records of the longest text have some 5 MB.</summary>
    public const int MostBytes = 8 * 1024 * 1024;
    private const int Deepest = 512;

    public static void Map(WebApplication app) =>
        app.MapPost("/hooks/wecom-archive/{corp}", (string corp, HttpContext http, ArchiveHook hook, CancellationToken stop) => hook.Take(corp, http.Request, stop));

    private async Task<IResult> Take(string corp, HttpRequest request, CancellationToken stop)
    {
        if (!channels.WecomArchives.TryGetValue(corp, out var archive))
        {
            return Problems.NotFound("account_unknown", "there is no such account in Channels:WecomArchives");
        }

        if (await Body(request, stop) is not { } body)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"a request has up to {MostBytes} bytes");
        }

        IReadOnlyList<Received> records;
        try
        {
            // The collector lives by the real time, also where the demo's clock was moved.
            BodySignature.Check(request.Headers["X-Signature"], archive.SigningSecret, request.Headers["X-Timestamp"], body.Span, TimeProvider.System.GetUtcNow());
            records = Read(body, corp);
        }
        catch (SealException refused)
        {
            log.LogWarning("archive {Corp}: a request was refused ({Code})", corp, refused.Code);
            return Problems.Of(StatusCodes.Status401Unauthorized, refused.Code, "the signature does not fit");
        }
        catch (JsonException)
        {
            return Problems.BadRequest("json_malformed", "the body is no JSON");
        }

        return await Keep(corp, archive, records, stop);
    }

    /// <summary>Null where it is longer than a request may be.</summary>
    private static async Task<ReadOnlyMemory<byte>?> Body(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength > MostBytes)
        {
            return null;
        }

        using var whole = new MemoryStream((int)(request.ContentLength ?? 0));
        var part = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(part, stop)) > 0;)
        {
            if (whole.Length + read > MostBytes)
            {
                return null;
            }

            whole.Write(part, 0, read);
        }

        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    /// <summary>Each record is read for itself, so that a bad one spoils no other.</summary>
    private static List<Received> Read(ReadOnlyMemory<byte> body, string corp)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Deepest });
        var root = document.RootElement;
        IEnumerable<JsonElement> items = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray()
            : root.ValueKind == JsonValueKind.Object && root.TryGetProperty("records", out var records) && records.ValueKind == JsonValueKind.Array ? records.EnumerateArray()
            : [root];
        var receivedAt = TimeProvider.System.GetUtcNow();
        return [.. items.Select(item =>
        {
            try
            {
                return ArchiveRecord.Read(PlatformJson.Read(item.GetRawText()), corp, receivedAt);
            }
            catch (SealException bad)
            {
                return new Received.Refused(bad.Code);
            }
        })];
    }

    private async Task<IResult> Keep(string corp, ChannelSettings.WecomArchive archive, IReadOnlyList<Received> records, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        var said = records.OfType<Received.Said>().Select(record => record.Message).ToList();
        var bound = said.Where(message => map.GroupOf(message.Channel, corp, message.Conversation!) is not null).ToLookup(message => message.Conversation!);
        var told = records.OfType<Received.Happened>().Select(record => Consent.Of(record.Event)).OfType<Consent>().ToList();
        if (!await check.Ask(corp, archive, bound, told, stop) && archive.RequireAgree)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "consent_unknown", "WeCom does not tell now who consented; deliver again later");
        }

        var names = await rooms.Names(corp, archive, bound, map, stop);
        var total = 0;
        var stored = await inbox.StoreTogether(
            async (connection, transaction) =>
            {
                await Consents.Write(connection, transaction, settings.District, corp, told);
                var agree = await Consents.Read(connection, transaction, settings.District, corp, said.Select(message => message.Sender).Where(IsOutside).Distinct());
                var incoming = records.Select(record => record switch
                {
                    Received.Said { Message: var message } when IsOutside(message.Sender) && !agree.GetValueOrDefault(message.Sender, !archive.RequireAgree) => intake.Incoming(Withheld(message), map) with { Key = message.Key },
                    Received.Said { Message: var message } => intake.Incoming(names.Complete(message), map),
                    Received.Happened happened => intake.Incoming(happened.Event, map),
                    _ => null,
                }).OfType<IncomingMessage>().ToList();
                total = incoming.Count;
                return incoming;
            },
            stop);
        foreach (var passed in records.OfType<Received.Passed>().CountBy(record => record.Type))
        {
            log.LogInformation("archive {Corp}: {Count} of type {Type} are no concern", corp, passed.Value, passed.Key);
        }

        return Results.Ok(new
        {
            accepted = stored.Count,
            duplicate = total - stored.Count,
            passed = records.Count(record => record is Received.Passed),
            refused = records.Select((record, index) => (record, index)).Where(item => item.record is Received.Refused).Select(item => new { item.index, code = ((Received.Refused)item.record).Code }),
        });
    }

    private static bool IsOutside(string person) => ArchivePersons.Of(person) == ArchivePerson.External;

    /// <summary>All that is kept of a message without consent: that there was one. Nothing of it tells who.</summary>
    private static ChannelEvent Withheld(ChannelMessage message) => new(message.Channel, message.Account, "withheld", message.MessageId, message.At) { Conversation = message.Conversation };
}

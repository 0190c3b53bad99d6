using Bot.Host.Clocks;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Access;
using Bot.Host.Grids;
using Bot.Host.Intakes;
using Bot.Host.Messages;

namespace Bot.Host.Simulator;

/// <summary>What the outside of the simulated WeChat can do: write, read, send pictures. Only in the environments Demo and Development.</summary>
public static class SimulatorApi
{
    /// <summary>In characters; the same as WeChat would cut far below.</summary>
    private const int LongestText = 20_000;

    /// <summary>In bytes; a picture as WeChat takes it.</summary>
    private const int LargestMedia = 10 * 1024 * 1024;

    public sealed record MediaInput(string? Kind, string? Url);

    public sealed record MessageInput(string? Id, string? Sender, string? Text, string? Quote, IReadOnlyList<MediaInput?>? Media);

    public static void Map(WebApplication app)
    {
        var routes = app.MapGroup("/sim");
        routes.MapGet("/world", World);
        routes.MapPost("/groups/{group}/messages", Write);
        routes.MapGet("/groups/{group}/messages", Read);
        routes.MapPost("/media", SaveMedia);
        routes.MapGet("/media/{id}", LoadMedia);
    }

    private static async Task<IResult> World(DistrictMaps maps, CancellationToken stop)
    {
        var map = await maps.Get(stop, again: true);

        // Who wrote on a poster's page has a page and no chat.
        var scanners = map.Groups.Where(group => group.Channel == PosterChannel.ChannelName).SelectMany(group => map.MembersOf(group.GroupId)).ToHashSet();
        return Results.Ok(new
        {
            groups = map.Groups.Where(group => group.Channel != PosterChannel.ChannelName).Select(group => new { id = group.GroupId, group.Name, group.Kind, members = map.MembersOf(group.GroupId).Order(StringComparer.Ordinal) }),
            people = map.People.Where(person => !scanners.Contains(person.Id)).OrderBy(person => person.Id, StringComparer.Ordinal).Select(person => new { id = person.Id, name = person.Name, role = Roles.Of(map.RoleOf(person.Id)) }),
        });
    }

    private static async Task<IResult> Write(string group, MessageInput input, DistrictMaps maps, SimulatedGroups groups, Inbox inbox, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (map.Group(group) is null)
        {
            return Problems.NotFound("group_unknown", $"没有这个群：{Shown(group)}");
        }

        if (input.Sender is not { } sender || map.NameOf(sender) is not { } name)
        {
            return Problems.NotFound("sender_unknown", $"没有这个人：{Shown(input.Sender)}");
        }

        if (!map.IsMember(group, sender))
        {
            return Problems.NotFound("sender_not_in_group", $"{name}不在这个群里");
        }

        var text = Clean(input.Text ?? "");
        if (text.Length > LongestText)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "text_too_long", $"一条消息最多{LongestText}字");
        }

        if (Media(input.Media) is not { } media)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "media_refused", "图片地址只能是上传得到的地址或 data: 地址，类型是 image、voice、video 或 file");
        }

        if (string.IsNullOrWhiteSpace(text) && media.Count == 0)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "message_empty", "消息是空的");
        }

        if (input.Id is { Length: > 128 } or { Length: 0 } || input.Quote is { Length: > 128 } || HasControl(input.Id) || HasControl(input.Quote))
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "id_refused", "编号最长128个字符，不能有控制字符");
        }

        var id = input.Id ?? Guid.CreateVersion7().ToString("N");
        var now = clock.GetUtcNow();
        await groups.Append(group, new SimulatedMessage(id, sender, name, Roles.Of(map.RoleOf(sender)), text, now, input.Quote, media), stop);
        await inbox.Store(new IncomingMessage($"simulator:{group}:{id}", group, id, sender, text, now) { Quote = input.Quote, Media = media }, stop);
        return Results.Ok(new { id });
    }

    private static async Task<IResult> Read(string group, string? after, DistrictMaps maps, SimulatedGroups groups, CancellationToken stop)
    {
        if ((await maps.Get(stop)).Group(group) is null)
        {
            return Problems.NotFound("group_unknown", $"没有这个群：{Shown(group)}");
        }

        long? cursor = null;
        if (!string.IsNullOrEmpty(after))
        {
            if (!long.TryParse(after, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var given))
            {
                return Problems.Of(StatusCodes.Status400BadRequest, "cursor_refused", "after 不是有效的位置");
            }

            cursor = given;
        }

        var (messages, next) = await groups.Read(group, cursor, stop);
        return Results.Ok(new { messages, cursor = next.ToString(System.Globalization.CultureInfo.InvariantCulture) });
    }

    private static async Task<IResult> SaveMedia(HttpRequest request, SimulatedGroups groups, CancellationToken stop)
    {
        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() ?? "";
        if (!(type.StartsWith("image/", StringComparison.Ordinal) || type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("video/", StringComparison.Ordinal)) || type.Contains("svg", StringComparison.Ordinal))
        {
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType, "media_type", "只能发图片、语音或视频");
        }

        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, stop);
        if (content.Length is 0 or > LargestMedia)
        {
            return Problems.Of(content.Length == 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status413PayloadTooLarge, "media_size", "文件不能是空的，最大10MB");
        }

        var id = Guid.CreateVersion7().ToString("N");
        await groups.SaveMedia(id, type, content.ToArray(), stop);
        return Results.Ok(new { url = $"/sim/media/{id}" });
    }

    private static async Task<IResult> LoadMedia(string id, HttpResponse response, SimulatedGroups groups, CancellationToken stop)
    {
        if (await groups.LoadMedia(id, stop) is not { } media)
        {
            return Problems.NotFound("media_unknown", "没有这个文件");
        }

        // What somebody uploaded is shown as what it is and never run as a page.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Bytes(media.Content, media.ContentType);
    }

    private static List<Media>? Media(IReadOnlyList<MediaInput?>? inputs)
    {
        var media = new List<Media>();
        foreach (var input in inputs ?? [])
        {
            var known = input?.Url is { } url && !HasControl(url) && (url.StartsWith("/sim/media/", StringComparison.Ordinal) || IsData(url));
            if (!known || media.Count == 9 || input!.Kind is not ("image" or "voice" or "video" or "file"))
            {
                return null;
            }

            media.Add(new Media(Enum.Parse<MediaKind>(input.Kind, ignoreCase: true), input.Url!));
        }

        return media;
    }

    private static bool IsData(string url) =>
        url.Length <= LargestMedia * 4 / 3 && (url.StartsWith("data:image/", StringComparison.Ordinal) || url.StartsWith("data:audio/", StringComparison.Ordinal) || url.StartsWith("data:video/", StringComparison.Ordinal))
        && !url.StartsWith("data:image/svg", StringComparison.Ordinal);

    /// <summary>Control characters (but line breaks and tabs) mean nothing in a chat, and PostgreSQL cannot keep a NUL.</summary>
    private static string Clean(string text) => HasControl(text) || text.Any(char.IsControl)
        ? string.Concat(text.Where(character => character is '\n' or '\t' || !char.IsControl(character)))
        : text;

    private static bool HasControl(string? text) => text?.Any(character => char.IsControl(character) && character is not ('\n' or '\t')) == true;

    private static string Shown(string? given) => given is null ? "（空）" : given.Length > 40 ? given[..40] + "…" : given;
}

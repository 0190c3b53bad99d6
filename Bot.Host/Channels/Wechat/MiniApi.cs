using System.Globalization;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Wechat;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Access;
using Bot.Host.Channels.Credentials;
using Bot.Host.Grids;

namespace Bot.Host.Channels.Wechat;

/// <summary>
/// What the mini program calls. POST /mini/{app}/session {code} → {token, expiresAt}; with the token as bearer: POST /mini/{app}/group {encryptedData, iv, code?}
/// → {bound, grid?}; POST /mini/{app}/reports {id?, text, media?: [{kind, url}], place?: {name, latitude, longitude}} → 202 {id, new, withheld, detail?}, withheld
/// where the platform calls the words risky, so that staff alone read them; GET /mini/{app}/reports → {items}.
/// </summary>
public static class MiniApi
{
    private const int LongestText = 1000;
    private const int LongestId = 64;
    private const int MostMedia = 9;

    public sealed record Login(string? Code);

    public sealed record Entered(string? EncryptedData, string? Iv, string? Code);

    public sealed record Picture(string? Kind, string? Url);

    /// <summary>Degrees, GCJ-02 as WeChat gives them.</summary>
    public sealed record Place(string? Name, double? Latitude, double? Longitude);

    private const string OnlyStaff = "已收到，只给工作人员看，不会发到群里：有些字没有通过平台的内容检查。有急事请直接打电话";

    public sealed record Report(string? Id, string? Text, IReadOnlyList<Picture>? Media, Place? Place);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/mini/{app}/session", Open);
        app.MapPost("/mini/{app}/group", Enter);
        app.MapPost("/mini/{app}/reports", Accept);
        app.MapGet("/mini/{app}/reports", List);
    }

    private static async Task<IResult> Open(string app, Login login, MiniSessions sessions, ChannelSettings channels, CancellationToken stop)
    {
        if (channels.WechatApps.GetValueOrDefault(app) is not { Kind: "mini" })
        {
            return Problems.NotFound("app_unknown", "没有这个小程序");
        }

        if (login.Code is not { Length: > 0 and <= 256 } code)
        {
            return Problems.BadRequest("code_missing", "缺少 wx.login 给的 code");
        }

        try
        {
            var opened = await sessions.Open(app, code, stop);
            return opened.Error switch
            {
                null => Results.Ok(new { token = opened.Token, expiresAt = opened.ExpiresAt }),
                { Code: 40029 or 40163 } => Problems.BadRequest("code_refused", "登录凭证无效或已用过，请重新打开小程序"),
                { Code: 40226 } => Problems.Of(StatusCodes.Status403Forbidden, "person_refused", "微信平台暂不允许这个帐号登录"),
                { Reaction: Reaction.NextMinute } => Problems.Of(StatusCodes.Status429TooManyRequests, "too_many_tries", "登录太频繁，请过一分钟再试"),
                _ => Problems.Of(StatusCodes.Status503ServiceUnavailable, "platform_unavailable", "微信平台暂时没有答复，请稍后再试"),
            };
        }
        catch (PlatformFaultException)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "platform_unavailable", "微信平台暂时没有答复，请稍后再试");
        }
    }

    private static async Task<IResult> Enter(string app, Entered entered, MiniSessions sessions, MiniGroups groups, ChannelSettings channels, DistrictMaps maps, HttpRequest request, CancellationToken stop)
    {
        if (await SessionOf(app, request, sessions, stop) is not { } session || sessions.KeyOf(session) is not { } key)
        {
            return Unknown();
        }

        string openGroup;
        try
        {
            openGroup = OpenData.Open(key, entered.EncryptedData ?? "", entered.Iv ?? "", channels.WechatApps[app].AppId) is var data && data["opengid"].Text is { Length: > 0 } id ? id : data["openGId"].Text;
        }
        catch (SealException refused) when (refused.Code is "padding_wrong" or "json_malformed")
        {
            // The platform has changed the session key since; wx.login makes both sides agree again.
            return Problems.Of(StatusCodes.Status409Conflict, "session_stale", "登录信息已过期，请重新登录");
        }
        catch (SealException refused)
        {
            return Problems.BadRequest(refused.Code, "群信息解不开");
        }

        if (openGroup.Length is 0 or > 128)
        {
            return Problems.BadRequest("group_missing", "不是从微信群里打开的");
        }

        var group = await groups.Find(app, openGroup, stop);
        if (group is null && entered.Code is { Length: > 0 } code)
        {
            var binding = await groups.Bind(session, openGroup, code.Trim().ToUpperInvariant(), stop);
            if (binding.Refused is { } refused)
            {
                return refused == "too_many_tries"
                    ? Problems.Of(StatusCodes.Status429TooManyRequests, refused, "试得太多，请过一小时再试")
                    : Problems.BadRequest(refused, "绑定码不对，或已过期，请向社区再要一个");
            }

            group = binding.GroupId;
        }

        if (group is null)
        {
            return Results.Ok(new { bound = false });
        }

        await sessions.Enter(session, group, stop);
        var map = await maps.Get(stop);
        var grid = map.Group(group) is { } known && map.GridOf(known) is { } node ? map.Node(node) : null;
        return Results.Ok(new { bound = true, grid = grid is null ? null : new { id = grid.NodeId, name = grid.Name } });
    }

    private static async Task<IResult> Accept(string app, Report report, MiniSessions sessions, MiniReports reports, HttpRequest request, CancellationToken stop)
    {
        if (await SessionOf(app, request, sessions, stop) is not { } session)
        {
            return Unknown();
        }

        var media = (report.Media ?? []).Select(MediaOf).ToList();
        if (media.Count > MostMedia || media.Contains(null))
        {
            return Problems.BadRequest("media_refused", "最多九个图片、录音或视频，每个要有 kind 和 https 地址");
        }

        var text = (report.Text ?? "").Trim();
        if (text.Length > LongestText || (text.Length == 0 && media.Count == 0))
        {
            return Problems.BadRequest("text_refused", "请写明是什么事，不超过1000个字");
        }

        var id = report.Id is { Length: > 0 and <= LongestId } given ? given : Guid.NewGuid().ToString("N");
        var outcome = await reports.Accept(session, id, text + PlaceOf(report.Place), [.. media.OfType<Media>()], stop);
        return outcome.Refused switch
        {
            null => Results.Json(new { id, @new = outcome.IsNew, withheld = outcome.IsWithheld, detail = outcome.IsWithheld ? OnlyStaff : null }, statusCode: StatusCodes.Status202Accepted),
            _ => Problems.Of(StatusCodes.Status409Conflict, "group_unknown", "还不知道您在哪个小区，请从小区群里打开小程序"),
        };
    }

    private static async Task<IResult> List(string app, MiniSessions sessions, MiniReports reports, HttpRequest request, CancellationToken stop) =>
        await SessionOf(app, request, sessions, stop) is { } session ? Results.Ok(new { items = await reports.List(session, stop) }) : Unknown();

    private static async Task<MiniSession?> SessionOf(string app, HttpRequest request, MiniSessions sessions, CancellationToken stop)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? await sessions.Find(app, header["Bearer ".Length..].Trim(), stop) : null;
    }

    private static IResult Unknown() => Problems.Of(StatusCodes.Status401Unauthorized, "session_unknown", "请重新登录");

    private static Media? MediaOf(Picture picture) =>
        Uri.TryCreate(picture.Url, UriKind.Absolute, out var address) && address.Scheme == "https" && picture.Url!.Length <= 1024
            && picture.Kind switch { "image" => MediaKind.Image, "voice" => MediaKind.Voice, "video" => MediaKind.Video, _ => (MediaKind?)null } is { } kind
            ? new Media(kind, picture.Url)
            : null;

    private static string PlaceOf(Place? place)
    {
        var name = place?.Name?.Trim() ?? "";
        var point = place is { Latitude: >= -90 and <= 90 and var latitude, Longitude: >= -180 and <= 180 and var longitude }
            ? string.Create(CultureInfo.InvariantCulture, $"{latitude:0.######},{longitude:0.######}")
            : "";
        return name.Length > 0 ? $"\n位置：{name[..Math.Min(name.Length, 100)]}" : point.Length > 0 ? $"\n位置：{point}" : "";
    }
}

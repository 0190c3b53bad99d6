using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Bot.Domain.Intakes;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Microsoft.AspNetCore.Http.Features;

namespace Bot.Host.Intakes;

/// <summary>
/// What opens behind a poster's code: one field and a button, without script, cookie or account, so that nobody else's page can write in a reader's name. The answer is a page
/// of the writer's own, whose address is the look-up code.
/// </summary>
public static partial class PosterPage
{
    private const string Policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>In bytes: a thousand Chinese characters as a form sends them are 9,000.</summary>
    private const int LargestForm = 32 * 1024;
    private const int LongestName = 20;

    /// <summary>In characters of <see cref="PosterStore.NewCode"/>: 24 hold some 118 bits, which nobody guesses.</summary>
    private const int LookupLength = 24;

    public static void Map(WebApplication app)
    {
        app.MapGet("/q/{code}", Ask);
        app.MapPost("/q/{code}", Write);
        app.MapGet("/q/{code}/{lookup}", Show);
        app.MapPost("/q/{code}/{lookup}", Answer);
        app.MapGet("/q.css", () => Results.File(Path.Combine(AppContext.BaseDirectory, "Intakes", "q.css"), "text/css; charset=utf-8"));
    }

    private static async Task<IResult> Ask(string code, HttpResponse response, PosterStore posters, DistrictMaps maps, CancellationToken stop) => await posters.Find(code, stop) is { } poster
        ? Form(response, poster, await maps.Get(stop), "", "", false, null, StatusCodes.Status200OK)
        : Unknown(response);

    private static async Task<IResult> Write(string code, HttpRequest request, HttpResponse response, PosterStore posters, PosterLimit limit, DistrictMaps maps, BotClock clock, CancellationToken stop)
    {
        if (await posters.Find(code, stop) is not { } poster)
        {
            return Unknown(response);
        }

        if (await Read(request, stop) is not { } form)
        {
            return Page(response, "内容太长", "<p>内容太长或格式不对，请<a href=\"\">返回重写</a>。</p>", StatusCodes.Status413PayloadTooLarge);
        }

        var (text, name, anonymous) = (Clean(form["text"].ToString()), Clean(form["name"].ToString()), form["anonymous"].Count > 0);
        var refused = text.Length is < 3 or > IntakeNote.LongestText ? $"请写清楚哪里、什么事（3到{IntakeNote.LongestText}字）。"
            : name.Length > LongestName ? $"称呼最多{LongestName}字。"
            : !Lookup().IsMatch(form["token"].ToString()) ? "页面放得太久了，请再提交一次。"
            : null;
        if (refused is null && !limit.Take(request.HttpContext.Connection.RemoteIpAddress))
        {
            refused = "提交得太快了，请过几分钟再试。";
            return Form(response, poster, await maps.Get(stop), text, name, anonymous, refused, StatusCodes.Status429TooManyRequests);
        }

        if (refused is not null)
        {
            return Form(response, poster, await maps.Get(stop), text, name, anonymous, refused, StatusCodes.Status400BadRequest);
        }

        var lookup = form["token"].ToString();
        await posters.Write(poster, lookup, anonymous || name.Length == 0 ? null : name, text, clock.GetUtcNow(), stop);
        return See($"/q/{code}/{lookup}");
    }

    private static async Task<IResult> Show(string code, string lookup, HttpResponse response, PosterStore posters, CancellationToken stop)
    {
        if (!Lookup().IsMatch(lookup) || await posters.Find(code, stop) is null || await posters.LookUp(lookup, stop) is not { } found)
        {
            return Unknown(response);
        }

        if (found.Number is null)
        {
            response.Headers["Refresh"] = "2";
            return Page(response, "正在登记", "<h1>收到了，正在登记</h1><p>页面会自己刷新，稍等一下。</p>", StatusCodes.Status200OK);
        }

        var state = found.State is { } word && Enum.TryParse<TicketState>(word, ignoreCase: true, out var known) ? IntakeWords.StateOf(known) : "已登记";
        var html = new StringBuilder($"<h1>编号 #{found.Number}</h1><p class=\"state\">{state}</p><p class=\"said\">{Safe(found.Text)}</p>");
        html.Append("<p>收好这一页的网址，随时能看办到哪里：</p>").Append($"<p class=\"code\">{Safe(posters.AddressOf(code) ?? $"/q/{code}")}/{lookup}</p>");
        if (found.Answers.Count > 0)
        {
            html.Append("<h2>给您的回话</h2><ul>").AppendJoin("", found.Answers.Select(answer => $"<li>{Safe(answer)}</li>")).Append("</ul>");
        }

        html.Append(
            $"""
            <form method="post">
              <input type="hidden" name="key" value="{PosterStore.NewCode()}">
              <label>还有话说（问您地点、办好没有，都可以在这里回）<textarea name="text" rows="3" maxlength="{IntakeNote.LongestText}" required></textarea></label>
              <button>发送</button>
            </form>
            """);
        return Page(response, $"#{found.Number} {state}", html.ToString(), StatusCodes.Status200OK);
    }

    private static async Task<IResult> Answer(string code, string lookup, HttpRequest request, HttpResponse response, PosterStore posters, PosterLimit limit, BotClock clock, CancellationToken stop)
    {
        if (!Lookup().IsMatch(lookup) || await posters.Find(code, stop) is null || await posters.LookUp(lookup, stop) is not { Number: not null })
        {
            return Unknown(response);
        }

        if (await Read(request, stop) is not { } form || Clean(form["text"].ToString()) is not { Length: > 0 and <= IntakeNote.LongestText } text || form["key"].ToString() is not { Length: > 0 and <= 20 } key)
        {
            return Page(response, "没有收到", "<p>没有收到内容，请<a href=\"\">返回重写</a>。</p>", StatusCodes.Status400BadRequest);
        }

        if (!limit.Take(request.HttpContext.Connection.RemoteIpAddress))
        {
            return Page(response, "太快了", "<p>提交得太快了，请过几分钟再试。</p>", StatusCodes.Status429TooManyRequests);
        }

        await posters.Answer(lookup, Clean(key), text, clock.GetUtcNow(), stop);
        return See($"/q/{code}/{lookup}");
    }

    /// <summary>Null where it is too large or no form.</summary>
    private static async Task<IFormCollection?> Read(HttpRequest request, CancellationToken stop)
    {
        if (!request.HasFormContentType || request.ContentLength > LargestForm)
        {
            return null;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LargestForm;
        }

        try
        {
            return await request.ReadFormAsync(new FormOptions { ValueCountLimit = 8, ValueLengthLimit = LargestForm }, stop);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static IResult Form(HttpResponse response, KeptPoster poster, DistrictMap map, string text, string name, bool anonymous, string? refused, int status) => Page(
        response,
        "有事扫一扫",
        $"""
        <h1>有事您说</h1>
        <p>{Safe(map.Node(poster.NodeId)?.Name ?? "")} {Safe(poster.Place)}</p>
        <p class="danger">着火、漏气、有人受伤，先打119、110、120。</p>
        {(refused is null ? "" : $"<p class=\"refused\">{Safe(refused)}</p>")}
        <form method="post">
          <input type="hidden" name="token" value="{PosterStore.NewCode(LookupLength)}">
          <label>哪里、什么事<textarea name="text" rows="5" minlength="3" maxlength="{IntakeNote.LongestText}" required>{Safe(text)}</textarea></label>
          <label>怎么称呼您（可以不写）<input name="name" maxlength="{LongestName}" autocomplete="off" value="{Safe(name)}"></label>
          <label class="check"><input type="checkbox" name="anonymous" value="1"{(anonymous ? " checked" : "")}> 匿名，不留称呼</label>
          <button>提交</button>
        </form>
        <p>提交后给您一个编号，随时能看办到哪里。</p>
        """,
        status);

    /// <summary>303: what was posted is not posted again when the page is loaded anew.</summary>
    private static IResult See(string address) => new SeeOther(address);

    private sealed class SeeOther(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext context)
        {
            (context.Response.StatusCode, context.Response.Headers.Location) = (StatusCodes.Status303SeeOther, address);
            return Task.CompletedTask;
        }
    }

    private static IResult Unknown(HttpResponse response) => Page(response, "没有找到", "<h1>没有找到</h1><p>请再扫一次公告栏上的码，或者问问网格员。</p>", StatusCodes.Status404NotFound);

    private static IResult Page(HttpResponse response, string title, string body, int status)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex";
        return Results.Content(
            $"""
            <!DOCTYPE html>
            <html lang="zh-CN">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light">
              <title>{Safe(title)}</title>
              <link rel="stylesheet" href="/q.css">
            </head>
            <body>
            <main>
            {body}
            </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8",
            Encoding.UTF8,
            status);
    }

    /// <summary>Control characters mean nothing, and PostgreSQL cannot keep a NUL.</summary>
    private static string Clean(string text) => string.Concat(text.Where(character => character == '\n' || !char.IsControl(character))).Trim();

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex("^[2-9a-z]{24}$", RegexOptions.CultureInvariant)]
    private static partial Regex Lookup();
}

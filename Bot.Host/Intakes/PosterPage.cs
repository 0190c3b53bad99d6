using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Bot.Domain.Intakes;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Serving;

namespace Bot.Host.Intakes;

/// <summary>
/// What opens behind a poster's code: a few fields and a button, without script, cookie or account, so that nobody else's page can write in a reader's name. The answer is a page
/// of the writer's own, whose address is the look-up code.
/// </summary>
public static partial class PosterPage
{
    private const string Styles = "/q.css";

    private const int LongestName = 20;

    /// <summary>Any kind is offered, since a phone that is told kinds may not open its camera; it stands last, so that all words are read before it.</summary>
    private static readonly string Pictures =
        $"<label>照片（可以不传，最多{PictureRules.Most}张，每张{PictureRules.LargestInMegabytes}MB以内）<input type=\"file\" name=\"picture\" accept=\"image/*\" multiple></label>";

    /// <summary>In characters of <see cref="PosterStore.NewCode"/>: 24 hold some 118 bits, which nobody guesses.</summary>
    private const int LookupLength = 24;

    public static void Map(WebApplication app)
    {
        app.MapGet("/q/{code}", Ask);
        app.MapPost("/q/{code}", Write);
        app.MapGet("/q/{code}/{lookup}", Show);
        app.MapPost("/q/{code}/{lookup}", Answer);
        app.MapGet(Styles, () => Results.File(Path.Combine(AppContext.BaseDirectory, "Intakes", "q.css"), "text/css; charset=utf-8"));
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

        var allowed = limit.Take(request.HttpContext.Connection.RemoteIpAddress);
        if (await PosterForm.Read(request, allowed, stop) is not { } form)
        {
            return TooLong(response);
        }

        var (text, name, anonymous) = (form["text"], form["name"], form["anonymous"].Length > 0);
        var refused = !allowed ? IntakeWords.TooFast
            : text.Length is < 3 or > IntakeNote.LongestText ? $"请写清楚哪里、什么事（3到{IntakeNote.LongestText}字）。"
            : name.Length > LongestName ? $"称呼最多{LongestName}字。"
            : !Lookup().IsMatch(form["token"]) ? "页面放得太久了，请再提交一次。"
            : form.Refused;
        if (refused is not null)
        {
            return Form(response, poster, await maps.Get(stop), text, name, anonymous, refused, allowed ? StatusCodes.Status400BadRequest : StatusCodes.Status429TooManyRequests);
        }

        var lookup = form["token"];
        await posters.Write(poster, lookup, anonymous || name.Length == 0 ? null : name, text, form.Pictures, clock.GetUtcNow(), stop);
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

        return Talk(response, posters.AddressOf(code) ?? $"/q/{code}", lookup, found, "", null, StatusCodes.Status200OK);
    }

    private static async Task<IResult> Answer(string code, string lookup, HttpRequest request, HttpResponse response, PosterStore posters, PosterLimit limit, BotClock clock, CancellationToken stop)
    {
        if (!Lookup().IsMatch(lookup) || await posters.Find(code, stop) is null || await posters.LookUp(lookup, stop) is not { Number: not null } found)
        {
            return Unknown(response);
        }

        var allowed = limit.Take(request.HttpContext.Connection.RemoteIpAddress);
        if (await PosterForm.Read(request, allowed, stop) is not { } form)
        {
            return TooLong(response);
        }

        var (text, key) = (form["text"], form["key"]);
        var refused = !allowed ? IntakeWords.TooFast
            : text.Length is 0 or > IntakeNote.LongestText ? $"请写上要说的话（最多{IntakeNote.LongestText}字）。"
            : key.Length is 0 or > 20 ? "页面放得太久了，请再发一次。"
            : form.Refused;
        if (refused is not null)
        {
            return Talk(response, posters.AddressOf(code) ?? $"/q/{code}", lookup, found, text, refused, allowed ? StatusCodes.Status400BadRequest : StatusCodes.Status429TooManyRequests);
        }

        await posters.Answer(lookup, key, text, form.Pictures, clock.GetUtcNow(), stop);
        return See($"/q/{code}/{lookup}");
    }

    /// <param name="text">What is already written of the next words.</param>
    private static IResult Talk(HttpResponse response, string address, string lookup, LookedUp found, string text, string? refused, int status)
    {
        var state = found.State is { } word && Enum.TryParse<TicketState>(word, ignoreCase: true, out var known) ? IntakeWords.StateOf(known) : "已登记";
        var html = new StringBuilder($"<h1>编号 #{found.Number}</h1><p class=\"state\">{state}</p><p class=\"said\">{Safe(found.Text)}</p>");
        if (found.Pictures > 0)
        {
            html.Append($"<p>{IntakeWords.PicturesKept(found.Pictures)}</p>");
        }

        html.Append("<p>收好这一页的网址，随时能看办到哪里：</p>").Append($"<p class=\"code\">{Safe(address)}/{lookup}</p>");
        if (found.Answers.Count > 0)
        {
            html.Append("<h2>给您的回话</h2><ul>").AppendJoin("", found.Answers.Select(answer => $"<li>{Safe(answer)}</li>")).Append("</ul>");
        }

        html.Append(
            $"""
            <form method="post" enctype="multipart/form-data">
              {Told(refused)}
              <input type="hidden" name="key" value="{PosterStore.NewCode()}">
              <label>还有话说（问您地点、办好没有，都可以在这里回）<textarea name="text" rows="3" maxlength="{IntakeNote.LongestText}" required>{Safe(text)}</textarea></label>
              {Pictures}
              <button>发送</button>
            </form>
            """);
        return Page(response, $"#{found.Number} {state}", html.ToString(), status);
    }

    private static IResult Form(HttpResponse response, KeptPoster poster, DistrictMap map, string text, string name, bool anonymous, string? refused, int status) => Page(
        response,
        "有事扫一扫",
        $"""
        <h1>有事您说</h1>
        <p>{Safe(map.Node(poster.NodeId)?.Name ?? "")} {Safe(poster.Place)}</p>
        <p class="danger">着火、漏气、有人受伤，先打119、110、120。</p>
        <form method="post" enctype="multipart/form-data">
          {Told(refused)}
          <input type="hidden" name="token" value="{PosterStore.NewCode(LookupLength)}">
          <label>哪里、什么事<textarea name="text" rows="5" minlength="3" maxlength="{IntakeNote.LongestText}" required>{Safe(text)}</textarea></label>
          <label>怎么称呼您（可以不写）<input name="name" maxlength="{LongestName}" autocomplete="off" value="{Safe(name)}"></label>
          <label class="check"><input type="checkbox" name="anonymous" value="1"{(anonymous ? " checked" : "")}> 匿名，不留称呼</label>
          {Pictures}
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

    private static IResult Page(HttpResponse response, string title, string body, int status) => new PlainPage(title, Styles) { IsPersonal = true }.Show(response, body, status);

    private static IResult TooLong(HttpResponse response) => Page(response, "内容太长", "<p>内容太长或格式不对，请<a href=\"\">返回重写</a>。</p>", StatusCodes.Status413PayloadTooLarge);

    private static string Told(string? refused) => refused is null ? "" : $"<p class=\"refused\" role=\"alert\">{Safe(refused)}</p>";

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex("^[2-9a-z]{24}$", RegexOptions.CultureInvariant)]
    private static partial Regex Lookup();
}

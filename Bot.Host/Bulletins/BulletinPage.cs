using System.Globalization;
using System.Net;
using System.Text;
using Bot.Domain.Bulletins;
using Bot.Host.Drawings;
using Bot.Host.Grids;
using Bot.Host.Serving;

namespace Bot.Host.Bulletins;

/// <summary>公示: released bulletins for everybody, without a script, on a phone and on paper. Counts only; a draft is as one that does not exist.</summary>
public static class BulletinPage
{
    private const string Styles = "/bulletins.css";
    private static readonly PlainPage Board = new("公示栏", Styles);

    public static void Map(WebApplication app)
    {
        app.MapGet("/bulletins", async (HttpResponse response, BulletinStore store, DistrictMaps maps, CancellationToken stop) =>
            Board.Show(response, List(await store.List(maps.District, "released", stop))));
        app.MapGet("/bulletins/{id}", async (string id, HttpResponse response, BulletinStore store, DistrictMaps maps, CancellationToken stop) => await Released(store, maps, id, stop) is { } kept
            ? new PlainPage(kept.Title, Styles).Show(response, Body(kept))
            : Board.Show(response, "<p>没有这份通报。<a href=\"/bulletins\">看看别的</a></p>", StatusCodes.Status404NotFound));
        app.MapGet("/bulletins/{id}/picture.png", async (string id, HttpResponse response, BulletinStore store, Pictures pictures, DistrictMaps maps, CancellationToken stop) =>
            await Released(store, maps, id, stop) is { } kept && await pictures.Load(kept.PictureId, stop) is { } picture ? File(response, picture, "image/png", null) : Results.NotFound());
        app.MapGet("/bulletins/{id}/print.pdf", async (string id, HttpResponse response, BulletinStore store, SvgConverter converter, DistrictMaps maps, CancellationToken stop) =>
            await Released(store, maps, id, stop) is { } kept && await converter.Pdf(BulletinPicture.Draw(kept.Bulletin), stop) is { } paper ? File(response, paper, "application/pdf", $"bulletin-{id}.pdf") : Results.NotFound());
        app.MapGet(Styles, () => Results.File(Path.Combine(AppContext.BaseDirectory, "Bulletins", "bulletins.css"), "text/css; charset=utf-8"));
    }

    private static async Task<KeptBulletin?> Released(BulletinStore store, DistrictMaps maps, string id, CancellationToken stop) =>
        await store.Find(maps.District, id, stop) is { State: "released" } kept ? kept : null;

    private static IResult File(HttpResponse response, byte[] content, string type, string? name)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Bytes(content, type, name);
    }

    private static string List(IReadOnlyList<KeptBulletin> released) => released.Count == 0
        ? "<h1>公示栏</h1><p>还没有公示。</p>"
        : $"<h1>公示栏</h1><ul>{string.Concat(released.Select(kept => $"<li><a href=\"/bulletins/{kept.Id}\">{Safe(BulletinWords.Head(kept.Bulletin))}</a></li>"))}</ul>";

    private static string Body(KeptBulletin kept)
    {
        var bulletin = kept.Bulletin;
        var html = new StringBuilder($"<h1>{Safe(bulletin.Title)}</h1><p class=\"of\">{Safe(bulletin.NodeName)} {bulletin.Period.Words}</p>");
        Table(html, "登记和超期", bulletin.In(Bulletin.Tickets));
        Table(html, "办得怎么样", bulletin.In(Bulletin.Rates));
        Table(html, "都是什么事", bulletin.In(Bulletin.Categories));
        Table(html, "每月登记", bulletin.In(Bulletin.Months));
        foreach (var (group, numbers) in bulletin.Rooms)
        {
            Table(html, group == Bulletin.Meetings ? "会议" : group, numbers);
        }

        var asOf = Bot.Domain.Clocks.ShanghaiTime.Of(bulletin.AsOf).ToString("yyyy年M月d日 HH:mm", CultureInfo.InvariantCulture);
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"hint\">统计到{asOf}，按登记的日子算。只列数字，不列姓名和门牌；没评价的不算满意。</p>");
        return html.Append($"<p class=\"links\">{(kept.PictureId is null ? "" : $"<a href=\"/bulletins/{kept.Id}/picture.png\">看图</a> ")}<a href=\"/bulletins/{kept.Id}/print.pdf\">打印版</a> <a href=\"/bulletins\">公示栏</a></p>").ToString();
    }

    private static void Table(StringBuilder html, string title, IEnumerable<BulletinNumber> numbers)
    {
        var rows = string.Concat(numbers.Select(number => number.Of is null
            ? $"<tr><th>{Safe(number.Name)}</th><td>{number.Value}{Safe(number.Unit)}</td></tr>"
            : $"<tr><th>{Safe(number.Name)}</th><td>{(number.Of == 0 ? "还没有" : $"{number.Percent} <small>{number.Of}件里{number.Value}件</small>")}</td></tr>"));
        if (rows.Length > 0)
        {
            html.Append($"<section><h2>{Safe(title)}</h2><table>{rows}</table></section>");
        }
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);
}

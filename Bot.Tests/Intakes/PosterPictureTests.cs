using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Bot.Domain.Intakes;
using Bot.Tests.Running;
using Bot.Tests.Simulator;
using Microsoft.Playwright;

namespace Bot.Tests.Intakes;

/// <summary>Pictures on the page of a poster, as a browser sends them to a real host.</summary>
[Collection(PageBrowserGroup.Name)]
public sealed partial class PosterPictureTests(DemoHost host, PageBrowser browser) : IClassFixture<DemoHost>, IDisposable
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, .. Enumerable.Range(0, 5000).Select(one => (byte)(one * 7))];
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private static readonly byte[] Webp = [.. "RIFF\u0010\0\0\0WEBPVP8 "u8, 1, 2, 3, 4];
    private static readonly byte[] Heic = [0, 0, 0, 24, .. "ftypheic"u8, 1, 2, 3, 4];

    private readonly HttpClient sender = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly BotClient bot = host.Bot;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => sender.Dispose();

    private async Task<string> Poster()
    {
        await bot.MoveToMondayMorning();
        return new Uri((await bot.Call(HttpMethod.Post, "/api/posters", new { grid = "grid-1", place = "4栋公告栏" })).GetProperty("address").GetString()!).AbsolutePath;
    }

    /// <summary>As a browser does it: all fields, then a part for each file, or an empty one where none was chosen.</summary>
    private async Task<(HttpStatusCode Status, string Body, string? Next)> Send(string path, IEnumerable<(string Name, string Value)> fields, params (string Name, string Type, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        foreach (var (name, type, content) in files.DefaultIfEmpty(("", "application/octet-stream", [])))
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue(type);
            part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"picture\"; filename=\"{name}\"");
            form.Add(part);
        }

        using var answer = await sender.PostAsync(bot.Address + path, form, Stop);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Stop)), answer.Headers.Location?.ToString());
    }

    private async Task<string> Page(string path) => WebUtility.HtmlDecode(await sender.GetStringAsync(bot.Address + path, Stop));

    private static string Hidden(string page) => HiddenField().Match(page).Groups["value"].Value;

    private async Task<IReadOnlyList<string>> PicturesOf(string number)
    {
        var media = (await bot.Ticket(number)).GetProperty("reports").EnumerateArray().SelectMany(report => report.GetProperty("media").EnumerateArray()).ToList();
        Assert.All(media, one => Assert.Equal(("image", "kept"), (one.GetProperty("kind").GetString(), one.GetProperty("state").GetString())));
        return [.. media.Select(one => one.GetProperty("url").GetString()!)];
    }

    [Fact]
    public async Task Pictures_stand_on_the_ticket_by_what_they_are_whatever_their_names_say()
    {
        var path = await Poster();
        byte[] largest = [.. Jpeg, .. new byte[PictureRules.LargestInBytes - Jpeg.Length]];
        (string, string)[] fields = [("token", Hidden(await Page(path))), ("text", "61栋1单元楼道灯不亮了"), ("name", "老李")];
        var sent = await Send(path, fields, ("notes.txt", "text/plain", largest), ("../../x.html", "text/html", Png), ("a.exe", "application/x-msdownload", Webp));
        Assert.Equal(HttpStatusCode.SeeOther, sent.Status);

        // Sent twice, as by a finger that taps twice, it is one matter with three pictures.
        Assert.Equal(sent.Next, (await Send(path, fields, ("b.jpg", "image/jpeg", Heic))).Next);
        await bot.Settle();
        var page = await Page(sent.Next!);
        Assert.Contains("照片3张，已收到", page, StringComparison.Ordinal);
        var number = Number().Match(page).Groups["no"].Value;
        var pictures = await PicturesOf(number);
        Assert.Equal(3, pictures.Count);
        foreach (var (url, type, content) in new[] { (pictures[0], "image/jpeg", largest), (pictures[1], "image/png", Png), (pictures[2], "image/webp", Webp) })
        {
            using var kept = await bot.Send(HttpMethod.Get, url, null);
            Assert.Equal((type, "nosniff"), (kept.Content.Headers.ContentType!.MediaType, kept.Headers.GetValues("X-Content-Type-Options").Single()));
            Assert.Equal(content, await kept.Content.ReadAsByteArrayAsync(Stop));
            using var stranger = await bot.Send(HttpMethod.Get, url, null, asStaff: false);
            Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        }

        // A later word of the same writer may have some, too.
        Assert.Equal(HttpStatusCode.SeeOther, (await Send(sent.Next!, [("key", Hidden(page)), ("text", "补一张照片，还是61栋1单元楼道灯不亮")], ("IMG_1.HEIC", "image/heic", Heic))).Status);
        await bot.Settle();
        Assert.Equal(4, (await PicturesOf(number)).Count);
    }

    /// <param name="files">How many of that content, in bytes padded to <paramref name="size"/>.</param>
    [Theory]
    [InlineData("large", 1, "\u00FF\u00D8\u00FF", PictureRules.LargestInBytes + 1)]
    [InlineData("large", 3, "\u00FF\u00D8\u00FF", 22 * 1024 * 1024)]
    [InlineData("kind", 1, "<html><script>alert(1)</script>", 0)]
    [InlineData("kind", 1, "GIF89a", 100)]
    [InlineData("many", 4, "\u00FF\u00D8\u00FF", 100)]
    public async Task A_picture_that_is_not_taken_gets_one_line_and_nothing_that_was_written_is_lost(string why, int files, string head, int size)
    {
        var line = why switch { "large" => IntakeWords.PictureTooLarge, "kind" => IntakeWords.NoPicture, _ => IntakeWords.TooManyPictures };
        byte[] content = [.. Encoding.Latin1.GetBytes(head), .. new byte[Math.Max(0, size - head.Length)]];
        var path = await Poster();
        var before = await Kept();
        var token = Hidden(await Page(path));
        var (status, page, _) = await Send(path, [("token", token), ("text", "62栋1单元<楼道>灯不亮了"), ("name", "老\"王\""), ("anonymous", "1")], [.. Enumerable.Repeat(("photo.jpg", "image/jpeg", content), files)]);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(line, Assert.Single(Line().Matches(page)).Groups["line"].Value);
        Assert.Contains(">62栋1单元<楼道>灯不亮了</textarea>", page, StringComparison.Ordinal);
        Assert.Contains("value=\"老\"王\"\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"1\" checked", page, StringComparison.Ordinal);
        Assert.Equal(before, await Kept());

        // Without the picture it goes through.
        Assert.Equal(HttpStatusCode.SeeOther, (await Send(path, [("token", Hidden(page)), ("text", "62栋1单元楼道灯不亮了")])).Status);
        Assert.Equal(before.Media, (await Kept()).Media);
    }

    private Task<(int Words, int Media)> Kept() => host.Database.One<(int, int)>("SELECT (SELECT count(*)::integer FROM inbox), (SELECT count(*)::integer FROM media)");

    [Fact]
    public async Task On_a_phone_without_script_a_picture_is_chosen_and_sent_by_a_finger()
    {
        var page = await browser.OpenPlain(bot.Address + await Poster());
        try
        {
            await Fits(page);
            await page.GetByLabel("哪里、什么事").FillAsync("63栋1单元楼道灯不亮了");
            await page.GetByLabel("照片").SetInputFilesAsync([new FilePayload { Name = "灯.html", MimeType = "text/html", Buffer = Encoding.UTF8.GetBytes("<p>") }]);
            await page.GetByRole(AriaRole.Button, new() { Name = "提交" }).TapAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(IntakeWords.NoPicture);
            await Assertions.Expect(page.GetByLabel("哪里、什么事")).ToHaveValueAsync("63栋1单元楼道灯不亮了");
            await Fits(page);
            await page.GetByLabel("照片").SetInputFilesAsync([new FilePayload { Name = "一张名字很长很长很长很长很长很长很长很长很长很长很长很长的照片.png", MimeType = "image/png", Buffer = Png }]);
            await Fits(page);
            await page.GetByRole(AriaRole.Button, new() { Name = "提交" }).TapAsync();
            await Assertions.Expect(page.GetByText("照片1张，已收到")).ToBeVisibleAsync();
            await Fits(page);
        }
        finally
        {
            await page.Context.DisposeAsync();
        }
    }

    /// <summary>Nothing lies beside the screen, and whatever is tapped is 44 px high.</summary>
    private static async Task Fits(IPage page)
    {
        Assert.Equal(375, await page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
        Assert.Empty(await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('button, textarea, input:not([type=hidden], [type=checkbox]), label.check')].filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"));
    }

    [GeneratedRegex("type=\"hidden\" name=\"(?:token|key)\" value=\"(?<value>[2-9a-z]+)\"")]
    private static partial Regex HiddenField();

    [GeneratedRegex("编号 #(?<no>[0-9]+)")]
    private static partial Regex Number();

    [GeneratedRegex("class=\"refused\"[^>]*>(?<line>[^<]*)<")]
    private static partial Regex Line();
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bot.Domain.Clocks;
using Bot.Host.Sheets;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>Bulletins, posters and intake elsewhere as residents, staff and a staff program see them: one test for each row of what must work.</summary>
public sealed partial class BulletinStoryTests(DemoHost host) : IClassFixture<DemoHost>
{
    private readonly BotClient bot = host.Bot;

    /// <summary>Names and doors of the demo district, none of which may be published.</summary>
    private static readonly string[] Secrets = ["老周", "陈阿姨", "4-1-302", "1203", "小余", "栋"];

    private async Task<string> Report(string text, string sender = "r1", string group = "demo-1")
    {
        var said = await bot.Say(group, sender, text);
        await bot.Settle();
        return Number().Match((await bot.AnswerTo(group, said)).Text).Groups["no"].Value;
    }

    private async Task<string> Answer(string group, string sender, string text)
    {
        var said = await bot.Say(group, sender, text);
        await bot.Settle();
        return (await bot.AnswerTo(group, said)).Text;
    }

    private async Task<JsonElement> LastWithPicture(string group)
    {
        JsonElement? last = null;
        for (var cursor = "0"; ;)
        {
            var page = await bot.Get($"/sim/groups/{group}/messages?after={cursor}");
            var messages = page.GetProperty("messages").EnumerateArray().ToList();
            if (messages.Count == 0)
            {
                return last ?? throw new InvalidOperationException($"no picture in {group}");
            }

            last = messages.Where(message => message.GetProperty("sender").GetString() == "bot" && message.GetProperty("media").GetArrayLength() > 0).Select(message => (JsonElement?)message).LastOrDefault() ?? last;
            cursor = page.GetProperty("cursor").GetString()!;
        }
    }

    private static void IsAnonymous(string published) => Assert.All(Secrets, secret => Assert.DoesNotContain(secret, published, StringComparison.Ordinal));

    private async Task<string> Page(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await bot.Send(HttpMethod.Get, path, null, asStaff: false);
        Assert.Equal(status, answer.StatusCode);
        var html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        return html;
    }

    /// <summary>Month M's matters; then the first days of the month after it, with whatever holidays it begins.</summary>
    [Fact]
    public async Task 我向群众月报告_月底报告会_a_month_report_per_grid_and_community_is_computed_and_goes_out_with_a_picture()
    {
        var monday = await bot.MoveToMondayMorning();
        var numbers = new[] { await Report("61栋1单元楼道灯不亮了"), await Report("62栋1单元楼道灯不亮了", "r2"), await Report("63栋1单元楼道灯不亮了", "r3") };
        await bot.Say("demo-1", "w1", $"{numbers[0]} 办好了");
        await bot.Settle();
        var month = new DateOnly(monday.Year, monday.Month, 1);
        await bot.MoveTo(ShanghaiTime.At(month.AddMonths(1).AddDays(11), new TimeOnly(12, 0)));
        var code = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        List<JsonElement> drafts = [];

        // Drawn by the host's own ticker, which a move of the clock does not wait for.
        await Patience.Until(
            async () => (drafts = [.. (await bot.Get("/api/bulletins?state=draft")).GetProperty("items").EnumerateArray().Where(item => item.GetProperty("period").GetString() == code)]).Count >= 2,
            "the month's bulletins are drafted");
        await bot.Settle();
        Assert.Equal(["一月一通报 grid-1", "我向群众月报告 guixiangyuan"], drafts.Select(item => $"{item.GetProperty("title").GetString()} {item.GetProperty("node").GetString()}").Order(StringComparer.Ordinal));
        var report = drafts.Single(item => item.GetProperty("title").GetString() == "我向群众月报告");
        var id = report.GetProperty("id").GetString()!;

        // Shown to who answers for it; nobody else has read it.
        Assert.Contains(await bot.BotLines("dm-c1"), line => line.Text.Contains("【我向群众月报告】", StringComparison.Ordinal) && line.Text.Contains($"发布 通报 {id}", StringComparison.Ordinal));
        Assert.DoesNotContain(await bot.BotLines("demo-1"), line => line.Text.Contains("【我向群众月报告】", StringComparison.Ordinal));
        await Page($"/bulletins/{id}", HttpStatusCode.NotFound);
        Assert.Contains("已发到2个群", await Answer("dm-c1", "c1", $"发布 通报 {id}"), StringComparison.Ordinal);
        foreach (var group in new[] { "demo-1", "demo-2" })
        {
            var sent = await LastWithPicture(group);
            Assert.StartsWith("【我向群众月报告】桂香园社区", sent.GetProperty("text").GetString(), StringComparison.Ordinal);
            IsAnonymous(sent.GetProperty("text").GetString()!);
            using var picture = await bot.Send(HttpMethod.Get, sent.GetProperty("media")[0].GetProperty("url").GetString()!, null);
            Assert.Equal("image/png", picture.Content.Headers.ContentType!.MediaType);
            Assert.True((await picture.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length > 10_000);
        }

        // Every number opens what is behind it, without a name or a door.
        var registered = await bot.Get($"/api/bulletins/{id}/numbers/registered");
        Assert.Equal(registered.GetProperty("published").GetInt32(), registered.GetProperty("items").GetArrayLength());
        Assert.Subset(registered.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("no").GetString()!).ToHashSet(), numbers.ToHashSet());
        IsAnonymous(registered.GetProperty("items").GetRawText());
        Assert.Contains(numbers[0], (await bot.Get($"/api/bulletins/{id}/numbers/{Uri.EscapeDataString("rate:响应率")}")).GetProperty("items").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task 一月一通报_一季一公示_一年一总结_three_bulletins_anonymous_for_group_public_page_print_and_spreadsheet()
    {
        var monday = await bot.MoveToMondayMorning();
        foreach (var building in new[] { "71", "72", "73" })
        {
            await Report($"{building}栋1单元楼道灯不亮了");
        }

        var quarter = $"{monday.Year}-Q{((monday.Month - 1) / 3) + 1}";
        foreach (var (title, node, period) in new[] { ("通报", "grid-1", monday.ToString("yyyy-MM", CultureInfo.InvariantCulture)), ("公示", "guixiangyuan", quarter), ("总结", "guixiangyuan", monday.Year.ToString(CultureInfo.InvariantCulture)) })
        {
            var made = await bot.Call(HttpMethod.Post, "/api/bulletins", new { title, node, period });
            var id = made.GetProperty("id").GetString()!;
            using var again = await bot.Send(HttpMethod.Post, "/api/bulletins", new { title, node, period });
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
            await bot.Call(HttpMethod.Post, $"/api/bulletins/{id}/release", new { });
            await bot.Settle();
            var text = (await LastWithPicture("demo-1")).GetProperty("text").GetString()!;
            Assert.StartsWith($"【{title}】", text, StringComparison.Ordinal);
            Assert.Contains($"详见 {bot.Address}/bulletins/{id}", text, StringComparison.Ordinal);
            var html = await Page($"/bulletins/{id}");
            Assert.Contains("<th>登记</th>", html, StringComparison.Ordinal);
            IsAnonymous(text);
            IsAnonymous(html);
            Assert.Contains($"href=\"/bulletins/{id}\"", await Page("/bulletins"), StringComparison.Ordinal);
            foreach (var (path, type, head) in new[] { ("print.pdf", "application/pdf", "%PDF"), ("picture.png", "image/png", "\u0089PNG") })
            {
                using var file = await bot.Send(HttpMethod.Get, $"/bulletins/{id}/{path}", null, asStaff: false);
                Assert.Equal(type, file.Content.Headers.ContentType!.MediaType);
                var bytes = await file.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
                Assert.Equal(head, string.Concat(bytes.Take(4).Select(one => (char)one)));
            }

            using var sheet = await bot.Send(HttpMethod.Get, $"/api/bulletins/{id}/numbers.csv", null);
            Assert.Contains($"{title},", await sheet.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            using var workbook = await bot.Send(HttpMethod.Get, $"/api/bulletins/{id}/numbers.xlsx", null);
            Assert.Equal(title, ExcelFile.Read(await workbook.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Sheets[0].Rows[1][0]);
        }

        using var style = await bot.Send(HttpMethod.Get, "/bulletins.css", null);
        Assert.Contains("@media print", await style.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task 桥北一码通_a_poster_per_grid_scan_write_anonymous_if_wished_and_every_one_answered()
    {
        await bot.MoveToMondayMorning();
        var poster = await bot.Call(HttpMethod.Post, "/api/posters", new { grid = "grid-1", place = "4栋公告栏" });
        foreach (var (form, type) in new[] { ("png", "image/png"), ("pdf", "application/pdf") })
        {
            using var print = await bot.Send(HttpMethod.Get, poster.GetProperty(form).GetString()!, null);
            Assert.Equal(type, print.Content.Headers.ContentType!.MediaType);
        }

        var path = new Uri(poster.GetProperty("address").GetString()!).AbsolutePath;
        Assert.StartsWith(bot.Address, poster.GetProperty("address").GetString(), StringComparison.Ordinal);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(bot.Address) };
        var token = Hidden().Match(await Page(path)).Groups["value"].Value;
        Dictionary<string, string> form1 = new() { ["token"] = token, ["text"] = "81栋1单元楼道灯不亮了", ["name"] = "不该留下的名字", ["anonymous"] = "1" };
        var own = await Post(browser, path, form1);
        Assert.Equal(own, await Post(browser, path, form1));
        await bot.Settle();
        var page = await Page(own!);
        var number = Number().Match(page).Groups["no"].Value;
        Assert.Contains("已登记", page, StringComparison.Ordinal);
        Assert.DoesNotContain("不该留下的名字", JsonSerializer.Serialize(await bot.Ticket(number)), StringComparison.Ordinal);
        Assert.Equal(0, await host.Database.One<int>("SELECT count(*)::integer FROM person WHERE name = '不该留下的名字'"));
        Assert.Contains(await bot.BotLines("demo-staff"), line => line.Text.Contains($"#{number}", StringComparison.Ordinal));

        // The loop goes on as in a chat: done, asked, answered, closed.
        await bot.Say("demo-1", "w1", $"{number} 办好了");
        await bot.Settle();
        page = await Page(own!);
        Assert.Contains("办好了，请您看看", page, StringComparison.Ordinal);
        await Post(browser, own!, new() { ["key"] = Hidden().Match(page).Groups["value"].Value, ["text"] = "好了" });
        await bot.Settle();
        Assert.Equal("1/1", await Said(number, "solved"));
        var intake = (await bot.Get("/api/intake")).GetProperty("items").EnumerateArray().Single(item => item.GetProperty("no").GetString() == number);
        Assert.Equal("qr", intake.GetProperty("source").GetString());

        // Bad input is told kindly and writes nothing.
        using var tooShort = await browser.PostAsync(path, new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token, ["text"] = "啊" }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, tooShort.StatusCode);
        using var tooLong = await browser.PostAsync(path, new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token, ["text"] = new string('啊', 20_000) }), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLong.StatusCode);
        await Page("/q/nothing9", HttpStatusCode.NotFound);
        await Page($"{path}/{new string('2', 24)}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task 三长制_邻长微信群_民情收集箱_居民建议记录本_box_and_notebook_are_ways_in_and_a_monthly_roll_up_tells_node_by_node()
    {
        var monday = await bot.MoveToMondayMorning();
        var boxed = await Record("箱 91栋1单元楼道灯不亮了");
        var noted = await Record("本 92栋1单元楼道灯不亮了");
        var visited = await Record("走访记 93栋1单元楼道灯不亮了");
        var told = await Record("代报 张奶奶 94栋1单元楼道灯不亮了");
        var atTheDesk = (await bot.Call(HttpMethod.Post, "/api/intake", new { source = "desk", grid = "grid-1", text = "95栋1单元楼道灯不亮了", reporterName = "李大爷", recordedBy = "w1" })).GetProperty("no").GetString()!;
        var items = (await bot.Get("/api/intake")).GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("no").GetString()!, item => item);
        Assert.Equal(["box", "notebook", "visit", "desk", "desk"], new[] { boxed, noted, visited, told, atTheDesk }.Select(number => items[number].GetProperty("source").GetString()));
        Assert.Equal("张奶奶", items[told].GetProperty("reporterName").GetString());
        Assert.DoesNotContain("张奶奶", JsonSerializer.Serialize(await bot.Ticket(told)), StringComparison.Ordinal);

        // Who recorded it is told what became of it, alone, and tells the person; no group hears a name.
        await bot.Say("demo-1", "w1", $"{boxed} 办好了");
        await bot.Settle();
        Assert.Contains(await bot.BotLines("dm-w1"), line => line.Text.Contains($"#{boxed}", StringComparison.Ordinal));
        Assert.DoesNotContain(await bot.BotLines("demo-1"), line => line.Text.Contains("张奶奶", StringComparison.Ordinal) || line.Text.Contains("李大爷", StringComparison.Ordinal));
        var rollUp = await Answer("dm-c1", "c1", "网格月报");
        Assert.StartsWith($"【网格月报】{monday.Year}年{monday.Month}月\n桂香园第1网格：登记", rollUp, StringComparison.Ordinal);
        Assert.Contains("民情收集箱", rollUp, StringComparison.Ordinal);
        Assert.Contains("建议记录本", rollUp, StringComparison.Ordinal);
        IsAnonymous(rollUp);
        var numbers = (await bot.Get($"/api/roll-up?node=guixiangyuan&level=grid&period={monday:yyyy-MM}")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["grid-1", "grid-2"], numbers.Select(item => item.GetProperty("node").GetString()));

        // Residents' ordinary words with the same beginnings are complaints as ever.
        Assert.Matches("#[0-9]+", await Answer("demo-1", "r1", "箱子堵在96栋1单元楼道里，消防通道都堵了"));
    }

    [Fact]
    public async Task 一说一解_问题清单_a_worker_reads_the_own_duty_list_and_nobody_elses()
    {
        await bot.MoveToMondayMorning();
        var (done, open) = (await Report("51栋1单元楼道灯不亮了"), await Report("52栋1单元楼道灯不亮了", "r2"));
        await bot.Say("demo-1", "w1", $"{done} 收到，我来处理");
        await bot.Say("demo-1", "w1", $"{open} 收到，我来处理");
        await bot.Say("demo-1", "w1", $"{done} 办好了");
        await bot.Settle();
        var list = await Answer("dm-w1", "w1", "履职清单");
        Assert.StartsWith("【履职清单】网格员小余 ", list, StringComparison.Ordinal);
        Assert.Contains($"#{open} ", list, StringComparison.Ordinal);
        Assert.DoesNotContain($"#{done} ", list, StringComparison.Ordinal);
        Assert.DoesNotContain($"#{open} ", await Answer("dm-w2", "w2", "问题清单"), StringComparison.Ordinal);
        var duties = await bot.Get("/api/people/w1/duties");
        Assert.Contains(done, duties.GetProperty("handled").GetRawText(), StringComparison.Ordinal);
        Assert.Contains(open, duties.GetProperty("inHand").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/bulletins", "{\"title\":\"通报\",\"node\":\"moon\",\"period\":\"2026-03\"}", 404, "node_unknown")]
    [InlineData("POST", "/api/bulletins", "{\"title\":\"通报\",\"node\":\"grid-1\",\"period\":\"March\"}", 400, "period_refused")]
    [InlineData("POST", "/api/bulletins", "{\"title\":\"\",\"node\":\"grid-1\",\"period\":\"2026-03\"}", 400, "title_refused")]
    [InlineData("POST", "/api/bulletins/999999/release", "{}", 404, "bulletin_unknown")]
    [InlineData("GET", "/api/bulletins/999999/numbers/registered", null, 404, "bulletin_unknown")]
    [InlineData("GET", "/api/people/nobody/duties", null, 404, "person_unknown")]
    [InlineData("POST", "/api/posters", "{\"grid\":\"moon\",\"place\":\"x\"}", 404, "grid_unknown")]
    [InlineData("POST", "/api/posters", "{\"grid\":\"grid-1\"}", 400, "poster_incomplete")]
    [InlineData("GET", "/api/posters/unknown9.png", null, 404, "poster_unknown")]
    [InlineData("POST", "/api/intake", "{\"source\":\"qr\",\"grid\":\"grid-1\",\"text\":\"灯坏了\"}", 400, "source_unknown")]
    [InlineData("POST", "/api/intake", "{\"source\":\"box\",\"grid\":\"moon\",\"text\":\"灯坏了\"}", 404, "grid_unknown")]
    [InlineData("POST", "/api/intake", "{\"source\":\"box\",\"grid\":\"grid-1\",\"text\":\"灯\"}", 400, "text_refused")]
    [InlineData("POST", "/api/intake", "{\"source\":\"box\",\"grid\":\"grid-1\",\"text\":\"灯坏了\",\"recordedBy\":\"r1\"}", 404, "person_unknown")]
    public async Task What_makes_no_sense_is_refused_with_a_code(string method, string path, string? body, int status, string code)
    {
        using var answer = await bot.Send(new HttpMethod(method), path, body);
        Assert.Equal((HttpStatusCode)status, answer.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<string> Record(string said) => Number().Match(await Answer("demo-1", "w1", said)).Groups["no"].Value;

    private async Task<string> Said(string number, string what)
    {
        var households = await host.Database.One<(int Solved, int Asked)>("SELECT count(*) FILTER (WHERE data ->> 'value' = '1')::integer, count(*)::integer FROM event WHERE kind = 'answered' AND number = @number", new { number });
        return what == "solved" ? $"{households.Solved}/{households.Asked}" : "";
    }

    /// <summary>The writer's own page, to which the answer leads.</summary>
    private static async Task<string?> Post(HttpClient browser, string path, Dictionary<string, string> form)
    {
        using var answer = await browser.PostAsync(path, new FormUrlEncodedContent(form), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        return answer.Headers.Location!.OriginalString;
    }

    [GeneratedRegex("#(?<no>[0-9]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex("type=\"hidden\" name=\"(token|key)\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Hidden();
}

using System.Text.RegularExpressions;

namespace Bot.Tests.Simulator;

public partial class PageTroubleTests(PageBrowser browser) : PageTests(browser)
{
    [Fact]
    public async Task A_refused_message_says_why_and_is_tried_again_under_the_same_id()
    {
        StandIn.OnPost = _ => StandIn.Posted.Count == 1 ? 413 : null;
        var page = await Open();
        await Write(page, "很长的话");
        await Expect(page.GetByTestId("reason")).ToContainTextAsync("这条消息太长了。");
        await page.GetByTestId("retry").ClickAsync();
        await Expect(Message(page, "很长的话")).ToHaveAttributeAsync("data-id", Anything());
        await Expect(page.GetByTestId("retry")).ToHaveCountAsync(0);
        var ids = StandIn.Posted.Select(message => (string?)message["id"]).ToList();
        Assert.Equal(2, ids.Count);
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task A_message_whose_answer_was_lost_is_shown_once()
    {
        StandIn.OnPost = _ => -1;
        var page = await Open();
        await Write(page, "答复丢了");
        await Expect(Message(page, "答复丢了")).ToHaveAttributeAsync("data-id", Anything());
        await Expect(Message(page, "答复丢了")).ToHaveCountAsync(1);
        await Expect(page.GetByTestId("retry")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_message_that_did_not_go_out_outlives_the_page()
    {
        StandIn.OnPost = _ => StandIn.Posted.Count == 1 ? 503 : null;
        var page = await Open();
        await Write(page, "别丢了我");
        await Expect(page.GetByTestId("retry")).ToBeVisibleAsync();
        await PageBrowser.Visit(page, StandIn);
        await page.GetByTestId("retry").ClickAsync();
        await Expect(Message(page, "别丢了我")).ToHaveAttributeAsync("data-id", Anything());
        Assert.Single(StandIn.Posted.Select(message => (string?)message["id"]).Distinct());
    }

    [Fact]
    public async Task A_lost_connection_is_said_and_mends_by_itself()
    {
        var page = await Open();
        StandIn.Gone = true;
        await Expect(page.GetByTestId("connection")).ToContainTextAsync("连不上服务器");
        StandIn.Say("demo-1", "bot", "期间的话");
        StandIn.Gone = false;
        await Expect(Message(page, "期间的话")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("connection")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Words_and_names_of_others_are_never_rendered_as_markup()
    {
        const string Markup = "<img src=x onerror=\"window.harmed=1\"><script>window.harmed=1</script>";
        StandIn.World["people"]![0]!["name"] = Markup;
        StandIn.World["groups"]![0]!["name"] = Markup;
        var id = StandIn.Say("demo-1", "r1", Markup);
        StandIn.Say("demo-1", "r1", "回", quote: id);
        var page = await Open();
        await Expect(page.GetByTestId("message-text").First).ToHaveTextAsync(Markup);
        await page.GetByTestId($"quote-{id}").ClickAsync();
        await page.GetByTestId("group-dm-r1").ClickAsync();
        Assert.Equal(0, await page.Locator("img[src='x'], body script").CountAsync());
        Assert.False(await page.EvaluateAsync<bool>("() => 'harmed' in window"));
    }

    [Fact]
    public async Task Control_and_direction_signs_change_nothing_around_them()
    {
        StandIn.Say("demo-1", "r2", "a\u0007b\u202Ec", name: "甲\u202E乙");
        var page = await Open();
        await Expect(page.GetByTestId("message-text")).ToHaveTextAsync("a\uFFFDb\u202Ec");
        await Expect(page.GetByTestId("message-text")).ToHaveCSSAsync("unicode-bidi", "isolate");
        await Expect(page.GetByTestId("message").Locator("bdi.name")).ToHaveCSSAsync("unicode-bidi", "isolate");
        Assert.DoesNotContain('\u202E', await page.GetByTestId($"quote-demo-1-1").GetAttributeAsync("aria-label") ?? "");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://elsewhere.example/spy.png")]
    [InlineData("/sim/media/../clock")]
    [InlineData("data:image/svg+xml;base64,PHN2Zy8+")]
    public async Task A_picture_from_elsewhere_is_named_and_not_fetched(string url)
    {
        StandIn.Say("demo-1", "r2", "", pictures: [new System.Text.Json.Nodes.JsonObject { ["kind"] = "image", ["url"] = url }]);
        var page = await Open();
        await Expect(page.GetByTestId("message")).ToContainTextAsync("[图片]");
        Assert.Equal(0, await page.GetByTestId("message").Locator("img").CountAsync());
    }

    [Fact]
    public async Task A_visit_asks_one_host_only_and_breaks_no_rule_of_the_page()
    {
        StandIn.Say("demo-1", "bot", "已记下 #1023");
        var page = await Open();
        List<string> foreign = [], complaints = [];
        page.Request += (_, request) => { if (!request.Url.StartsWith(StandIn.Address, StringComparison.Ordinal)) { foreign.Add(request.Url); } };
        page.Console += (_, message) => { if (message.Type is "error" or "warning") { complaints.Add(message.Text); } };
        page.PageError += (_, error) => complaints.Add(error);
        await PageBrowser.Visit(page, StandIn);
        await page.GetByTestId("guide-1").ClickAsync();
        await page.GetByTestId("send").ClickAsync();
        await Expect(Message(page, "4栋1单元楼道灯不亮了")).ToHaveAttributeAsync("data-id", Anything());
        await page.GetByTestId("advance-PT1H").ClickAsync();
        await Expect(page.GetByTestId("clock-now")).ToContainTextAsync("10:31");
        Assert.Empty(foreign);
        Assert.Empty(complaints);
    }

    [GeneratedRegex(".+")]
    private static partial Regex Anything();
}

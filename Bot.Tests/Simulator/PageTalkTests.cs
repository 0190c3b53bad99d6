using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Bot.Tests.Simulator;

public partial class PageTalkTests(PageBrowser browser) : PageTests(browser)
{
    [Fact]
    public async Task An_answer_of_the_bot_appears_by_itself()
    {
        var page = await Open();
        await Write(page, "4栋1单元楼道灯不亮了");
        await Expect(Message(page, "4栋1单元楼道灯不亮了")).ToHaveAttributeAsync("data-id", Guids());
        StandIn.Say("demo-1", "bot", "已记下 #1023");
        await Expect(Message(page, "已记下 #1023")).ToHaveAttributeAsync("data-sender", "bot");
    }

    [Fact]
    public async Task The_chosen_speakers_words_stand_on_the_right_and_all_others_on_the_left()
    {
        StandIn.Say("demo-1", "r1", "灯坏了");
        StandIn.Say("demo-1", "r2", "我家也是");
        var page = await Open();
        await Expect(Message(page, "灯坏了")).ToHaveClassAsync(Own());
        await Expect(Message(page, "我家也是")).Not.ToHaveClassAsync(Own());
        await page.GetByTestId("speaker-r2").ClickAsync();
        await Expect(Message(page, "灯坏了")).Not.ToHaveClassAsync(Own());
        await Expect(Message(page, "我家也是")).ToHaveClassAsync(Own());
    }

    [Fact]
    public async Task A_message_goes_out_under_the_name_that_was_chosen()
    {
        var page = await Open();
        await page.GetByTestId("speaker").SelectOptionAsync("w1");
        await Write(page, "收到");
        await Expect(Message(page, "收到")).ToHaveAttributeAsync("data-role", "grid_worker");
        Assert.Equal("w1", (string?)StandIn.Posted.Single()["sender"]);
    }

    [Fact]
    public async Task Somebody_from_elsewhere_speaks_in_a_group_of_his_own()
    {
        var page = await Open();
        await page.GetByTestId("speaker").SelectOptionAsync("r4");
        await Expect(page.GetByTestId("group-name")).ToContainTextAsync("桂香园第2网格群");
        await Expect(page.GetByTestId("group-demo-2")).ToHaveAttributeAsync("aria-current", "true");
    }

    [Fact]
    public async Task Enter_sends_and_shift_with_enter_begins_a_new_line()
    {
        var page = await Open();
        var text = page.GetByTestId("text");
        await text.PressSequentiallyAsync("一");
        await text.PressAsync("Shift+Enter");
        await text.PressSequentiallyAsync("二");
        await text.PressAsync("Enter");
        await Expect(page.GetByTestId("message-text")).ToHaveTextAsync("一\n二");
        Assert.Equal("一\n二", (string?)StandIn.Posted.Single()["text"]);
    }

    [Theory]
    [InlineData("{ key: 'Enter', isComposing: true, bubbles: true }")]
    [InlineData("{ key: 'Enter', keyCode: 229, bubbles: true }")]
    public async Task Enter_that_chooses_a_word_of_the_input_method_sends_nothing(string key)
    {
        var page = await Open();
        await page.GetByTestId("text").FillAsync("loudao");
        await page.GetByTestId("text").EvaluateAsync($"element => element.dispatchEvent(new KeyboardEvent('keydown', {key}))");
        await Expect(page.GetByTestId("text")).ToHaveValueAsync("loudao");
        await Write(page, "楼道");
        await Expect(Message(page, "楼道")).ToHaveAttributeAsync("data-id", Guids());
        Assert.Equal("楼道", (string?)StandIn.Posted.Single()["text"]);
    }

    [Fact]
    public async Task A_reply_names_the_message_that_it_quotes()
    {
        var id = StandIn.Say("demo-1", "bot", "已记下 #1023，请确认。");
        var page = await Open();
        await page.GetByTestId($"quote-{id}").ClickAsync();
        await Expect(page.GetByTestId("quoting")).ToContainTextAsync("已记下 #1023");
        await Write(page, "收到");
        await Expect(Message(page, "收到").GetByTestId("quoted")).ToHaveTextAsync("网格助手：已记下 #1023，请确认。");
        await Expect(page.GetByTestId("quoting")).ToBeHiddenAsync();
        Assert.Equal(id, (string?)StandIn.Posted.Single()["quote"]);
    }

    [Fact]
    public async Task On_a_phone_a_tap_offers_the_quote()
    {
        var id = StandIn.Say("demo-1", "bot", "已记下 #1023");
        var page = await Open(phone: true);
        await Expect(page.GetByTestId($"quote-{id}")).ToHaveCSSAsync("opacity", "0");
        await page.GetByTestId("message-text").TapAsync();
        await Expect(page.GetByTestId($"quote-{id}")).ToHaveCSSAsync("opacity", "1");
        await page.GetByTestId($"quote-{id}").TapAsync();
        await Expect(page.GetByTestId("quoting")).ToContainTextAsync("已记下 #1023");
    }

    [Fact]
    public async Task A_picture_is_uploaded_as_it_is_and_shown()
    {
        var picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        var page = await Open();
        await page.GetByTestId("attach").SetInputFilesAsync(new FilePayload { Name = "灯.png", MimeType = "image/png", Buffer = picture });
        await Expect(page.GetByTestId("attachments").Locator("img")).ToHaveCountAsync(1);
        await page.GetByTestId("send").ClickAsync();
        await Expect(page.GetByTestId("picture").Locator("img")).ToHaveAttributeAsync("src", "/sim/media/1.png");
        var (type, body) = StandIn.Uploads.Single();
        Assert.Equal("image/png", type);
        Assert.Equal(picture, body);
        Assert.Equal("image", (string?)StandIn.Posted.Single()["media"]![0]!["kind"]);
    }

    [Fact]
    public async Task A_draft_waits_for_its_group_and_speaker_and_outlives_the_page()
    {
        var page = await Open();
        var text = page.GetByTestId("text");
        await text.FillAsync("还没写完");
        await page.GetByTestId("speaker-r2").ClickAsync();
        await Expect(text).ToHaveValueAsync("");
        await page.GetByTestId("group-demo-2").ClickAsync();
        await Expect(text).ToHaveValueAsync("");
        await page.GetByTestId("speaker-r1").ClickAsync();
        await Expect(text).ToHaveValueAsync("还没写完");
        await page.ReloadAsync();
        await Expect(text).ToHaveValueAsync("还没写完");
    }

    [Fact]
    public async Task Another_groups_new_messages_are_counted_until_it_is_opened()
    {
        StandIn.Say("demo-2", "r4", "从前的话");
        var page = await Open();
        var unread = page.GetByTestId("group-demo-2").GetByTestId("unread");
        await Expect(page.GetByTestId("group-demo-2")).ToContainTextAsync("从前的话");
        await Expect(unread).ToHaveCountAsync(0);
        StandIn.Say("demo-2", "r4", "一");
        StandIn.Say("demo-2", "r4", "二");
        await Expect(unread).ToContainTextAsync("2条未读");
        await page.GetByTestId("group-demo-2").ClickAsync();
        await Expect(unread).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_private_chat_with_the_bot_belongs_to_its_person()
    {
        var page = await Open();
        StandIn.Say("dm-w1", "bot", "请您确认 #1023");
        await Expect(page.GetByTestId("group-dm-w1").GetByTestId("unread")).ToContainTextAsync("1");
        await page.GetByTestId("group-dm-w1").ClickAsync();
        await Expect(Message(page, "请您确认 #1023")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("speaker")).ToHaveValueAsync("w1");
    }

    [GeneratedRegex(@"\bown\b")]
    private static partial Regex Own();

    [GeneratedRegex("^[0-9a-f-]{32,36}$")]
    private static partial Regex Guids();
}

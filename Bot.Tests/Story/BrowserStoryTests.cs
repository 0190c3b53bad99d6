using System.Text.RegularExpressions;
using Bot.Tests.Running;
using Bot.Tests.Simulator;
using Microsoft.Playwright;

namespace Bot.Tests.Story;

/// <summary>The story played in the chat page of a real host, by clicks and keys alone.</summary>
[Collection(PageBrowserGroup.Name)]
public sealed partial class BrowserStoryTests(PageBrowser browser) : IAsyncLifetime
{
    private readonly DemoHost host = new();
    private IPage? page;
    private bool phone;

    private IPage Page => page ?? throw new InvalidOperationException("not opened");

    public ValueTask InitializeAsync() => host.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        if (page is not null)
        {
            await page.Context.DisposeAsync();
        }

        await host.DisposeAsync();
    }

    [Theory]
    [InlineData(false, "6栋2单元门口垃圾堆了两天没人收")]
    [InlineData(true, "5栋3单元下水道堵了，脏水往外冒")]
    public async Task The_loop_turns_from_the_complaint_to_the_outcome(bool onPhone, string complaint)
    {
        page = await browser.Open(host.Bot.Address, phone = onPhone);
        await Page.GetByTestId("advance-workday").ClickAsync();
        await Expect(Page.GetByTestId("clock-now")).ToHaveTextAsync(WorkingMorning());

        await Write("r1", complaint);
        var acknowledgement = Bubble("bot", "请网格员小余确认").Last;
        await Expect(acknowledgement).ToBeVisibleAsync();
        var number = Number().Match(await acknowledgement.InnerTextAsync()).Groups[1].Value;
        await Expect(acknowledgement.GetByTestId("quoted")).ToContainTextAsync(complaint);
        await Write("r2", "我家也是");

        await Choose("w1");
        await Quote(acknowledgement);
        await Write("w1", "收到");
        await Expect(Bubble("bot", $"#{number} 已受理，网格员小余负责")).ToBeVisibleAsync();
        await Write("w1", $"派 {number} 给 物业老张 明天下班前");
        await Expect(Bubble("bot", $"@物业老张 #{number} ")).ToBeVisibleAsync();

        await Tap(Page.GetByTestId("advance-PT24H"));
        await Expect(Page.GetByTestId("clock-story")).ToContainTextAsync("桂香园工作群");
        await Tap(Page.GetByTestId("story-demo-staff"));
        await Expect(Bubble("bot", $"#{number} ").First).ToBeVisibleAsync();

        await Choose("p1");
        await Group("demo-1");
        await Write("p1", $"{number} 办好了");
        await Expect(Bubble("bot", $"#{number} ").Filter(new() { HasText = "解决了吗" })).ToBeVisibleAsync();
        await Write("r1", "1");
        await Write("r2", "1");
        await Expect(Bubble("bot", $"【结果】#{number} ").Filter(new() { HasText = "2户说好了" })).ToBeVisibleAsync();
        Assert.Equal("closed", (await host.Bot.Ticket(number)).GetProperty("state").GetString());
        if (onPhone)
        {
            Assert.Equal(375, await Page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
        }
    }

    /// <summary>Names come from the real WeChat, where people call themselves what they like.</summary>
    [Fact]
    public async Task Markup_in_a_nickname_or_a_text_is_shown_as_it_was_written()
    {
        const string name = "<img src=x onerror=\"document.title='owned'\"><b>小王</b>'); DROP TABLE ticket; --";
        const string text = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">4栋1单元楼道灯不亮了 javascript:alert(1)";
        await host.Database.Execute(
            "INSERT INTO person (district, person_id, name) VALUES ('demo', 'x1', @name); INSERT INTO member (district, group_id, person_id) VALUES ('demo', 'demo-1', 'x1')", new { name });
        page = await browser.Open(host.Bot.Address);
        await Group("demo-1");
        await Write("x1", text);
        await host.Bot.Settle();
        await Write("w1", "我去看看");
        var bubble = Bubble("x1", "楼道灯不亮了");
        await Expect(bubble.GetByTestId("message-text")).ToHaveTextAsync(text);
        await Expect(bubble).ToContainTextAsync(name);
        await Expect(Page.Locator("[onerror], #log script, [data-testid=log] b, [data-testid=log] [src='x'], [href^='javascript']")).ToHaveCountAsync(0);
        Assert.DoesNotContain("owned", await Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(name, await host.Database.One<string>("SELECT sender_name FROM simulated_message WHERE sender_id = 'x1'"));
    }

    private static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    private ILocator Bubble(string sender, string text) => Page.Locator($"[data-testid=message][data-sender={sender}]").Filter(new() { HasText = text });

    private Task Tap(ILocator control) => phone ? control.TapAsync() : control.ClickAsync();

    private async Task Choose(string person) => await Page.GetByTestId("speaker").SelectOptionAsync(person);

    private async Task Group(string group)
    {
        if (phone)
        {
            await Page.GetByTestId("back").TapAsync();
        }

        await Tap(Page.GetByTestId($"group-{group}"));
    }

    /// <summary>On a phone a first tap on the bubble offers the quote.</summary>
    private async Task Quote(ILocator message)
    {
        var id = await message.GetAttributeAsync("data-id");
        if (phone)
        {
            await message.GetByTestId("message-text").TapAsync();
        }

        await Tap(Page.GetByTestId($"quote-{id}"));
        await Expect(Page.GetByTestId("quoting")).ToBeVisibleAsync();
    }

    /// <summary>Sends, and waits until the host has taken it: then the bubble bears the message's id.</summary>
    private async Task Write(string person, string text)
    {
        await Choose(person);
        await Page.GetByTestId("text").FillAsync(text);
        await Tap(Page.GetByTestId("send"));
        await Expect(Bubble(person, text).Last).ToHaveAttributeAsync("data-id", Any());
        await host.Bot.Settle();
    }

    [GeneratedRegex(@"#(\d{3,}) ")]
    private static partial Regex Number();

    [GeneratedRegex("周[一二三四五] 09:00")]
    private static partial Regex WorkingMorning();

    [GeneratedRegex(".+")]
    private static partial Regex Any();
}

using Bot.Tests.Simulator;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bot.Tests.Channels.Setup;

/// <summary>The page /setup of a served host, in a real browser.</summary>
[Collection(PageBrowserGroup.Name)]
public sealed class SetupPageTests(PageBrowser browser, ServedHost served) : IClassFixture<ServedHost>
{
    [Fact]
    public async Task Without_the_token_there_is_nothing_to_see()
    {
        var page = await Open(phone: false);
        await Expect(page.GetByTestId("sign-in")).ToBeVisibleAsync();
        await Enter(page, "wrong");
        await Expect(page.GetByTestId("refused")).ToHaveTextAsync("令牌不对，或者已经换了");
        Assert.Equal(0, await page.Locator("section").CountAsync());
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_is_checked_with_a_tap_and_no_secret_ever_reaches_the_page(bool phone)
    {
        var page = await Open(phone);
        var answers = new System.Collections.Concurrent.ConcurrentQueue<IResponse>();
        page.Response += (_, answer) => answers.Enqueue(answer);
        await Enter(page, served.Token);
        await Expect(page.GetByTestId("hook-wecom-community")).ToHaveTextAsync($"{served.Bot.Address}/hooks/wecom/community");
        await Expect(page.GetByTestId("risk")).ToContainTextAsync("封禁");
        await Expect(page.GetByTestId("channel-onebot")).ToContainTextAsync("非官方");
        await page.GetByTestId("check-wecom-community").ClickAsync();
        await Expect(page.GetByTestId("found-wecom-community")).ToContainTextAsync("取到了访问令牌");
        served.Standin.Script("/cgi-bin/stable_token", 1, "40164");
        await page.GetByTestId("check-wechat-mini").ClickAsync();
        await Expect(page.GetByTestId("found-wechat-mini").Locator(".wrong")).ToContainTextAsync("IP 白名单");
        await page.GetByTestId("guide-wecom").Locator("summary").ClickAsync();
        await Expect(page.GetByTestId("guide-wecom")).ToContainTextAsync("Channels:WecomApps:community:CorpId");
        var width = phone ? 375 : 1280;
        Assert.Equal(width, await page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
        Assert.Empty(await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('button, summary, input')].filter(element => element.checkVisibility())
              .map(element => [element.getBoundingClientRect(), element]).filter(([box]) => box.width < 44 || box.height < 44)
              .map(([box, element]) => `${element.textContent} ${box.width}×${box.height}`)
            """));
        var told = answers.Where(answer => answer.Url.Contains("/api/", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, told.Count);
        var seen = await page.ContentAsync() + string.Concat(await Task.WhenAll(told.Select(answer => answer.TextAsync())));
        Assert.DoesNotContain(served.Secrets, secret => seen.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(served.Token, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByTestId("sign-out").ClickAsync();
        await Expect(page.GetByTestId("sign-in")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByTestId("sign-in")).ToBeVisibleAsync();
        await page.Context.DisposeAsync();
    }

    private async Task<IPage> Open(bool phone)
    {
        var page = await browser.Open(served.Bot.Address, phone);
        await page.GotoAsync($"{served.Bot.Address}/setup");
        return page;
    }

    private static async Task Enter(IPage page, string token)
    {
        await page.GetByTestId("token").FillAsync(token);
        await page.GetByTestId("enter").ClickAsync();
    }
}

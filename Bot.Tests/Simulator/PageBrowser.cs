using Microsoft.Playwright;

namespace Bot.Tests.Simulator;

/// <summary>One headless chromium for all tests of the page. Debian's package `chromium`, or the program that CHROMIUM names.</summary>
public sealed class PageBrowser : IAsyncLifetime
{
    // A slow machine under load is no failure of the page.
    private const float Patience = 30_000;

    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        var program = Environment.GetEnvironmentVariable("CHROMIUM") ?? Programs.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException("no chromium: install Debian's package chromium, or name the program in CHROMIUM");
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>Opens the page in a fresh profile; waits until the first group is there.</summary>
    public Task<IPage> Open(PageStandIn standIn, bool phone = false) => Open(standIn.Address, phone);

    public async Task<IPage> Open(string address, bool phone = false)
    {
        var context = await browser!.NewContextAsync(phone
            ? new() { ViewportSize = new() { Width = 375, Height = 812 }, HasTouch = true, IsMobile = true }
            : new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        await Visit(page, address);
        return page;
    }

    /// <summary>Any page, on a phone that runs no script.</summary>
    public async Task<IPage> OpenPlain(string url)
    {
        var context = await browser!.NewContextAsync(new() { ViewportSize = new() { Width = 375, Height = 812 }, HasTouch = true, IsMobile = true, JavaScriptEnabled = false });
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        await page.GotoAsync(url);
        return page;
    }

    public static Task Visit(IPage page, PageStandIn standIn) => Visit(page, standIn.Address);

    private static async Task Visit(IPage page, string address)
    {
        await page.GotoAsync($"{address}/sim");
        await Assertions.Expect(page.GetByTestId("speaker")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex(".+"));
        await Assertions.Expect(page.GetByTestId("clock-now")).Not.ToHaveTextAsync("…");
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}

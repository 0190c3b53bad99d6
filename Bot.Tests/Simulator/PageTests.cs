using Microsoft.Playwright;

namespace Bot.Tests.Simulator;

/// <summary>The classes of the page share one browser and run one after the other, to spare a small machine.</summary>
[CollectionDefinition(Name)]
public sealed class PageBrowserGroup : ICollectionFixture<PageBrowser>
{
    public const string Name = "page";
}

/// <summary>What the tests of the page share: a stand-in of its own for each test, the browser for all.</summary>
[Collection(PageBrowserGroup.Name)]
public abstract class PageTests(PageBrowser browser) : IAsyncLifetime
{
    private readonly List<IPage> pages = [];

    protected PageStandIn StandIn { get; private set; } = null!;

    public async ValueTask InitializeAsync() => StandIn = await PageStandIn.Start();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var page in pages)
        {
            await page.Context.DisposeAsync();
        }

        await StandIn.DisposeAsync();
    }

    protected async Task<IPage> Open(bool phone = false)
    {
        var page = await browser.Open(StandIn, phone);
        pages.Add(page);
        return page;
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    protected static ILocator Message(IPage page, string text) => page.GetByTestId("message").Filter(new() { HasText = text });

    protected static async Task Write(IPage page, string text)
    {
        await page.GetByTestId("text").FillAsync(text);
        await page.GetByTestId("send").ClickAsync();
    }
}

using Bot.Tests.Running;
using Bot.Tests.Simulator;
using Microsoft.Playwright;

namespace Bot.Tests.Story;

/// <summary>Takes the README's pictures from a running system: <c>deploy/test --pictures</c> writes them to docs/pictures.</summary>
[Collection(PageBrowserGroup.Name)]
[Trait("Category", "Pictures")]
public sealed class TourPictures(PageBrowser browser, DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task The_tour_is_pictured_on_a_phone()
    {
        await host.Bot.MoveToMondayMorning();
        await Say("demo-1", "r3", "早上好，今天降温了大家多穿点");
        await Say("demo-1", "r1", "4栋1单元楼道灯不亮了，晚上下楼看不见");
        await Say("demo-1", "r2", "我家也是");
        await Take("complaint", "demo-1", "r1");
        await Say("demo-1", "w1", "收到");
        await Say("demo-1", "w1", "派 1001 给 物业老张 明天下班前");
        await Say("demo-1", "p1", "收到");
        await Take("worker", "demo-1", "w1");
        await host.Bot.Advance("P2D");
        await host.Bot.Advance("PT4H");
        await Take("staff", "demo-staff", "p1");
        await Say("demo-1", "p1", "1001 修好了，换了新灯管");
        await Say("demo-1", "r1", "1");
        await Say("demo-1", "r2", "1");
        await Take("check", "demo-1", "r2");
        await Say("demo-1", "r3", "4栋2单元电梯停在半空，里面有人在拍门喊救命");
        await Take("danger", "demo-1", "r3");
    }

    private async Task Say(string group, string sender, string text)
    {
        await host.Bot.Say(group, sender, text);
        await host.Bot.Settle();
    }

    private async Task Take(string name, string group, string speaker)
    {
        var page = await browser.Open(host.Bot.Address, phone: true);
        await page.GetByTestId("guide-close").TapAsync();
        await page.GetByTestId("back").TapAsync();
        await page.GetByTestId($"group-{group}").TapAsync();
        await page.GetByTestId("speaker").SelectOptionAsync(speaker);
        await Assertions.Expect(page.GetByTestId("message").First).ToBeVisibleAsync();
        await page.WaitForTimeoutAsync(1500); // pictures and badges settle
        await page.ScreenshotAsync(new() { Path = Path.Combine(Folder(), name + ".png") });
        await page.Context.DisposeAsync();
    }

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Bot.slnx")))
        {
            folder = folder.Parent;
        }

        return Directory.CreateDirectory(Path.Combine(folder.FullName, "docs", "pictures")).FullName;
    }
}

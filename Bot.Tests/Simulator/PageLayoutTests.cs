namespace Bot.Tests.Simulator;

public class PageLayoutTests(PageBrowser browser) : PageTests(browser)
{
    // Finds each visible text whose colour stands out from what is behind it by less than 4.5 to 1 (WCAG 2.1, 1.4.3); disabled controls are exempt there.
    private const string FaintTexts = """
        () => {
          const numbers = colour => colour.match(/[\d.]+/g).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const behind = element => {
            for (; element; element = element.parentElement) {
              const colour = numbers(getComputedStyle(element).backgroundColor);
              if (colour.length === 3 || colour[3] === 1) return colour;
            }
            return [255, 255, 255];
          };
          return [...document.querySelectorAll('body *')]
            .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
            .filter(element => element.checkVisibility() && !element.closest(':disabled, .mosaic'))
            .map(element => {
              const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
              return { ratio: (a + .05) / (b + .05), text: element.className + ': ' + element.textContent };
            })
            .filter(({ ratio }) => ratio < 4.5).map(({ ratio, text }) => `${ratio.toFixed(2)} ${text}`);
        }
        """;

    [Fact]
    public async Task The_page_fits_a_phone_and_its_buttons_fit_a_finger()
    {
        StandIn.Say("demo-1", "bot", new string('长', 300) + new string('x', 300));
        var page = await Open(phone: true);
        await Expect(page.GetByTestId("message")).ToBeVisibleAsync();
        foreach (var screen in new[] { "chat", "list" })
        {
            Assert.Equal(375, await page.EvaluateAsync<int>("() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"));
            var small = await page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('button, select, textarea, .attach')]
                  .filter(element => element.checkVisibility() && !element.matches('.quoted, .enlarge, .unfold'))
                  .map(element => [element.getBoundingClientRect(), element])
                  .filter(([box]) => box.width < 44 || box.height < 44)
                  .map(([box, element]) => `${element.dataset.testid ?? element.textContent} ${box.width}×${box.height}`)
                """);
            Assert.Empty(small);
            if (screen == "chat")
            {
                await page.GetByTestId("back").ClickAsync();
                await Expect(page.GetByTestId("group-demo-2")).ToBeVisibleAsync();
            }
        }

        await page.GetByTestId("group-demo-2").ClickAsync();
        await Expect(page.GetByTestId("text")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_word_stands_out_from_its_ground(bool phone)
    {
        foreach (var person in new[] { "r1", "r2", "w1", "bot" })
        {
            StandIn.Say("demo-1", person, "灯坏了", quote: "demo-1-1");
        }

        StandIn.OnPost = _ => 400;
        var page = await Open(phone);
        await Write(page, "坏");
        await Expect(page.GetByTestId("retry")).ToBeVisibleAsync();
        Assert.Empty(await page.EvaluateAsync<string[]>(FaintTexts));
    }

    [Fact]
    public async Task Every_control_has_a_name_for_those_who_cannot_see_it()
    {
        StandIn.Say("demo-1", "bot", "已记下 #1023");
        var page = await Open();
        await Expect(page.GetByTestId("message")).ToBeVisibleAsync();
        var nameless = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('button, input, select, textarea')]
              .filter(element => element.checkVisibility())
              .filter(element => !(element.ariaLabel || element.textContent.trim() && element.tagName === 'BUTTON' || element.labels?.length))
              .map(element => element.outerHTML)
            """);
        Assert.Empty(nameless);
        Assert.Equal("zh-CN", await page.Locator("html").GetAttributeAsync("lang"));
    }

    [Fact]
    public async Task The_guide_greets_a_stranger_until_dismissed()
    {
        var page = await Open();
        await Expect(page.GetByTestId("guide")).ToBeVisibleAsync();
        await page.GetByTestId("guide-2").ClickAsync();
        await Expect(page.GetByTestId("speaker")).ToHaveValueAsync("r2");
        await Expect(page.GetByTestId("text")).ToHaveValueAsync("我家也是");
        await page.GetByTestId("guide-close").ClickAsync();
        await PageBrowser.Visit(page, StandIn);
        await Expect(page.GetByTestId("guide")).ToBeHiddenAsync();
        await page.GetByTestId("guide-open").ClickAsync();
        await Expect(page.GetByTestId("guide")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_quick_phrase_fills_the_input_and_leaves_the_sending_to_the_visitor()
    {
        var page = await Open();
        await page.GetByTestId("phrase-light").ClickAsync();
        await Expect(page.GetByTestId("text")).ToHaveValueAsync("4栋1单元楼道灯不亮了");
        Assert.Empty(StandIn.Posted);
    }
}

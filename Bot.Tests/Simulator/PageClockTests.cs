namespace Bot.Tests.Simulator;

public class PageClockTests(PageBrowser browser) : PageTests(browser)
{
    [Fact]
    public async Task The_clock_is_locked_while_it_moves_and_tells_what_the_bot_said_meanwhile()
    {
        var arrived = new TaskCompletionSource();
        StandIn.ClockGate = arrived.Task;
        StandIn.OnClockMoved = () => StandIn.Say("demo-staff", "bot", "催办 #1023");
        var page = await Open();
        await Expect(page.GetByTestId("clock-now")).ToHaveTextAsync("3月2日 周一 09:31");
        await page.GetByTestId("advance-PT1H").ClickAsync();
        await Expect(page.GetByTestId("advance-PT1H")).ToBeDisabledAsync();
        await Expect(page.GetByTestId("advance-workday")).ToBeDisabledAsync();
        await Expect(page.GetByTestId("clock-story")).ToContainTextAsync("时间正在走");
        arrived.SetResult();
        await Expect(page.GetByTestId("clock-now")).ToHaveTextAsync("3月2日 周一 10:31");
        await Expect(page.GetByTestId("advance-PT1H")).ToBeEnabledAsync();
        await Expect(page.GetByTestId("clock-story")).ToContainTextAsync("桂香园工作人员群 1条");
        await page.GetByTestId("story-demo-staff").ClickAsync();
        await Expect(Message(page, "催办 #1023")).ToBeVisibleAsync();
        Assert.Equal("PT1H", (string?)StandIn.ClockMoves.Single()["advance"]);
    }

    [Fact]
    public async Task The_next_working_morning_after_a_friday_is_monday_at_nine()
    {
        StandIn.Now = new(2026, 3, 6, 15, 0, 0, TimeSpan.FromHours(8));
        var page = await Open();
        await page.GetByTestId("advance-workday").ClickAsync();
        await Expect(page.GetByTestId("clock-now")).ToHaveTextAsync("3月9日 周一 09:00");
        Assert.Equal("2026-03-09T09:00:00+08:00", (string?)StandIn.ClockMoves.Single()["at"]);
    }

    [Fact]
    public async Task The_server_knows_the_holidays_better_than_the_page()
    {
        StandIn.Now = new(2026, 9, 30, 15, 0, 0, TimeSpan.FromHours(8));
        StandIn.NextWorkingMorning = "2026-10-08T01:00:00Z";
        var page = await Open();
        await page.GetByTestId("advance-workday").ClickAsync();
        await Expect(page.GetByTestId("clock-now")).ToHaveTextAsync("10月8日 周四 09:00");
    }

    [Fact]
    public async Task A_time_of_ones_own_is_taken_forwards_and_refused_backwards()
    {
        var page = await Open();
        await page.GetByTestId("advance-custom").ClickAsync();
        await page.GetByTestId("advance-at").EvaluateAsync("element => element.removeAttribute('min')");
        await page.GetByTestId("advance-at").FillAsync("2026-03-01T09:00");
        await page.GetByTestId("advance-go").ClickAsync();
        await Expect(page.GetByTestId("clock-story")).ToContainTextAsync("时间只能往前拨");
        Assert.Empty(StandIn.ClockMoves);
        await page.GetByTestId("advance-at").FillAsync("2026-03-04T20:00");
        await page.GetByTestId("advance-go").ClickAsync();
        await Expect(page.GetByTestId("clock-now")).ToHaveTextAsync("3月4日 周三 20:00");
    }

    [Fact]
    public async Task Times_between_messages_are_told_as_people_in_Shanghai_say_them()
    {
        var now = StandIn.Now;
        foreach (var before in new[] { TimeSpan.FromDays(400), TimeSpan.FromDays(20), TimeSpan.FromDays(3), TimeSpan.FromDays(1), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(8), TimeSpan.Zero })
        {
            StandIn.Now = now - before;
            StandIn.Say("demo-1", "r1", "话");
        }

        var page = await Open();
        await Expect(page.GetByTestId("log").Locator("time")).ToHaveTextAsync(["2025年1月26日 09:31", "2月10日 09:31", "星期五 09:31", "昨天 09:31", "09:21", "09:31"]);
        await page.GetByTestId("advance-PT24H").ClickAsync();
        await Expect(page.GetByTestId("log").Locator("time").Last).ToHaveTextAsync("昨天 09:31");
    }
}

using Bot.Tests.Running;

namespace Bot.Tests.Story;

public sealed class MeetingStoryTests(DemoHost host) : IClassFixture<DemoHost>
{
    private readonly BotClient bot = host.Bot;

    [Fact]
    public async Task A_meeting_is_reminded_of_a_day_and_an_hour_before_and_once_each()
    {
        var thursday = (await bot.MoveToMondayMorning()).AddDays(3).AddHours(6);
        await Plan("楼道改造说明会", thursday);
        await Hears("楼道改造说明会", 0, thursday.AddDays(-1).AddMinutes(-5));
        await Hears("楼道改造说明会", 1, thursday.AddDays(-1).AddMinutes(5));
        await Hears("楼道改造说明会", 1, thursday.AddHours(-1).AddMinutes(-5));
        await Hears("楼道改造说明会", 2, thursday.AddHours(-1).AddMinutes(5));
        await Hears("楼道改造说明会", 2, thursday.AddDays(1));
        Assert.All(await About("楼道改造说明会"), line => Assert.StartsWith("【会议提醒】", line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_moved_meeting_all_are_told_once_and_are_reminded_only_of_the_new_time()
    {
        var thursday = (await bot.MoveToMondayMorning()).AddDays(3).AddHours(6);
        var friday = thursday.AddDays(1).AddHours(1);
        var id = await Plan("停车协商会", thursday);
        await bot.MoveTo(thursday.AddDays(-2));
        await Change(id, new { at = friday });
        await Change(id, new { at = friday });
        Assert.StartsWith("【会议变动】", Assert.Single(await About("停车协商会")).Text, StringComparison.Ordinal);
        await Hears("停车协商会", 1, thursday.AddDays(-1).AddMinutes(5));
        await Hears("停车协商会", 1, thursday.AddHours(-1).AddMinutes(5));
        await Hears("停车协商会", 2, friday.AddDays(-1).AddMinutes(5));
        await Hears("停车协商会", 3, friday.AddHours(-1).AddMinutes(5));
        await Hears("停车协商会", 3, friday.AddDays(1));
        Assert.All((await About("停车协商会")).Skip(1), line => Assert.Contains("16:00", line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_cancelled_meeting_all_are_told_once_and_never_reminded()
    {
        var thursday = (await bot.MoveToMondayMorning()).AddDays(3).AddHours(6);
        var id = await Plan("院坝会", thursday);
        await Change(id, new { cancelled = true });
        await Change(id, new { cancelled = true });
        await bot.MoveTo(thursday.AddDays(1));
        Assert.StartsWith("【会议取消】", Assert.Single(await About("院坝会")).Text, StringComparison.Ordinal);
    }

    private async Task<string> Plan(string title, DateTimeOffset at) =>
        (await bot.Call(HttpMethod.Post, "/api/meetings", new { group = "demo-1", title, at, place = "4栋楼下凉亭" })).GetProperty("id").GetString()!;

    private async Task Change(string id, object change)
    {
        await bot.Call(HttpMethod.Patch, $"/api/meetings/{id}", change);
        await bot.Settle();
    }

    /// <summary>By that time, so many lines have spoken of the meeting.</summary>
    private async Task Hears(string title, int lines, DateTimeOffset by)
    {
        await bot.MoveTo(by);
        Assert.Equal(lines, (await About(title)).Count);
    }

    private async Task<IReadOnlyList<Line>> About(string title) => [.. (await bot.BotLines("demo-1")).Where(line => line.Text.Contains(title, StringComparison.Ordinal))];
}

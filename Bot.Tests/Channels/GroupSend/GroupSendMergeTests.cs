using Bot.Domain.Notices;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.GroupSend;

/// <summary>Of several things to say to a residents' group one task waits for its tap at a time, with the stand-in as judge.</summary>
public sealed class GroupSendMergeTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static Notice Line(string key, string kind = "outcome") => new(key, Address.Group("demo-1"), kind, $"通知{key}");

    private async Task<PlatformHouse> Open()
    {
        var platform = await PlatformHouse.Open(database);
        await platform.SendByTasks();
        return platform;
    }

    private static async Task Say(PlatformHouse platform, params Notice[] notices)
    {
        await platform.House.Decide(notices);
        await platform.Dispatch();
    }

    private static IReadOnlyList<string> Asked(PlatformHouse platform) => [.. platform.House.Channel.Accepted.Where(message => message.Kind == "tap").Select(message => message.Text)];

    [Fact]
    public async Task What_comes_while_a_task_waits_goes_together_in_the_next_and_what_is_critical_at_once()
    {
        await using var platform = await Open();
        await Say(platform, Line("a"));
        platform.MoveTo("2026-03-02 09:10");
        await Say(platform, Line("b"));
        platform.MoveTo("2026-03-02 09:20");
        await Say(platform, Line("c", "reply"), Line("d"));
        Assert.Single(platform.Standin.GroupSends.Waiting);
        Assert.Equal(
            ["goes with the next task: the one before it still waits for its tap"],
            await platform.House.Rows<string>("SELECT DISTINCT error FROM outbox WHERE district = @District AND state = 'pending' AND lane_id = 'demo-1'"));
        await Say(platform, Line("e", "danger"));
        Assert.Equal(2, platform.Standin.GroupSends.Waiting.Count);
        foreach (var task in platform.Standin.GroupSends.Waiting.ToList())
        {
            platform.Standin.GroupSends.Tap(task);
        }

        platform.MoveTo("2026-03-02 09:25");
        await platform.PollTasks();
        platform.Standin.GroupSends.Tap(Assert.Single(platform.Standin.GroupSends.Waiting));
        Assert.Equal(["通知a", "通知e", "通知b\n通知c\n通知d"], platform.Standin.Ledger.Of("(tap)").Select(entry => (string)entry.Content!["text"]!["content"]!).Order(StringComparer.Ordinal).OrderBy(text => text.Length));
        platform.MoveTo("2026-03-02 09:30");
        await platform.PollTasks();
        Assert.Equal(3, await platform.House.One<int>("SELECT sent FROM group_send_quota WHERE district = @District"));
    }

    [Fact]
    public async Task A_task_that_nobody_has_tapped_for_four_hours_takes_in_what_came_after_it_once()
    {
        await using var platform = await Open();
        await Say(platform, Line("a"));
        platform.MoveTo("2026-03-02 10:00");
        await Say(platform, Line("b"));
        platform.MoveTo("2026-03-02 13:00");
        await platform.PollTasks();
        Assert.Single(platform.Standin.GroupSends.Waiting);
        Assert.StartsWith("@网格员小王 请在企业微信『客户联系』里点一下发送：通知a 通知b（", Asked(platform)[^1], StringComparison.Ordinal);
        Assert.Equal(["merged", "waiting"], await platform.House.Rows<string>("SELECT state FROM group_send_task WHERE district = @District ORDER BY asked_at"));
        platform.MoveTo("2026-03-02 14:00");
        await Say(platform, Line("c"));
        platform.MoveTo("2026-03-02 17:00");
        await platform.PollTasks();
        Assert.Contains("还差这一下", Asked(platform)[^1], StringComparison.Ordinal);
        platform.Standin.GroupSends.Tap(Assert.Single(platform.Standin.GroupSends.Waiting));
        platform.MoveTo("2026-03-02 17:05");
        await platform.PollTasks();
        var states = await platform.House.States();
        Assert.Equal(("sent", "sent", "awaiting_tap"), (states["a"], states["b"], states["c"]));
        Assert.Equal(1, await platform.House.One<int>("SELECT sent FROM group_send_quota WHERE district = @District"));
    }

    /// <summary>The owner was quicker than the bot: what he has tapped is sent, and not said again in another task.</summary>
    [Fact]
    public async Task A_task_that_was_tapped_before_it_could_be_taken_back_is_sent_and_what_came_after_it_goes_alone()
    {
        await using var platform = await Open();
        await Say(platform, Line("a"));
        await Say(platform, Line("b"));
        platform.Standin.GroupSends.Tap(Assert.Single(platform.Standin.GroupSends.Waiting));
        platform.MoveTo("2026-03-02 13:00");
        await platform.PollTasks();
        platform.Standin.GroupSends.Tap(Assert.Single(platform.Standin.GroupSends.Waiting));
        Assert.Equal(["通知a", "通知b"], platform.Standin.Ledger.Of("(tap)").Select(entry => (string)entry.Content!["text"]!["content"]!));
    }

    /// <summary>An acknowledgement is kept for the evening where few messages are left; what matters more takes it along instead of overtaking it.</summary>
    [Fact]
    public async Task What_was_put_aside_goes_with_the_next_that_goes_and_is_not_overtaken()
    {
        await using var platform = await Open();
        await Say(platform, Line("a"));
        await Say(platform, Line("b", "reply"));
        Assert.Equal("pending", (await platform.House.States())["b"]);
        platform.Standin.GroupSends.Tap(Assert.Single(platform.Standin.GroupSends.Waiting));
        await platform.House.Execute("UPDATE group_send_task SET state = 'sent' WHERE district = @District");
        await Say(platform, Line("c"));
        platform.Standin.GroupSends.Tap(Assert.Single(platform.Standin.GroupSends.Waiting));
        Assert.Equal(["通知a", "通知b\n通知c"], platform.Standin.Ledger.Of("(tap)").Select(entry => (string)entry.Content!["text"]!["content"]!));
    }
}

using System.Globalization;
using Bot.Domain.Clocks;
using Bot.Domain.Notices;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.GroupSend;

/// <summary>From a notice for a residents' group to the tap that lets it out, with the stand-in as judge.</summary>
public sealed class GroupSendTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static Notice Line(string key, string kind = "outcome", string? text = null) => new(key, Address.Group("demo-1"), kind, text ?? $"通知{key}");

    private async Task<PlatformHouse> Open(string at = "2026-03-02 09:00", int quota = 30)
    {
        var platform = await PlatformHouse.Open(database, at, quota);
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
    public async Task A_notice_waits_for_the_owners_tap_and_is_sent_when_he_has_tapped()
    {
        await using var platform = await Open();
        await Say(platform, Line("a", text: "明天9点到12点停水"));
        Assert.Equal("awaiting_tap", (await platform.House.States())["a"]);
        var waiting = Assert.Single(platform.Standin.GroupSends.Waiting);
        Assert.StartsWith("@网格员小王 请在企业微信『客户联系』里点一下发送：明天9点到12点停水（发往", Assert.Single(Asked(platform)), StringComparison.Ordinal);
        platform.MoveTo("2026-03-02 09:30");
        await platform.PollTasks();
        Assert.Equal("awaiting_tap", (await platform.House.States())["a"]);
        platform.MoveTo("2026-03-02 10:00");
        Assert.Equal([PlatformHouse.Chat], platform.Standin.GroupSends.Tap(waiting));
        platform.MoveTo("2026-03-02 10:05");
        await platform.PollTasks();
        var row = await platform.House.One<(string State, DateTime SentAt)>("SELECT state, sent_at FROM outbox WHERE district = @District AND notice_key = 'a'");
        Assert.Equal(("sent", Clock.At("2026-03-02 10:00").UtcDateTime), row);
        Assert.Equal((1, new DateTime(2026, 3, 1)), await platform.House.One<(int, DateTime)>("SELECT sent, month FROM group_send_quota WHERE district = @District"));
    }

    [Fact]
    public async Task Notices_that_wait_together_become_one_task()
    {
        await using var platform = await Open();
        await Say(platform, Line("a"), Line("b"), Line("c"));
        var waiting = Assert.Single(platform.Standin.GroupSends.Waiting);
        platform.Standin.GroupSends.Tap(waiting);
        Assert.Equal("通知a\n通知b\n通知c", (string)Assert.Single(platform.Standin.Ledger.Of("(tap)")).Content!["text"]!["content"]!);
        platform.MoveTo("2026-03-02 09:05");
        await platform.PollTasks();
        var states = await platform.House.States();
        Assert.All(["a", "b", "c"], key => Assert.Equal("sent", states[key]));
    }

    [Fact]
    public async Task What_does_not_fit_into_one_task_becomes_two_one_after_the_other()
    {
        await using var platform = await Open();
        await Say(platform, Line("a", text: new string('水', 900)), Line("b", text: new string('电', 900)));
        var states = await platform.House.States();
        Assert.Equal(("awaiting_tap", "pending"), (states["a"], states["b"]));
        platform.Standin.GroupSends.Tap(Assert.Single(platform.Standin.GroupSends.Waiting));
        platform.MoveTo("2026-03-02 09:05");
        await platform.PollTasks();
        Assert.Single(platform.Standin.GroupSends.Waiting);
        states = await platform.House.States();
        Assert.Equal(("sent", "awaiting_tap"), (states["a"], states["b"]));
    }

    [Fact]
    public async Task The_owner_is_reminded_once_more_after_four_hours_and_not_again()
    {
        await using var platform = await Open();
        await Say(platform, Line("a"));
        foreach (var (at, times) in new[] { ("12:55", 1), ("13:00", 2), ("18:00", 2), ("21:00", 2) })
        {
            platform.MoveTo($"2026-03-02 {at}");
            await platform.PollTasks();
            Assert.Equal(times, Asked(platform).Count);
        }

        Assert.Contains("居民还没看到", Asked(platform)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_night_nobody_is_asked_to_tap_unless_there_is_danger_to_life()
    {
        await using var platform = await Open("2026-03-02 23:00");
        await Say(platform, Line("a"));
        Assert.Empty(Asked(platform));
        await Say(platform, Line("b", "danger"));
        Assert.Contains("通知b", Assert.Single(Asked(platform)), StringComparison.Ordinal);
        platform.MoveTo("2026-03-03 07:00");
        await platform.PollTasks();
        Assert.Equal(3, Asked(platform).Count);
        platform.MoveTo("2026-03-03 10:59");
        await platform.PollTasks();
        Assert.DoesNotContain(Asked(platform), text => text.Contains("还差这一下", StringComparison.Ordinal) && text.Contains("通知a", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_tapped_before_the_morning_is_not_asked_for_then()
    {
        await using var platform = await Open("2026-03-02 23:00");
        await Say(platform, Line("a"));
        platform.Standin.GroupSends.Tap(Assert.Single(platform.Standin.GroupSends.Waiting));
        platform.MoveTo("2026-03-02 23:10");
        await platform.PollTasks();
        platform.MoveTo("2026-03-03 07:00");
        await platform.PollTasks();
        Assert.Empty(Asked(platform));
    }

    [Fact]
    public async Task A_tap_that_the_platform_refuses_leaves_the_notice_dead_and_staff_are_told()
    {
        await using var platform = await Open();
        platform.Standin.CustomerGroups.Put(platform.Standin.CustomerGroups.Find(PlatformHouse.Chat)! with { Quota = "day" });
        foreach (var (key, at) in new[] { ("a", "09:02"), ("b", "09:05") })
        {
            await Say(platform, Line(key));
            platform.Standin.GroupSends.Tap(Assert.Single(platform.Standin.GroupSends.Waiting));
            platform.MoveTo($"2026-03-02 {at}");
            await platform.PollTasks();
        }

        var rows = await platform.House.Rows<(string State, string? Error)>("SELECT state, error FROM outbox WHERE district = @District AND notice_key IN ('a', 'b') ORDER BY notice_key");
        Assert.Equal([("sent", null), ("dead", "refused at the tap: the group has had its share (status 3)")], rows);
        Assert.Contains("请有人直接在群里说一声：通知b", Asked(platform)[^1], StringComparison.Ordinal);

        // What comes next waits for the next day instead of failing at the tap; an acknowledgement alone is not worth that.
        await Say(platform, Line("d", "reply"));
        Assert.Equal("withdrawn", (await platform.House.States())["d"]);
        await Say(platform, Line("c"));
        Assert.Equal("pending", (await platform.House.States())["c"]);
        platform.MoveTo("2026-03-03 07:00");
        await platform.Dispatch();
        Assert.Equal("awaiting_tap", (await platform.House.States())["c"]);
    }

    [Fact]
    public async Task What_nobody_taps_for_three_days_is_taken_back_and_dead()
    {
        await using var platform = await Open();
        await Say(platform, Line("a"));
        platform.MoveTo("2026-03-05 08:59");
        await platform.PollTasks();
        Assert.Equal("awaiting_tap", (await platform.House.States())["a"]);
        platform.MoveTo("2026-03-05 09:10");
        await platform.PollTasks();
        Assert.Equal("nobody tapped it within 3 days; taken back", await platform.House.One<string>("SELECT error FROM outbox WHERE district = @District AND notice_key = 'a' AND state = 'dead'"));
        Assert.Empty(platform.Standin.GroupSends.Waiting);
    }

    [Fact]
    public async Task A_notice_that_became_moot_is_taken_back_from_the_owner()
    {
        await using var platform = await Open();
        await Say(platform, Line("a"), Line("b"));
        await platform.House.Withdraw("a");
        platform.MoveTo("2026-03-02 09:05");
        await platform.PollTasks();
        Assert.Single(platform.Standin.GroupSends.Waiting);
        await platform.House.Withdraw("b");
        platform.MoveTo("2026-03-02 09:10");
        await platform.PollTasks();
        Assert.Empty(platform.Standin.GroupSends.Waiting);
        Assert.Equal("withdrawn", (await platform.House.States())["b"]);
        Assert.Equal("cancelled", await platform.House.One<string>("SELECT state FROM group_send_task WHERE district = @District"));
    }

    [Fact]
    public async Task A_task_whose_answer_was_lost_is_found_again_and_not_made_twice()
    {
        await using var platform = await Open();
        platform.Standin.Script("/cgi-bin/externalcontact/add_msg_template", 1, "truncate");
        await Say(platform, Line("a"));
        Assert.Equal("unknown", (await platform.House.States())["a"]);
        platform.MoveTo("2026-03-02 09:05");
        await platform.Dispatch();
        Assert.Equal("awaiting_tap", (await platform.House.States())["a"]);
        platform.Standin.GroupSends.Tap(Assert.Single(platform.Standin.GroupSends.Waiting));
        platform.MoveTo("2026-03-02 09:10");
        await platform.PollTasks();
        Assert.Equal("sent", (await platform.House.States())["a"]);
    }

    [Fact]
    public async Task As_long_as_nobody_can_tell_whether_a_task_was_made_none_is_made_again()
    {
        await using var platform = await Open();
        platform.Standin.Script("/cgi-bin/externalcontact/add_msg_template", 1, "drop");
        platform.Standin.Script("/cgi-bin/externalcontact/get_groupmsg_list_v2", 1, "-1");
        await Say(platform, Line("a"), Line("b"));
        platform.MoveTo("2026-03-02 09:01");
        await platform.Dispatch();
        Assert.Equal("pending", (await platform.House.States())["a"]);
        platform.MoveTo("2026-03-02 09:02");
        await platform.Dispatch();
        var states = await platform.House.States();
        Assert.All(["a", "b"], key => Assert.Equal("awaiting_tap", states[key]));
        Assert.Single(platform.Standin.Ledger.Of("/cgi-bin/externalcontact/add_msg_template"));
    }

    [Fact]
    public async Task When_the_share_is_used_up_the_notice_says_so_and_what_is_critical_still_goes()
    {
        await using var platform = await Open(quota: 1);
        await platform.House.Execute("INSERT INTO group_send_quota (district, account, chat_id, month, sent) VALUES (@District, 'groups', @Chat, '2026-03-01', 1)", new { PlatformHouse.Chat });
        await Say(platform, Line("a"));
        Assert.Equal(
            "no way is open: wecom-group-send:groups: quota used up: 1 of 1 sent in 2026-03, 0 waiting for a tap",
            await platform.House.One<string>("SELECT error FROM outbox WHERE district = @District AND notice_key = 'a' AND state = 'handed_over'"));
        await Say(platform, Line("b", "danger"));
        Assert.Equal("awaiting_tap", (await platform.House.States())["b"]);
    }

    /// <summary>
    /// A month in steps of two hours: notices of all kinds at random, an owner who taps when he likes. The stand-in never refuses what is not 特急; with
    /// the last three there is one task a day in the evening; what is 特急 is never put aside.
    /// </summary>
    [Theory]
    [InlineData(1)]
    public async Task A_month_of_chat_breaks_no_quota_and_keeps_back_nothing_critical(int seed)
    {
        await using var platform = await Open("2026-03-01 08:00");
        var random = new Random(seed);
        var refused = 0;
        var said = 0;
        for (var at = Clock.At("2026-03-01 08:00"); at < Clock.At("2026-04-01 00:00"); at = at.AddHours(2))
        {
            platform.MoveTo(at);
            var notices = Enumerable.Range(0, random.Next(3)).Select(_ => Line($"n{said++}", random.Next(20) switch { 0 => "danger", < 10 => "reply", _ => "outcome" })).ToArray();
            if (notices.Length > 0)
            {
                await platform.House.Decide(notices);
            }

            await platform.Dispatch();
            foreach (var task in platform.Standin.GroupSends.Waiting.Where(_ => random.Next(2) == 0).ToList())
            {
                refused += platform.Standin.GroupSends.Tap(task).Count == 0 ? 1 : 0;
            }

            await platform.PollTasks();
        }

        platform.MoveTo("2026-03-31 23:59");
        await platform.PollTasks();
        var tasks = await platform.House.Rows<(DateTime At, bool Critical, string State)>(
            "SELECT asked_at, critical, state FROM group_send_task WHERE district = @District ORDER BY asked_at");
        Assert.Equal(refused, tasks.Count(task => task is { State: "refused", Critical: true }));
        Assert.Equal(
            platform.Standin.Ledger.Of("(tap)").Count,
            await platform.House.One<int>("SELECT sent FROM group_send_quota WHERE district = @District AND month = '2026-03-01'"));
        var used = 0;
        var evenings = new HashSet<string>();
        foreach (var (at, critical, state) in tasks)
        {
            if (!critical && used >= 27)
            {
                var local = ShanghaiTime.Of(new DateTimeOffset(at));
                Assert.InRange(local.Hour, 18, 21);
                Assert.True(evenings.Add(local.ToString("MM-dd", CultureInfo.InvariantCulture)), "a second digest in one evening");
            }

            used += state is "sent" or "waiting" ? 1 : 0;
        }

        Assert.InRange(tasks.Count(task => !task.Critical && task.State is ("sent" or "waiting")), 20, 30);
        Assert.Empty(await platform.House.Rows<string>("SELECT notice_key FROM outbox WHERE district = @District AND kind = 'danger' AND state = 'pending'"));

        // What rode along with something critical shares its fate at the tap.
        Assert.All(
            await platform.House.Rows<string>("SELECT error FROM outbox WHERE district = @District AND state IN ('dead', 'withdrawn') AND kind = 'reply' AND error IS NOT NULL"),
            error => Assert.Matches("quota kept for what matters|quota used up|had its share for now|refused at the tap", error));
    }
}

using Bot.Domain.Channels.GroupSend;
using Bot.Tests.Clocks;

namespace Bot.Tests.Channels.GroupSend;

/// <summary>How a group's share of a month is spent.</summary>
public sealed class GroupSendQuotaTests
{
    private static GroupSendVerdict Decide(string at, int sent, int waiting = 0, int quota = 30, bool ack = false, bool critical = false, string? lastTask = null, string? shut = null) =>
        GroupSendQuota.Decide(new GroupSendBook(quota, sent, waiting, shut is null ? null : Clock.At(shut), lastTask is null ? null : Clock.At(lastTask)), ack, critical, Clock.At(at));

    [Fact]
    public void While_it_lasts_everything_goes()
    {
        Assert.IsType<GroupSendVerdict.Go>(Decide("2026-03-02 09:00", 26, ack: true));
        Assert.IsType<GroupSendVerdict.Go>(Decide("2026-03-02 09:00", 26));
    }

    [Fact]
    public void With_the_last_three_acknowledgements_do_not_go_and_say_why() =>
        Assert.Equal(new GroupSendVerdict.Shut("quota kept for what matters: 3 of 30 left in 2026-03"), Decide("2026-03-02 09:00", 26, waiting: 1, ack: true));

    [Theory]
    [InlineData("2026-03-10 09:00", null, "2026-03-10 18:00")]
    [InlineData("2026-03-10 19:00", "2026-03-10 18:00", "2026-03-11 18:00")]
    [InlineData("2026-03-10 23:00", "2026-03-09 18:00", "2026-03-11 18:00")]
    [InlineData("2026-03-31 19:00", "2026-03-31 18:00", "2026-04-01 07:00")]
    public void With_the_last_three_the_rest_waits_for_the_next_digest(string at, string? lastTask, string until) =>
        Assert.Equal(Clock.At(until), Assert.IsType<GroupSendVerdict.Gather>(Decide(at, 27, lastTask: lastTask)).Until);

    [Theory]
    [InlineData("2026-03-10 18:00", "2026-03-10 17:59")]
    [InlineData("2026-03-10 21:59", null)]
    public void The_digest_goes_once_in_the_evening(string at, string? lastTask) => Assert.IsType<GroupSendVerdict.Go>(Decide(at, 27, lastTask: lastTask));

    [Fact]
    public void When_it_is_used_up_nothing_goes_and_the_reason_is_told() =>
        Assert.Equal(new GroupSendVerdict.Shut("quota used up: 30 of 30 sent in 2026-03, 0 waiting for a tap"), Decide("2026-03-10 18:00", 30));

    [Theory]
    [InlineData(2)]
    [InlineData(28)]
    [InlineData(29)]
    public void While_a_task_waits_for_its_tap_the_rest_is_kept_for_the_next_one(int sent)
    {
        Assert.Equal(new GroupSendVerdict.Gather(Clock.At("2026-03-10 18:15"), GroupSendQuota.GoesWithNext), Decide("2026-03-10 18:00", sent, waiting: 1));
        Assert.IsType<GroupSendVerdict.Go>(Decide("2026-03-10 18:00", sent, waiting: 1, critical: true));
    }

    [Fact]
    public void What_is_critical_is_never_held_back()
    {
        Assert.IsType<GroupSendVerdict.Go>(Decide("2026-03-10 03:00", 28, critical: true));
        Assert.IsType<GroupSendVerdict.Go>(Decide("2026-03-10 03:00", 30, critical: true, shut: "2026-03-11 00:00"));
    }

    [Fact]
    public void A_month_has_no_more_than_its_days_and_begins_at_midnight_in_shanghai()
    {
        Assert.IsType<GroupSendVerdict.Shut>(Decide("2026-02-28 23:59", 28, quota: 30));
        Assert.IsType<GroupSendVerdict.Go>(Decide("2026-03-01 00:00", 26, quota: 31, ack: true));
    }

    [Fact]
    public void What_the_platform_has_refused_waits_for_its_next_day()
    {
        Assert.Equal(Clock.At("2026-03-11 07:00"), Assert.IsType<GroupSendVerdict.Gather>(Decide("2026-03-10 12:00", 1, shut: "2026-03-11 00:00")).Until);
        Assert.Equal("the group has had its share for now", Assert.IsType<GroupSendVerdict.Shut>(Decide("2026-03-10 12:00", 1, ack: true, shut: "2026-03-11 00:00")).Reason);
        Assert.IsType<GroupSendVerdict.Go>(Decide("2026-03-11 00:00", 1, shut: "2026-03-11 00:00"));
    }

    [Fact]
    public void A_text_that_is_too_long_ends_visibly_within_4000_bytes()
    {
        var fitted = TapWords.Fit(string.Concat(Enumerable.Repeat("停水👨‍👩‍👧", 400)));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(fitted), 3900, 4000);
        Assert.EndsWith("……（太长，其余请问社区）", fitted, StringComparison.Ordinal);
        Assert.Equal("停水", TapWords.Fit("停水"));
    }
}

using Bot.Domain.Channels.Wechat;
using Bot.Tests.Clocks;

namespace Bot.Tests.Channels.Wechat;

public class ReplyWindowTests
{
    private static readonly DateTimeOffset Heard = Clock.At("2026-03-02 09:00");

    [Fact]
    public void Five_go_within_48_hours_of_what_was_heard_last()
    {
        var window = new ReplyWindow(Heard, 0, null, 0);
        for (var sent = 0; sent < 5; sent++)
        {
            Assert.Null(window.Shut(1, Heard.AddHours(47.9)));
            window = window.Take(1, Heard.AddHours(47.9));
        }

        Assert.Contains("45047", window.Shut(1, Heard.AddHours(47.9)), StringComparison.Ordinal);
    }

    [Fact]
    public void After_48_hours_the_person_has_to_write_first()
    {
        var window = new ReplyWindow(Heard, 0, null, 0);
        Assert.Null(window.Shut(1, Heard.AddHours(48).AddSeconds(-1)));
        Assert.Contains("48 h", window.Shut(1, Heard.AddHours(48)), StringComparison.Ordinal);
        Assert.NotNull(ReplyWindow.Never.Shut(1, Heard));
    }

    [Fact]
    public void A_message_in_three_parts_goes_whole_or_not_at_all()
    {
        var window = new ReplyWindow(Heard, 3, null, 0);
        Assert.Null(window.Shut(2, Heard));
        Assert.NotNull(window.Shut(3, Heard));
    }

    [Fact]
    public void An_event_opens_a_minute_that_is_used_up_first()
    {
        var window = new ReplyWindow(Heard, 4, Heard.AddMinutes(1), 2);
        Assert.Null(window.Shut(3, Heard));
        var after = window.Take(3, Heard);
        Assert.Equal((5, 0), (after.Sent, after.EventLeft));
        Assert.NotNull(new ReplyWindow(null, 0, Heard.AddMinutes(1), 2).Shut(1, Heard.AddMinutes(1)));
        Assert.Equal([2, 3, 3, 3, 0], "enter follow scan menu unfollow".Split(' ').Select(ReplyWindow.OpenedBy));
    }
}

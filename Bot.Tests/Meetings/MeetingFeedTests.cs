using System.Text;
using Bot.Domain.Meetings;
using Bot.Tests.Clocks;

namespace Bot.Tests.Meetings;

public class MeetingFeedTests
{
    private static readonly Meeting Talk = new("7", ["demo-1"], "夜话会；停车,加梯", Clock.At("2026-03-05 19:30"), "4栋楼下凉亭", "一、停车\n二、加装电梯", false, 3);

    private static string Write(params Meeting[] meetings) => MeetingFeed.Write("桂香园第1网格会议", "demo", meetings, Clock.At("2026-03-01 09:00"));

    /// <summary>Lines as a reader unfolds them, names to values.</summary>
    private static List<string> Unfolded(string feed) => [.. feed.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)];

    [Fact]
    public void A_meeting_says_when_where_and_which_version_it_is()
    {
        var lines = Unfolded(Write(Talk));
        Assert.Equal("BEGIN:VCALENDAR", lines[0]);
        Assert.Equal("END:VCALENDAR", lines[^1]);
        foreach (var line in new[] { "UID:meeting-7@demo", "SEQUENCE:2", "DTSTAMP:20260301T010000Z", "DTSTART:20260305T113000Z", "SUMMARY:夜话会；停车\\,加梯", "LOCATION:4栋楼下凉亭", "DESCRIPTION:一、停车\\n二、加装电梯", "STATUS:CONFIRMED" })
        {
            Assert.Contains(line, lines);
        }
    }

    [Fact]
    public void A_cancelled_meeting_stays_and_says_so() => Assert.Contains("STATUS:CANCELLED", Unfolded(Write(Talk with { Cancelled = true })));

    [Fact]
    public void No_line_is_longer_than_75_bytes_and_no_character_is_cut()
    {
        var feed = Write(Talk with { Title = string.Concat(Enumerable.Repeat("周四夜话会😀", 30)) });
        Assert.All(feed.Split("\r\n"), line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.Contains($"SUMMARY:{string.Concat(Enumerable.Repeat("周四夜话会😀", 30))}", Unfolded(feed));
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(feed)));
    }
}

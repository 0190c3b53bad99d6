using System.Diagnostics;
using System.Text.Json;
using Bot.Domain.Meetings;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Meetings;

/// <summary>Two parsers of others, from npm, read what we write; where npm could not fetch them (BOT_TEST_NPM), these are skipped and say so.</summary>
public class MeetingFeedReadersTests
{
    [Fact]
    public async Task Two_parsers_of_others_read_the_same_meetings_as_we_wrote()
    {
        var folder = Environment.GetEnvironmentVariable("BOT_TEST_NPM") ?? "";
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules", "ical.js")) && Directory.Exists(Path.Combine(folder, "node_modules", "node-ical")),
            "the npm packages ical.js and node-ical are not here (BOT_TEST_NPM names no folder that holds them): no other parser reads the feed");
        var longTitle = string.Concat(Enumerable.Repeat("周六院坝会，", 12));
        Meeting[] meetings =
        [
            new("1", ["demo-1"], "夜话会; 停车,加梯\\", Clock.At("2026-03-05 19:30"), "4栋楼下凉亭", "一、停车\n二、加装电梯", false, 1),
            new("2", ["demo-1"], longTitle, Clock.At("2026-12-31 23:30"), "活动室", null, true, 3),
        ];
        using var node = Process.Start(new ProcessStartInfo("node", [Sources.Of("Bot.Tests/Meetings/read-feed.cjs"), folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
        })!;
        await node.StandardInput.WriteAsync(MeetingFeed.Write("桂香园第1网格会议", "demo", meetings, Clock.At("2026-03-01 09:00")));
        node.StandardInput.Close();
        var read = JsonSerializer.Deserialize<string?[][][]>(await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken))!;
        string?[][] written =
        [
            ["meeting-1@demo", "夜话会; 停车,加梯\\", "4栋楼下凉亭", "一、停车\n二、加装电梯", "2026-03-05T11:30:00.000Z", "2026-03-05T13:00:00.000Z", "CONFIRMED"],
            ["meeting-2@demo", longTitle, "活动室", null, "2026-12-31T15:30:00.000Z", "2026-12-31T17:00:00.000Z", "CANCELLED"],
        ];
        Assert.Equal(2, read.Length);
        Assert.All(read, parser => Assert.Equal(written, parser));
    }
}

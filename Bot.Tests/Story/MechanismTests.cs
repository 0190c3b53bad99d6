using System.Text.Json;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>Mechanisms of the grid that tickets and meetings carry, one test each, named as the communities name them.</summary>
public sealed class MechanismTests(DemoHost host) : IClassFixture<DemoHost>
{
    private readonly BotClient bot = host.Bot;

    [Fact]
    public async Task 联心三会_evening_talk_courtyard_meeting_and_report_meeting_are_planned_told_signed_up_for_written_down_and_chased()
    {
        var monday = await bot.MoveToMondayMorning();
        foreach (var (id, title, rule) in new[] { ("courtyard-2", "月中院坝会", "每月15日"), ("report-2", "月底报告会", "每月月底") })
        {
            var planned = await bot.Call(HttpMethod.Put, $"/api/meeting-series/{id}", new { node = "grid-2", title, rule, holidays = "假日顺延", time = "19:00", place = "院坝" });
            Assert.NotEmpty(planned.GetProperty("dates").EnumerateArray());
        }

        var number = await Report("demo-1", "r1", "7栋1单元楼道灯不亮了");
        await bot.Say("demo-1", "w1", $"确认 {number}");
        var talk = (await bot.Get("/api/meetings")).GetProperty("items").EnumerateArray()
            .First(meeting => meeting.GetProperty("title").GetString() == "周四夜话会" && meeting.GetProperty("at").GetDateTimeOffset() > monday);
        var (meeting, at) = (talk.GetProperty("id").GetString()!, talk.GetProperty("at").GetDateTimeOffset());
        await bot.MoveTo(at.AddDays(-1).AddMinutes(5));
        var invited = (await bot.BotLines("demo-1")).Last(line => line.Text.StartsWith("【会议提醒】周四夜话会", StringComparison.Ordinal));
        Assert.Contains($"可以一起说说：", invited.Text, StringComparison.Ordinal);
        Assert.Contains($"#{number}", invited.Text, StringComparison.Ordinal);
        await bot.Say("demo-1", "r2", "报名，我和老伴两个人", invited.Id);
        await bot.MoveTo(at.AddMinutes(-55));
        Assert.Contains("已有2人报名", (await bot.BotLines("demo-1"))[^1].Text, StringComparison.Ordinal);

        await bot.MoveTo(at.AddHours(2));
        await bot.Say("demo-1", "w1", "纪要\n到会：居民等共16人\n1、单车棚漏雨，物业老张下周五前修好\n2、停车费怎么收，现场答复");
        await bot.Settle();
        var outcome = Assert.Single(await bot.BotLines("demo-1"), line => line.Text.StartsWith("【会议结果】周四夜话会", StringComparison.Ordinal));
        Assert.Contains("到会16人，说了2件事，现场答复1件", outcome.Text, StringComparison.Ordinal);
        var minuted = (await bot.Get($"/api/meetings/{meeting}")).GetProperty("items")[0].GetProperty("ticket").GetString()!;
        Assert.Equal("p1", (await bot.Ticket(minuted)).GetProperty("responsible").GetProperty("id").GetString());

        // The next one has no minutes after three days: its host is asked, and nobody else.
        await bot.MoveTo(at.AddDays(11));
        Assert.Contains(await bot.BotLines("dm-w1"), line => line.Text.Contains("周四夜话会还没有纪要", StringComparison.Ordinal));
    }

    [Fact]
    public async Task 小事不出网格_难事不出社区_大事不出镇街_a_matter_goes_up_by_hand_and_by_the_clock_with_its_history()
    {
        await bot.MoveToMondayMorning();
        var hard = await Report("demo-1", "r3", "8栋2单元外墙瓷砖松动要掉");
        await bot.Say("demo-1", "w1", $"确认 {hard}");
        await bot.Say("demo-staff", "w1", $"上报{hard} 要动用维修基金");
        await bot.Settle();
        Assert.Equal("community", await Level(hard));
        Assert.Contains(await bot.BotLines("demo-staff"), line => line.Text.Contains($"【上报】@社区书记 #{hard}", StringComparison.Ordinal));
        await bot.Say("demo-staff", "c1", $"{hard}上报街道 业主意见不一");
        await bot.Settle();
        Assert.Equal("street", await Level(hard));

        // What nobody settles goes up by itself: three working days after it was due the district hears of it.
        var due = (await bot.Ticket(hard)).GetProperty("dueAt").GetDateTimeOffset();
        await bot.MoveTo(due.AddDays(12));
        var ticket = await bot.Ticket(hard);
        Assert.Equal("district", ticket.GetProperty("level").GetString());
        Assert.Equal(["升级到社区", "升级到街道", "升级到区里"], ticket.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("text").GetString()!).Where(text => text.StartsWith("升级到", StringComparison.Ordinal)));
        Assert.Equal("w1", ticket.GetProperty("responsible").GetProperty("id").GetString());
    }

    [Fact]
    public async Task 一说一解_taken_routed_refused_put_off_with_a_date_settled_told_and_judged_by_the_resident()
    {
        await bot.MoveToMondayMorning();
        var number = await Report("demo-2", "r4", "2栋3单元水管爆了，到处是水");
        await bot.Say("demo-2", "w2", $"确认 {number}");
        await bot.Say("demo-staff", "w2", $"转{number}给物业老张 要关总阀");
        await bot.Settle();
        await bot.Say("demo-staff", "p1", $"退单{number} 总阀归自来水公司");
        await bot.Settle();
        Assert.Contains(await bot.BotLines("demo-staff"), line => line.Text.Contains($"#{number}", StringComparison.Ordinal) && line.Text.Contains("总阀归自来水公司", StringComparison.Ordinal));
        await bot.Say("demo-2", "w2", $"暂缓{number} 后天 等部门 自来水公司");
        await bot.Settle();
        Assert.Equal("paused", (await bot.Ticket(number)).GetProperty("state").GetString());
        await bot.Say("demo-2", "w2", $"恢复{number}");
        await bot.Say("demo-2", "w2", $"{number} 修好了");
        await bot.Settle();
        await bot.Say("demo-2", "r4", "1");
        await bot.Settle();
        var ticket = await bot.Ticket(number);
        Assert.Equal(("closed", 1), (ticket.GetProperty("state").GetString(), ticket.GetProperty("satisfaction").GetProperty("solved").GetInt32()));
    }

    private async Task<string> Level(string number) => (await bot.Ticket(number)).GetProperty("level").GetString()!;

    /// <summary>Returns the ticket's number.</summary>
    private async Task<string> Report(string group, string sender, string text)
    {
        var known = (await bot.Tickets()).Select(No).ToHashSet();
        await bot.Say(group, sender, text);
        await bot.Settle();
        return Assert.Single((await bot.Tickets()).Select(No), number => !known.Contains(number));
    }

    private static string No(JsonElement ticket) => ticket.GetProperty("no").GetString()!;
}

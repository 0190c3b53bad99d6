using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>Wishes, needs and volunteers as residents, workers and staff programs see them: one test for each row of the product's table.</summary>
public sealed partial class WishStoryTests(DemoHost host) : IClassFixture<DemoHost>
{
    private readonly BotClient bot = host.Bot;

    private async Task<string> Said(string group, string sender, string text) => (await bot.AnswerTo(group, await bot.Say(group, sender, text))).Text;

    private async Task<string> Last(string group)
    {
        await bot.Settle();
        return (await bot.BotLines(group))[^1].Text;
    }

    private static string NumberIn(string text) => Number().Match(text).Groups[1].Value;

    [Fact(DisplayName = "微心愿: 提出 → 审核 → 公示(匿名) → 认领 → 完成 → 回访, one claimant")]
    public async Task A_wish_goes_from_its_proposal_to_the_question_whether_it_is_fulfilled()
    {
        var monday = await bot.MoveToMondayMorning();
        var number = NumberIn(await Said("demo-1", "r1", "心愿：想要一辆二手轮椅，送到4栋1单元302"));
        await Said("demo-staff", "w1", $"心愿 {number} 通过");
        await bot.MoveTo(monday.AddHours(1).AddMinutes(1));
        var published = await Last("demo-1");
        Assert.Contains($"#{number} 想要一辆二手轮椅，送到4栋（门牌略）", published, StringComparison.Ordinal);
        Assert.DoesNotContain("302", published, StringComparison.Ordinal);
        Assert.Contains("由您认领", await Said("demo-1", "r2", $"认领 {number}"), StringComparison.Ordinal);
        await bot.Say("demo-1", "r3", $"认领 {number}");
        await bot.Settle();
        Assert.Equal($"谢谢您的热心！#{number} 已有邻居认领了", await Last("dm-r3"));
        using var late = await bot.Send(HttpMethod.Post, $"/api/wishes/{number}/actions", new { action = "claim", person = "r3" });
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal("wish_taken", JsonDocument.Parse(await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("code").GetString());
        await Said("dm-r2", "r2", $"心愿 {number} 完成");
        Assert.Equal($"心愿 #{number} 办好了吗？回 1 好了 2 没好", await Last("dm-r1"));
        using var unknown = await bot.Send(HttpMethod.Post, "/api/wishes/publish", new { node = "nowhere" });
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        await Said("dm-r1", "r1", "1");
        Assert.Equal($"【微心愿】#{number} 实现了，谢谢热心邻居！", await Last("demo-1"));
        var shown = await bot.Get($"/api/wishes/{number}");
        Assert.Equal("fulfilled", shown.GetProperty("wish").GetProperty("state").GetString());
        Assert.Equal(
            ["wish_proposed", "wish_approved", "wish_published", "wish_claimed", "wish_done", "wish_answered"],
            shown.GetProperty("events").EnumerateArray().Select(line => line.GetProperty("kind").GetString()));
        Assert.DoesNotContain(await bot.BotLines("demo-1"), line => line.Text.Contains("老周", StringComparison.Ordinal) || line.Text.Contains("302", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "需求 5 类 23 项 (茅溪): needs and wishes apart from complaints, counted by kind")]
    public async Task Needs_are_apart_from_complaints_and_counted_by_kind()
    {
        await bot.MoveToMondayMorning();
        var tickets = (await bot.Tickets()).Count;
        Assert.Contains("（智能手机）", await Said("demo-1", "r1", "需求：想找人教用手机"), StringComparison.Ordinal);
        Assert.Contains("（智能手机）", await Said("demo-2", "r4", "需求：老人不会用手机，想学"), StringComparison.Ordinal);
        Assert.Contains("（棋牌活动）", await Said("demo-1", "r3", "需求：想有个下棋的地方"), StringComparison.Ordinal);
        Assert.Equal(tickets, (await bot.Tickets()).Count);
        var counts = await bot.Get("/api/needs/counts?node=guixiangyuan");
        Assert.Equal((5, 23), (counts.GetProperty("kinds").GetInt32(), counts.GetProperty("items").GetInt32()));
        Assert.Equal(2, Open(counts, "智能手机"));
        Assert.Equal(1, Open(counts, "棋牌活动"));
        Assert.Equal(1, Open(await bot.Get("/api/needs/counts?node=grid-2"), "智能手机"));
        Assert.Matches("^需求清单（5类23项）：共[0-9]+件.*教育成长", await Said("demo-staff", "c1", "需求清单"));

        static int Open(JsonElement counts, string item) => counts.GetProperty("counts").EnumerateArray().Single(count => count.GetProperty("item").GetString() == item).GetProperty("open").GetInt32();
    }

    [Fact(DisplayName = "服务清单 / 需求清单: registers linked need → service; sensitive kinds private")]
    public async Task A_need_is_linked_to_a_service_and_a_sensitive_one_stays_private()
    {
        await bot.MoveToMondayMorning();
        var service = (await bot.Call(HttpMethod.Post, "/api/services", new { node = "guixiangyuan", title = "陪诊服务", times = "工作日上午", place = "社区卫生站", provider = "志愿者小陈", capacity = 2 })).GetProperty("no").GetString();
        var answer = await Said("demo-1", "r2", "需求：想找人陪诊");
        Assert.DoesNotContain("陪诊", answer, StringComparison.Ordinal);
        var number = NumberIn(answer);
        await Said("dm-w1", "w1", $"需求 {number} 对接 {service}");
        Assert.Equal($"您的需求 #{number} 有着落了：陪诊服务，工作日上午，社区卫生站，找志愿者小陈", await Last("dm-r2"));
        await Said("demo-1", "r3", "服务清单");
        var group = string.Concat((await bot.BotLines("demo-1")).Concat(await bot.BotLines("demo-staff")).Select(line => line.Text));
        Assert.DoesNotContain("陪诊", group, StringComparison.Ordinal);
        var need = (await bot.Get($"/api/needs/{number}")).GetProperty("need");
        Assert.Equal(("linked", service), (need.GetProperty("state").GetString(), need.GetProperty("service").GetString()));
        using var unknown = await bot.Send(HttpMethod.Post, $"/api/needs/{number}/actions", new { action = "link", service = "1" });
        Assert.Equal(HttpStatusCode.Conflict, unknown.StatusCode);
    }

    [Fact(DisplayName = "多网合一; 党员报到、先锋岗: posts that can be claimed, hours and tickets credited")]
    public async Task Who_reports_takes_a_post_and_hours_and_tickets_are_credited()
    {
        await bot.MoveToMondayMorning();
        var post = (await bot.Call(HttpMethod.Post, "/api/volunteer-posts", new { node = "guixiangyuan", title = "楼道巡查", tasks = "每周查一次楼道", places = 2 })).GetProperty("post").GetInt32();
        Assert.StartsWith("欢迎！", await Said("demo-1", "r2", "党员报到"), StringComparison.Ordinal);
        Assert.Contains("由您来守", await Said("demo-1", "r2", $"认岗 {post}"), StringComparison.Ordinal);
        var hours = NumberIn(await Said("demo-1", "r2", "服务 2小时 打扫楼道"));
        await Said("demo-staff", "w1", $"服务 {hours} 确认");
        var ticket = NumberIn(await Said("demo-1", "r1", "4栋1单元楼道灯不亮了"));
        await Said("demo-staff", "w1", $"志愿 {ticket} 老周");
        Assert.StartsWith("您的服务：已确认2小时；岗位：楼道巡查；帮办工单：#" + ticket, await Said("dm-r2", "r2", "我的服务"), StringComparison.Ordinal);
        var roll = (await bot.Get("/api/volunteers?node=grid-1")).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("personId").GetString() == "r2");
        Assert.Equal(2m, roll.GetProperty("hours").GetDecimal());
        Assert.Equal(ticket, Assert.Single(roll.GetProperty("tickets").EnumerateArray()).GetString());
    }

    [GeneratedRegex("#([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}

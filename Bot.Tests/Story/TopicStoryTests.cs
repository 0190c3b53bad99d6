using System.Text.Json;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>Topics, consent lists and minutes, as the people in the groups and a staff program see them.</summary>
public sealed class TopicStoryTests(DemoHost host) : IClassFixture<DemoHost>
{
    private readonly BotClient bot = host.Bot;

    [Fact(DisplayName = "收集-办理-复盘; 提出议题-协商议题-监督落实-事后复盘")]
    public async Task A_topic_is_proposed_talked_through_carried_out_under_supervision_and_reviewed()
    {
        var monday = await bot.MoveToMondayMorning();
        var topic = Digits(await Answer("demo-1", "r1", "议题：单车棚往哪里搬"));
        await bot.Say("demo-1", "w1", $"议题{topic}通过");
        var opened = await Hears("demo-1", $"【议题{topic}·协商】单车棚往哪里搬");
        var known = (await bot.Tickets()).Count;
        Assert.Equal($"您的想法记到议题{topic}了，谢谢", await Answer("demo-1", "r2", "北门好，南门那边灯都不亮", opened.Id));
        await bot.Settle();
        Assert.Equal(known, (await bot.Tickets()).Count);
        await bot.Say("demo-1", "w1", $"议题{topic}投票 按户：北门/南门");
        await Hears("demo-1", $"【议题{topic}·投票】");
        foreach (var (person, choice) in new[] { ("r1", 1), ("r2", 2), ("r3", 1), ("r2", 1) })
        {
            await Answer("demo-1", person, $"投票 {topic} {choice}");
        }

        await bot.MoveTo(monday.AddDays(3).AddHours(11).AddMinutes(1));
        Assert.Equal($"【议题{topic}·投票结果】单车棚往哪里搬：北门3票，南门0票，共3户投票", (await Hears("demo-1", $"【议题{topic}·投票结果】")).Text);
        await Answer("demo-1", "r3", $"我来监督{topic}");
        await bot.Say("demo-1", "w1", $"议题{topic}决议：单车棚搬到北门，物业老张负责");
        await Hears("demo-1", $"【议题{topic}·监督落实】");
        var ticket = (await Topic(topic)).GetProperty("resolutions")[0].GetProperty("ticket").GetString()!;
        await Finish("demo-1", "p1", "r3", ticket);
        await bot.MoveTo(monday.AddDays(4).AddMinutes(1));
        var review = await Hears("demo-1", $"【议题{topic}·复盘】");
        Assert.Equal("谢谢，记下了", await Answer("demo-1", "r2", "1", review.Id));
        Assert.Equal("谢谢，记下了", await Answer("dm-r1", "r1", $"复盘 {topic} 好了"));
        await bot.MoveTo(monday.AddDays(11).AddMinutes(2));
        Assert.EndsWith($"（#{ticket}）。好了2人，没好0人，说不清0人，未评价1人。谢谢大家", (await Hears("demo-1", $"【议题{topic}·结果】")).Text, StringComparison.Ordinal);
        Assert.Single(await bot.BotLines("demo-1"), line => line.Text.StartsWith($"【议题{topic}·复盘】", StringComparison.Ordinal));
        using var again = await bot.Send(HttpMethod.Post, $"/api/topics/{topic}/actions", new { action = "pass" });
        Assert.Equal(System.Net.HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact(DisplayName = "委托书 (19 业主)")]
    public async Task Nineteen_owners_sign_and_the_bot_signs_for_nobody()
    {
        var monday = await bot.MoveToMondayMorning();
        var houses = Enumerable.Range(101, 20).Select(door => $"6-1-{door}").Append("4-1-302").Append("5栋1单元1203").ToArray();
        var list = (await bot.Call(HttpMethod.Post, "/api/consents", new { node = "grid-1", title = "屋顶修缮", text = "同意用维修资金修屋顶", houses, threshold = new { count = 19 }, until = monday.AddDays(20) })).GetProperty("number").GetString()!;
        await bot.Settle();
        var opened = await Hears("demo-1", $"【委托书{list}】");
        for (var door = 101; door < 118; door++)
        {
            await bot.Call(HttpMethod.Post, $"/api/consents/{list}/signatures", new { house = $"6-1-{door}", name = "业主", collectedBy = "w1" });
        }

        using var wrong = await bot.Send(HttpMethod.Post, $"/api/consents/{list}/signatures", new { house = "9-9-999", name = "业主" });
        Assert.Equal("house_not_listed", await Code(wrong));
        Assert.Equal($"签好了，现在18户，要19户。要撤回「撤签 {list}」", await Answer("dm-r1", "r1", $"签 {list}"));
        Assert.Equal($"签好了，现在19户，要19户。要撤回「撤签 {list}」", await Answer("demo-1", "r2", "签", opened.Id));
        await bot.Settle();
        Assert.Contains("没认出您是哪一户", await Answer("demo-1", "r3", $"签 {list}"), StringComparison.Ordinal);
        Assert.StartsWith("撤好了", await Answer("dm-r1", "r1", $"撤签 {list}"), StringComparison.Ordinal);
        Assert.StartsWith("签好了，现在19户", await Answer("dm-r1", "r1", $"签 {list}"), StringComparison.Ordinal);
        await bot.Settle();
        Assert.Single(await bot.BotLines("demo-1"), line => line.Text == $"【委托书{list}】屋顶修缮：已有19户签字，够19户了，谢谢大家");
        using var export = await bot.Send(HttpMethod.Get, $"/api/consents/{list}/signatures.csv", null);
        var lines = (await export.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("户,签字人,日期,方式,收集人", lines[0]);
        Assert.Equal(20, lines.Length);
        Assert.Contains(lines, line => line.StartsWith("6-1-101,业主,", StringComparison.Ordinal) && line.EndsWith(",纸质,网格员小余", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("5-1-1203,5-1-1203 老周,", StringComparison.Ordinal) && line.EndsWith(",本人,", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "近邻恳谈会")]
    public async Task Neighbours_are_answered_on_the_spot_or_by_a_promised_date_and_check_what_was_promised()
    {
        var at = (await bot.MoveToMondayMorning()).AddHours(2);
        string[] parties = ["社区", "物业", "业委会"];
        var meeting = (await bot.Call(HttpMethod.Post, "/api/meetings", new { group = "demo-2", title = "近邻恳谈会", at, place = "活动室", parties, quorum = new { parties = 2, people = 5 } })).GetProperty("id").GetString()!;
        await bot.MoveTo(at.AddHours(2));
        var known = (await bot.Tickets()).Count;
        await bot.Say("demo-2", "w2", $"纪要{meeting}\n到会：社区、物业，居民12人\n1、停车费怎么收，现场答复\n2、2-3-501反映单元门关不上，物业老张后天前修好");
        var outcome = (await Hears("demo-2", "【会议结果】近邻恳谈会")).Text;
        Assert.Contains("到会12人，没到会：业委会，人数够了，说了2件事，现场答复1件，1件已登记：#", outcome, StringComparison.Ordinal);
        Assert.DoesNotContain("501", outcome, StringComparison.Ordinal);
        Assert.Equal(known + 1, (await bot.Tickets()).Count);
        var items = (await bot.Get($"/api/meetings/{meeting}")).GetProperty("items");
        Assert.True(items[0].GetProperty("answered").GetBoolean());

        // 整改清单: number, who, what, whose duty, until when.
        var number = items[1].GetProperty("ticket").GetString()!;
        var ticket = await bot.Ticket(number);
        Assert.Equal(("assigned", "p1"), (ticket.GetProperty("state").GetString(), ticket.GetProperty("responsible").GetProperty("id").GetString()));
        Assert.NotEmpty(ticket.GetProperty("measures").GetString()!);
        Assert.NotEmpty(ticket.GetProperty("responsibility").GetString()!);
        Assert.Equal(at.AddHours(-2).AddDays(2).AddHours(9), ticket.GetProperty("dueAt").GetDateTimeOffset());

        // 销号 only after the resident's check.
        await Finish("demo-2", "p1", "r4", number);
    }

    [Fact(DisplayName = "诉求 → 议题 → 会议 → 决议 → 工单 → 结果")]
    public async Task The_chain_from_complaint_to_result_is_whole()
    {
        var monday = await bot.MoveToMondayMorning();
        var complaint = Digits(await Answer("demo-1", "r2", "9栋2单元电动车没地方充电，天天飞线"));
        await bot.Say("demo-1", "w1", $"{complaint} 确认");
        await bot.Say("demo-1", "w1", $"{complaint}转议题：要不要装充电桩");
        var opened = await Hears("demo-1", $"（由#{complaint}来）");
        var topic = Digits(opened.Text);
        var at = monday.AddDays(1).AddHours(10);
        var meeting = (await bot.Call(HttpMethod.Post, "/api/meetings", new { group = "demo-1", title = "充电协商会", at, place = "凉亭" })).GetProperty("id").GetString()!;
        await bot.MoveTo(at.AddDays(-1).AddMinutes(1));
        Assert.Contains($"议题{topic}要不要装充电桩", (await Hears("demo-1", "【会议提醒】充电协商会")).Text, StringComparison.Ordinal);
        await bot.MoveTo(at.AddHours(1));
        await bot.Say("demo-1", "w1", $"纪要{meeting}\n到会：居民15人\n议题{topic}：决定装两台，物业老张负责，后天前");
        Assert.Contains($"（议题{topic}）", (await Hears("demo-1", "【会议结果】充电协商会")).Text, StringComparison.Ordinal);
        Assert.Contains("。装两台；物业老张负责", (await Hears("demo-1", $"【议题{topic}·监督落实】")).Text, StringComparison.Ordinal);
        var resolution = (await Topic(topic)).GetProperty("resolutions")[0];
        Assert.Equal(meeting, resolution.GetProperty("meeting").GetString());
        var ticket = resolution.GetProperty("ticket").GetString()!;
        await bot.Call(HttpMethod.Post, $"/api/tickets/{ticket}/actions", new { action = "resolve", text = "装好了" });
        await bot.MoveTo(at.AddDays(5));
        Assert.Equal("closed", (await bot.Ticket(ticket)).GetProperty("state").GetString());
        Assert.Equal("谢谢，记下了", await Answer("dm-r2", "r2", $"复盘 {topic} 1"));
        await bot.MoveTo(at.AddDays(13));
        Assert.Contains("1项决议都办完了", (await Hears("demo-1", $"【议题{topic}·结果】")).Text, StringComparison.Ordinal);
        var whole = await Topic(topic);
        Assert.Equal((complaint, "done", "closed"), (whole.GetProperty("complaint").GetProperty("number").GetString()!, whole.GetProperty("topic").GetProperty("stage").GetString()!, whole.GetProperty("resolutions")[0].GetProperty("state").GetString()!));
        Assert.Equal(1, whole.GetProperty("review").GetProperty("good").GetInt32());
    }

    [Theory]
    [InlineData("/api/topics", """{"node":"nowhere","title":"单车棚"}""", "node_unknown")]
    [InlineData("/api/topics", """{"node":"grid-1","title":""}""", "topic_incomplete")]
    [InlineData("/api/topics", """{"from":"9999"}""", "ticket_unknown")]
    [InlineData("/api/topics/9999/actions", """{"action":"pass"}""", "topic_unknown")]
    [InlineData("/api/topics/9999/actions", """{"action":"vote","options":["装"]}""", "action_unknown")]
    [InlineData("/api/consents", """{"node":"grid-1","title":"屋顶","text":"修","houses":["四栋"],"threshold":{"count":1}}""", "house_refused")]
    [InlineData("/api/consents", """{"node":"grid-1","title":"屋顶","text":"修","threshold":{"share":0.5}}""", "threshold_refused")]
    [InlineData("/api/consents", """{"node":"grid-1","title":"屋顶","text":"修","threshold":{"count":5}}""", "until_refused")]
    [InlineData("/api/consents/9999/signatures", """{"house":"4-1-302","name":"陈"}""", "consent_unknown")]
    [InlineData("/api/consents/9999/signatures", """{"name":"陈"}""", "signature_incomplete")]
    [InlineData("/api/meetings", """{"group":"demo-1","title":"会","place":"凉亭","parties":["社区"],"quorum":{"parties":2}}""", "quorum_refused")]
    public async Task Bad_input_is_refused_with_a_stable_code(string path, string body, string code)
    {
        using var answer = await bot.Send(HttpMethod.Post, path, body);
        Assert.Equal(code, await Code(answer));
    }

    private Task<JsonElement> Topic(string number) => bot.Get($"/api/topics/{number}");

    /// <summary>The one in charge says that it is done, the resident who checks is asked and agrees, and it is closed.</summary>
    private async Task Finish(string group, string responsible, string resident, string ticket)
    {
        await bot.Say(group, responsible, $"办结 {ticket}");
        await bot.Settle();
        var question = (await bot.BotLines(group)).Last(line => line.Text.Contains($"#{ticket}", StringComparison.Ordinal));
        await bot.Say(group, resident, "1", question.Id);
        await bot.Settle();
        Assert.Equal("closed", (await bot.Ticket(ticket)).GetProperty("state").GetString());
    }

    private async Task<string> Answer(string group, string sender, string text, string? quote = null) => (await bot.AnswerTo(group, await bot.Say(group, sender, text, quote))).Text;

    private async Task<Line> Hears(string group, string part)
    {
        await bot.Settle();
        return (await bot.BotLines(group)).Last(line => line.Text.Contains(part, StringComparison.Ordinal));
    }

    private static string Digits(string text) => new([.. text.SkipWhile(character => !char.IsAsciiDigit(character)).TakeWhile(char.IsAsciiDigit)]);

    private static async Task<string?> Code(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("code").GetString();
}

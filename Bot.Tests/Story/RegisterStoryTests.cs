using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Bot.Domain.Clocks;
using Bot.Tests.Clocks;
using Bot.Tests.Inspections;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>Rows of the product that are kept from groups, and the inspections that are drawn, as workers, residents and a staff program see them.</summary>
public sealed class RegisterStoryTests(DemoHost host) : IClassFixture<DemoHost>
{
    private static readonly string[] Items = ["地面干净", "留样", "冰柜标签"];
    private static readonly string[] Weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday"];
    private static readonly string[] People = ["r2", "r3"];
    private readonly BotClient bot = host.Bot;

    private async Task<string> Tell(string person, string text) => (await bot.AnswerTo($"dm-{person}", await bot.Say($"dm-{person}", person, text))).Text;

    private static string NumberIn(string text) => System.Text.RegularExpressions.Regex.Match(text, "#([0-9]+)").Groups[1].Value;

    private async Task<HttpStatusCode> StatusOf(HttpMethod method, string path, object? body = null, bool asStaff = true)
    {
        using var answer = await bot.Send(method, path, body, asStaff);
        return answer.StatusCode;
    }

    private async Task<string> AllGroups() => string.Join('\n', (await bot.BotLines("demo-1")).Concat(await bot.BotLines("demo-2")).Concat(await bot.BotLines("demo-staff")).Select(line => line.Text));

    [Fact(DisplayName = "三张清单 (重点人员, 重点场所, 重点事项)")]
    public async Task The_three_registers_are_kept_visited_and_shown_to_nobody_without_the_role()
    {
        var monday = await bot.MoveToMondayMorning();
        var people = NumberIn(await Tell("w1", "重点人员：吴奶奶，独居，2栋3单元701，每2周"));
        var places = NumberIn(await Tell("w1", "重点场所：东门烧烤店，油烟大，每周"));
        var matter = (await bot.Call(HttpMethod.Post, "/api/registers", new { kind = "matters", node = "grid-1", owner = "w1", everyDays = 30, text = "6栋电梯老化" })).GetProperty("number").GetString()!;
        await bot.Settle();
        Assert.Contains(await bot.BotLines("dm-w1"), line => line.Text == $"清单#{matter}归你负责了，回「清单{matter}」看内容");
        Assert.Contains("吴奶奶，独居", await Tell("w1", $"清单{people}"), StringComparison.Ordinal);
        Assert.Contains("6栋电梯老化", await Tell("c1", $"清单{matter} 核对"), StringComparison.Ordinal);
        Assert.Equal("没有找到你能看的这一条", await Tell("w2", $"清单{people}"));
        Assert.Contains("下次", await Tell("w1", $"走访{people} 吴奶奶缺胃药"), StringComparison.Ordinal);
        var group = await bot.Say("demo-1", "w1", $"走访{people} 吴奶奶好多了");
        await bot.Settle();
        Assert.Contains(await bot.BotLines("demo-1"), line => line.Text == "这类内容请私聊我");
        Assert.NotEmpty(group);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(HttpMethod.Get, $"/api/registers/{people}?why=核对", asStaff: false));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusOf(HttpMethod.Get, $"/api/registers/{people}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(HttpMethod.Get, "/api/registers/9999?why=核对"));
        Assert.DoesNotContain("吴奶奶", (await bot.Get("/api/registers")).ToString(), StringComparison.Ordinal);
        var shown = await bot.Get($"/api/registers/{people}?why=核对");
        Assert.Equal("吴奶奶缺胃药", shown.GetProperty("visits")[0].GetProperty("text").GetString());
        var looks = (await bot.Get($"/api/registers/{people}/looks")).GetProperty("items").EnumerateArray().Select(look => (look.GetProperty("actor").GetString(), look.GetProperty("through").GetString(), look.GetProperty("refused").GetBoolean())).ToList();
        Assert.Equal([("api:admin", "api", false), ("w2", "chat", true), ("w1", "chat", false)], looks);

        await bot.Say("demo-1", "r2", "2栋3单元701厨房漏水了，水往下流");
        await bot.Settle();
        Assert.Contains(await bot.BotLines("dm-w1"), line => line.Text.EndsWith($"可能和你的清单#{people}有关，请留意", StringComparison.Ordinal));
        await bot.MoveTo(monday.AddDays(10));
        Assert.Contains(await bot.BotLines("dm-w1"), line => line.Text.StartsWith($"清单#{places}今天该走访", StringComparison.Ordinal));
        Assert.Contains(await bot.BotLines("dm-c1"), line => line.Text == "网格员小余有1项走访过期没做，请问一问");
        Assert.DoesNotContain("奶奶", await AllGroups(), StringComparison.Ordinal);
        Assert.DoesNotContain("烧烤", await AllGroups(), StringComparison.Ordinal);
        var stored = string.Concat(await host.Database.Query<string>("SELECT line::text FROM outbox AS line UNION ALL SELECT line::text FROM inbox AS line UNION ALL SELECT line::text FROM journal AS line"));
        Assert.DoesNotContain("吴奶奶", stored, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "矛盾纠纷调处 (绍胤工作室)")]
    public async Task A_dispute_is_mediated_in_private_and_counted_by_its_outcome()
    {
        var monday = await bot.MoveToMondayMorning();
        await bot.Say("demo-staff", "w1", "纠纷：争车位骂架，当事人：冯家、褚家，调解员：社区书记");
        await bot.Settle();
        var number = NumberIn((await bot.BotLines("dm-w1")).Last(line => line.Text.StartsWith("纠纷记下了", StringComparison.Ordinal)).Text);
        Assert.Contains("当事人：冯家、褚家", await Tell("c1", $"纠纷{number}"), StringComparison.Ordinal);
        Assert.Equal("没有找到你能看的这件纠纷", await Tell("w2", $"纠纷{number}"));
        Assert.Contains("达成协议", await Tell("c1", $"纠纷{number} 协议：冯家让出车位，3天后回访"), StringComparison.Ordinal);
        await bot.MoveTo(monday.AddDays(3));
        Assert.Contains(await bot.BotLines("dm-c1"), line => line.Text.StartsWith($"纠纷#{number}该回访了", StringComparison.Ordinal));
        Assert.Equal("followedUp", (await bot.Call(HttpMethod.Post, $"/api/disputes/{number}/steps", new { kind = "followedUp", text = "车位让出来了" })).GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Conflict, await StatusOf(HttpMethod.Post, $"/api/disputes/{number}/steps", new { kind = "agreed", text = "又谈了" }));
        Assert.Equal(4, (await bot.Get($"/api/disputes/{number}?why=检查")).EnumerateObject().Count());
        var other = await bot.Call(HttpMethod.Post, "/api/disputes", new { node = "grid-2", text = "争楼道", mediator = "w2" });
        Assert.Equal("open", other.GetProperty("state").GetString());
        var named = await bot.Call(HttpMethod.Patch, $"/api/disputes/{other.GetProperty("number").GetString()}", new { mediator = "c1" });
        Assert.Equal("c1", named.GetProperty("mediator").GetString());
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(HttpMethod.Patch, $"/api/disputes/{number}", new { mediator = "p1" }));
        Assert.DoesNotContain("纠纷", await AllGroups(), StringComparison.Ordinal);
        var counted = await host.Database.Query<string>($"SELECT kind FROM journal WHERE subject = 'dispute:{number}' AND kind IN ('dispute_agreed', 'dispute_failed', 'dispute_followed_up') ORDER BY sequence");
        Assert.Equal(["dispute_agreed", "dispute_followed_up"], counted);
    }

    [Fact(DisplayName = "食堂监督服务")]
    public async Task The_canteen_is_inspected_on_drawn_days_and_the_draw_can_be_computed_again()
    {
        var monday = await bot.MoveToMondayMorning();

        // In a week of holidays nobody would be drawn.
        while (Enumerable.Range(7, 5).Any(day => Clock.Calendar.Published(ShanghaiTime.DateOf(monday).AddDays(day)) is { IsOffDay: true }))
        {
            monday = monday.AddDays(7);
            await bot.MoveTo(monday);
        }

        await bot.Call(HttpMethod.Put, "/api/inspections/canteen", new { node = "guixiangyuan", place = "社区食堂", items = Items, weekdays = Weekdays, leastDays = 2, mostDays = 2, people = People, responsible = "p1" });
        await bot.MoveTo(monday.AddDays(6).AddHours(10));
        var before = (await bot.Get("/api/inspections/canteen/draws")).GetProperty("items")[0];
        Assert.Equal(JsonValueKind.Null, before.GetProperty("seed").ValueKind);
        var commitment = before.GetProperty("commitment").GetString()!;
        Assert.Contains(await bot.BotLines("demo-staff"), line => line.Text.Contains(commitment, StringComparison.Ordinal));

        // The clock stops at each morning of the week, until somebody is asked.
        var (asked, inspector) = ("", "");
        for (var day = 7; asked.Length == 0; day++)
        {
            Assert.True(day < 14, "nobody was asked all week");
            await bot.MoveTo(monday.AddDays(day));
            foreach (var person in People)
            {
                if ((await bot.BotLines($"dm-{person}")).FirstOrDefault(line => line.Text.StartsWith("今天请你去社区食堂", StringComparison.Ordinal)) is { } line)
                {
                    (asked, inspector) = (line.Text.Split("检查")[1].Split(' ')[0], person);
                }
            }
        }

        Assert.Equal("收到，1项要改，已派人办，谢谢", await Tell(inspector, $"检查{asked} 1好 2好 3差：冰柜没贴标签"));
        await bot.Settle();
        var result = Assert.Single(await bot.BotLines("demo-2"), line => line.Text.StartsWith("【监督抽查】", StringComparison.Ordinal)).Text;
        Assert.Equal("p1", (await bot.Ticket(NumberIn(result))).GetProperty("responsible").GetProperty("id").GetString());

        // The second inspection brings no result, and that is said.
        await bot.MoveTo(monday.AddDays(15));
        var after = (await bot.Get("/api/inspections/canteen/draws")).GetProperty("items").EnumerateArray().Single(draw => draw.GetProperty("commitment").GetString() == commitment);
        var seed = Convert.FromHexString(after.GetProperty("seed").GetString()!);
        Assert.Equal(commitment, Convert.ToHexStringLower(SHA256.HashData(seed)));
        var inputs = after.GetProperty("inputs");
        var again = InspectionDrawTests.Again(
            seed, "canteen", after.GetProperty("week").GetString()!, inputs.GetProperty("days").EnumerateArray().Select(day => DateOnly.ParseExact(day.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture)), 2, 2, People);
        Assert.Equal(again, after.GetProperty("inspections").EnumerateArray().Select(one => (DateOnly.ParseExact(one.GetProperty("day").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture), one.GetProperty("personId").GetString()!)));
        Assert.Equal(["done", "missing"], after.GetProperty("inspections").EnumerateArray().Select(one => one.GetProperty("state").GetString()));
        Assert.Contains(await bot.BotLines("demo-staff"), line => line.Text.Contains("抽查2次，有结果1次，没结果1次", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, await StatusOf(HttpMethod.Get, "/api/inspections/nowhere/draws"));
        Assert.Equal(HttpStatusCode.NoContent, await StatusOf(HttpMethod.Delete, "/api/inspections/canteen"));
    }

    [Fact]
    public async Task Neither_the_log_of_the_program_nor_its_database_tells_what_a_register_says()
    {
        await using var database = await TestDatabase.Create();
        await using var running = await RunningHost.Start(database);
        var client = running.Client;
        async Task Say(string group, string text) => await client.Say(group, "w1", text);
        await Say("dm-w1", "重点人员：郑奶奶，独居，4栋1单元302，每2周");
        await Say("dm-w1", "走访1001 郑奶奶缺降压药");
        await Say("dm-w1", "清单1001");
        await Say("demo-1", "走访1001 郑奶奶缺降压药");
        await client.Settle();
        Assert.Contains(await client.BotLines("dm-w1"), line => line.Text.Contains("郑奶奶缺降压药", StringComparison.Ordinal));
        await database.Execute("UPDATE register_entry SET sealed = substr(sealed, 2)");
        await Say("dm-w1", "清单1001");
        using (var refused = await client.Send(HttpMethod.Get, "/api/registers/1001?why=核对", null))
        {
            Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        }

        await client.Settle();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(running.Data, "register-keys.json")));
        var ended = await running.Stop();
        Assert.NotEmpty(ended.Error);
        Assert.DoesNotContain("奶奶", ended.Error + ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\\u5976", ended.Error + ended.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("降压药", ended.Error + ended.Output, StringComparison.Ordinal);
    }
}

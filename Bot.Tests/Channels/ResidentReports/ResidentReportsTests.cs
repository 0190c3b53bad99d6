using System.Text.Json.Nodes;
using Bot.Domain.Notices;
using Bot.Host.Channels.Identity;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.ResidentReports;

/// <summary>From an order of 居民上报 to a ticket, with the stand-in as the far side.</summary>
public sealed class ResidentReportsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Mobile = "13712345678";

    private static JsonObject Order(string id, string text = "4栋1单元电梯坏了", string grid = "g1") => new()
    {
        ["order_id"] = id,
        ["desc"] = text,
        ["case_name"] = "公共设施",
        ["grid_id"] = grid,
        ["reporter_name"] = "张三",
        ["reporter_mobile"] = Mobile,
        ["unionid"] = $"union-{id}",
        ["image_urls"] = new JsonArray("https://images.example/1.jpg"),
    };

    private async Task<PlatformHouse> Open()
    {
        var platform = await PlatformHouse.Open(database);
        await platform.BindReports("g1", "demo-1");
        return platform;
    }

    private static void Put(PlatformHouse platform, JsonObject order) => platform.Standin.ResidentReports.Put(order, platform.House.Time.Now);

    private static async Task PollAt(PlatformHouse platform, string at)
    {
        platform.MoveTo(at);
        await platform.PollReports();
    }

    [Fact]
    public async Task An_order_opens_one_ticket_of_its_grid_however_often_it_is_seen()
    {
        await using var platform = await Open();
        Put(platform, Order("o1"));
        await PollAt(platform, "2026-03-02 09:01");
        await PollAt(platform, "2026-03-02 09:02");
        await platform.House.Execute("UPDATE report_poll SET modified_since = '2026-01-01' WHERE district = @District; DELETE FROM resident_report WHERE district = @District");
        await PollAt(platform, "2026-03-02 09:03");
        var ticket = await platform.House.One<(string Number, string Grid, string Group)>("SELECT number, grid_id, group_id FROM ticket WHERE district = @District");
        Assert.Equal("grid-1", ticket.Grid);
        Assert.StartsWith("dm-", ticket.Group, StringComparison.Ordinal);
        var report = Assert.Single((await platform.House.Ticket(ticket.Number)).Reports);
        Assert.Equal(("张三", "https://images.example/1.jpg"), (report.ReporterName, report.Media[0].Url));
        Assert.Contains("电梯坏了", report.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_of_it_is_said_in_the_residents_group_and_staff_hear_of_it()
    {
        await using var platform = await Open();
        Put(platform, Order("o1"));
        await PollAt(platform, "2026-03-02 09:01");
        var lanes = await platform.House.Rows<string>("SELECT DISTINCT lane_id FROM outbox WHERE district = @District");
        Assert.DoesNotContain("demo-1", lanes);
        Assert.Contains("demo-staff", lanes);
    }

    [Theory]
    [InlineData("谢谢大家")]
    [InlineData("请问物业电话多少？")]
    [InlineData("4栋电梯坏了，5栋楼道灯不亮")]
    [InlineData("在吗")]
    public async Task An_order_opens_one_ticket_whatever_its_words_look_like(string text)
    {
        await using var platform = await Open();
        Put(platform, Order("o1", text));
        await PollAt(platform, "2026-03-02 09:01");
        Assert.Single(await platform.House.Rows<string>("SELECT number FROM ticket WHERE district = @District"));
    }

    [Fact]
    public async Task A_long_list_is_paged_through_and_goes_on_where_it_broke_off()
    {
        await using var platform = await Open();
        for (var number = 0; number < 120; number++)
        {
            Put(platform, Order($"o{number:000}", $"{number + 1}栋电梯坏了"));
        }

        platform.Standin.Script(new Platforms.Fault { Path = "/cgi-bin/report/resident/get_order_list", Calls = 3, Kinds = ["delay", "delay", "reset"], Seconds = 0 });
        await PollAt(platform, "2026-03-02 09:01");
        Assert.Equal(100, (await platform.House.Rows<string>("SELECT number FROM ticket WHERE district = @District")).Count);
        Assert.Equal("100", await platform.House.One<string>("SELECT cursor FROM report_poll WHERE district = @District"));
        await PollAt(platform, "2026-03-02 09:02");
        Assert.Equal(120, (await platform.House.Rows<string>("SELECT number FROM ticket WHERE district = @District")).Count);

        // The next window begins before this round did, and it began when its first page was asked for.
        Assert.Equal(("", Clock.At("2026-03-02 08:51").UtcDateTime), await platform.House.One<(string, DateTime)>("SELECT cursor, modified_since FROM report_poll WHERE district = @District"));
    }

    /// <summary>居民上报 takes no answer from outside, and who reports there has told the bot no other way.</summary>
    [Theory]
    [InlineData(false, "demo-staff", "：请把办理结果告诉上报人，机器人发不到。要说的是：电梯修好了，谢谢")]
    [InlineData(true, "dm-w1", " 请把办理结果告诉上报人，机器人发不到。")]
    public async Task What_the_reporter_cannot_be_told_is_left_to_staff(bool isPrivate, string lane, string words)
    {
        await using var platform = await Open();
        Put(platform, Order("o1"));
        await PollAt(platform, "2026-03-02 09:01");
        var (number, group) = await platform.House.One<(string, string)>("SELECT number, group_id FROM ticket WHERE district = @District");
        await platform.House.Execute("UPDATE ticket SET private = @isPrivate WHERE district = @District", new { isPrivate });
        await platform.House.Decide(
            new Notice("done", Address.Group(group), "outcome", "电梯修好了，谢谢") { Tickets = [number] },
            new Notice("heard", Address.Group(group), "reply", "收到") { Tickets = [number] },
            new Notice("other", Address.Group(group), "outcome", "与单子无关"));
        await platform.Dispatch();
        var states = await platform.House.States();
        Assert.Equal(("handed_over", "withdrawn", "dead"), (states["done"], states["heard"], states["other"]));
        var told = Assert.Single(await platform.House.Rows<(string Lane, string Text)>("SELECT lane_id, text FROM outbox WHERE district = @District AND kind = 'hand_over'"));
        Assert.Equal(lane, told.Lane);
        Assert.StartsWith($"#{number} ", told.Text, StringComparison.Ordinal);
        Assert.EndsWith(words, told.Text, StringComparison.Ordinal);
        Assert.Equal(!isPrivate, told.Text.Contains("电梯", StringComparison.Ordinal));
        await platform.Dispatch();
        Assert.Contains(platform.House.Channel.Accepted, message => message.Text == told.Text);
    }

    [Fact]
    public async Task An_urged_order_urges_its_ticket_once()
    {
        await using var platform = await Open();
        Put(platform, Order("o1"));
        await PollAt(platform, "2026-03-02 09:01");
        var urged = Order("o1");
        urged["urge_type"] = 2;
        platform.MoveTo("2026-03-02 10:00");
        Put(platform, urged);
        await PollAt(platform, "2026-03-02 10:01");
        await PollAt(platform, "2026-03-02 10:02");
        var number = await platform.House.One<string>("SELECT number FROM ticket WHERE district = @District");
        Assert.Equal(["在居民上报里催办"], (await platform.House.Ticket(number)).Reports.Skip(1).Select(report => report.Text));
        var notice = await platform.House.One<(string Lane, string Text)>("SELECT lane_id, text FROM outbox WHERE district = @District AND kind = 'urge'");
        Assert.Equal("demo-staff", notice.Lane);
        Assert.StartsWith($"居民催办 #{number} ", notice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_that_was_urged_before_it_was_first_seen_urges_as_soon_as_there_is_a_ticket()
    {
        await using var platform = await Open();
        var urged = Order("o1");
        urged["urge_type"] = 2;
        Put(platform, urged);
        await PollAt(platform, "2026-03-02 09:01");
        Assert.Empty(await platform.House.Rows<string>("SELECT text FROM outbox WHERE district = @District AND kind = 'urge'"));

        // The list shows it no more, so it is asked for by its id.
        await PollAt(platform, "2026-03-02 12:01");
        await PollAt(platform, "2026-03-02 12:02");
        Assert.Single(await platform.House.Rows<string>("SELECT text FROM outbox WHERE district = @District AND kind = 'urge'"));
    }

    [Fact]
    public async Task What_is_done_on_the_platform_is_noted_on_the_ticket()
    {
        await using var platform = await Open();
        Put(platform, Order("o1"));
        await PollAt(platform, "2026-03-02 09:01");
        platform.MoveTo("2026-03-02 10:00");
        var worked = Order("o1");
        worked["process_list"] = new JsonArray(new JsonObject { ["solve_userid"] = "wangfang", ["process_desc"] = $"已电话联系{Mobile}，维修工下午到" });
        Put(platform, worked);
        await PollAt(platform, "2026-03-02 10:01");
        await PollAt(platform, "2026-03-02 10:02");
        var data = await platform.House.One<string>("SELECT data ->> 'text' FROM event WHERE district = @District AND kind = 'progressed'");
        Assert.Equal("居民上报：已电话联系（电话略），维修工下午到", data);
    }

    [Fact]
    public async Task The_reporters_mobile_number_is_nowhere()
    {
        await using var platform = await Open();
        Put(platform, Order("o1", $"4栋电梯坏了，打我电话{Mobile}"));
        Put(platform, Order("o2", $"路灯不亮{Mobile}", "g9"));
        await PollAt(platform, "2026-03-02 09:01");
        Assert.Single(await platform.House.Rows<string>("SELECT number FROM ticket WHERE district = @District"));
        foreach (var table in await platform.House.Rows<string>("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"))
        {
            Assert.Empty(await platform.House.Rows<string>($"SELECT line FROM (SELECT row_to_json(whole)::text AS line FROM \"{table}\" AS whole) AS lines WHERE line LIKE '%{Mobile}%'"));
        }

        Assert.DoesNotContain(platform.Logged, line => line.Contains(Mobile, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_order_of_an_unbound_grid_waits_and_is_taken_when_the_grid_is_bound()
    {
        await using var platform = await Open();
        Put(platform, Order("o1", grid: "g2"));
        await PollAt(platform, "2026-03-02 09:01");
        Assert.Empty(await platform.House.Rows<string>("SELECT number FROM ticket WHERE district = @District"));
        Assert.Equal("unbound", await platform.House.One<string>("SELECT state FROM resident_report WHERE district = @District"));
        await platform.BindReports("g2", "demo-2");
        await PollAt(platform, "2026-03-03 09:01");
        Assert.Equal("grid-2", await platform.House.One<string>("SELECT grid_id FROM ticket WHERE district = @District"));
    }

    [Fact]
    public async Task A_code_filed_as_an_order_binds_its_grid()
    {
        await using var platform = await Open();
        var (code, _) = await new BindingCodes(platform.House.Source, platform.House.Settings, platform.House.Host.Maps, platform.House.Host.Clock).Make("grid", "grid-2", "admin", CancellationToken.None);
        Put(platform, Order("o1", $"绑定 {code}", "g2"));
        await PollAt(platform, "2026-03-02 09:01");
        Put(platform, Order("o2", "2栋水管爆了", "g2"));
        await PollAt(platform, "2026-03-02 09:03");
        Assert.Equal("grid-2", await platform.House.One<string>("SELECT grid_id FROM ticket WHERE district = @District"));
    }

    [Fact]
    public async Task Two_orders_of_one_union_id_are_of_one_person_and_without_one_of_two()
    {
        await using var platform = await Open();
        foreach (var (id, union) in new[] { ("o1", "u1"), ("o2", "u1"), ("o3", ""), ("o4", "") })
        {
            var order = Order(id, $"{id[1]}栋电梯坏了");
            order["unionid"] = union;
            Put(platform, order);
        }

        await PollAt(platform, "2026-03-02 09:01");
        Assert.Equal(4, (await platform.House.Rows<string>("SELECT number FROM ticket WHERE district = @District")).Count);
        Assert.Equal(3, (await platform.House.Rows<string>("SELECT person_id FROM identity WHERE district = @District AND channel = 'wecom-report'")).Distinct().Count());
    }
}

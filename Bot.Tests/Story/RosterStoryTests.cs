using System.Net;
using System.Text.Json;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Sheets;
using Bot.Host.Sheets;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>The rows of the product's table about the tree and its people, as a community worker fills the sheets in and as residents read it in their group.</summary>
public sealed class RosterStoryTests(DemoHost host) : IClassFixture<DemoHost>
{
    private readonly BotClient bot = host.Bot;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task 三长制_levels_of_own_names_households_bound_to_a_neighbour_5_to_15_checked_and_the_nearest_responsible_first()
    {
        await bot.MoveToMondayMorning();
        var import = await Import(
            Page("网格树", "pian-1,东片,片,网格,桂香园社区,", "zu-1,1组,组,,pian-1,", "lin-1,2栋3单元邻,邻,,zu-1,是", "lh-1,501联户,联户,,lin-1,"),
            Page("人员", "w9,邻长王姐"),
            Page("岗位", "lin-1,w9,邻长,,,", "pian-1,w2,片长,,,"),
            Page("住户", "lin-1,2-3-501,", "lin-1,2-3-502,", "lin-1,2-3-601,", "lin-1,2-3-602,", "lin-1,三楼东户,"),
            Page("群", "demo-2,lin-1"));
        var refused = Assert.Single(import.GetProperty("refused").EnumerateArray());
        Assert.Equal(("住户", 6, "“三楼东户”不是“栋-单元-房号”（如 4-1-302），也不是人员编号"), (refused.GetProperty("sheet").GetString(), refused.GetProperty("row").GetInt32(), refused.GetProperty("reason").GetString()));
        Assert.Equal(["“2栋3单元邻”有4户，一般是5到15户"], import.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()));
        Assert.Empty((await Import(Page("住户", "lin-1,2-3-701,"))).GetProperty("warnings").EnumerateArray());

        var line = await bot.AnswerTo("demo-2", await bot.Say("demo-2", "r4", "2栋3单元楼道灯不亮"));
        Assert.Contains("邻长王姐", line.Text, StringComparison.Ordinal);
        var number = NumberIn(line);
        Assert.Equal("pian-1", (await bot.Ticket(number)).GetProperty("grid").GetString());
        await bot.Say("dm-w9", "w9", $"确认 {number}");
        await bot.Settle();
        Assert.Equal("accepted", (await bot.Ticket(number)).GetProperty("state").GetString());

        // Another grid's households are no matter of hers.
        var other = NumberIn(await bot.AnswerTo("demo-1", await bot.Say("demo-1", "r2", "5栋1单元门禁坏了")));
        await bot.Say("dm-w9", "w9", $"确认 {other}");
        await bot.Settle();
        Assert.Equal("reported", (await bot.Ticket(other)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task 红色自管会值班_who_is_on_duty_today_answers_first()
    {
        var monday = await bot.MoveToMondayMorning();
        var file = CsvText.Write(Page("值班", $"grid-1,{ShanghaiTime.DateOf(monday):yyyy-MM-dd},,,4栋陈阿姨,"));
        var import = await Json(await bot.Send(HttpMethod.Post, "/api/rosters?sheet=值班", file));
        Assert.Equal(1, import.GetProperty("taken").GetInt32());
        Assert.Empty(import.GetProperty("refused").EnumerateArray());
        Assert.Equal("现在值班：桂香园第1网格 4栋陈阿姨", (await bot.AnswerTo("demo-1", await bot.Say("demo-1", "w1", "今天谁值班？"))).Text);
        var line = await bot.AnswerTo("demo-1", await bot.Say("demo-1", await Neighbour("duty-1"), "4栋1单元下水道堵了"));
        Assert.Contains("陈阿姨确认", line.Text, StringComparison.Ordinal);
        await bot.Say("demo-1", "r3", $"确认 {NumberIn(line)}");
        await bot.Settle();
        Assert.Equal("accepted", (await bot.Ticket(NumberIn(line))).GetProperty("state").GetString());
        await bot.MoveTo(monday.AddDays(1));
        Assert.Contains("小余确认", (await bot.AnswerTo("demo-1", await bot.Say("demo-1", await Neighbour("duty-2"), "4栋3单元井盖松了"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task 多网合一_one_tree_and_several_lines_of_work()
    {
        await bot.MoveToMondayMorning();
        var import = await Import(Page("人员", "cg1,城管小陈", "v1,志愿者小何"), Page("岗位", "grid-1,cg1,网格员,,城管,", "grid-1,v1,志愿者,,党建,"), Page("条线", "占道经营,城管,"));
        Assert.Equal(5, import.GetProperty("changed").GetInt32());
        Assert.Contains("城管小陈确认", (await bot.AnswerTo("demo-1", await bot.Say("demo-1", await Neighbour("line-1"), "4栋楼下有人占道经营摆摊"))).Text, StringComparison.Ordinal);
        Assert.Contains("小余确认", (await bot.AnswerTo("demo-1", await bot.Say("demo-1", await Neighbour("line-2"), "6栋2单元电梯坏了"))).Text, StringComparison.Ordinal);

        // A volunteer is on the roster, without rights.
        using var csv = await bot.Send(HttpMethod.Get, "/api/rosters/posts.csv", null);
        var posts = CsvText.Read("岗位", await csv.Content.ReadAsByteArrayAsync(Stop));
        Assert.Contains(posts.Rows, row => row is ["grid-1", "v1", "志愿者", "无", "党建", ..]);
        Assert.Contains(posts.Rows, row => row is ["grid-1", "cg1", "网格员", "网格员", "城管", ..]);
    }

    [Fact]
    public async Task The_workbook_goes_out_and_in_unchanged_the_template_is_filled_in_and_what_is_no_workbook_is_refused()
    {
        using var answer = await bot.Send(HttpMethod.Get, "/api/rosters.xlsx", null);
        Assert.Equal(ExcelFile.ContentType, answer.Content.Headers.ContentType?.MediaType);
        var again = await Json(await bot.Send(HttpMethod.Post, "/api/rosters", await answer.Content.ReadAsByteArrayAsync(Stop)));
        Assert.Equal(0, again.GetProperty("changed").GetInt32());
        Assert.Empty(again.GetProperty("refused").EnumerateArray());
        using var template = await bot.Send(HttpMethod.Get, "/api/rosters/template.xlsx", null);
        var sheets = ExcelFile.Read(await template.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(["说明", "网格树", "人员", "岗位", "住户", "请假", "值班", "条线", "群"], sheets.Sheets.Select(sheet => sheet.Name));
        Assert.Equal((HttpStatusCode.BadRequest, "sheet_unreadable"), await Problem(await bot.Send(HttpMethod.Post, "/api/rosters", "PK\u0003\u0004 and nothing"u8.ToArray())));
        Assert.Equal((HttpStatusCode.NotFound, "sheet_unknown"), await Problem(await bot.Send(HttpMethod.Post, "/api/rosters?sheet=cars", "a,b"u8.ToArray())));
        Assert.Equal((HttpStatusCode.NotFound, "sheet_unknown"), await Problem(await bot.Send(HttpMethod.Get, "/api/rosters/cars.csv", null)));
    }

    /// <summary>Somebody who has said nothing yet: what one person writes is read beside that person's other matters.</summary>
    private async Task<string> Neighbour(string id)
    {
        await host.Database.Execute(
            "INSERT INTO person (district, person_id, name) VALUES ('demo', @id, @id); INSERT INTO member (district, group_id, person_id) VALUES ('demo', 'demo-1', @id)", new { id });
        await Patience.Until(async () => (await bot.Get("/sim/world")).GetRawText().Contains($"\"{id}\"", StringComparison.Ordinal), $"the host knows {id}");
        return id;
    }

    private async Task<JsonElement> Import(params Sheet[] pages) => await Json(await bot.Send(HttpMethod.Post, "/api/rosters", ExcelFile.Write(new Workbook(pages))));

    private static Sheet Page(string sheet, params string[] lines) =>
        new(sheet, [[.. RosterSheets.Find(sheet)!.Columns.Select(column => column.Header)], .. lines.Select(line => line.Split(','))]);

    private static string NumberIn(Line line) => new([.. line.Text.SkipWhile(sign => sign != '#').Skip(1).TakeWhile(char.IsAsciiDigit)]);

    private static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Stop);
            Assert.True(answer.IsSuccessStatusCode, text);
            return JsonDocument.Parse(text).RootElement;
        }
    }

    private static async Task<(HttpStatusCode, string?)> Problem(HttpResponseMessage answer)
    {
        using (answer)
        {
            return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop)).RootElement.GetProperty("code").GetString());
        }
    }
}

using System.Net;
using System.Text.Json;
using Bot.Tests.Running;

namespace Bot.Tests.Rates;

/// <summary>From outside: the API, the verb and the page say the same.</summary>
public sealed class RateApiTests(DemoHost host) : IClassFixture<DemoHost>
{
    private static JsonElement Rate(JsonElement node, string rate) => node.GetProperty("rates").EnumerateArray().Single(one => one.GetProperty("rate").GetString() == rate);

    private static string Said(JsonElement rate) => $"{rate.GetProperty("numerator")}/{rate.GetProperty("denominator")} {rate.GetProperty("percent")}";

    [Fact]
    public async Task A_matter_from_report_to_satisfaction_is_counted_where_it_stands()
    {
        var monday = await host.Bot.MoveToMondayMorning();
        var day = monday.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var days = $"from={day}&to={day}";
        Assert.Equal("0/0 —", Said(Rate((await host.Bot.Get($"/api/rates?{days}")).GetProperty("items")[0], "响应率")));
        await host.Bot.Say("demo-1", "r1", "40栋1单元楼道灯不亮了");
        await host.Bot.Say("demo-1", "r2", "41栋1单元楼道灯不亮了");
        await host.Bot.Settle();
        var numbers = (await host.Bot.Tickets()).Select(ticket => ticket.GetProperty("no").GetString()!).Order(StringComparer.Ordinal).ToList();
        await host.Bot.Say("demo-1", "w1", $"{numbers[0]} 办好了");
        await host.Bot.Settle();
        await host.Bot.Say("demo-1", "r1", $"{numbers[0]} 好了");
        await host.Bot.Settle();
        var answer = await host.Bot.Get($"/api/rates?{days}");
        var district = Assert.Single(answer.GetProperty("items").EnumerateArray());
        Assert.Equal(("1/1 100.0%", "1/1 100.0%", "0/0 —"), (Said(Rate(district, "响应率")), Said(Rate(district, "解决率")), Said(Rate(district, "满意率"))));
        Assert.Equal(1, Rate(district, "满意率").GetProperty("unanswered").GetProperty("count").GetInt32());
        var pending = Rate(district, "响应率").GetProperty("excluded").EnumerateArray().Single(one => one.GetProperty("reason").GetString() == "answer_pending");
        Assert.Equal(("还没到响应时限", 1), (pending.GetProperty("name").GetString(), pending.GetProperty("count").GetInt32()));
        Assert.Equal(2, (await host.Bot.Get($"/api/rates?{days}&level=grid")).GetProperty("items").GetArrayLength());

        async Task<string[]> Behind(string figure) =>
            (await host.Bot.Get($"/api/rates/tickets?{days}&rate=响应率&figure={figure}")).GetProperty("items").Deserialize<string[]>()!;
        Assert.Equal([numbers[0]], await Behind("numerator"));
        Assert.Equal([numbers[1]], await Behind("excluded&reason=answer_pending"));
        Assert.Equal([numbers[0]], await Behind("denominator"));
        Assert.Empty(await Behind("missed"));
        Assert.Empty(await Behind("outside"));

        var asOf = answer.GetProperty("question").GetProperty("asOf").GetString()!;
        var verb = await HostProgram.Run(host.Database.ConnectionString, "rates", "--from", day, "--to", day, "--as-of", asOf);
        var lines = verb.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal((0, ""), (verb.Code, verb.Error));
        Assert.Equal(
            district.GetProperty("rates").EnumerateArray().Select(rate => $"{rate.GetProperty("rate")} {Said(rate)}"),
            lines.Select(line => $"{line.GetProperty("rate")} {Said(line)}"));

        using var page = await host.Bot.Send(HttpMethod.Get, $"/sim/rates?{days}&level=grid", null);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("<h2>桂香园第1网格 <small>登记2件</small></h2>", html, StringComparison.Ordinal);
        Assert.Contains("<h3>解决率</h3><p class=\"value\">100.0%</p>", html, StringComparison.Ordinal);
        Assert.DoesNotContain(numbers[0], html, StringComparison.Ordinal);
        using var style = await host.Bot.Send(HttpMethod.Get, "/sim/rates.css", null);
        Assert.Equal("text/css", style.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("/api/rates?from=gestern", "question_refused")]
    [InlineData("/api/rates?asOf=2999-01-01T00:00:00Z", "question_refused")]
    [InlineData("/api/rates?asOf=soon", "question_refused")]
    [InlineData("/api/rates/tickets?rate=好评率&figure=numerator", "rate_unknown")]
    [InlineData("/api/rates/tickets?rate=响应率&figure=all", "figure_unknown")]
    public async Task What_cannot_be_answered_is_refused_with_a_code(string path, string code)
    {
        using var answer = await host.Bot.Send(HttpMethod.Get, path, null);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"code\":\"{code}\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_are_for_who_has_the_token()
    {
        using var answer = await host.Bot.Send(HttpMethod.Get, "/api/rates", null, asStaff: false);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("rates: --from and --to are needed, as 2026-03-01")]
    [InlineData("rates: unknown flag '--form'", "--form", "2026-03-01")]
    [InlineData("rates: --from needs one value", "--from")]
    [InlineData("rates: to '1 April' is no day as 2026-03-31", "--from", "2026-03-01", "--to", "1 April")]
    [InlineData("rates: no district 'nowhere' with a grid", "--from", "2026-03-01", "--to", "2026-03-31", "--district", "nowhere")]
    public async Task The_verb_refuses_bad_input_with_one_line(string message, params string[] arguments)
    {
        var ended = await HostProgram.Run(host.Database.ConnectionString, ["rates", .. arguments]);
        Assert.Equal((2, ""), (ended.Code, ended.Output));
        Assert.StartsWith(message, Assert.Single(ended.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_meets_a_wrong_day_with_a_way_back()
    {
        using var page = await host.Bot.Send(HttpMethod.Get, "/sim/rates?from=<script>", null);
        Assert.Equal(HttpStatusCode.BadRequest, page.StatusCode);
        Assert.DoesNotContain("<script>", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>Series, minutes and calendar feeds as a staff program and a calendar program see them.</summary>
public sealed class SeriesStoryTests(DemoHost host) : IClassFixture<DemoHost>
{
    private static readonly string[] Parties = ["社区", "物业"];
    private readonly BotClient bot = host.Bot;

    [Fact]
    public async Task A_series_of_a_community_is_planned_at_once_told_in_all_its_groups_and_read_by_calendar_programs()
    {
        var monday = await bot.MoveToMondayMorning();
        var saturday = monday.AddDays(5).AddHours(1);
        var series = await bot.Call(HttpMethod.Put, "/api/meeting-series/courtyard", new { node = "guixiangyuan", title = "周六院坝会", rule = "每周六", holidays = "假日停开", time = "10:00", place = "院坝", parties = Parties });
        Assert.NotEmpty(series.GetProperty("dates").EnumerateArray());
        var planned = (await bot.Call(HttpMethod.Get, "/api/meetings", null)).GetProperty("items").EnumerateArray().Where(meeting => meeting.GetProperty("title").GetString() == "周六院坝会").ToList();
        Assert.NotEmpty(planned);
        Assert.Equal(["demo-1", "demo-2"], planned[0].GetProperty("groups").EnumerateArray().Select(group => group.GetString()));
        var first = planned[0].GetProperty("at").GetDateTimeOffset();
        Assert.True(first >= saturday, $"{first} is before {saturday}");
        await bot.MoveTo(first.AddHours(-1).AddMinutes(1));
        foreach (var group in new[] { "demo-1", "demo-2" })
        {
            Assert.Equal(2, (await bot.BotLines(group)).Count(line => line.Text.Contains("周六院坝会", StringComparison.Ordinal)));
        }

        var path = (await bot.Call(HttpMethod.Post, "/api/feeds", new { node = "grid-2" })).GetProperty("path").GetString()!;
        Assert.Equal(path, (await bot.Call(HttpMethod.Post, "/api/feeds", new { node = "grid-2" })).GetProperty("path").GetString());
        using var answer = await bot.Send(HttpMethod.Get, path, null, asStaff: false);
        Assert.Equal("text/calendar", answer.Content.Headers.ContentType?.MediaType);
        var feed = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"DTSTART:{first.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}", feed, StringComparison.Ordinal);
        Assert.DoesNotContain("周四夜话会", feed, StringComparison.Ordinal);
        using var unknown = await bot.Send(HttpMethod.Get, "/feeds/00000000000000000000000000000000.ics", null, asStaff: false);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData("每周八", "假日停开", "10:00", "series_refused")]
    [InlineData("每周六", "看心情", "10:00", "series_refused")]
    [InlineData("每周六", "照开", "25:00", "meeting_time")]
    public async Task A_series_that_makes_no_sense_is_refused(string rule, string holidays, string time, string code)
    {
        using var answer = await bot.Send(HttpMethod.Put, "/api/meeting-series/odd", new { node = "grid-1", title = "会", rule, holidays, time, place = "院坝" });
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Minutes_through_the_api_open_tickets_once_and_the_meeting_shows_them()
    {
        var at = (await bot.MoveToMondayMorning()).AddHours(2);
        var id = (await bot.Call(HttpMethod.Post, "/api/meetings", new { group = "demo-2", title = "报告会", at, place = "活动室", parties = Parties })).GetProperty("id").GetString()!;
        await bot.MoveTo(at.AddHours(2));
        var text = "到会：物业、居民共9人\n1、充电桩什么时候装，已答复\n2、2栋单元门关不上，物业老张后天前修好";
        var taken = await bot.Call(HttpMethod.Post, $"/api/meetings/{id}/minutes", new { text });
        var number = taken.GetProperty("items")[1].GetProperty("ticket").GetString();
        var ticket = await bot.Call(HttpMethod.Get, $"/api/tickets/{number}", null);
        Assert.Equal("p1", ticket.GetProperty("responsible").GetProperty("id").GetString());
        using var again = await bot.Send(HttpMethod.Post, $"/api/meetings/{id}/minutes", new { text });
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        await bot.Settle();
        Assert.Contains(await bot.BotLines("demo-2"), line => line.Text.StartsWith("【会议结果】报告会", StringComparison.Ordinal) && line.Text.Contains("到会9人，没到会：社区，说了2件事，现场答复1件", StringComparison.Ordinal));
        Assert.Equal(9, (await bot.Call(HttpMethod.Get, $"/api/meetings/{id}", null)).GetProperty("people").GetInt32());
    }
}

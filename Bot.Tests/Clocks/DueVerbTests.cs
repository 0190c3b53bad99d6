using System.Text;
using System.Text.Json;
using Bot.Host.Clocks;

namespace Bot.Tests.Clocks;

public class DueVerbTests
{
    [Fact]
    public async Task Answers_a_line_with_due_provisional_and_trace()
    {
        var answer = Assert.Single(await Ask("""{"id": "a", "start": "2026-02-13T16:30:00+08:00", "limit": "4wh"}"""));
        Assert.Equal("a", answer.GetProperty("id").GetString());
        Assert.Equal("2026-02-14T11:30:00+08:00", answer.GetProperty("due").GetString());
        Assert.False(answer.GetProperty("provisional").GetBoolean());
        Assert.Equal("起算 2026-02-13 周五 16:30", answer.GetProperty("trace")[0].GetString());
    }

    [Theory]
    [InlineData("2026-02-13T08:30:00Z", "2026-02-14T11:30:00+08:00")]
    [InlineData("2026-02-13T16:30+08:00", "2026-02-14T11:30:00+08:00")]
    [InlineData("2026-02-13T16:30:00+08", "2026-02-14T11:30:00+08:00")]
    [InlineData("2026-02-13T03:30:00-05:00", "2026-02-14T11:30:00+08:00")]
    [InlineData("2026-02-13T16:30:00.999+08:00", "2026-02-14T11:30:00+08:00")]
    [InlineData("2026-02-13T16:30:00.123456789Z", "2026-02-14T15:00:00+08:00")]
    public async Task Takes_any_offset_and_parts_of_a_second_and_answers_in_Shanghai(string start, string due) =>
        Assert.Equal(due, Assert.Single(await Ask($$"""{"id": 1, "start": "{{start}}", "limit": "4wh"}""")).GetProperty("due").GetString());

    [Fact]
    public async Task Takes_hours_and_pauses()
    {
        var line = """{"id": 1, "start": "2026-09-16T10:00:00+08:00", "limit": "1wd", "hours": "20:00-24:00", "pauses": [{"from": "2026-09-17T12:00:00Z", "to": "2026-09-17T16:00:00Z"}]}""";
        Assert.Equal("2026-09-19T00:00:00+08:00", Assert.Single(await Ask(line)).GetProperty("due").GetString());
    }

    [Fact]
    public async Task Says_where_a_year_is_not_published() =>
        Assert.True(Assert.Single(await Ask("""{"id": 1, "start": "2026-12-31T10:00:00+08:00", "limit": "1wd"}""")).GetProperty("provisional").GetBoolean());

    [Theory]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00", "limit": "4wh"}""", "offset")]
    [InlineData("""{"id": 7, "start": "2026-02-30T16:30:00+08:00", "limit": "4wh"}""", "offset")]
    [InlineData("""{"id": 7, "start": "\ud800", "limit": "4wh"}""", "escaped")]
    [InlineData("""{"id": 7, "start": "2026-02-13T24:00:00+08:00", "limit": "4wh"}""", "offset")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00", "limit": "4wh", "hours": ""}""", "hours")]
    [InlineData("""{"id": 7, "limit": "4wh"}""", "'start'")]
    [InlineData("""{"id": 7, "start": 5, "limit": "4wh"}""", "'start'")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00"}""", "'limit'")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00", "limit": "0wd"}""", "at least 1")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00", "limit": "100000wd"}""", "2100")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00", "limit": "1wd", "hours": "09:00-25:00"}""", "hours")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00", "limit": "1wd", "hours": 8}""", "'hours'")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00", "limit": "1wd", "pauses": {}}""", "pauses")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00", "limit": "1wd", "pauses": [1]}""", "pauses")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00", "limit": "1wd", "pauses": [{"from": "2026-02-13T16:30:00+08:00"}]}""", "open")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00", "limit": "1wd", "pauses": [{"from": null, "to": "2026-02-13T16:30:00+08:00"}]}""", "open")]
    [InlineData("""{"id": 7, "start": "2026-02-13T16:30:00+08:00", "limit": "1wd", "pauses": [{"from": "2026-02-13T16:30:00+08:00", "to": "2026-02-13T16:29:00+08:00"}]}""", "backwards")]
    public async Task Answers_a_bad_line_with_its_id_and_the_reason_and_goes_on(string line, string reason)
    {
        var answers = await Ask(line, """{"id": 8, "start": "2026-02-13T16:30:00+08:00", "limit": "1h"}""");
        Assert.Equal(7, answers[0].GetProperty("id").GetInt32());
        Assert.Contains(reason, answers[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(answers[0].TryGetProperty("due", out _));
        Assert.Equal("2026-02-13T17:30:00+08:00", answers[1].GetProperty("due").GetString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[1]")]
    [InlineData("""{"id": 7""")]
    [InlineData("""{"\ud800": 1, "limit": "\udfff"}""")]
    public async Task Answers_what_is_no_object_without_an_id(string line)
    {
        var answer = Assert.Single(await Ask("", line, "  "));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("id").ValueKind);
        Assert.True(answer.TryGetProperty("error", out _));
    }

    [Theory]
    [InlineData(new byte[] { 0xEF, 0xBB, 0xBF }, true)]
    [InlineData(new byte[] { 0xFF, 0xFE }, false)]
    public async Task Reads_UTF_8_with_or_without_its_mark_and_nothing_else(byte[] first, bool good)
    {
        using var input = new MemoryStream([.. first, .. "{\"id\": 1}\n{\"id\": 2}\n"u8]);
        using var output = new MemoryStream();
        await DueVerb.Answer(input, output, Clock.Calendar);
        var answers = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.StartsWith(good ? "{\"id\":1," : "{\"id\":null,", answers[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"id\":2,", answers[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--verbose")]
    [InlineData("--calendar")]
    [InlineData("--calendar", "/nowhere/at/all")]
    [InlineData("/nowhere/at/all.jsonl")]
    [InlineData("one.jsonl", "two.jsonl")]
    public async Task Refuses_bad_arguments_with_exit_code_2(params string[] arguments) => Assert.Equal(2, await DueVerb.Run(arguments));

    private static async Task<List<JsonElement>> Ask(params string[] lines)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        using var output = new MemoryStream();
        await DueVerb.Answer(input, output, Clock.Calendar);
        var answers = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. answers.Select(answer => JsonDocument.Parse(answer).RootElement)];
    }
}

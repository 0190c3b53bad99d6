using System.Net;
using System.Text;
using System.Text.Json;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

public sealed class BadInputTests(DemoHost host) : IClassFixture<DemoHost>
{
    private const string Messages = "/sim/groups/demo-1/messages";

    [Theory]
    [InlineData("""{"sender":"r1","text":""", 400, "request_malformed")]
    [InlineData("", 400, "request_malformed")]
    [InlineData("null", 400, "request_malformed")]
    [InlineData("[]", 400, "request_malformed")]
    [InlineData("""{"sender":5,"text":"灯坏了"}""", 400, "request_malformed")]
    [InlineData("""{"sender":"r1","text":"\ud83d"}""", 400, "request_malformed")]
    [InlineData("""{"sender":"r1","text":"\ude00灯坏了"}""", 400, "request_malformed")]
    [InlineData("{}", 404, "sender_unknown")]
    [InlineData("""{"sender":"nobody","text":"灯坏了"}""", 404, "sender_unknown")]
    [InlineData("""{"sender":"r1' OR '1'='1","text":"灯坏了"}""", 404, "sender_unknown")]
    [InlineData("""{"sender":"r1\u0000","text":"灯坏了"}""", 404, "sender_unknown")]
    [InlineData("""{"sender":"r4","text":"2栋灯坏了"}""", 404, "sender_not_in_group")]
    [InlineData("""{"sender":"r1"}""", 400, "message_empty")]
    [InlineData("""{"sender":"r1","text":""}""", 400, "message_empty")]
    [InlineData("""{"sender":"r1","text":" \n\t "}""", 400, "message_empty")]
    [InlineData("""{"sender":"r1","text":"\u0000\u0007\u001b"}""", 400, "message_empty")]
    [InlineData("""{"sender":"r1","text":"灯坏了","id":""}""", 400, "id_refused")]
    [InlineData("""{"sender":"r1","text":"灯坏了","id":"a\u0000b"}""", 400, "id_refused")]
    [InlineData("""{"sender":"r1","text":"灯坏了","quote":"a\u0000b"}""", 400, "id_refused")]
    [InlineData("""{"sender":"r1","text":"灯坏了","media":[null]}""", 400, "media_refused")]
    [InlineData("""{"sender":"r1","text":"灯坏了","media":[{"kind":"image","url":"https://example.com/a.png"}]}""", 400, "media_refused")]
    [InlineData("""{"sender":"r1","text":"灯坏了","media":[{"kind":"image","url":"data:image/svg+xml,<svg/>"}]}""", 400, "media_refused")]
    [InlineData("""{"sender":"r1","text":"灯坏了","media":[{"kind":"image","url":"data:image/png;base64,\u0000"}]}""", 400, "media_refused")]
    public async Task A_message_that_cannot_be_taken_is_refused_with_a_code_and_leaves_nothing(string body, int status, string code)
    {
        var before = await Traces();
        await Refuses(HttpMethod.Post, Messages, body, status, code);
        Assert.Equal(before, await Traces());
    }

    [Fact]
    public async Task A_text_of_a_megabyte_is_refused_and_leaves_nothing()
    {
        var before = await Traces();
        await Refuses(HttpMethod.Post, Messages, new { sender = "r1", text = new string('灯', 350_000) }, 413, "text_too_long");
        Assert.Equal(before, await Traces());
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_refused()
    {
        byte[] body = [.. "{\"sender\":\"r1\",\"text\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8];
        await Refuses(HttpMethod.Post, Messages, body, 400, "request_malformed");
    }

    [Theory]
    [InlineData("POST", "/sim/groups/nowhere/messages", """{"sender":"r1","text":"灯坏了"}""", 404, "group_unknown")]
    [InlineData("GET", "/sim/groups/nowhere/messages", null, 404, "group_unknown")]
    [InlineData("GET", "/sim/groups/demo-1/messages?after=soon", null, 400, "cursor_refused")]
    [InlineData("GET", "/sim/media/nowhere", null, 404, "media_unknown")]
    [InlineData("GET", "/sim/page/..%2f..%2fappsettings.json", null, 404, "not_found")]
    [InlineData("POST", "/sim/clock", "{}", 400, "clock_input")]
    [InlineData("POST", "/sim/clock", """{"advance":"soon"}""", 400, "clock_input")]
    [InlineData("POST", "/sim/clock", """{"advance":"PT1H","at":"2030-01-01T00:00:00Z"}""", 400, "clock_input")]
    [InlineData("POST", "/sim/clock", """{"advance":"-PT1H"}""", 400, "clock_backwards")]
    [InlineData("POST", "/sim/clock", """{"at":"2020-01-01T00:00:00Z"}""", 400, "clock_backwards")]
    [InlineData("POST", "/sim/clock", """{"at":"2020-01-01T00:00:00"}""", 400, "clock_backwards")]
    [InlineData("POST", "/sim/clock", """{"at":5}""", 400, "request_malformed")]
    [InlineData("POST", "/sim/clock", """{"advance":"P500D"}""", 400, "clock_too_far")]
    [InlineData("POST", "/sim/clock", """{"at":"soon"}""", 400, "request_malformed")]
    [InlineData("GET", "/api/nowhere", null, 404, "not_found")]
    [InlineData("DELETE", "/api/tickets", null, 405, "method_not_allowed")]
    [InlineData("GET", "/api/tickets?cursor=nonsense", null, 400, "cursor_refused")]
    [InlineData("GET", "/api/tickets?state=nonsense", null, 400, "state_unknown")]
    [InlineData("GET", "/api/tickets?state=1", null, 400, "state_unknown")]
    [InlineData("GET", "/api/tickets?overdue=perhaps", null, 400, "request_malformed")]
    [InlineData("GET", "/api/tickets?q=%00", null, 400, "character_refused")]
    [InlineData("GET", "/api/tickets/999999", null, 404, "ticket_unknown")]
    [InlineData("GET", "/api/notices?state=nonsense", null, 400, "state_unknown")]
    [InlineData("POST", "/api/tickets/999999/actions", """{"action":"confirm"}""", 404, "ticket_unknown")]
    [InlineData("POST", "/api/tickets/999999/actions", "{", 400, "request_malformed")]
    [InlineData("POST", "/api/meetings", "{}", 404, "group_unknown")]
    [InlineData("POST", "/api/meetings", """{"group":"demo-1","title":"会","place":"凉亭","at":"2020-01-01T00:00:00Z"}""", 400, "meeting_time")]
    [InlineData("POST", "/api/meetings", """{"group":"demo-1","title":"会","place":"凉亭","at":"9999-12-31T23:59:59Z"}""", 400, "meeting_time")]
    [InlineData("POST", "/api/meetings", """{"group":"demo-1","title":"会\u0000","place":"凉亭","at":"2027-03-01T09:00:00+08:00"}""", 400, "character_refused")]
    [InlineData("PATCH", "/api/meetings/nowhere", """{"cancelled":true}""", 404, "meeting_unknown")]
    public async Task Whatever_else_cannot_be_done_is_refused_with_a_code(string method, string path, string? body, int status, string code) =>
        await Refuses(new HttpMethod(method), path, body, status, code);

    [Theory]
    [InlineData("/api/tickets")]
    [InlineData("/api/notices")]
    [InlineData("/api/jobs")]
    [InlineData("/api/meetings")]
    public async Task Without_the_token_staff_paths_tell_nothing(string path)
    {
        using var answer = await host.Bot.Send(HttpMethod.Get, path, null, asStaff: false);
        await IsProblem(answer, 401, "unauthorized");
    }

    /// <summary>Odd, but a message: it is kept, as far as it can be, and answered with silence.</summary>
    [Theory]
    [InlineData("👍😂🎉👨‍👩‍👧‍👦")]
    [InlineData("\u202e\u2066\u200b\u2069\u202c")]
    [InlineData("\u200b\ufeff\u2060")]
    [InlineData("ＳＥＬＥＣＴ * FROM ticket; DROP TABLE ticket; --")]
    [InlineData("'; DELETE FROM inbox WHERE '1'='1")]
    [InlineData("<script>alert(1)</script><img src=x onerror=alert(1)>")]
    [InlineData("{{7*7}} ${jndi:ldap://x} %s%n %00")]
    [InlineData("\ufffd\ufffe\uffff")]
    [InlineData("好的\u0000谢\u0007谢\u001b")]
    public async Task What_means_nothing_gets_no_answer(string text)
    {
        var id = await host.Bot.Say("demo-1", "r1", text);
        await host.Bot.Settle();
        var line = Assert.Single(await host.Bot.Lines("demo-1"), line => line.Id == id);
        Assert.Equal(string.Concat(text.Where(character => !char.IsControl(character))), line.Text);
        Assert.Equal("handled", await host.Database.One<string>("SELECT state FROM inbox WHERE message_id = @id", new { id }));
        Assert.DoesNotContain(await host.Bot.BotLines("demo-1"), said => said.Quote == id);
    }

    [Fact]
    public async Task A_twenty_thousandth_character_is_taken_and_the_next_is_refused()
    {
        var id = await host.Bot.Say("demo-1", "r2", new string('哈', 20_000));
        await host.Bot.Settle();
        Assert.Equal("handled", await host.Database.One<string>("SELECT state FROM inbox WHERE message_id = @id", new { id }));
        await Refuses(HttpMethod.Post, Messages, new { sender = "r2", text = new string('哈', 20_001) }, 413, "text_too_long");
    }

    private async Task Refuses(HttpMethod method, string path, object? body, int status, string code)
    {
        using var answer = await host.Bot.Send(method, path, body);
        await IsProblem(answer, status, code);
    }

    private static async Task IsProblem(HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((HttpStatusCode)status == answer.StatusCode, $"{answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    /// <summary>Rows that a message leaves.</summary>
    private Task<(long Inbox, long Shown, long Tickets, long Notices)> Traces() => host.Database.One<(long, long, long, long)>(
        "SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM simulated_message), (SELECT count(*) FROM ticket), (SELECT count(*) FROM outbox)");
}

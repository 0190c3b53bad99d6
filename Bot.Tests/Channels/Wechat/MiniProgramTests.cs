using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Wechat;

/// <summary>What a mini program does against a real host: sign in, tell its group, report, look at one's own.</summary>
public sealed class MiniProgramTests(WechatHost host) : IClassFixture<WechatHost>
{
    private const string AppId = "wx0000000000000002";

    [Fact]
    public async Task A_session_is_a_token_of_ours_and_the_platforms_key_never_leaves_the_server()
    {
        using var answer = await Call(HttpMethod.Post, "session", null, new { code = host.Standin.Logins.Code("mini", "m-session") });
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var token = JsonSerializer.Deserialize<JsonElement>(body).GetProperty("token").GetString()!;
        Assert.DoesNotContain(Logins.SessionKey("m-session"), body, StringComparison.Ordinal);
        Assert.DoesNotContain("m-session", body, StringComparison.Ordinal);
        var row = await host.Database.One<(byte[] Hash, byte[] Key)>("SELECT token_hash, session_key FROM mini_session WHERE open_id = 'm-session'");
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(token)), row.Hash);
        Assert.DoesNotContain(Logins.SessionKey("m-session"), Encoding.Latin1.GetString(row.Key), StringComparison.Ordinal);
        Assert.True(row.Key.AsSpan().IndexOf(Convert.FromBase64String(Logins.SessionKey("m-session"))) < 0);
    }

    [Fact]
    public async Task A_code_is_good_once_and_a_token_for_its_mini_program_and_its_30_days()
    {
        var code = host.Standin.Logins.Code("mini", "m-once");
        var token = await SignIn("m-once", code);
        using var again = await Call(HttpMethod.Post, "session", null, new { code });
        Assert.Equal("code_refused", await CodeOf(again));
        Assert.Equal(HttpStatusCode.OK, (await Call(HttpMethod.Get, "reports", token, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Call(HttpMethod.Get, "reports", token + "0", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Call(HttpMethod.Get, "reports", token, null, "service")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Call(HttpMethod.Get, "reports", null, null)).StatusCode);
        await host.Database.Execute("UPDATE mini_session SET expires_at = now() WHERE open_id = 'm-once'");
        Assert.Equal(HttpStatusCode.Unauthorized, (await Call(HttpMethod.Get, "reports", token, null)).StatusCode);
        using var official = await Call(HttpMethod.Post, "session", null, new { code = "x" }, "service");
        Assert.Equal("app_unknown", await CodeOf(official));
    }

    [Fact]
    public async Task An_administrators_code_binds_the_group_and_residents_then_report_into_its_grid_and_see_only_their_own()
    {
        var admin = await SignIn("m-admin");
        Assert.False((await Enter(admin, "m-admin", "tG-1")).GetProperty("bound").GetBoolean());
        using var early = await Call(HttpMethod.Post, "reports", admin, new { text = "3栋2单元电梯坏了" });
        Assert.Equal("group_unknown", await CodeOf(early));
        var code = (await host.Bot.Call(HttpMethod.Post, "/api/binding-codes", new { kind = "grid", node = "grid-2" })).GetProperty("code").GetString()!;
        var bound = await Enter(admin, "m-admin", "tG-1", code);
        Assert.Equal("grid-2", bound.GetProperty("grid").GetProperty("id").GetString());
        Assert.Null(await host.Database.One<int?>("SELECT rank FROM route WHERE target = 'tG-1'"));

        var (one, two) = (await SignIn("m-one"), await SignIn("m-two"));
        Assert.True((await Enter(one, "m-one", "tG-1")).GetProperty("bound").GetBoolean());
        Assert.True((await Enter(two, "m-two", "tG-1")).GetProperty("bound").GetBoolean());
        foreach (var isNew in new[] { true, false })
        {
            using var answer = await Call(HttpMethod.Post, "reports", one, new { id = "r1", text = "6栋1单元电梯坏了", place = new { name = "6栋1单元门口" } });
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Equal(isNew, (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("new").GetBoolean());
        }

        await Patience.Until(async () => (await List(one)).Count == 1, "the ticket stands");
        var own = (await List(one))[0];
        Assert.Equal("待确认", own.GetProperty("stateText").GetString());
        Assert.Contains("6栋1单元电梯坏了", own.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("grid-2", await host.Database.One<string>("SELECT grid_id FROM ticket WHERE number = @number", new { number = own.GetProperty("number").GetString() }));
        Assert.Empty(await List(two));
        Assert.DoesNotContain("m-one", own.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_the_content_check_calls_risky_is_kept_for_staff_and_its_author_is_told_so()
    {
        var code = (await host.Bot.Call(HttpMethod.Post, "/api/binding-codes", new { kind = "grid", node = "grid-2" })).GetProperty("code").GetString()!;
        var token = await SignIn("m-risky");
        await Enter(token, "m-risky", "tG-risky", code);
        using var answer = await Call(HttpMethod.Post, "reports", token, new { id = "r1", text = "6栋地下室有人开赌博机，着火了" });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.True(body.GetProperty("withheld").GetBoolean());
        Assert.StartsWith("已收到，只给工作人员看", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        await Patience.Until(async () => (await List(token)).Count == 1, "the ticket stands");
        var own = (await List(token))[0];
        Assert.Equal("（只给工作人员看）", own.GetProperty("text").GetString());
        var ticket = await host.Bot.Ticket(own.GetProperty("number").GetString()!);
        Assert.Equal((true, true), (ticket.GetProperty("private").GetBoolean(), ticket.GetProperty("withheld").GetBoolean()));
        Assert.Contains("赌博机", ticket.GetProperty("reports")[0].GetProperty("text").GetString(), StringComparison.Ordinal);

        // It sounds like danger, so those who answer for the grid read it, each alone.
        Assert.Equal(["private"], await host.Database.Query<string>("SELECT DISTINCT kind FROM outbox WHERE text LIKE '%赌博机%'"));
        Assert.Empty(await host.Database.Query<string>("SELECT text FROM outbox JOIN chat_group ON group_id = lane_id WHERE text LIKE '%赌博机%' AND chat_group.kind <> 'private'"));
    }

    [Fact]
    public async Task Group_data_of_another_mini_program_or_another_key_binds_nothing()
    {
        var token = await SignIn("m-forger");
        using var watermark = await Call(HttpMethod.Post, "group", token, Sealed(Logins.SessionKey("m-forger"), "tG-9", "wx-somebody"));
        Assert.Equal("watermark_wrong", await CodeOf(watermark));
        using var stale = await Call(HttpMethod.Post, "group", token, Sealed(Logins.SessionKey("m-other"), "tG-9", AppId));
        Assert.Equal("session_stale", await CodeOf(stale));
        using var damaged = await Call(HttpMethod.Post, "group", token, new { encryptedData = "x", iv = "y" });
        Assert.Equal("ciphertext_malformed", await CodeOf(damaged));
    }

    [Fact]
    public async Task Codes_are_not_guessed_and_a_staff_code_binds_no_group_of_a_mini_program()
    {
        var token = await SignIn("m-guesser");
        var staff = (await host.Bot.Call(HttpMethod.Post, "/api/binding-codes", new { kind = "staff", node = "grid-1" })).GetProperty("code").GetString()!;
        var codes = new List<string>();
        for (var guess = 0; guess < 11; guess++)
        {
            using var answer = await Call(HttpMethod.Post, "group", token, Sealed(Logins.SessionKey("m-guesser"), "tG-8", AppId, guess == 0 ? staff : "AAAAAA"));
            codes.Add(await CodeOf(answer));
        }

        Assert.Equal([.. Enumerable.Repeat("code_refused", 10), "too_many_tries"], codes);
        Assert.Empty(await host.Database.Query<string>("SELECT group_id FROM route WHERE target = 'tG-8'"));
    }

    [Fact]
    public async Task A_report_without_words_or_with_an_address_that_is_none_is_refused()
    {
        var token = await SignIn("m-empty");
        foreach (var (report, code) in new (object, string)[]
        {
            (new { text = " " }, "text_refused"),
            (new { text = new string('字', 1001) }, "text_refused"),
            (new { text = "x", media = new[] { new { kind = "image", url = "javascript:alert(1)" } } }, "media_refused"),
            (new { text = "x", media = new[] { new { kind = "program", url = "https://files.example/1" } } }, "media_refused"),
        })
        {
            using var answer = await Call(HttpMethod.Post, "reports", token, report);
            Assert.Equal(code, await CodeOf(answer));
        }
    }

    private async Task<string> SignIn(string openId, string? code = null)
    {
        using var answer = await Call(HttpMethod.Post, "session", null, new { code = code ?? host.Standin.Logins.Code("mini", openId) });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("token").GetString()!;
    }

    private async Task<JsonElement> Enter(string token, string openId, string openGroup, string? code = null)
    {
        using var answer = await Call(HttpMethod.Post, "group", token, Sealed(Logins.SessionKey(openId), openGroup, AppId, code));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private async Task<IReadOnlyList<JsonElement>> List(string token)
    {
        using var answer = await Call(HttpMethod.Get, "reports", token, null);
        return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("items").EnumerateArray()];
    }

    /// <summary>As WeChat's client hands it over.</summary>
    private static object Sealed(string key, string openGroup, string appId, string? code = null)
    {
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(key);
        var iv = RandomNumberGenerator.GetBytes(16);
        var plain = JsonSerializer.SerializeToUtf8Bytes(new { opengid = openGroup, chat_type = 3, watermark = new { appid = appId, timestamp = 1760000000 } });
        return new { encryptedData = Convert.ToBase64String(aes.EncryptCbc(plain, iv)), iv = Convert.ToBase64String(iv), code };
    }

    private static async Task<string> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("code").GetString()!;

    private async Task<HttpResponseMessage> Call(HttpMethod method, string path, string? token, object? body, string app = "mini")
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"{host.Bot.Address}/mini/{app}/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

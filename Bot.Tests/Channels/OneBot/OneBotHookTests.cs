using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Bot.Domain.Channels.OneBot;
using Bot.Host.Channels.Identity;
using Bot.Host.Channels.OneBot;
using Bot.Platforms;
using Bot.Tests.Channels.Setup;
using Bot.Tests.Running;
using Dapper;
using Npgsql;

namespace Bot.Tests.Channels.OneBot;

/// <summary>The hook of a served host, called as a bridge calls it.</summary>
public sealed class OneBotHookTests(ServedHost served) : IClassFixture<ServedHost>
{
    private const string Secret11 = "pretended-onebot-secret";
    private readonly HttpClient http = new() { BaseAddress = new Uri(served.Bot.Address), Timeout = Patience.Limit };

    [Theory]
    [InlineData("bridge11", "90010001", "/send_group_msg")]
    [InlineData("bridge12", "12345@chatroom", "/send_message")]
    public async Task What_is_said_in_a_bound_group_becomes_a_ticket_and_is_answered_there(string account, string group, string action)
    {
        var (code, _) = await served.Get<BindingCodes>().Make("grid", "grid-1", "admin", TestContext.Current.CancellationToken);
        await Say(new Saying("onebot", account) { Conversation = group, From = "700", Text = $"绑定 {code}" });
        await Patience.Until(() => Answers(action, group).Count == 1, "the code is answered");
        var said = await Say(new Saying("onebot", account) { Conversation = group, From = "701", Text = "3栋2单元电梯坏了" });
        await Patience.Until(() => Answers(action, group).Count >= 2, "the report is answered");
        Assert.Equal(1, await Count("SELECT count(*) FROM ticket WHERE group_id = @id", $"onebot:{account}:{group}"));
        var segments = Answers(action, group)[1].Content!["message"]!.AsArray();
        Assert.Contains(segments, segment => (string?)segment!["type"] == "reply" && segment["data"]!.AsObject().Any(pair => pair.Value!.ToString() == said.MessageId));
        Assert.Contains(segments, segment => (string?)segment!["type"] == "text");
    }

    [Theory]
    [InlineData("bridge11")]
    [InlineData("bridge12")]
    public async Task Private_words_are_taken_from_whoever_says_them(string account)
    {
        var said = await Say(new Saying("onebot", account) { From = "wxid_zhou", Text = "你好" });
        Assert.Equal(204, said.Attempts.Single().Status);
        await Patience.Until(async () => await Count("SELECT count(*) FROM identity WHERE channel = 'onebot' AND external_id = 'wxid_zhou' AND account = @id", account) == 1, "the person is known");
    }

    [Fact]
    public async Task A_message_delivered_again_is_answered_and_not_repeated()
    {
        var said = await served.Standin.Say(new Saying("onebot", "bridge11") { From = "702", Text = "你好", MessageId = "424242", Copies = 3 });
        Assert.All(said.SelectMany(one => one.Attempts), attempt => Assert.Equal(204, attempt.Status));
        Assert.Equal(1, await Count("SELECT count(*) FROM inbox WHERE message_key = @id", "onebot:bridge11:424242"));
    }

    [Theory]
    [InlineData("bridge11", "90010002", "/send_group_msg", """{"post_type":"notice","notice_type":"group_recall","operator_id":1}""")]
    [InlineData("bridge12", "22345@chatroom", "/send_message", """{"type":"notice","detail_type":"group_message_delete","sub_type":"recall","operator_id":"1"}""")]
    public async Task What_is_taken_back_takes_its_ticket_along_and_its_words_are_nowhere(string account, string group, string action, string recall)
    {
        var (code, _) = await served.Get<BindingCodes>().Make("grid", "grid-1", "admin", TestContext.Current.CancellationToken);
        await Say(new Saying("onebot", account) { Conversation = group, From = "700", Text = $"绑定 {code}" });
        await Patience.Until(() => Answers(action, group).Count == 1, "the code is answered");
        var said = await Say(new Saying("onebot", account) { Conversation = group, From = "704", Text = "3栋2单元电梯坏了，我叫钱多多" });
        await Patience.Until(() => Answers(action, group).Count >= 2, "the report is answered");
        var payload = System.Text.Json.Nodes.JsonNode.Parse(recall)!.AsObject();
        payload["message_id"] = account == "bridge11" ? int.Parse(said.MessageId, System.Globalization.CultureInfo.InvariantCulture) : said.MessageId;
        await Say(new Saying("onebot", account) { Conversation = group, From = "704", Payload = payload });
        await Patience.Until(async () => await Count("SELECT count(*) FROM ticket WHERE group_id = @id AND state = 'cancelled'", $"onebot:{account}:{group}") == 1, "the ticket is cancelled");
        Assert.Equal(0, await Count("SELECT (SELECT count(*) FROM inbox WHERE group_id = @id AND body::text LIKE '%钱多多%') + (SELECT count(*) FROM ticket WHERE group_id = @id AND body::text LIKE '%钱多多%')", $"onebot:{account}:{group}"));
    }

    [Theory]
    [InlineData("bridge11", "signature")]
    [InlineData("bridge11", "key")]
    [InlineData("bridge11", "cut")]
    [InlineData("bridge12", "signature")]
    [InlineData("bridge12", "cut")]
    public async Task What_is_forged_or_cut_leaves_no_trace(string account, string flaw)
    {
        var id = $"99{Random.Shared.Next(1_000_000, 9_000_000)}";
        var said = await Say(new Saying("onebot", account) { Conversation = "90010009", From = "703", Text = "3栋2单元电梯坏了", MessageId = id, Flaw = flaw });
        Assert.Equal(account == "bridge12" && flaw == "cut" ? 400 : 401, said.Attempts.Single().Status);
        Assert.Equal(0, await Count("SELECT count(*) FROM inbox WHERE message_key = @id", $"onebot:{account}:{id}"));
    }

    [Fact]
    public async Task Who_it_is_counts_before_what_is_said()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await Post("bridge11", "no json", "sha1=0000000000000000000000000000000000000000"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post("bridge11", "no json", null));
        Assert.Equal(HttpStatusCode.BadRequest, await Post("bridge11", "no json", Signature("no json")));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post("bridge12", "no json", null));
        Assert.Equal(HttpStatusCode.Unauthorized, await Post("bridge12?access_token=pretended-onebot12-toke", "no json", null));
        Assert.Equal(HttpStatusCode.BadRequest, await Post("bridge12?access_token=pretended-onebot12-token", "no json", null));
        var large = new string(' ', (2 * 1024 * 1024) + 1);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await Post("bridge11", large, Signature(large)));
    }

    [Theory]
    [InlineData("resting")]
    [InlineData("nobody")]
    public async Task A_bridge_that_is_not_enabled_is_unknown(string account)
    {
        Assert.Equal(HttpStatusCode.NotFound, await Post($"{account}?access_token=resting-token", "{}", Signature("{}")));
        var items = (await served.Bot.Get("/api/channels")).GetProperty("items").EnumerateArray().ToList();
        Assert.DoesNotContain(items, item => item.GetProperty("account").GetString() == account);
        Assert.All(items.Where(item => item.GetProperty("channel").GetString() == "onebot"), item =>
        {
            Assert.Contains("非官方", item.GetProperty("chinese").GetString(), StringComparison.Ordinal);
            Assert.Contains("banned", item.GetProperty("english").GetString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Its_own_words_and_what_nobody_knows_are_answered_and_counted()
    {
        var counted = new ConcurrentQueue<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Meter.Name == OneBotHook.MeterName) { listening.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => counted.Enqueue(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        listener.Start();
        string[] told =
        [
            """{"post_type":"message","message_type":"group","self_id":1,"user_id":1,"group_id":2,"message_id":515151,"message":"我自己说的","time":1}""",
            """{"post_type":"meta_event","meta_event_type":"heartbeat","self_id":1,"time":1}""",
            """{"post_type":"dance","dance_type":"tango\n","time":1}""",
        ];
        foreach (var body in told)
        {
            Assert.Equal(HttpStatusCode.NoContent, await Post("bridge11", body, Signature(body)));
        }

        Assert.Equal(0, await Count("SELECT count(*) FROM inbox WHERE message_key = @id", "onebot:bridge11:515151"));
        Assert.Equal(["onebot bridge11 message:own", "onebot bridge11 meta_event:heartbeat", "onebot bridge11 dance:tango"], counted.Where(line => line.StartsWith("onebot", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_log_says_at_the_start_what_is_risked_and_no_secret()
    {
        var line = Assert.Single(served.Logged, line => line.Contains("OneBot", StringComparison.Ordinal) && line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Contains("bridge11, bridge12", line, StringComparison.Ordinal);
        Assert.Contains("banned", line, StringComparison.Ordinal);
        Assert.Contains("personal data", line, StringComparison.Ordinal);
        Assert.DoesNotContain(served.Logged, logged => served.Secrets.Any(secret => logged.Contains(secret, StringComparison.Ordinal)));
    }

    private async Task<Said> Say(Saying saying) => Assert.Single(await served.Standin.Say(saying));

    private IReadOnlyList<LedgerEntry> Answers(string action, string target) => [.. served.Standin.Ledger.Of(action).Where(entry => entry.Target == target)];

    private async Task<HttpStatusCode> Post(string account, string body, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/hooks/onebot/{account}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (signature is not null)
        {
            request.Headers.Add("X-Signature", signature);
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static string Signature(string body) => OneBotSignature.Of(Secret11, Encoding.UTF8.GetBytes(body));

    private async Task<long> Count(string sql, string id)
    {
        await using var connection = await served.Get<NpgsqlDataSource>().OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<long>(sql, new { id });
    }
}

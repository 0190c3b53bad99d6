using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bot.Domain.Channels;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Archive;

/// <summary>What the archive's hook takes, and what it refuses without a trace.</summary>
public sealed class ArchiveHookTests(ArchiveHost host) : IClassFixture<ArchiveHost>
{
    [Theory]
    [InlineData("another secret", 401, "signature_wrong")]
    [InlineData("another body", 401, "signature_wrong")]
    [InlineData("another time", 401, "signature_wrong")]
    [InlineData("upper case", 401, "signature_wrong")]
    [InlineData("half a signature", 401, "signature_wrong")]
    [InlineData("no signature", 401, "signature_wrong")]
    [InlineData("no time", 401, "timestamp_malformed")]
    [InlineData("words for a time", 401, "timestamp_malformed")]
    [InlineData("a time long past", 401, "timestamp_stale")]
    [InlineData("a time to come", 401, "timestamp_stale")]
    [InlineData("another corp", 404, "account_unknown")]
    [InlineData("no json", 400, "json_malformed")]
    [InlineData("cut in the middle", 400, "json_malformed")]
    [InlineData("too much", 413, "body_too_large")]
    public async Task A_request_that_is_forged_or_damaged_is_refused_and_leaves_no_trace(string how, int status, string code)
    {
        var room = await host.Bound("open");
        var before = await host.InboxRows();
        var body = ArchiveHost.Body(ArchiveHost.Text(room, ArchiveHost.Resident(), "被伪造的话：3栋2单元电梯坏了"));
        var now = ArchiveHost.Now;
        var offset = (int seconds) => TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var large = Encoding.UTF8.GetBytes($"[{new string(' ', 9 * 1024 * 1024)}]");
        var (answered, text) = how switch
        {
            "another secret" => await host.Post("open", body, now, ArchiveHost.Sign(now, body, "guessed")),
            "another body" => await host.Post("open", body, now, ArchiveHost.Sign(now, [.. body, (byte)' '])),
            "another time" => await host.Post("open", body, now, ArchiveHost.Sign(offset(1), body)),
            "upper case" => await host.Post("open", body, now, ArchiveHost.Sign(now, body).ToUpperInvariant()),
            "half a signature" => await host.Post("open", body, now, ArchiveHost.Sign(now, body)[..40]),
            "no signature" => await host.Post("open", body, now, ""),
            "no time" => await host.Post("open", body, ""),
            "words for a time" => await host.Post("open", body, "now"),
            "a time long past" => await host.Post("open", body, offset(-310)),
            "a time to come" => await host.Post("open", body, offset(320)),
            "another corp" => await host.Post("nobody", body),
            "no json" => await host.Post("open", "你好"u8.ToArray()),
            "cut in the middle" => await host.Post("open", body[..^9]),
            _ => await host.Post("open", large),
        };
        Assert.Equal((status, code), (answered, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("code").GetString()));
        Assert.DoesNotContain(ArchiveHost.Secret, text, StringComparison.Ordinal);
        Assert.Equal(before, await host.InboxRows());
        Assert.DoesNotContain("被伪造的话", await host.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_off_in_the_body_leaves_no_trace()
    {
        var before = await host.InboxRows();
        var body = ArchiveHost.Body(ArchiveHost.Text(ArchiveHost.Room(), "wangfang", "没说完"));
        var now = ArchiveHost.Now;
        var address = new Uri(host.Host.Client.Address);
        using (var line = new TcpClient(address.Host, address.Port))
        {
            await line.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /hooks/wecom-archive/open HTTP/1.1\r\nHost: bot\r\nContent-Length: {body.Length}\r\nX-Timestamp: {now}\r\nX-Signature: {ArchiveHost.Sign(now, body)}\r\n\r\n"), TestContext.Current.CancellationToken);
            await line.GetStream().WriteAsync(body.AsMemory(0, body.Length - 5), TestContext.Current.CancellationToken);
        }

        await host.Bound("open");
        Assert.Equal(before + 1, await host.InboxRows());
    }

    [Fact]
    public async Task One_record_a_list_and_an_object_with_records_are_all_taken_and_a_replay_repeats_nothing()
    {
        var room = await host.Bound("open");
        var one = ArchiveHost.Text(room, ArchiveHost.Resident(), "你好");
        var two = ArchiveHost.Text(room, ArchiveHost.Resident(), "3栋2单元电梯坏了");
        Assert.Equal((200, 1, 0), await Counted(Encoding.UTF8.GetBytes(one.ToJsonString())));
        Assert.Equal((200, 1, 1), await Counted(Encoding.UTF8.GetBytes(new JsonArray(one.DeepClone(), two.DeepClone()).ToJsonString())));
        Assert.Equal((200, 0, 2), await Counted(ArchiveHost.Body(two, one)));
        Assert.Equal((200, 0, 0), await Counted("[]"u8.ToArray()));
        var now = ArchiveHost.Now;
        var body = ArchiveHost.Body(two);
        Assert.Equal(await host.Post("open", body, now), await host.Post("open", body, now));
        await host.Host.Client.Settle();
        Assert.Single(await host.Tickets("open", room));
    }

    [Fact]
    public async Task A_bad_record_does_not_fail_its_neighbours()
    {
        var room = await host.Bound("open");
        var first = ArchiveHost.Text(room, ArchiveHost.Resident(), "你好");
        var last = ArchiveHost.Text(room, ArchiveHost.Resident(), "3栋2单元电梯坏了");
        var nameless = ArchiveHost.Text(room, ArchiveHost.Resident(), "没有编号");
        nameless.Remove("msgid");
        var deep = "[" + string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60)) + "]";
        var half = ArchiveHost.Text(room, "wangfang", "x").ToJsonString().Replace("\"x\"", "\"\\ud800 半个字\"", StringComparison.Ordinal);
        var zero = ArchiveHost.Text(room, "wangfang", "x").ToJsonString().Replace("\"x\"", "\"零\\u0000字符\"", StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes($"[{first.ToJsonString()}, 7, null, \"words\", {nameless.ToJsonString()}, {{\"a\": {deep}}}, {half}, {zero}, {{\"msgtype\": \"neverheard\"}}, {last.ToJsonString()}]");
        var (status, text) = await host.Post("open", body);
        Assert.Equal(200, status);
        var answer = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal(3, answer.GetProperty("accepted").GetInt32());
        Assert.Equal(1, answer.GetProperty("passed").GetInt32());
        Assert.Equal([1, 2, 3, 4, 5, 6], answer.GetProperty("refused").EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));
        await host.Host.Client.Settle();
        Assert.Single(await host.Tickets("open", room));
        Assert.Contains("零字符", await host.Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hundreds_of_records_in_one_request_are_all_there_after_a_kill_and_once_after_a_replay()
    {
        const int Most = 300;
        await using var house = new ArchiveHost();
        await house.InitializeAsync();
        var room = await house.Bound("open");
        var residents = Enumerable.Range(0, 50).Select(_ => ArchiveHost.Resident()).ToList();
        JsonObject[] records = [.. Enumerable.Range(0, Most - 1).Select(count => ArchiveHost.Text(room, residents[count % 50], $"大家好，第{count}句")), ArchiveHost.Text(room, residents[0], "3栋2单元电梯坏了")];
        var body = ArchiveHost.Body(records);
        var (status, text) = await house.Post("open", body);
        Assert.Equal((200, Most), (status, JsonSerializer.Deserialize<JsonElement>(text).GetProperty("accepted").GetInt32()));
        await house.Host.Kill();
        var keys = await house.Database.Query<string>("SELECT message_id FROM inbox WHERE body ->> 'flushOf' IS NULL ORDER BY position");
        Assert.Equal(records.Select(record => record["msgid"]!.ToString()), keys.Skip(1));
        await house.Restart();
        Assert.Equal((0, Most), await house.Tell("open", records));
        Assert.Single(await house.Tickets("open", room));
        Assert.Equal(0, await house.Database.One<long>("SELECT count(*) FROM inbox WHERE state <> 'handled' AND body ->> 'flushOf' IS NULL"));
    }

    [Fact]
    public async Task The_talk_of_a_room_that_no_code_has_bound_is_not_kept()
    {
        await host.Tell("open", ArchiveHost.Text(ArchiveHost.Room(), ArchiveHost.Resident(), "无人绑定的群里，5栋漏水，电话13712345678"));
        var everything = await host.Everything();
        Assert.DoesNotContain("无人绑定的群里", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("13712345678", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_as_the_WeChat_client_flattens_it_leads_from_the_hook_to_the_ticket()
    {
        var room = await host.Bound("open");
        await host.Tell("open", ArchiveHost.Text(room, ArchiveHost.Resident(), "3栋2单元电梯坏了"));
        await host.Tell("open", ArchiveHost.Text(room, ArchiveHost.Resident(), "6栋1单元门口垃圾没人清"));
        await host.Tell("open", ArchiveHost.Text(room, ArchiveHost.Resident(), "「居民：3栋2单元电梯坏了」\n- - - - - - - - - - - - - - -\n我家也是"));
        var tickets = await host.Tickets("open", room);
        Assert.Equal([2, 1], tickets.Select(ticket => JsonSerializer.Deserialize<JsonElement>(ticket.Body).GetProperty("reports").GetArrayLength()));
    }

    [Fact]
    public async Task A_quote_as_the_WeCom_client_flattens_it_leads_from_the_hook_to_the_ticket()
    {
        var worker = $"xiaoyu{ArchiveHost.Next()}";
        await host.Database.Execute(
            "INSERT INTO identity (district, channel, account, external_id, person_id, proof, proven_at) VALUES ('demo', 'wecom-archive', 'open', @worker, 'w1', 'operator', now())", new { worker });
        var room = await host.Bound("open");
        await host.Tell("open", ArchiveHost.Text(room, ArchiveHost.Resident(), "3栋2单元电梯坏了"));
        await host.Tell("open", ArchiveHost.Text(room, ArchiveHost.Resident(), "6栋1单元门口垃圾没人清"));
        await host.Tell("open", ArchiveHost.Text(room, worker, "这是一条引用/回复消息：\n“居民：\n3栋2单元电梯坏了”\n------\n确认"));
        Assert.Equal(["accepted", "reported"], (await host.Tickets("open", room)).Select(ticket => ticket.State));
    }

    [Fact]
    public void The_signature_made_here_is_the_one_the_program_makes()
    {
        var body = "{\"a\":1}"u8.ToArray();
        Assert.Equal(BodySignature.Of(ArchiveHost.Secret, "1700000000", body), ArchiveHost.Sign("1700000000", body));
    }

    private async Task<(int Status, int Accepted, int Duplicate)> Counted(byte[] body)
    {
        var (status, text) = await host.Post("open", body);
        var answer = JsonSerializer.Deserialize<JsonElement>(text);
        return (status, answer.GetProperty("accepted").GetInt32(), answer.GetProperty("duplicate").GetInt32());
    }
}

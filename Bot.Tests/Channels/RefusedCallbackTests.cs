using System.Net.Sockets;
using System.Text;
using Bot.Domain.Channels;
using Bot.Platforms;
using Bot.Tests.Channels.Wechat;
using Bot.Tests.Running;

namespace Bot.Tests.Channels;

/// <summary>Callbacks that are forged, cut, swapped, replayed or too large, on every sealed hook: refused, and afterwards every table has as many rows as before.</summary>
public sealed class RefusedCallbackTests(WechatHost host) : IClassFixture<WechatHost>
{
    private const string Timestamp = "1790000000";
    private const string Nonce = "n0nce";
    private static readonly string[] Hooks = ["service", "compatible", "mini", "application", "robot"];
    private static readonly string[] Flaws =
    [
        "another token", "another key", "another receiver", "another time", "another nonce", "another ciphertext", "half a ciphertext", "a blank for a plus sign", "a longer signature", "no signature",
        "no envelope", "no body", "half a body", "an empty message", "no message", "a document type", "too large", "too deep", "too long a query", "the hook of another account",
    ];

    private static readonly HttpClient Http = new() { Timeout = Patience.Limit };
    private static int messages;

    public static TheoryData<string, string> Refusals => [.. Hooks.SelectMany(hook => Flaws.Select(flaw => (hook, flaw)))];

    public static TheoryData<string> All => [.. Hooks];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_callback_with_a_flaw_is_refused_without_a_trace(string hook, string flaw)
    {
        var account = Of(hook);
        var path = flaw != "the hook of another account" ? account.Path : hook == "service" ? "wechat/mini" : "wechat/service";
        var (encrypted, query, body) = Whole(account);
        (query, body) = flaw switch
        {
            "another token" => Sealed(account, new MessageSeal("guessed", account.Key, account.Id)),
            "another key" => Sealed(account, new MessageSeal(account.Token, new string('A', 43), account.Id)),
            "another receiver" => Sealed(account, new MessageSeal(account.Token, account.Key, "wx-somebody")),
            "another time" => (query.Replace(Timestamp, "1790000001", StringComparison.Ordinal), body),
            "another nonce" => (query.Replace(Nonce, "n1nce", StringComparison.Ordinal), body),
            "another ciphertext" => (query, Whole(account).Body),
            "half a ciphertext" => (query, body.Replace(encrypted, encrypted[..64], StringComparison.Ordinal)),
            "a blank for a plus sign" => Blank(account),
            "a longer signature" => (query.Replace("msg_signature=", "msg_signature=0", StringComparison.Ordinal), body),
            "no signature" => ($"timestamp={Timestamp}&nonce={Nonce}", body),
            "no envelope" => (query, Words(account)),
            "no body" => (query, ""),
            "half a body" => (query, body[..(body.Length / 2)]),
            "an empty message" => Sealed(account, account.Seal, ""),
            "no message" => Sealed(account, account.Seal, "你好"),
            "a document type" => Sealed(account, account.Seal, "<!DOCTYPE x [<!ENTITY a \"o-refused\">]>" + XmlWords("&a;")),
            "too large" => Sealed(account, account.Seal, Words(account) + new string(' ', 700_000)),
            "too deep" => Sealed(account, account.Seal, account.IsJson ? string.Concat(Enumerable.Repeat("{\"a\":", 60)) + "1" + new string('}', 60) : string.Concat(Enumerable.Repeat("<xml>", 60)) + string.Concat(Enumerable.Repeat("</xml>", 60))),
            "too long a query" => ($"{query}&more={new string('x', 8_100)}", body),
            _ => (query, body),
        };
        await LeavesNoTrace(async () =>
        {
            var status = await Post(path, query, body);
            Assert.True(status is >= 400 and < 500, $"{hook} with {flaw}: {status}");
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_connection_that_breaks_off_within_the_body_leaves_no_trace(string hook)
    {
        var account = Of(hook);
        var (_, query, body) = Whole(account);
        var bytes = Encoding.UTF8.GetBytes(body);
        var address = new Uri(host.Bot.Address);
        await LeavesNoTrace(async () =>
        {
            using (var line = new TcpClient(address.Host, address.Port))
            {
                await line.GetStream().WriteAsync(
                    Encoding.ASCII.GetBytes($"POST /hooks/{account.Path}?{query} HTTP/1.1\r\nHost: bot\r\nContent-Length: {bytes.Length}\r\n\r\n"), TestContext.Current.CancellationToken);
                await line.GetStream().WriteAsync(bytes.AsMemory(0, bytes.Length - 5), TestContext.Current.CancellationToken);
            }

            // Whatever the host made of it is done before it answers this one.
            Assert.Equal(403, await Post(account.Path, query.Replace(Nonce, "n1nce", StringComparison.Ordinal), body));
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_replay_is_answered_with_success_and_leaves_no_trace(string hook)
    {
        var account = Of(hook);
        var id = $"refused-{++messages}";
        var (query, body) = Enveloped(account, account.Seal.Seal(Words(account, id), Timestamp, Nonce));
        var before = await host.Database.One<long>("SELECT count(*) FROM inbox");
        Assert.Equal(200, await Post(account.Path, query, body));
        await Patience.Until(async () => await host.Database.One<long>("SELECT count(*) FROM inbox WHERE state = 'pending' AND due_at <= now()") == 0, "the message is handled");
        await host.Bot.Settle();
        Assert.Equal(before + 1, await host.Database.One<long>("SELECT count(*) FROM inbox"));
        await LeavesNoTrace(async () =>
        {
            for (var time = 0; time < 3; time++)
            {
                Assert.Equal(200, await Post(account.Path, query, body));
            }

            await host.Bot.Settle();
        });

        // Signed anew, as a platform may when it delivers once more: still the same message.
        var (later, sealedAnew) = Enveloped(account, account.Seal.Seal(Words(account, id), "1790000009", "later"));
        await LeavesNoTrace(async () => Assert.Equal(200, await Post(account.Path, later, sealedAnew)));
    }

    /// <summary>The host's own clocks may write at any moment: what differs is only a trace where it differs each of three times.</summary>
    private async Task LeavesNoTrace(Func<Task> callback)
    {
        for (var left = 2; ; left--)
        {
            var before = await Rows();
            await callback();
            var after = await Rows();
            if (before.SequenceEqual(after))
            {
                return;
            }

            Assert.True(left > 0, $"rows before and after: {string.Join(", ", before.Except(after).Concat(after.Except(before)))}");
        }
    }

    /// <summary>All tables but those in which the engine of the recurring jobs notes its own rounds.</summary>
    private async Task<IReadOnlyList<(string Table, long Rows)>> Rows()
    {
        var tables = await host.Database.Query<string>(
            "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT LIKE 'qrtz%' AND relname <> 'job_run' ORDER BY 1");
        Assert.Contains("inbox", tables);
        Assert.True(tables.Count > 20);
        return await host.Database.Query<(string, long)>(string.Join(" UNION ALL ", tables.Select(table => $"SELECT '{table}', count(*) FROM \"{table}\"")) + " ORDER BY 1");
    }

    private async Task<int> Post(string path, string query, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var answer = await Http.PostAsync(new Uri($"{host.Bot.Address}/hooks/{path}?{query}"), content, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("refused-", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        return (int)answer.StatusCode;
    }

    private sealed record Account(string Path, string Token, string Key, string Id, bool IsJson, string Way)
    {
        public MessageSeal Seal { get; } = new(Token, Key, Id);
    }

    private Account Of(string hook)
    {
        var accounts = host.Standin.Accounts;
        return hook switch
        {
            "application" => new("wecom/community", accounts.WecomApps["community"].Token, accounts.WecomApps["community"].EncodingAesKey, accounts.WecomApps["community"].CorpId, false, hook),
            "robot" => new("wecom-bot/helper", accounts.Robots["helper"].Token, accounts.Robots["helper"].EncodingAesKey, "", true, hook),
            _ => new($"wechat/{hook}", accounts.WechatApps[hook].Token, accounts.WechatApps[hook].EncodingAesKey, accounts.WechatApps[hook].AppId, hook == "mini", hook),
        };
    }

    /// <summary>A new message that would be taken.</summary>
    private static (string Encrypted, string Query, string Body) Whole(Account account)
    {
        var seal = account.Seal.Seal(Words(account), Timestamp, Nonce);
        var (query, body) = Enveloped(account, seal);
        return (seal.Encrypted, query, body);
    }

    private static (string Query, string Body) Sealed(Account account, MessageSeal seal, string? words = null) => Enveloped(account, seal.Seal(words ?? Words(account), Timestamp, Nonce));

    /// <summary>Signed as it is, then spoilt on the way as a careless proxy does.</summary>
    private static (string Query, string Body) Blank(Account account)
    {
        while (true)
        {
            var seal = account.Seal.Seal(Words(account), Timestamp, Nonce);
            if (seal.Encrypted.Contains('+', StringComparison.Ordinal))
            {
                var spoilt = seal.Encrypted.Replace('+', ' ');
                var (query, body) = Enveloped(account, seal);
                return (query, body.Replace(seal.Encrypted, spoilt, StringComparison.Ordinal));
            }
        }
    }

    private static (string Query, string Body) Enveloped(Account account, Sealed seal)
    {
        var plain = account.Way is "application" or "robot" ? "" : $"&encrypt_type=aes&signature={PlainSignature.Of(account.Token, seal.Timestamp, seal.Nonce)}";
        var body = account.Way switch
        {
            "robot" => $$"""{"encrypt":"{{seal.Encrypted}}"}""",
            "mini" => $$"""{"ToUserName":"gh_1","Encrypt":"{{seal.Encrypted}}"}""",
            _ => $"<xml><ToUserName>gh_1</ToUserName><Encrypt>{seal.Encrypted}</Encrypt></xml>",
        };
        return ($"msg_signature={seal.Signature}&timestamp={seal.Timestamp}&nonce={seal.Nonce}{plain}", body);
    }

    private static string Words(Account account, string? id = null) => (account.IsJson, id ?? $"refused-{++messages}") switch
    {
        (true, var one) when account.Way == "robot" => $$$"""{"msgid":"{{{one}}}","chattype":"single","from":{"userid":"o-refused"},"msgtype":"text","text":{"content":"今天天气不错"}}""",
        (true, var one) => $$"""{"FromUserName":"o-refused","CreateTime":1790000000,"MsgType":"text","Content":"今天天气不错","MsgId":"{{one}}"}""",
        (false, var one) => XmlWords("o-refused", one),
    };

    private static string XmlWords(string sender, string id = "refused-0") =>
        $"<xml><FromUserName>{sender}</FromUserName><CreateTime>1790000000</CreateTime><MsgType>text</MsgType><Content>今天天气不错</Content><MsgId>{id}</MsgId></xml>";
}

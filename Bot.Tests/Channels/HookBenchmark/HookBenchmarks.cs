using System.Diagnostics;
using System.Globalization;
using Bot.Domain.Channels;
using Bot.Host.Database;
using Bot.Host.Messages;
using Bot.Tests.Running;
using Dapper;
using Npgsql;

namespace Bot.Tests.Channels.HookBenchmark;

/// <summary>
/// How many signed and sealed callbacks a second a real host acknowledges, each after its durable insert, while it handles what it has taken; beside it pgbench inserting the
/// same row with as many connections and doing nothing else, and co-wechat (npm) that answers the same requests and stores nothing. All in turn, three rounds, medians.
/// The callback is that of a WeCom application: an official account holds its answer back until the bot has spoken, which would measure the bot's talk.
/// </summary>
[Trait("Category", "Benchmark")]
[Collection("Benchmarks, one after another")]
public sealed class HookBenchmarks
{
    private const int Connections = 64;
    private const int Rounds = 3;
    private const int RoundMessages = 30_000;
    private const int RoundSeconds = 5;
    private const int HalfLoadSeconds = 10;
    private const string Token = "BenchToken";
    private const string Key = "BenchBenchBenchBenchBenchBenchBenchBenchBeA";
    private const string Corp = "ww0123456789bench";
    private static readonly MessageSeal Seal = new(Token, Key, Corp);
    private int made;

    [Fact]
    public async Task Sealed_callbacks_are_acknowledged_after_a_durable_insert()
    {
        await using var database = await TestDatabase.Create();
        await using var alone = await TestDatabase.Create();
        await using (var source = DatabaseSource.Open(alone.ConnectionString))
        {
            await Migrations.Apply(source, TestContext.Current.CancellationToken);
        }

        await using var host = await RunningHost.Start(database, settings: new Dictionary<string, string>
        {
            ["Channels:WecomApps:bench:CorpId"] = Corp,
            ["Channels:WecomApps:bench:AgentId"] = "1000002",
            ["Channels:WecomApps:bench:Secret"] = "pretended",
            ["Channels:WecomApps:bench:Token"] = Token,
            ["Channels:WecomApps:bench:EncodingAesKey"] = Key,
        });
        using var load = await HookLoad.Open(new Uri(host.Client.Address).Port, Connections);
        await load.AsFastAsItGoes(Requests(3_000)); // warm
        var body = await database.One<string>("SELECT body::text FROM inbox WHERE message_key LIKE 'wecom:bench:%' LIMIT 1");
        using var pgbench = Pgbench.Find() is { } program ? new Pgbench(program, alone.ConnectionString, body) : null;
        using var node = CoWechat.Start(Token, Key, Corp);
        using var other = node is null ? null : await HookLoad.Open(await node.Port(), Connections);
        await (other?.AsFastAsItGoes(Requests(3_000)) ?? Task.FromResult(0d));

        List<double> acknowledged = [], inserted = [], answered = [];
        for (var round = 0; round < Rounds; round++)
        {
            acknowledged.Add(await load.AsFastAsItGoes(Requests(RoundMessages)));
            if (pgbench is not null)
            {
                inserted.Add(await pgbench.Run(Connections, RoundSeconds));
            }

            if (other is not null)
            {
                answered.Add(await other.AsFastAsItGoes(Requests(RoundMessages)));
            }
        }

        var reached = Median(acknowledged);
        var half = await load.At(reached / 2, Requests((int)(reached / 2 * HalfLoadSeconds)));
        var expected = made - (other is null ? 0 : 3_000 + (Rounds * RoundMessages));
        Assert.Equal(expected, await database.One<int>("SELECT count(*)::integer FROM inbox WHERE message_key LIKE 'wecom:bench:%'"));

        Benchmark.Report("hook_acknowledged", reached, "messages/s", inserted.Count > 0 ? "hook_pgbench" : null, inserted.Count > 0 ? reached / Median(inserted) : null, Rounds * RoundMessages);
        Benchmark.Report("hook_p50_at_half_load", half[half.Length / 2], "ms", null, null, half.Length);
        Benchmark.Report("hook_p99_at_half_load", half[half.Length * 99 / 100], "ms", null, null, half.Length);
        if (inserted.Count > 0)
        {
            Benchmark.Report("hook_pgbench", Median(inserted), "inserts/s", null, null, Rounds);
        }

        if (answered.Count > 0)
        {
            Benchmark.Report("hook_co_wechat", Median(answered), "messages/s", "hook_acknowledged", Median(answered) / reached, Rounds * RoundMessages);
        }
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);

    /// <summary>Messages of 500 members, each other than all before, as WeCom writes them.</summary>
    private byte[][] Requests(int count) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var id = (7_000_000_000_000_000_000 + ++made).ToString(CultureInfo.InvariantCulture);
        var timestamp = (1_790_000_000 + (made / 1000)).ToString(CultureInfo.InvariantCulture);
        var message = $"<xml><ToUserName><![CDATA[{Corp}]]></ToUserName><FromUserName><![CDATA[member-{made % 500}]]></FromUserName><CreateTime>{timestamp}</CreateTime>"
            + $"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[今天第{made}次路过三号楼，天气不错，大家都在楼下晒太阳，小朋友们在玩滑板车]]></Content><MsgId>{id}</MsgId><AgentID>1000002</AgentID></xml>";
        var seal = Seal.Seal(message, timestamp, $"{made * 7919L % 1_000_000_007}");
        return HookLoad.Request(
            $"/hooks/wecom/bench?msg_signature={seal.Signature}&timestamp={timestamp}&nonce={seal.Nonce}&encrypt_type=aes",
            $"<xml><ToUserName><![CDATA[{Corp}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID><Encrypt><![CDATA[{seal.Encrypted}]]></Encrypt></xml>");
    })];

    /// <summary>A process of node; null where node or the package is not here.</summary>
    private sealed class CoWechat(Process process) : IDisposable
    {
        public static CoWechat? Start(string token, string key, string id)
        {
            var folder = Environment.GetEnvironmentVariable("BOT_TEST_NPM") ?? "";
            return Directory.Exists(Path.Combine(folder, "node_modules", "co-wechat")) && Directory.Exists(Path.Combine(folder, "node_modules", "koa"))
                ? new CoWechat(Process.Start(new ProcessStartInfo("node", ["--no-deprecation", Sources.Of("Bot.Tests/Channels/HookBenchmark/co-wechat.cjs"), folder, token, key, id]) { RedirectStandardOutput = true })!)
                : null;
        }

        public async Task<int> Port() => int.Parse(
            await process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Limit) ?? throw new InvalidOperationException("node has ended"), CultureInfo.InvariantCulture);

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}

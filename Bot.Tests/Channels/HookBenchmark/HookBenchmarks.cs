using System.Diagnostics;
using System.Globalization;
using Bot.Domain.Channels;
using Bot.Host.Database;
using Bot.Tests.Running;
using Dapper;

namespace Bot.Tests.Channels.HookBenchmark;

/// <summary>
/// How many signed and sealed callbacks a second a real host acknowledges, each after its durable insert; beside it pgbench inserting the same row with as many connections,
/// and co-wechat (npm) that answers the same requests and stores nothing. Each alone, in turn, three rounds, medians: the host's handling of what it has taken is held back
/// by a lock meanwhile, since it would go on during the others' rounds; what it costs is measured in a round of its own at the end.
/// The callback is that of a WeCom application: an official account holds its answer back until the bot has spoken, which would measure the bot's talk.
/// </summary>
[Trait("Category", "Benchmark")]
[Collection("Benchmarks, one after another")]
public sealed class HookBenchmarks
{
    private const int Connections = 64;
    private const int Rounds = 3;
    private const int RoundMessages = 20_000;
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
        var port = new Uri(host.Client.Address).Port;
        using var node = CoWechat.Start(Token, Key, Corp);
        var otherPort = node is null ? 0 : await node.Port();
        List<double> acknowledged = [], inserted = [], answered = [];
        double[] half;
        await using (var holder = await database.Open())
        {
            await using var held = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await holder.ExecuteAsync("LOCK TABLE conversation IN EXCLUSIVE MODE", transaction: held);

            // A whole round first, which does not count: so long the host's code is still being compiled for speed, and node's too.
            await Rush(port, RoundMessages);
            _ = node is null ? 0 : await Rush(otherPort, RoundMessages);
            var body = await database.One<string>("SELECT body::text FROM inbox WHERE message_key LIKE 'wecom:bench:%' LIMIT 1");
            using var pgbench = Pgbench.Find() is { } program ? new Pgbench(program, alone.ConnectionString, body) : null;
            for (var round = 0; round < Rounds; round++)
            {
                acknowledged.Add(await Rush(port, RoundMessages));
                if (pgbench is not null)
                {
                    inserted.Add(await pgbench.Run(Connections, RoundSeconds));
                }

                if (node is not null)
                {
                    answered.Add(await Rush(otherPort, RoundMessages));
                }
            }

            half = await Calm(port, Median(acknowledged) / 2);
        }

        var whileHandling = await Rush(port, RoundMessages);
        var reached = Median(acknowledged);
        var expected = made - (node is null ? 0 : (Rounds + 1) * RoundMessages);
        Assert.Equal(expected, await database.One<int>("SELECT count(*)::integer FROM inbox WHERE message_key LIKE 'wecom:bench:%'"));

        var isBeside = inserted.Count > 0;
        Benchmark.Report("hook_acknowledged", reached, "messages/s", isBeside ? "hook_pgbench" : null, isBeside ? reached / Median(inserted) : null, Rounds * RoundMessages);
        Benchmark.Report("hook_p50_at_half_load", half[half.Length / 2], "ms", null, null, half.Length);
        Benchmark.Report("hook_p99_at_half_load", half[half.Length * 99 / 100], "ms", null, null, half.Length);
        Benchmark.Report("hook_acknowledged_while_handling", whileHandling, "messages/s", null, null, RoundMessages);
        if (isBeside)
        {
            Benchmark.Report("hook_pgbench", Median(inserted), "inserts/s", null, null, Rounds);
        }

        if (answered.Count > 0)
        {
            Benchmark.Report("hook_co_wechat", Median(answered), "messages/s", "hook_acknowledged", Median(answered) / reached, Rounds * RoundMessages);
        }
    }

    /// <summary>With connections of its own: node closes what is idle for five seconds.</summary>
    private async Task<double> Rush(int port, int count)
    {
        var requests = Requests(count);
        using var load = await HookLoad.Open(port, Connections);
        return await load.AsFastAsItGoes(requests);
    }

    private async Task<double[]> Calm(int port, double perSecond)
    {
        var requests = Requests((int)(perSecond * HalfLoadSeconds));
        using var load = await HookLoad.Open(port, Connections);
        return await load.At(perSecond, requests);
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

using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.OutsideVoice;

/// <summary>
/// A process of node in which the npm package wechat-crypto signs, seals, calls the hooks and opens what they answer. deploy/test fetches the package where npm reaches its
/// registry, and names the folder in BOT_TEST_NPM; elsewhere the tests that need it are skipped.
/// </summary>
internal sealed class WechatCrypto : IDisposable
{
    private const string Variable = "BOT_TEST_NPM";
    private static readonly JsonSerializerOptions Written = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
    private readonly Process node;

    private WechatCrypto(Process node) => this.node = node;

    /// <summary>Skips the test where there is no such package.</summary>
    public static WechatCrypto Start()
    {
        var folder = Environment.GetEnvironmentVariable(Variable) ?? "";
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(folder, "node_modules", "wechat-crypto")),
            $"the npm package wechat-crypto is not here ({Variable} names no folder that holds it): no outside voice is heard");
        var node = Process.Start(new ProcessStartInfo("node", ["--no-deprecation", Sources.Of("Bot.Tests/Channels/OutsideVoice/wechat-crypto.cjs"), folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new System.Text.UTF8Encoding(false),
        })!;
        return new WechatCrypto(node);
    }

    public async Task<JsonObject> Tell(Order order)
    {
        await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, Written));
        await node.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        var line = await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(line ?? throw new InvalidOperationException("node has ended"))!.AsObject();
        Assert.Null(answer["fault"]?.ToString());
        return answer;
    }

    public void Dispose()
    {
        if (!node.HasExited)
        {
            node.Kill();
            node.WaitForExit();
        }

        node.Dispose();
    }

    /// <summary>What the voice shall do.</summary>
    /// <param name="Do">"check" the address, "deliver" a message (or, with Query and Body, once more what was delivered), or only "seal" it.</param>
    /// <param name="Way">"official", "mini", "application" or "robot": how the envelope is written.</param>
    /// <param name="Id">Whom it is for: app id, corp id, "" for the robot.</param>
    internal sealed record Order(string Do, string Way, string Hook, string Token, string Key, string Id, string Message)
    {
        /// <summary>The name of the account in the envelope.</summary>
        public string To { get; init; } = "";
        public string? Nonce { get; init; }
        public string? Timestamp { get; init; }
        public string? Query { get; init; }
        public string? Body { get; init; }
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bot.Platforms;
using Bot.Tests.Running;

namespace Bot.Tests.Channels.Archive;

/// <summary>A host with three archives: "open" keeps who did not refuse, "strict" who agreed, "asked" whom WeCom says agreed; beside it the stand-in for WeCom.</summary>
public sealed class ArchiveHost : IAsyncLifetime
{
    public const string Secret = "pretended-archive-secret";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly HttpClient http = new() { Timeout = Patience.Limit };
    private static int counter;

    public TestDatabase Database { get; private set; } = null!;
    public Standin Wecom { get; private set; } = null!;
    public RunningHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.Create();
        Wecom = await Standin.Start();
        Host = await RunningHost.Start(Database, settings: Settings);
    }

    public Dictionary<string, string> Settings => new(Wecom.Accounts.Settings(Wecom.Address))
    {
        ["Channels:WecomArchives:open:SigningSecret"] = Secret,
        ["Channels:WecomArchives:strict:SigningSecret"] = Secret,
        ["Channels:WecomArchives:strict:RequireAgree"] = "true",
        ["Channels:WecomArchives:asked:SigningSecret"] = Secret,
        ["Channels:WecomArchives:asked:RequireAgree"] = "true",
        ["Channels:WecomArchives:asked:App"] = "community",
    };

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Wecom.DisposeAsync();
        await Database.DisposeAsync();
        http.Dispose();
    }

    public static string Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public static int Next() => Interlocked.Increment(ref counter);

    public static string Room() => $"wrRoom{Next():D22}";

    /// <summary>An id as WeCom makes them for people outside.</summary>
    public static string Resident() => $"wmResident{Next():D20}";

    public static JsonObject Text(string room, string from, string text) => Record(room, from, "text", new JsonObject { ["content"] = text });

    public static JsonObject Record(string room, string from, string type, JsonObject content) => new()
    {
        ["msgid"] = $"{Next():D10}_external",
        ["action"] = type == "revoke" ? "recall" : "send",
        ["from"] = from,
        ["tolist"] = new JsonArray("wangfang"),
        ["roomid"] = room,
        ["msgtime"] = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        ["msgtype"] = type,
        [type] = content,
    };

    public static JsonObject Revoke(string room, string from, JsonObject message) => Record(room, from, "revoke", new JsonObject { ["pre_msgid"] = message["msgid"]!.ToString() });

    public static JsonObject Consent(string type, string person, DateTimeOffset at) => Record("", person, type, new JsonObject { ["userid"] = person, [type + "_time"] = at.ToUnixTimeMilliseconds() });

    public static byte[] Body(params IReadOnlyList<JsonNode> records) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["records"] = new JsonArray([.. records.Select(record => record.DeepClone())]) }, Plain);

    /// <summary>The documented signature, computed here on its own.</summary>
    public static string Sign(string timestamp, byte[] body, string secret = Secret)
    {
        byte[] all = [.. Encoding.UTF8.GetBytes(timestamp), (byte)'.', .. body];
        return "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), all));
    }

    public async Task<(int Status, string Body)> Post(string corp, byte[] body, string? timestamp = null, string? signature = null)
    {
        timestamp ??= Now;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Host.Client.Address}/hooks/wecom-archive/{corp}")
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("X-Timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("X-Signature", signature ?? Sign(timestamp, body));
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Hands records over and waits until they are worked off; returns accepted and duplicate.</summary>
    public async Task<(int Accepted, int Duplicate)> Tell(string corp, params IReadOnlyList<JsonNode> records)
    {
        var (status, text) = await Post(corp, Body(records));
        Assert.True(status == 200, $"{status} {text}");
        await Host.Client.Settle();
        var answer = JsonSerializer.Deserialize<JsonElement>(text);
        return (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("duplicate").GetInt32());
    }

    /// <summary>A room bound to a grid by a code typed in it; returns the room.</summary>
    public async Task<string> Bound(string corp, string? room = null)
    {
        room ??= Room();
        var code = (await Host.Client.Call(HttpMethod.Post, "/api/binding-codes", new { kind = "grid", node = "grid-1" })).GetProperty("text").GetString()!;
        await Tell(corp, Text(room, "wangfang", code));
        return room;
    }

    public Task<IReadOnlyList<(string Number, string State, string Body)>> Tickets(string corp, string room) =>
        Database.Query<(string, string, string)>("SELECT number, state, body::text FROM ticket WHERE group_id = @group ORDER BY number", new { group = $"wecom-archive:{corp}:{room}" });

    /// <summary>Every table of the database as text: what is nowhere in it is not kept.</summary>
    public async Task<string> Everything()
    {
        var tables = await Database.Query<string>("SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition");
        var all = new StringBuilder();
        foreach (var table in tables)
        {
            all.AppendJoin('\n', await Database.Query<string>($"SELECT to_jsonb(line)::text FROM \"{table}\" AS line"));
        }

        return all.ToString();
    }

    /// <summary>Another process on the same database.</summary>
    public async Task Restart()
    {
        await Host.DisposeAsync();
        Host = await RunningHost.Start(Database, settings: Settings);
    }

    public Task<long> InboxRows() => Database.One<long>("SELECT count(*) FROM inbox");
}

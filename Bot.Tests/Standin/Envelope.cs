using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Bot.Platforms;

/// <summary>A platform's call as it goes over the wire: query, headers and body, signed and sealed.</summary>
internal sealed record Envelope(string Query, IReadOnlyDictionary<string, string> Headers, string Body, string ContentType)
{
    private static readonly Dictionary<string, string> None = [];
    private static readonly string OtherKey = new string('A', 42) + "E";

    public string Nonce { get; init; } = "";

    public static Envelope Of(Standin standin, Saying saying, JsonObject payload)
    {
        var at = standin.Now;
        var timestamp = Measures.Seconds(at).ToString(CultureInfo.InvariantCulture);
        var nonce = RandomNumberGenerator.GetInt32(100_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture);
        return (saying.Channel switch
        {
            "wecom-bot" => Robot(standin.Accounts.Robots[saying.Account], saying, payload, timestamp, nonce),
            "wecom" => Wecom(standin.Accounts.WecomApps[saying.Account], saying, payload, timestamp, nonce),
            "wechat" => Wechat(standin.Accounts.WechatApps[saying.Account], saying, payload, timestamp, nonce),
            "wecom-archive" => Archive(standin.Accounts.Archives[saying.Account], saying, payload, saying.Flaw == "stale" ? at.AddMinutes(-10) : at),
            "onebot" => Bridge(standin.Accounts.Bridges[saying.Account], saying, payload),
            _ => throw new ArgumentException($"unknown channel '{saying.Channel}'"),
        }) with { Nonce = nonce };
    }

    public static PlatformSeal Seal(Standin standin, string channel, string account) => channel switch
    {
        "wecom-bot" => SealOf(standin.Accounts.Robots[account], null),
        "wecom" => SealOf(standin.Accounts.WecomApps[account], null),
        _ => SealOf(standin.Accounts.WechatApps[account], null),
    };

    /// <summary>Lists become repeated elements, numbers stand bare, all else in CDATA.</summary>
    public static string Xml(JsonObject payload) => new XElement("xml", payload.SelectMany(pair => Elements(pair.Key, pair.Value))).ToString(SaveOptions.DisableFormatting);

    private static IEnumerable<XElement> Elements(string name, JsonNode? value) => value switch
    {
        JsonArray list => list.SelectMany(item => Elements(name, item)),
        JsonObject map => [new XElement(name, map.SelectMany(pair => Elements(pair.Key, pair.Value)))],
        JsonValue one when one.GetValueKind() == System.Text.Json.JsonValueKind.Number => [new XElement(name, one.ToString())],
        _ => [new XElement(name, new XCData(value?.ToString() ?? ""))],
    };

    private static string KeyFor(string key, string? flaw) => flaw == "key" ? OtherKey : key;

    private static PlatformSeal SealOf(Accounts.Robot robot, string? flaw) => new(robot.Token, KeyFor(robot.EncodingAesKey, flaw), flaw == "id" ? "somebody" : "");

    private static PlatformSeal SealOf(Accounts.WecomApp app, string? flaw) => new(app.Token, KeyFor(app.EncodingAesKey, flaw), flaw == "id" ? "ww-somebody" : app.CorpId);

    private static PlatformSeal SealOf(Accounts.WechatApp app, string? flaw) => new(app.Token, KeyFor(app.EncodingAesKey, flaw), flaw == "id" ? "wx-somebody" : app.AppId);

    private static Envelope Robot(Accounts.Robot robot, Saying saying, JsonObject payload, string timestamp, string nonce)
    {
        var (encrypted, signature) = Closed(SealOf(robot, saying.Flaw), saying, Json(payload), timestamp, nonce);
        return new(Sealed(signature, timestamp, nonce), None, Json(new JsonObject { ["encrypt"] = encrypted }), "application/json");
    }

    private static Envelope Wecom(Accounts.WecomApp app, Saying saying, JsonObject payload, string timestamp, string nonce)
    {
        var (encrypted, signature) = Closed(SealOf(app, saying.Flaw), saying, Xml(payload), timestamp, nonce);
        return new(Sealed(signature, timestamp, nonce), None, Xml(new JsonObject { ["ToUserName"] = app.CorpId, ["Encrypt"] = encrypted, ["AgentID"] = app.AgentId }), "text/xml");
    }

    private static Envelope Wechat(Accounts.WechatApp app, Saying saying, JsonObject payload, string timestamp, string nonce)
    {
        string Write(JsonObject body) => app.Format == "json" ? Json(body) : Xml(body);
        var plainSignature = Flawed(PlatformSeal.Sign(app.Token, timestamp, nonce), saying);
        var query = $"signature={plainSignature}&timestamp={timestamp}&nonce={nonce}&openid={Uri.EscapeDataString(saying.From)}";
        var type = app.Format == "json" ? "application/json" : "text/xml";
        if (app.Mode == "plain")
        {
            return new(query, None, Cut(Write(payload), saying), type);
        }

        var (encrypted, signature) = Closed(SealOf(app, saying.Flaw), saying, Write(payload), timestamp, nonce);
        var body = app.Mode == "compatible" ? (JsonObject)payload.DeepClone() : new JsonObject { ["ToUserName"] = app.OriginalId };
        body["Encrypt"] = encrypted;
        return new($"{query}&encrypt_type=aes&msg_signature={signature}", None, Write(body), type);
    }

    /// <summary>A collector's call: a list of decrypted records, signed over the time, a dot and the body.</summary>
    private static Envelope Archive(string secret, Saying saying, JsonObject payload, DateTimeOffset at)
    {
        var timestamp = Measures.Seconds(at).ToString(CultureInfo.InvariantCulture);
        var body = Json(new JsonArray(payload.DeepClone()));
        var used = saying.Flaw == "key" ? "another secret" : secret;
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(used), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));
        return new("", new Dictionary<string, string> { ["X-Timestamp"] = timestamp, ["X-Signature"] = "sha256=" + Flawed(signature, saying) }, Cut(body, saying), "application/json");
    }

    private static Envelope Bridge(Accounts.Bridge bridge, Saying saying, JsonObject payload)
    {
        var body = Json(payload);
        if (bridge.Version == 12)
        {
            var token = saying.Flaw is "signature" or "key" ? "wrong" : bridge.AccessToken;
            return new("", new Dictionary<string, string> { ["X-OneBot-Version"] = "12", ["X-Impl"] = "standin", ["Authorization"] = "Bearer " + token }, Cut(body, saying), "application/json");
        }

        var secret = saying.Flaw == "key" ? "another secret" : bridge.Secret;
#pragma warning disable CA5350 // OneBot 11 signs with SHA-1.
        var signature = Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
#pragma warning restore CA5350
        return new("", new Dictionary<string, string> { ["X-Self-ID"] = bridge.SelfId, ["X-Signature"] = "sha1=" + Flawed(signature, saying) }, Cut(body, saying), "application/json");
    }

    private static string Sealed(string signature, string timestamp, string nonce) => $"msg_signature={signature}&timestamp={timestamp}&nonce={nonce}";

    private static (string Encrypted, string Signature) Closed(PlatformSeal seal, Saying saying, string text, string timestamp, string nonce)
    {
        var encrypted = seal.Close(text);

        // Cut after the signature was made, as on the way.
        return (Cut(encrypted, saying), Flawed(seal.Signature(timestamp, nonce, encrypted), saying));
    }

    private static string Cut(string text, Saying saying) => saying.Flaw == "cut" ? text[..(text.Length / 2)] : text;

    private static string Flawed(string signature, Saying saying) => saying.Flaw == "signature" ? (signature[0] == '0' ? '1' : '0') + signature[1..] : signature;

    internal static string Json(JsonNode node) => node.ToJsonString(Relaxed);

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bot.Platforms;

/// <summary>The accounts the stand-in knows, each under the name that stands in the hook's path. Their secrets are pretended ones.</summary>
public sealed class Accounts
{
    public Dictionary<string, WecomApp> WecomApps { get; } = new(StringComparer.Ordinal)
    {
        ["community"] = new("ww0123456789standin", "1000002", "pretended-app-secret", "WecomToken", Key("wecom")),
    };

    public Dictionary<string, Robot> Robots { get; } = new(StringComparer.Ordinal) { ["helper"] = new("aib0standin", "小网", "RobotToken", Key("robot")) };

    /// <summary>The key of the webhook by its name.</summary>
    public Dictionary<string, string> Webhooks { get; } = new(StringComparer.Ordinal) { ["staff"] = "00000000-0000-4000-8000-000000000001" };

    /// <summary>The signing secret of the archive's collector by the corp's name.</summary>
    public Dictionary<string, string> Archives { get; } = new(StringComparer.Ordinal) { ["community"] = "pretended-archive-secret" };

    public Dictionary<string, WechatApp> WechatApps { get; } = new(StringComparer.Ordinal)
    {
        ["service"] = new("official", "wx0000000000000001", "gh_standin00001", "pretended-official-secret", "OfficialToken", Key("official"), "safe", "xml"),
        ["mini"] = new("mini", "wx0000000000000002", "gh_standin00002", "pretended-mini-secret", "MiniToken", Key("mini"), "safe", "json"),
    };

    /// <summary>The fields of the subscription templates by template, the same in every account.</summary>
    public Dictionary<string, IReadOnlyList<string>> Templates { get; } = new(StringComparer.Ordinal)
    {
        ["template-progress"] = ["thing1", "phrase2", "time3"],
        ["template-number"] = ["character_string1", "thing2", "number3"],
    };

    public Dictionary<string, Bridge> Bridges { get; } = new(StringComparer.Ordinal)
    {
        ["bridge11"] = new(11, "10001000", "pretended-onebot-secret", "pretended-onebot11-token"),
        ["bridge12"] = new(12, "wxid_bot", "", "pretended-onebot12-token"),
    };

    public sealed record WecomApp(string CorpId, string AgentId, string Secret, string Token, string EncodingAesKey);

    /// <param name="Name">How people name it after the @.</param>
    public sealed record Robot(string RobotId, string Name, string Token, string EncodingAesKey);

    /// <param name="Kind">"official" or "mini".</param>
    /// <param name="OriginalId">"gh_...": ToUserName of what it receives.</param>
    /// <param name="Mode">"plain", "compatible" or "safe".</param>
    /// <param name="Format">"xml" or "json".</param>
    public sealed record WechatApp(string Kind, string AppId, string OriginalId, string Secret, string Token, string EncodingAesKey, string Mode, string Format);

    /// <summary>A OneBot bridge.</summary>
    public sealed record Bridge(int Version, string SelfId, string Secret, string AccessToken);

    /// <summary>The bot's configuration that fits these accounts: keys such as "Channels:WecomApps:community:CorpId".</summary>
    public IReadOnlyDictionary<string, string> Settings(Uri address)
    {
        var place = address.ToString().TrimEnd('/');
        var settings = new Dictionary<string, string> { ["Channels:WecomBaseAddress"] = place, ["Channels:WechatBaseAddress"] = place };
        void Add(string kind, string name, params (string Key, string Value)[] values)
        {
            foreach (var (key, value) in values)
            {
                settings[$"Channels:{kind}:{name}:{key}"] = value;
            }
        }

        foreach (var (name, app) in WecomApps)
        {
            Add("WecomApps", name, ("CorpId", app.CorpId), ("AgentId", app.AgentId), ("Secret", app.Secret), ("Token", app.Token), ("EncodingAesKey", app.EncodingAesKey));
        }

        foreach (var (name, robot) in Robots)
        {
            Add("WecomRobots", name, ("Token", robot.Token), ("EncodingAesKey", robot.EncodingAesKey));
        }

        foreach (var (name, key) in Webhooks)
        {
            Add("WecomWebhooks", name, ("Key", key));
        }

        foreach (var (name, secret) in Archives)
        {
            Add("WecomArchives", name, ("SigningSecret", secret));
        }

        foreach (var (name, app) in WechatApps)
        {
            Add("WechatApps", name, ("Kind", app.Kind), ("AppId", app.AppId), ("Secret", app.Secret), ("Token", app.Token), ("EncodingAesKey", app.EncodingAesKey), ("Mode", app.Mode),
                ("Format", app.Format), ("Templates:*", Templates.Keys.First()));
        }

        foreach (var (name, bridge) in Bridges)
        {
            Add("OneBots", name, ("Version", bridge.Version.ToString(CultureInfo.InvariantCulture)), ("Secret", bridge.Secret), ("AccessToken", bridge.AccessToken), ("BaseAddress", place), ("Enabled", "true"));
        }

        return settings;
    }

    /// <summary>43 letters and digits that stand for 32 bytes.</summary>
    private static string Key(string seed) =>
        new([.. Convert.ToBase64String(SHA512.HashData(Encoding.UTF8.GetBytes(seed))).Where(char.IsAsciiLetterOrDigit).Take(42), 'E']);
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Bot.Host.Channels;

/// <summary>
/// The section "Channels" of appsettings.json: the accounts on the platforms, each under a name that stands in its hook's path. Secrets are
/// usually given as environment variables (Channels__WechatApps__NAME__Secret).
/// </summary>
public sealed partial record ChannelSettings
{
    public IReadOnlyDictionary<string, WecomApp> WecomApps { get; init; } = new Dictionary<string, WecomApp>();
    public IReadOnlyDictionary<string, WecomRobot> WecomRobots { get; init; } = new Dictionary<string, WecomRobot>();
    public IReadOnlyDictionary<string, WecomWebhook> WecomWebhooks { get; init; } = new Dictionary<string, WecomWebhook>();
    public IReadOnlyDictionary<string, WecomArchive> WecomArchives { get; init; } = new Dictionary<string, WecomArchive>();
    public IReadOnlyDictionary<string, CustomerGroups> WecomCustomerGroups { get; init; } = new Dictionary<string, CustomerGroups>();
    public IReadOnlyDictionary<string, ResidentReports> WecomReports { get; init; } = new Dictionary<string, ResidentReports>();
    public IReadOnlyDictionary<string, WechatApp> WechatApps { get; init; } = new Dictionary<string, WechatApp>();
    public IReadOnlyDictionary<string, OneBot> OneBots { get; init; } = new Dictionary<string, OneBot>();

    /// <summary>Where the platforms are; a stand-in can take their place.</summary>
    public Uri Wecom { get; init; } = new("https://qyapi.weixin.qq.com");
    public Uri Wechat { get; init; } = new("https://api.weixin.qq.com");

    /// <summary>All that must stand in no log and no answer.</summary>
    internal IReadOnlyList<string> Secrets =>
    [
        .. WecomApps.Values.SelectMany(app => new[] { app.Secret, app.Token, app.EncodingAesKey }),
        .. WecomRobots.Values.SelectMany(robot => new[] { robot.Token, robot.EncodingAesKey }),
        .. WecomWebhooks.Values.Select(webhook => webhook.Key),
        .. WecomArchives.Values.Select(archive => archive.SigningSecret),
        .. WechatApps.Values.SelectMany(app => new[] { app.Secret, app.Token, app.EncodingAesKey }),
        .. OneBots.Values.SelectMany(bridge => new[] { bridge.Secret, bridge.AccessToken }),
    ];

    /// <summary>What an account is; its text names the kind only, since a record would write its secrets.</summary>
    public abstract record Account
    {
        public sealed override string ToString() => GetType().Name;
    }

    /// <summary>A self-built application of a corp (自建应用).</summary>
    public sealed record WecomApp(string CorpId, string AgentId, string Secret, string Token, string EncodingAesKey) : Account;

    /// <summary>A smart robot (智能机器人) in API mode.</summary>
    public sealed record WecomRobot(string Token, string EncodingAesKey) : Account
    {
        /// <summary>As the groups show it behind the @; null where it is not told.</summary>
        public string? Name { get; init; }

        /// <summary>Every message is answered with a stream (流式回复) that shows at once and is filled when the answer is there.</summary>
        public bool Streams { get; init; }

        /// <summary>From where pictures and files are fetched, between commas in the configuration: the platform's own store unless told.</summary>
        public IReadOnlyList<string> MediaHosts { get; init; } = ["ww-aibot-img-1258476243.cos.ap-guangzhou.myqcloud.com"];
    }

    /// <summary>A group's message push (消息推送, formerly 群机器人).</summary>
    public sealed record WecomWebhook(string Key) : Account
    {
        /// <summary>Where a tap on a card leads: an overdue alert is a card where there is such a page, since a card must lead somewhere; else it is text.</summary>
        public Uri? Page { get; init; }
    }

    /// <summary>The message archive (会话内容存档) of a corp, as a collector hands it over.</summary>
    /// <param name="SigningSecret">Shared with the collector.</param>
    /// <param name="App">The application that asks for consent and group names; empty for none.</param>
    public sealed record WecomArchive(string SigningSecret, string App) : Account
    {
        /// <summary>Whether only those outside the corp are kept who said yes; else all but those who said no.</summary>
        public bool RequireAgree { get; init; }
    }

    /// <summary>Group-send tasks (客户群群发) of an application.</summary>
    /// <param name="MonthlyQuota">Tasks a month to one group.</param>
    public sealed record CustomerGroups(string App, int MonthlyQuota);

    /// <summary>居民上报, polled with an application's rights.</summary>
    public sealed record ResidentReports(string App);

    /// <summary>An official account or a mini program.</summary>
    /// <param name="Kind">"official" or "mini".</param>
    /// <param name="Mode">"plain", "compatible" or "safe".</param>
    /// <param name="Templates">Subscription templates by the kind of notice, "*" for all others.</param>
    public sealed record WechatApp(string Kind, string AppId, string Secret, string Token, string EncodingAesKey, string Mode, IReadOnlyDictionary<string, string> Templates) : Account;

    /// <summary>A self-run bridge. Unofficial: the account may be banned, and residents' data passes through third hands.</summary>
    public sealed record OneBot(int Version, string Secret, string AccessToken, Uri Address) : Account;

    /// <exception cref="InvalidOperationException">An entry cannot be used; the message names it and tells no secret.</exception>
    public static ChannelSettings From(IConfiguration configuration)
    {
        var root = configuration.GetSection("Channels");
        var settings = new ChannelSettings
        {
            WecomApps = Read(root, "WecomApps", entry => new WecomApp(entry.Needed("CorpId"), entry.Needed("AgentId"), entry.Needed("Secret"), entry.Text("Token"), entry.AesKey())),
            WecomRobots = Read(root, "WecomRobots", entry => new WecomRobot(entry.Needed("Token"), entry.AesKey(needed: true))
            {
                Name = entry.Text("Name") is { Length: > 0 } name ? name : null,
                Streams = entry.OneOf("Streams", "false", "true") == "true",
                MediaHosts = entry.Text("MediaHosts") is { Length: > 0 } hosts ? hosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : new WecomRobot("", "").MediaHosts,
            }),
            WecomWebhooks = Read(root, "WecomWebhooks", entry => new WecomWebhook(entry.Needed("Key")) { Page = entry.Text("Page").Length > 0 ? entry.Address("Page") : null }),
            WecomArchives = Read(root, "WecomArchives", entry => new WecomArchive(entry.Needed("SigningSecret"), entry.Text("App")) { RequireAgree = entry.OneOf("RequireAgree", "false", "true") == "true" }),
            WecomCustomerGroups = Read(root, "WecomCustomerGroups", entry => new CustomerGroups(entry.Needed("App"), entry.Number("MonthlyQuota", 30))),
            WecomReports = Read(root, "WecomReports", entry => new ResidentReports(entry.Needed("App"))),
            WechatApps = Read(root, "WechatApps", entry => new WechatApp(
                entry.OneOf("Kind", "official", "mini"), entry.Needed("AppId"), entry.Needed("Secret"), entry.Needed("Token"), entry.AesKey(), entry.OneOf("Mode", "safe", "compatible", "plain"), entry.Map("Templates"))),
            OneBots = Read(root, "OneBots", entry => entry.OneOf("Version", "11", "12") == "11" // 12 has no signature; without a secret or token nobody would be let in.
                ? new OneBot(11, entry.Needed("Secret"), entry.Needed("AccessToken"), entry.Address("BaseAddress")) : new OneBot(12, "", entry.Needed("AccessToken"), entry.Address("BaseAddress")), onlyEnabled: true),
            Wecom = new Entry("Channels", root).Address("WecomBaseAddress", "https://qyapi.weixin.qq.com"),
            Wechat = new Entry("Channels", root).Address("WechatBaseAddress", "https://api.weixin.qq.com"),
        };
        foreach (var (name, app) in settings.WecomArchives.Select(pair => (pair.Key, pair.Value.App))
            .Concat(settings.WecomCustomerGroups.Select(pair => (pair.Key, pair.Value.App))).Concat(settings.WecomReports.Select(pair => (pair.Key, pair.Value.App))))
        {
            if (app.Length > 0 && !settings.WecomApps.ContainsKey(app))
            {
                throw new InvalidOperationException($"Channels: '{name}' names the application '{app}', which is not in Channels:WecomApps");
            }
        }

        return settings;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$")]
    private static partial Regex AccountName { get; }

    private static Dictionary<string, T> Read<T>(IConfigurationSection root, string kind, Func<Entry, T> read, bool onlyEnabled = false)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var section in root.GetSection(kind).GetChildren())
        {
            var entry = new Entry($"Channels:{kind}:{section.Key}", section);
            if (onlyEnabled && !string.Equals(section["Enabled"], "true", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!AccountName.IsMatch(section.Key))
            {
                throw new InvalidOperationException($"{entry.Path}: a name is made of letters, digits, '-' and '_', since it stands in the hook's path");
            }

            found.Add(section.Key, read(entry));
        }

        return found;
    }

    private sealed record Entry(string Path, IConfigurationSection Section)
    {
        public string Text(string name) => Section[name] ?? "";

        public string Needed(string name) => Text(name) is { Length: > 0 } text ? text : throw new InvalidOperationException($"{Path}:{name} is missing");

        public string OneOf(string name, params string[] known)
        {
            var word = Text(name) is { Length: > 0 } text ? text : known[0];
            return known.Contains(word) ? word : throw new InvalidOperationException($"{Path}:{name} is one of {string.Join(", ", known)}");
        }

        public int Number(string name, int otherwise) =>
            Text(name).Length == 0 ? otherwise : int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new InvalidOperationException($"{Path}:{name} is no number");

        /// <summary>43 characters that stand for 32 bytes.</summary>
        public string AesKey(bool needed = false)
        {
            var key = needed ? Needed("EncodingAesKey") : Text("EncodingAesKey");
            return key.Length is 0 or 43 ? key : throw new InvalidOperationException($"{Path}:EncodingAesKey has {key.Length} characters; 43 are needed");
        }

        public Uri Address(string name, string otherwise = "") =>
            Uri.TryCreate(Text(name) is { Length: > 0 } text ? text : otherwise, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? address
                : throw new InvalidOperationException($"{Path}:{name} is no http address");

        public IReadOnlyDictionary<string, string> Map(string name) => Section.GetSection(name).GetChildren().ToDictionary(child => child.Key, child => child.Value ?? "", StringComparer.Ordinal);
    }
}

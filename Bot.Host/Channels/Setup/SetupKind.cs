namespace Bot.Host.Channels.Setup;

/// <summary>A kind of account: where it stands in the configuration and what is filled in there.</summary>
/// <param name="Section">Below "Channels".</param>
/// <param name="Title">In Chinese, as the consoles name it.</param>
/// <param name="HasHook">Platforms call the bot under /hooks/CHANNEL/ACCOUNT.</param>
/// <param name="Needed">Fields without which it cannot work.</param>
/// <param name="Further">Fields that may be left out.</param>
public sealed record SetupKind(string Channel, string Section, string Title, bool HasHook, IReadOnlyList<string> Needed, IReadOnlyList<string> Further)
{
    public static readonly IReadOnlyList<SetupKind> All =
    [
        new("wechat", "WechatApps", "公众号、小程序", true, ["AppId", "Secret", "Token"], ["Kind", "Mode", "EncodingAesKey", "Templates"]),
        new("wecom", "WecomApps", "企业微信自建应用", true, ["CorpId", "AgentId", "Secret"], ["Token", "EncodingAesKey"]),
        new("wecom-webhook", "WecomWebhooks", "消息推送（群机器人）", false, ["Key"], ["Page"]),
        new("wecom-bot", "WecomRobots", "智能机器人", true, ["Token", "EncodingAesKey"], []),
        new("wecom-group-send", "WecomCustomerGroups", "客户群群发", false, ["App"], ["MonthlyQuota"]),
        new("wecom-archive", "WecomArchives", "会话内容存档", true, ["SigningSecret"], ["App"]),
        new("wecom-report", "WecomReports", "居民上报", false, ["App"], []),
        new("onebot", "OneBots", "OneBot 桥接（非官方）", true, ["AccessToken", "BaseAddress"], ["Enabled", "Version", "Secret"]),
    ];

    public bool IsUnofficial => Channel == "onebot";

    public string Path(string account, string field) => $"Channels:{Section}:{account}:{field}";

    public string? Hook(string account) => HasHook ? $"/hooks/{Channel}/{account}" : null;
}

/// <summary>An account as it stands in the configuration, usable or not. Its text tells no secret.</summary>
public sealed record SetupAccount(SetupKind Kind, string Name, IConfigurationSection Section)
{
    public static IEnumerable<SetupAccount> All(IConfiguration configuration) =>
        SetupKind.All.SelectMany(kind => configuration.GetSection($"Channels:{kind.Section}").GetChildren().OrderBy(section => section.Key, StringComparer.Ordinal).Select(section => new SetupAccount(kind, section.Key, section)));

    /// <summary>A bridge has to be enabled; all else is.</summary>
    public bool IsEnabled => !Kind.IsUnofficial || string.Equals(Section["Enabled"], "true", StringComparison.OrdinalIgnoreCase);

    public bool IsSet(string field) => Section[field] is { Length: > 0 } || Section.GetSection(field).GetChildren().Any();

    public override string ToString() => $"{Kind.Channel}:{Name}";
}

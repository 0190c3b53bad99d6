namespace Bot.Host.Channels;

/// <summary>What each channel can and cannot do, in words; and which accounts are set up.</summary>
public sealed class ChannelCatalogue(ChannelSettings settings, ChannelStates states, IEnumerable<IChannel> channels)
{
    /// <param name="Chinese">For those who set it up; what it cannot do is said too.</param>
    public sealed record Line(string Channel, string Account, ChannelFlags Flags, string Chinese, string English, ChannelState State);

    private sealed record Kind(string Channel, ChannelFlags Flags, string Chinese, string English);

    /// <summary>Flags count where no way out of that name says its own.</summary>
    private static readonly Kind[] Kinds =
    [
        new("wecom-archive", new(true, true, false, false, false, false), "能收到已同意存档的人在群里说的每句话；不能发言，引用不带消息编号。", "Reads everything that those who consented to archiving say; cannot send; quotes come without ids."),
        new("wecom-bot", new(false, true, true, false, false, false) { MostBytes = 20_480, PerMinute = 30 }, "工作群里有人@它才收得到；能回复，也能往说过话的群里发；进不了居民群。", "Hears only what mentions it, in internal groups; can answer and push there; cannot join residents' groups."),
        new("wecom-webhook", new(false, false, true, false, false, false) { MostBytes = 2048, PerMinute = 20 }, "只往一个内部工作群发提醒，一分钟最多20条；收不到任何消息，进不了居民群。", "Sends alerts into one internal staff group, 20 in any 60 s; hears nothing; cannot join residents' groups."),
        new("wecom-group-send", new(false, false, true, true, false, false) { MostBytes = 4000 }, "能往居民群发，但每次要工作人员在手机上点一下才发出，每月有次数限制；收不到消息。", "Writes to residents' groups only after a person taps each task, within a monthly quota; hears nothing."),
        new("wecom-report", new(false, false, false, false, false, false), "定时取来居民上报的单子；不能往回发消息。", "Polls residents' reports; cannot send."),
        new("wecom", new(true, true, true, false, false, true) { MostBytes = 2048 }, "能和本单位工作人员一对一收发；收不到群里的话，找不到居民。", "One-to-one with the corp's own staff, both ways; no groups, no residents."),
        new("wechat", new(true, true, false, false, false, false) { MostBytes = 2048 }, "能收居民一对一发来的话；对方写过后48小时内最多回5条，其余要先订阅；进不了群。", "One-to-one with residents: up to 5 answers within 48 h of their message, else accepted subscriptions only; no groups."),
        new("wechat-subscription", new(false, false, true, false, false, false), "对方点过“允许”的订阅消息，点一次发一条（长期订阅除外），字数按模板很短；收不到消息，进不了群。", "One message for each accept of a template (long-term ones excepted), cut to its short fields; hears nothing; no groups."),
        new("onebot", new(true, true, true, false, true, false), "非官方：能读写普通群，但帐号可能被封，居民的话会经过第三方；默认关闭。", "Unofficial: reads and writes ordinary groups, but the account may be banned and residents' words pass through third hands; off by default."),
        new("simulator", new(true, true, true, false, true, true), "演示用的模拟群，不通真实的微信。", "Simulated groups for the demo; reaches nobody real."),
    ];

    private readonly Dictionary<string, IChannel> channels = channels.ToDictionary(channel => channel.Name);

    public IReadOnlyList<Line> Lines() =>
    [
        .. Kinds.SelectMany(kind => AccountsOf(kind.Channel).Order(StringComparer.Ordinal).Select(account => new Line(
            kind.Channel, account, channels.GetValueOrDefault(kind.Channel)?.Flags ?? kind.Flags, kind.Chinese, kind.English, states.Of(kind.Channel, account)))),
    ];

    private IEnumerable<string> AccountsOf(string channel) => channel switch
    {
        "wecom-archive" => settings.WecomArchives.Keys,
        "wecom-bot" => settings.WecomRobots.Keys,
        "wecom-webhook" => settings.WecomWebhooks.Keys,
        "wecom-group-send" => settings.WecomCustomerGroups.Keys,
        "wecom-report" => settings.WecomReports.Keys,
        "wecom" => settings.WecomApps.Keys,
        "wechat" => settings.WechatApps.Keys,
        "wechat-subscription" => settings.WechatApps.Where(app => app.Value.Templates.Count > 0).Select(app => app.Key),
        "onebot" => settings.OneBots.Keys,
        _ => channels.ContainsKey(channel) ? [""] : [],
    };
}

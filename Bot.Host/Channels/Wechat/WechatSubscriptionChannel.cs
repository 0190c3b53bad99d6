using System.Globalization;
using Bot.Domain.Channels.Wechat;
using Bot.Domain.Tickets;
using Bot.Host.Channels.Credentials;
using Bot.Host.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Wechat;

/// <summary>
/// 订阅消息: for what comes when the window of customer-service messages is shut. The template follows from the notice's kind, the person must have accepted
/// it; the words are shortened to what its fields take.
/// </summary>
public sealed class WechatSubscriptionChannel : IChannel
{
    public const string ChannelName = "wechat-subscription";
    private readonly PlatformClient platform;
    private readonly ChannelSettings channels;
    private readonly BotSettings settings;
    private readonly Accepts accepts;
    private readonly NpgsqlDataSource source;
    private readonly BotClock clock;
    private readonly Dictionary<(string Account, string Kind), SubscriptionTemplate> templates = [];

    /// <exception cref="InvalidOperationException">A template in the settings cannot be read; the message names it.</exception>
    public WechatSubscriptionChannel(PlatformClient platform, ChannelSettings channels, BotSettings settings, Accepts accepts, NpgsqlDataSource source, BotClock clock)
    {
        (this.platform, this.channels, this.settings, this.accepts, this.source, this.clock) = (platform, channels, settings, accepts, source, clock);
        foreach (var (name, app) in channels.WechatApps)
        {
            foreach (var (kind, setting) in app.Templates)
            {
                try
                {
                    templates.Add((name, kind), SubscriptionTemplate.Parse(setting));
                }
                catch (FormatException exception)
                {
                    throw new InvalidOperationException($"Channels:WechatApps:{name}:Templates:{kind}: {exception.Message}");
                }
            }
        }
    }

    public string Name => ChannelName;

    public ChannelFlags Flags => new(ReadsAll: false, ReadsMentions: false, Pushes: true, NeedsTap: false, QuoteIds: false, RemovesDuplicates: false);

    public bool IsLongTerm(string account, string template) => templates.Any(pair => pair.Key.Account == account && pair.Value.Id == template && pair.Value.LongTerm);

    public bool HasTemplates(string account) => templates.Keys.Any(key => key.Account == account);

    public async Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        if (!channels.WechatApps.TryGetValue(route.Account, out var app))
        {
            return new Delivery.Refused("there is no such account in Channels:WechatApps");
        }

        if ((templates.GetValueOrDefault((route.Account, message.Kind)) ?? templates.GetValueOrDefault((route.Account, "*"))) is not { Fields.Count: > 0 } template)
        {
            return new Delivery.Closed($"no subscription template with fields for notices of the kind '{message.Kind}' is set up");
        }

        var taken = await accepts.Take(message.Key, route.Account, route.Target, template.Id, clock.GetUtcNow(), stop);
        if (!taken.IsOpen)
        {
            return new Delivery.Closed($"the person has accepted no message of template {template.Id}");
        }

        if (taken.MessageId is { } known)
        {
            return new Delivery.Sent(known);
        }

        var data = template.Fill(await Values(message, stop)).ToDictionary(field => field.Key, field => new { value = field.Value });
        var path = app.Kind == "mini" ? "cgi-bin/message/subscribe/send" : "cgi-bin/message/subscribe/bizsend";
        var answer = await platform.Post(TokenOwner.Of(route.Account, app), path, new { touser = route.Target, template_id = template.Id, data }, stop);
        if (answer.Error is { } error)
        {
            await accepts.GiveBack(message.Key, route.Account, error.Reaction == Reaction.NotSubscribed);
            return error.ToDelivery(clock.GetUtcNow());
        }

        var id = answer.Text("msgid") ?? message.Key;
        await accepts.Arrived(message.Key, route.Account, id);
        return new Delivery.Sent(id);
    }

    private async Task<Dictionary<string, string>> Values(OutgoingMessage message, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var number = message.Tickets.Count > 0 ? message.Tickets[0] : "";
        await using var connection = await source.OpenConnectionAsync(stop);
        var body = number.Length == 0 ? null
            : await connection.ExecuteScalarAsync<string?>("SELECT body FROM ticket WHERE district = @District AND number = @number", new { settings.District, number });
        var ticket = body is null ? null : BotJson.Read<Ticket>(body);
        return new Dictionary<string, string>
        {
            ["text"] = message.Text,
            ["title"] = Title(message.Kind),
            ["number"] = number,
            ["category"] = ticket is null or { Private: true } ? "社区事项" : ticket.Category,
            ["state"] = ticket is null ? "有进展" : TicketWords.Of(ticket.State),
            ["time"] = TemplateField.Time(now),
            ["due"] = TemplateField.Time(ticket?.Deadline.At ?? now),
        };
    }

    private static string Title(string kind) => kind switch
    {
        "reply" => "已收到您反映的事",
        "ask" => "请您补充一点情况",
        "check" => "请您看看办好了没有",
        "outcome" => "您反映的事有结果了",
        "danger" => "安全提醒",
        _ => "您反映的事有进展",
    };
}

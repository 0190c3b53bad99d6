using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Wecom;
using Bot.Host.Channels.Credentials;
using Bot.Host.Clocks;

namespace Bot.Host.Channels.WecomApp;

/// <summary>
/// 应用消息: to one member of the corp at a time. The platform drops what it has delivered before, so that an unknown outcome is sent again; it compares the
/// words, so that each carries an invisible mark of its notice: the same answer given twice to two questions is no duplicate.
/// </summary>
public sealed class WecomAppChannel(PlatformClient platform, ChannelSettings channels, SendLimit limit, BotClock clock) : IChannel
{
    public const int MostBytes = 2048;
    private const string Path = "cgi-bin/message/send";

    /// <summary>The longest that the platform remembers, in seconds: 4 h.</summary>
    private const int Remembered = 14_400;
    private const int MarkLetters = 8;
    private const int MarkBytes = MarkLetters * 3;
    private static readonly SendLimit.Window[] Windows = [new(30, TimeSpan.FromMinutes(1)), new(1000, TimeSpan.FromHours(1))];

    public string Name => WecomPayload.Channel;

    public ChannelFlags Flags => new(ReadsAll: true, ReadsMentions: true, Pushes: true, NeedsTap: false, QuoteIds: false, RemovesDuplicates: true)
    {
        MostBytes = MostBytes - MarkBytes,
        PerMinute = Windows[0].Most,
    };

    /// <summary>In numbered parts where it is longer; parts that have arrived before are dropped by the platform.</summary>
    public async Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        if (!channels.WecomApps.TryGetValue(route.Account, out var app))
        {
            return new Delivery.Refused("there is no such account in Channels:WecomApps");
        }

        var owner = TokenOwner.Of(route.Account, app);
        var sender = $"{Name}:{route.Account}:{route.Target}";
        var mark = Mark(message.Key);
        var id = "";
        foreach (var part in ByteText.Split(message.Text, MostBytes - MarkBytes))
        {
            var place = await limit.Take(sender, Windows, stop);
            if (place.Id is not { } taken)
            {
                return new Delivery.Later(place.Wait, place.Fault ?? "30 messages a minute or 1,000 an hour were sent to this member") { IsOwnWait = true };
            }

            try
            {
                var answer = await platform.Post(owner, Path, Body(app, route.Target, part + mark), stop);
                if (answer.Error is { } error)
                {
                    return error.ToDelivery(clock.GetUtcNow());
                }

                if (answer.Text("invaliduser") is { Length: > 0 } || answer.Text("unlicenseduser") is { Length: > 0 })
                {
                    return new Delivery.Closed("the member is not within the application's range");
                }

                id = answer.Text("msgid") ?? message.Key;
            }
            finally
            {
                await limit.End(sender, taken);
            }
        }

        return new Delivery.Sent(id);
    }

    private static object Body(ChannelSettings.WecomApp app, string member, string text) => new
    {
        touser = member,
        msgtype = "text",
        agentid = app.AgentId,
        text = new { content = text },
        enable_duplicate_check = 1,
        duplicate_check_interval = Remembered,
    };

    /// <summary>Sixteen bits of the key's digest in letters that show nothing.</summary>
    private static string Mark(string key)
    {
        const string Invisible = "\u200B\u200C\u200D\u2060";
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return string.Concat(Enumerable.Range(0, MarkLetters).Select(place => Invisible[(digest[place / 4] >> (place % 4 * 2)) & 3]));
    }
}

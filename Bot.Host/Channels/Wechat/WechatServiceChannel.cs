using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Wechat;
using Bot.Host.Channels.Credentials;
using Bot.Host.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Wechat;

/// <summary>
/// 客服消息 of an official account or a mini program, to one person: 5 within 48 h of his last message. Where the hook of the message that is answered
/// still waits, the words go out as its answer and count for nothing.
/// </summary>
public sealed class WechatServiceChannel(PlatformClient platform, ChannelSettings channels, BotSettings settings, ReplyWindows windows, PassiveReplies passive, NpgsqlDataSource source, BotClock clock) : IChannel
{
    public const string Path = "cgi-bin/message/custom/send";

    /// <summary>Before the message's id, where a notice went out as the answer to it.</summary>
    public const string PassiveId = "passive:";
    private const int MostBytes = 2048;
    private const string Again = "（重发，可能已经看过）\n";

    public string Name => WechatPayload.Channel;

    public ChannelFlags Flags => new(ReadsAll: true, ReadsMentions: true, Pushes: false, NeedsTap: false, QuoteIds: false, RemovesDuplicates: false) { MostBytes = MostBytes };

    public async Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        if (!channels.WechatApps.TryGetValue(route.Account, out var app))
        {
            return new Delivery.Refused("there is no such account in Channels:WechatApps");
        }

        if (await passive.Offer(message, route, stop))
        {
            return new Delivery.Sent(PassiveId + PassiveReplies.MessageOf(message, route));
        }

        // Room for the words of a repeat is always left, so that a later attempt cuts at the same places and knows its parts again.
        var texts = ByteText.Split(message.Text, MostBytes - Encoding.UTF8.GetByteCount(Again));
        var arrived = texts.Count > 1 ? await Arrived(message.Key, stop) : [];
        var missing = texts.Where(text => !arrived.Contains(Digest(text))).ToList();
        var places = await windows.Take(route.Account, route.Target, missing.Count, clock.GetUtcNow(), stop);
        if (places.Shut is { } shut)
        {
            return new Delivery.Closed(shut);
        }

        for (var part = 0; part < missing.Count; part++)
        {
            var content = (message.MayBeRepeated ? Again : "") + missing[part];
            var answer = await platform.Post(TokenOwner.Of(route.Account, app), Path, new { touser = route.Target, msgtype = "text", text = new { content } }, stop);
            if (answer.Error is { } error)
            {
                if (error.Reaction is Reaction.WindowClosed or Reaction.QuotaUsed)
                {
                    await windows.Correct(route.Account, route.Target, places, error.Code);
                }
                else
                {
                    await windows.GiveBack(route.Account, route.Target, places, missing.Count - part);
                }

                return error.ToDelivery(clock.GetUtcNow());
            }

            if (texts.Count > 1)
            {
                await Note(message.Key, missing[part]);
            }
        }

        // The platform gives no id.
        return new Delivery.Sent(message.Key);
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task<HashSet<string>> Arrived(string key, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return [.. await connection.QueryAsync<string>("SELECT encode(digest, 'hex') FROM sent_part WHERE district = @District AND notice_key = @key", new { settings.District, key })];
    }

    private async Task Note(string key, string text)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "INSERT INTO sent_part (district, notice_key, digest, sent_at) VALUES (@District, @key, decode(@digest, 'hex'), @now) ON CONFLICT DO NOTHING",
            new { settings.District, key, digest = Digest(text), now = clock.GetUtcNow() });
    }
}

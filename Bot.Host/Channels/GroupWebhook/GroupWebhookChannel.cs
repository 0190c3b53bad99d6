using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Channels;
using Bot.Host.Channels.Credentials;
using Bot.Host.Clocks;
using Bot.Host.Drawings;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.GroupWebhook;

/// <summary>
/// 消息推送 (formerly 群机器人): writes into one internal group of staff and hears nothing. It is blind: where a call had no answer, nobody can find
/// out whether the message stands in the group.
/// </summary>
public sealed class GroupWebhookChannel(
    PlatformClient platform, ChannelSettings channels, BotSettings settings, SendLimit limit, ChannelStates states, DistrictMaps maps, Pictures pictures, NpgsqlDataSource source, BotClock clock) : IChannel
{
    public const string ChannelName = "wecom-webhook";
    private const string Path = "cgi-bin/webhook/send";
    private const string Again = "（重发，可能已经看过）\n";
    private const string SeeCard = "请看上面的提醒";
    private static readonly SendLimit.Window[] Windows = [new(20, TimeSpan.FromSeconds(60))];
    private static readonly TimeSpan KeptParts = TimeSpan.FromDays(30);

    /// <summary>Channels whose ids of people are the corp's userids, as far as they are staff's.</summary>
    private static readonly string[] UseridChannels = ["wecom", "wecom-bot", "wecom-archive", ChannelName];

    public string Name => ChannelName;

    public ChannelFlags Flags => new(ReadsAll: false, ReadsMentions: false, Pushes: true, NeedsTap: false, QuoteIds: false, RemovesDuplicates: false)
    {
        MostBytes = WebhookMessage.MostTextBytes,
        PerMinute = Windows[0].Most,
    };

    /// <summary>Parts of a long text that an earlier attempt has brought are not said again.</summary>
    public async Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        if (states.Of(Name, route.Account) is { IsDisabled: true } shut)
        {
            return new Delivery.Closed(shut.Reason!);
        }

        var parts = await Parts(message, route.Account, stop);
        if (await pictures.Load(message.Picture, stop) is { } picture && new WebhookMessage.Image(picture) is { Unfit: null } image)
        {
            parts = [(image, SHA256.HashData(picture)), .. parts.Select(part => (part.Message, part.Digest.Length > 0 ? part.Digest : DigestOf(message.Text)))];
        }

        var arrived = parts.Count > 1 ? await Arrived(message.Key, stop) : [];
        foreach (var (part, digest) in parts)
        {
            if (arrived.Contains(Convert.ToHexString(digest)))
            {
                continue;
            }

            var delivery = await Post(route.Account, part, stop);
            if (delivery is not Delivery.Sent)
            {
                return delivery;
            }

            if (parts.Count > 1)
            {
                await Note(message.Key, digest);
            }
        }

        if (parts.Count > 1)
        {
            await Forget(message.Key);
        }

        // The platform gives no id.
        return new Delivery.Sent(message.Key);
    }

    /// <summary>Sends one message of any kind within the limit of 20 in any 60 s.</summary>
    /// <exception cref="PlatformFaultException">No answer: it may stand in the group or not.</exception>
    public async Task<Delivery> Post(string account, WebhookMessage message, CancellationToken stop)
    {
        if (message.Unfit is { } why)
        {
            return new Delivery.Refused(why);
        }

        return states.Of(Name, account) is { IsDisabled: true } shut ? new Delivery.Closed(shut.Reason!) : await Call(account, message.Body, isCheck: false, stop);
    }

    /// <summary>
    /// Asks whether the key is known, with a message of a kind that does not exist: a living webhook refuses the kind, so that nothing shows in the
    /// group. Opens an account that was shut.
    /// </summary>
    public async Task<ChannelState> Check(string account, CancellationToken stop)
    {
        try
        {
            if (await Call(account, new { msgtype = "check" }, isCheck: true, stop) is Delivery.Later later)
            {
                return new ChannelState("failing", later.Reason, clock.GetUtcNow());
            }
        }
        catch (PlatformFaultException fault)
        {
            return new ChannelState("failing", fault.Message, clock.GetUtcNow());
        }

        return states.Of(Name, account);
    }

    private async Task<Delivery> Call(string account, object body, bool isCheck, CancellationToken stop)
    {
        if (!channels.WecomWebhooks.TryGetValue(account, out var webhook))
        {
            return new Delivery.Refused("there is no such account in Channels:WecomWebhooks");
        }

        var sender = $"{Name}:{account}";
        var place = await limit.Take(sender, Windows, stop);
        if (place.Id is not { } id)
        {
            return new Delivery.Later(place.Wait, place.Fault ?? "20 messages were sent in the last 60 s") { IsOwnWait = true };
        }

        try
        {
            var answer = await platform.PostWith(("key", webhook.Key), Path, body, stop);
            return Judge(account, answer.Error, isCheck);
        }
        finally
        {
            await limit.End(sender, id);
        }
    }

    private Delivery Judge(string account, PlatformError? error, bool isCheck)
    {
        var now = clock.GetUtcNow();
        if (error?.Reaction == Reaction.TargetDisabled)
        {
            states.Disable(Name, account, $"Channels:WecomWebhooks:{account}: the platform does not know this key ({error.Code}); was the robot removed from its group? Set the new key, or check again", now);
        }
        else if (isCheck && error?.Reaction is null or Reaction.Permanent)
        {
            states.Restore(Name, account);
        }

        return error is null ? new Delivery.Sent("") : error.Reaction == Reaction.TargetDisabled ? new Delivery.Refused(states.Of(Name, account).Reason!) : error.ToDelivery(now);
    }

    private async Task<IReadOnlyList<(WebhookMessage Message, byte[] Digest)>> Parts(OutgoingMessage message, string account, CancellationToken stop)
    {
        var userids = message.Mentions.Count > 0 ? await Userids(message.Mentions, stop) : [];
        if (message is { Kind: "overdue", MayBeRepeated: false } && channels.WecomWebhooks.GetValueOrDefault(account)?.Page is { } page)
        {
            var title = message.Text.Split('\n', 2);
            var card = new WebhookMessage.Card(title[0], title.Length > 1 ? title[1] : "", page);
            if (card.Unfit is null)
            {
                // A card rings for nobody.
                return userids.Count == 0 ? [(card, [])] : [(card, DigestOf(message.Text)), (new WebhookMessage.Text(SeeCard, userids), DigestOf(SeeCard))];
            }
        }

        if (!message.MayBeRepeated && Encoding.UTF8.GetByteCount(message.Text) <= WebhookMessage.MostTextBytes)
        {
            return [(new WebhookMessage.Text(message.Text, userids), [])];
        }

        // Room for the words of a repeat is always left, so that a later attempt cuts at the same places and knows its parts again.
        var texts = ByteText.Split(message.Text, WebhookMessage.MostTextBytes - Encoding.UTF8.GetByteCount(Again));
        return [.. texts.Select((text, place) => ((WebhookMessage)new WebhookMessage.Text((message.MayBeRepeated ? Again : "") + text, place == 0 ? userids : []), DigestOf(text)))];
    }

    private async Task<IReadOnlyList<string>> Userids(IReadOnlyList<string> people, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        return
        [
            .. people.Select(person => map.IdentitiesOf(person)
                    .Where(identity => UseridChannels.Contains(identity.Channel) && !IsOutsider(identity.ExternalId))
                    .MinBy(identity => Array.IndexOf(UseridChannels, identity.Channel))?.ExternalId)
                .OfType<string>().Distinct(),
        ];
    }

    /// <summary>Ids of residents and robots begin so; they are no userids.</summary>
    private static bool IsOutsider(string id) => id.StartsWith("wm", StringComparison.Ordinal) || id.StartsWith("wo", StringComparison.Ordinal) || id.StartsWith("wb", StringComparison.Ordinal);

    private static byte[] DigestOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private async Task<HashSet<string>> Arrived(string key, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return [.. await connection.QueryAsync<string>("SELECT upper(encode(digest, 'hex')) FROM sent_part WHERE district = @District AND notice_key = @key", new { settings.District, key })];
    }

    private async Task Note(string key, byte[] digest)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "INSERT INTO sent_part (district, notice_key, digest, sent_at) VALUES (@District, @key, @digest, @now) ON CONFLICT DO NOTHING",
            new { settings.District, key, digest, now = clock.GetUtcNow() });
    }

    /// <summary>All parts have arrived; what others left half done long ago goes with them.</summary>
    private async Task Forget(string key)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "DELETE FROM sent_part WHERE district = @District AND (notice_key = @key OR sent_at < @old)", new { settings.District, key, old = clock.GetUtcNow() - KeptParts });
    }
}

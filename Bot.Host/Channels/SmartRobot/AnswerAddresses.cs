using System.Security.Cryptography;
using System.Text;
using System.Web;
using Bot.Domain.Channels.SmartRobot;
using Bot.Host.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.SmartRobot;

/// <summary>
/// The addresses at which the robot may answer (response_url): one message each, within the hour. They are kept in the inbox beside the message that
/// brought them, sealed with a key that follows from the robot's, so that a dump of the database opens none; their use is written down before the call.
/// </summary>
public sealed class AnswerAddresses(NpgsqlDataSource source, BotSettings settings, ChannelSettings channels, BotClock clock)
{
    /// <summary>A minute less than the platform allows, since clocks differ and calls take time.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(59);
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int LongestCode = 2048;

    /// <param name="MessageKey">The message that brought it.</param>
    /// <param name="Code">The address's secret.</param>
    public sealed record Address(string MessageKey, string Code)
    {
        public override string ToString() => MessageKey;
    }

    /// <summary>What may be kept of an address: its code, sealed. Null where it is none of the platform's.</summary>
    /// <param name="key">Of the message that brought it.</param>
    public string? Seal(string account, string key, string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Host != channels.Wecom.Host || uri.AbsolutePath != "/cgi-bin/aibot/response"
            || HttpUtility.ParseQueryString(uri.Query)["response_code"] is not { Length: > 0 and <= LongestCode } code)
        {
            return null;
        }

        var plain = Encoding.UTF8.GetBytes(code);
        var whole = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(KeyOf(account), TagBytes);
        cipher.Encrypt(whole.AsSpan(0, NonceBytes), plain, whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes($"{settings.District}|{key}"));
        return Convert.ToBase64String(whole);
    }

    /// <summary>
    /// Takes an address of the conversation for these notices: that of the message they answer, else the one that ends first. Null where none is open.
    /// </summary>
    public async Task<Address?> Take(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        while (true)
        {
            var row = await connection.QueryFirstOrDefaultAsync<(string? Key, string Sealed)>(
                $"""
                SELECT message_key, {SealedCode} FROM inbox
                WHERE district = @District AND group_id = ANY(@places) AND received_at > @since AND starts_with(message_key, @prefix) AND {SealedCode} IS NOT NULL
                  AND COALESCE(body #>> '{FromConversation}', body #>> '{FromSender}', body #>> '{EventConversation}', body #>> '{EventSender}') = @Target
                  AND NOT EXISTS (SELECT 1 FROM robot_answer used WHERE used.district = @District AND used.lane_id = @LaneId AND used.message_key = inbox.message_key)
                ORDER BY message_id = @Quote DESC NULLS LAST, received_at LIMIT 1
                """,
                new
                {
                    settings.District,
                    message.LaneId,
                    message.Quote,
                    route.Target,
                    since = clock.GetUtcNow() - Lasts,
                    prefix = Prefix(route.Account),

                    // What was written before the bot knew the place stands under the far side's name.
                    places = new[] { message.LaneId, Prefix(route.Account) + route.Target },
                });
            if (row.Key is not { } key)
            {
                return null;
            }

            // What goes out with it is all that this attempt has in hand.
            var taken = await connection.ExecuteAsync(
                """
                INSERT INTO robot_answer (district, lane_id, message_key, notice_keys, used_at)
                SELECT @District, @LaneId, @messageKey, array_append(COALESCE(array_agg(notice_key), '{}'), @notice), @now FROM outbox WHERE district = @District AND lane_id = @LaneId AND state = 'sending'
                ON CONFLICT DO NOTHING
                """,
                new { settings.District, message.LaneId, messageKey = key, notice = message.Key, now = clock.GetUtcNow() });
            if (taken == 1 && Open(route.Account, key, row.Sealed) is { } code)
            {
                return new Address(key, code);
            }
        }
    }

    /// <summary>The address that an earlier attempt of this notice used, so that nobody knows whether it arrived. Its code is null where its hour is over.</summary>
    public async Task<(string MessageKey, string? Code)?> Earlier(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var row = await connection.QueryFirstOrDefaultAsync<(string? Key, string? Sealed, DateTime At)>(
            $"""
            SELECT used.message_key, {SealedCode}, received_at FROM robot_answer used JOIN inbox USING (district, message_key)
            WHERE used.district = @District AND used.lane_id = @LaneId AND @Key = ANY(notice_keys) ORDER BY used_at DESC LIMIT 1
            """,
            new { settings.District, message.LaneId, message.Key });
        return row.Key is not { } key ? null : (key, clock.GetUtcNow() < new DateTimeOffset(row.At) + Lasts && row.Sealed is { } code ? Open(route.Account, key, code) : null);
    }

    /// <summary>The call was certainly not carried out: the address is as good as new.</summary>
    public async Task GiveBack(string lane, string messageKey)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("DELETE FROM robot_answer WHERE district = @District AND lane_id = @lane AND message_key = @messageKey", new { settings.District, lane, messageKey });
    }

    /// <summary>What is now known to have gone out by the address: none where it was dead before it was used.</summary>
    public async Task Note(string lane, string messageKey, params string[] notices)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE robot_answer SET notice_keys = @notices WHERE district = @District AND lane_id = @lane AND message_key = @messageKey",
            new { settings.District, lane, messageKey, notices });
    }

    private const string SealedCode = "COALESCE(body #>> '{from,answerAddress}', body #>> '{event,values,response_url}')";
    private const string FromConversation = "{from,conversation}";
    private const string FromSender = "{from,sender}";
    private const string EventConversation = "{event,conversation}";
    private const string EventSender = "{event,sender}";

    private static string Prefix(string account) => $"{RobotPayload.Channel}:{account}:";

    private byte[] KeyOf(string account) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(channels.WecomRobots[account].EncodingAesKey), 32, Encoding.UTF8.GetBytes(account), "response_url"u8.ToArray());

    private string? Open(string account, string key, string sealedCode)
    {
        var whole = Convert.FromBase64String(sealedCode);
        var plain = new byte[whole.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(KeyOf(account), TagBytes);
        try
        {
            cipher.Decrypt(whole.AsSpan(0, NonceBytes), whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes($"{settings.District}|{key}"));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            // Sealed before the robot was given another key.
            return null;
        }
    }
}

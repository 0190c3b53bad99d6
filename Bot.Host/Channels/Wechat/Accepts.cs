using Bot.Domain.Channels.Wechat;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Wechat;

/// <summary>
/// 订阅消息: the ledger of accepts. One accept is one message; it is taken before the call, so that two hosts never use one twice, and the platform's word
/// of a message sent takes one only where the bot did not. A long-term template is not used up.
/// </summary>
public sealed class Accepts(NpgsqlDataSource source, BotSettings settings)
{
    /// <param name="MessageId">Set where an earlier attempt is known to have arrived.</param>
    public sealed record Taken(bool IsOpen, string? MessageId);

    /// <summary>The person answered the question in the mini program, or changed his mind in its settings.</summary>
    /// <param name="status">"accept", "reject", "filter" (the platform has shut the template) ...</param>
    /// <param name="isAsked">A tap in the question allows one message more; a change in the settings allows none.</param>
    public static Task Answered(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string account, string openId, string template, bool longTerm, string status, bool isAsked, DateTimeOffset now)
    {
        var accepted = status == "accept";

        // "No" to one more message takes nothing from what was accepted before; in the settings it stops all.
        return !accepted && isAsked ? Task.CompletedTask : connection.ExecuteAsync(
            """
            INSERT INTO template_accept (district, account, open_id, template_id, left_over, standing, changed_at) VALUES (@district, @account, @openId, @template, @more, @standing, @now)
            ON CONFLICT (district, account, open_id, template_id) DO UPDATE
              SET left_over = CASE WHEN @accepted THEN template_accept.left_over + @more ELSE 0 END, standing = excluded.standing, changed_at = excluded.changed_at
            """,
            new { district, account, openId, template, accepted, more = accepted && isAsked && !longTerm ? 1 : 0, standing = accepted && longTerm, now = now.ToUniversalTime() },
            transaction);
    }

    /// <summary>The platform says that a message was sent: the bot's own (its number may not be known yet), or somebody else's.</summary>
    public static async Task Sent(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string account, string openId, string template, string messageId, DateTimeOffset now)
    {
        var told = new { district, account, openId, template, messageId, key = $"sent:{messageId}", now = now.ToUniversalTime() };
        var own = await connection.ExecuteScalarAsync<int?>("SELECT 1 FROM template_send WHERE district = @district AND account = @account AND message_id = @messageId LIMIT 1", told, transaction) is not null
            || await connection.ExecuteAsync(
                """
                UPDATE template_send SET message_id = @messageId WHERE district = @district AND account = @account AND send_key = (
                  SELECT send_key FROM template_send
                  WHERE district = @district AND account = @account AND open_id = @openId AND template_id = @template AND message_id IS NULL ORDER BY taken_at LIMIT 1 FOR UPDATE)
                """,
                told,
                transaction) > 0;
        if (!own)
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO template_send (district, account, open_id, template_id, send_key, message_id, taken_at) VALUES (@district, @account, @openId, @template, @key, @messageId, @now) ON CONFLICT DO NOTHING;
                UPDATE template_accept SET left_over = GREATEST(left_over - 1, 0) WHERE district = @district AND account = @account AND open_id = @openId AND template_id = @template;
                """,
                told,
                transaction);
        }
    }

    /// <summary>Takes an accept for this notice; an attempt before whose outcome nobody knows has taken it already.</summary>
    public async Task<Taken> Take(string key, string account, string openId, string template, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var asked = new { settings.District, key, account, openId, template, now = now.ToUniversalTime() };
        var earlier = (await connection.QueryAsync<(string Key, string? MessageId)>(
            "SELECT send_key, message_id FROM template_send WHERE district = @District AND account = @account AND send_key = @key FOR UPDATE", asked, transaction)).ToList();
        if (earlier.Count > 0)
        {
            return new Taken(true, earlier[0].MessageId);
        }

        var taken = await connection.ExecuteAsync(
            """
            UPDATE template_accept SET left_over = GREATEST(left_over - CASE WHEN standing THEN 0 ELSE 1 END, 0)
            WHERE district = @District AND account = @account AND open_id = @openId AND template_id = @template AND (standing OR left_over > 0)
            """,
            asked,
            transaction);
        if (taken == 0)
        {
            return new Taken(false, null);
        }

        await connection.ExecuteAsync(
            "INSERT INTO template_send (district, account, open_id, template_id, send_key, taken_at) VALUES (@District, @account, @openId, @template, @key, @now)", asked, transaction);
        await transaction.CommitAsync(stop);
        return new Taken(true, null);
    }

    public async Task Arrived(string key, string account, string messageId)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE template_send SET message_id = @messageId WHERE district = @District AND account = @account AND send_key = @key", new { settings.District, key, account, messageId });
    }

    /// <summary>The platform has not taken the message.</summary>
    /// <param name="isUsedUp">43101 and 43107: whatever the book says, nothing is accepted any more.</param>
    public async Task GiveBack(string key, string account, bool isUsedUp)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            WITH gone AS (DELETE FROM template_send WHERE district = @District AND account = @account AND send_key = @key RETURNING open_id, template_id)
            UPDATE template_accept SET
              left_over = CASE WHEN @isUsedUp THEN 0 WHEN standing THEN left_over ELSE left_over + 1 END,
              standing = standing AND NOT @isUsedUp
            FROM gone WHERE template_accept.district = @District AND template_accept.account = @account AND template_accept.open_id = gone.open_id AND template_accept.template_id = gone.template_id
            """,
            new { settings.District, key, account, isUsedUp });
    }

    /// <summary>Beside every way of a customer-service message to the person stands, behind it, that of a subscription message. True where one is new.</summary>
    public async Task<bool> AddWay(string account, string openId, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteAsync(
            """
            INSERT INTO route (district, group_id, channel, account, target, rank)
            SELECT first.district, first.group_id, @way, first.account, first.target,
              (SELECT max(rank) + 1 FROM route other WHERE other.district = first.district AND other.group_id = first.group_id)
            FROM route first WHERE first.district = @District AND first.channel = @Channel AND first.account = @account AND first.target = @openId AND first.rank IS NOT NULL
            ON CONFLICT DO NOTHING
            """,
            new { settings.District, way = WechatSubscriptionChannel.ChannelName, WechatPayload.Channel, account, openId }) > 0;
    }
}

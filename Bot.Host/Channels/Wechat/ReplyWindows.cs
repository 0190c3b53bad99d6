using Bot.Domain.Channels.Wechat;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Wechat;

/// <summary>The book of windows for customer-service messages, one row per person and account, shared by all hosts. What it allows is decided by <see cref="ReplyWindow"/>.</summary>
public sealed class ReplyWindows(NpgsqlDataSource source, BotSettings settings)
{
    /// <summary>The platform checks content only of authors who were there within so long.</summary>
    public static readonly TimeSpan Active = TimeSpan.FromHours(2);

    private sealed record Row(DateTime? HeardAt, int Sent, DateTime? EventUntil, int EventLeft)
    {
        public ReplyWindow Window => new(Instant(HeardAt), Sent, Instant(EventUntil), EventLeft);

        private static DateTimeOffset? Instant(DateTime? time) => time is { } known ? new DateTimeOffset(known) : null;
    }

    /// <summary>The places taken, or why there are none.</summary>
    /// <param name="HeardAt">Tells the window apart from one that was opened since.</param>
    public sealed record Places(DateTimeOffset? HeardAt, string? Shut);

    /// <summary>The person wrote: a new window, what was left of the old one counts no more. Inside the transaction that handles the message, so once.</summary>
    public static Task Heard(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string account, string openId, DateTimeOffset at) => connection.ExecuteAsync(
        """
        INSERT INTO reply_window (district, account, open_id, heard_at, active_at) VALUES (@district, @account, @openId, @at, @at)
        ON CONFLICT (district, account, open_id) DO UPDATE
          SET heard_at = GREATEST(reply_window.heard_at, excluded.heard_at), sent = 0, active_at = GREATEST(reply_window.active_at, excluded.active_at)
        """,
        new { district, account, openId, at = at.ToUniversalTime() },
        transaction);

    /// <summary>Something happened that opens a short window.</summary>
    public static Task Opened(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string account, string openId, int messages, DateTimeOffset at) => connection.ExecuteAsync(
        """
        INSERT INTO reply_window (district, account, open_id, event_until, event_left, active_at) VALUES (@district, @account, @openId, @until, @messages, @at)
        ON CONFLICT (district, account, open_id) DO UPDATE
          SET event_until = excluded.event_until, event_left = excluded.event_left, active_at = GREATEST(reply_window.active_at, excluded.active_at)
        """,
        new { district, account, openId, messages, until = (at + ReplyWindow.EventSpan).ToUniversalTime(), at = at.ToUniversalTime() },
        transaction);

    /// <summary>Who no longer follows the account hears nothing of it.</summary>
    public static Task Left(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string account, string openId) => connection.ExecuteAsync(
        "UPDATE reply_window SET heard_at = NULL, event_left = 0 WHERE district = @district AND account = @account AND open_id = @openId", new { district, account, openId }, transaction);

    /// <summary>Takes so many places before the call is made, or says why there are none.</summary>
    public async Task<Places> Take(string account, string openId, int count, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var row = await connection.QueryFirstOrDefaultAsync<Row>(
            "SELECT heard_at, sent, event_until, event_left FROM reply_window WHERE district = @District AND account = @account AND open_id = @openId FOR UPDATE",
            new { settings.District, account, openId },
            transaction);
        var window = row?.Window ?? ReplyWindow.Never;
        if (window.Shut(count, now) is { } shut)
        {
            return new Places(window.HeardAt, shut);
        }

        var after = window.Take(count, now);
        await connection.ExecuteAsync(
            "UPDATE reply_window SET sent = @Sent, event_left = @EventLeft WHERE district = @District AND account = @account AND open_id = @openId",
            new { settings.District, account, openId, after.Sent, after.EventLeft },
            transaction);
        await transaction.CommitAsync(stop);
        return new Places(window.HeardAt, null);
    }

    /// <summary>The platform has not taken them: they are free again, unless a new window was opened meanwhile.</summary>
    public async Task GiveBack(string account, string openId, Places places, int count)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            UPDATE reply_window SET sent = GREATEST(sent - @count, 0)
            WHERE district = @District AND account = @account AND open_id = @openId AND heard_at IS NOT DISTINCT FROM @HeardAt
            """,
            new { settings.District, account, openId, places.HeardAt, count });
    }

    /// <summary>The platform's own book is right: 45015 shuts the window, 45047 uses it up, unless a new one was opened meanwhile.</summary>
    public async Task Correct(string account, string openId, Places places, int code)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            UPDATE reply_window SET heard_at = CASE WHEN @isShut THEN NULL ELSE heard_at END, sent = @MostMessages, event_left = 0
            WHERE district = @District AND account = @account AND open_id = @openId AND heard_at IS NOT DISTINCT FROM @HeardAt
            """,
            new { settings.District, account, openId, places.HeardAt, isShut = code == 45015, ReplyWindow.MostMessages });
    }

    /// <summary>The person is in the account now, without having written to it.</summary>
    public async Task Visited(string account, string openId, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(
            """
            INSERT INTO reply_window (district, account, open_id, active_at) VALUES (@District, @account, @openId, @now)
            ON CONFLICT (district, account, open_id) DO UPDATE SET active_at = GREATEST(reply_window.active_at, excluded.active_at)
            """,
            new { settings.District, account, openId, now = now.ToUniversalTime() });
    }

    public async Task<bool> WasActive(string account, string openId, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM reply_window WHERE district = @District AND account = @account AND open_id = @openId AND active_at > @since)",
            new { settings.District, account, openId, since = (now - Active).ToUniversalTime() });
    }
}

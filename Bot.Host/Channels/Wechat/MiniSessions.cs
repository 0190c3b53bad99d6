using System.Security.Cryptography;
using System.Text;
using Bot.Host.Channels.Credentials;
using Bot.Host.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Wechat;

/// <summary>Who is signed in to a mini program. The platform's session key never leaves the server.</summary>
/// <param name="GroupId">The residents' group it was opened from, where known.</param>
public sealed record MiniSession(byte[] TokenHash, string Account, string OpenId, string? UnionId, byte[] SessionKey, string? GroupId);

/// <summary>
/// Sessions of the mini programs: a token of ours for 30 days, kept as a hash; the platform's session key sealed with a key made of the application's secret,
/// so that a dump of the database tells nothing.
/// </summary>
public sealed class MiniSessions(PlatformHttp http, ChannelSettings channels, BotSettings settings, ReplyWindows windows, NpgsqlDataSource source, BotClock clock)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="Error">Why the platform did not know the code; null where it did.</param>
    public sealed record Opened(string Token, DateTimeOffset ExpiresAt, PlatformError? Error);

    /// <summary>Exchanges the code of wx.login.</summary>
    /// <exception cref="PlatformFaultException">No answer.</exception>
    public async Task<Opened> Open(string account, string code, CancellationToken stop)
    {
        var app = channels.WechatApps[account];
        var answer = await http.Send(
            new PlatformCall(HttpMethod.Get, channels.Wechat, "sns/jscode2session")
            {
                Query = [("appid", app.AppId), ("secret", app.Secret), ("js_code", code), ("grant_type", "authorization_code")],
                Secrets = [app.Secret, code],
            },
            Patience,
            stop);
        if (answer.Error is { } error)
        {
            return new Opened("", default, error);
        }

        if (answer.Text("openid") is not { Length: > 0 } openId || answer.Text("session_key") is not { Length: > 0 } key)
        {
            throw new PlatformFaultException("sns/jscode2session", "an answer without openid and session_key", wasSent: true);
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(
            """
            DELETE FROM mini_session WHERE district = @District AND expires_at <= @now;
            INSERT INTO mini_session (district, token_hash, account, open_id, union_id, session_key, group_id, created_at, expires_at)
              VALUES (@District, @hash, @account, @openId, @unionId, @sealedKey,
                (SELECT group_id FROM mini_session WHERE district = @District AND account = @account AND open_id = @openId ORDER BY created_at DESC LIMIT 1), @now, @expires);
            """,
            new { settings.District, hash = HashOf(token), account, openId, unionId = answer.Text("unionid"), sealedKey = TokenOwner.Of(account, app).Seal(key, settings.District), now, expires = now + Lasts });
        await windows.Visited(account, openId, now, stop);
        return new Opened(token, now + Lasts, null);
    }

    /// <summary>Null where the token is none, or none of this mini program, or too old.</summary>
    public async Task<MiniSession?> Find(string account, string token, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(stop);
        var session = await connection.QueryFirstOrDefaultAsync<MiniSession>(
            """
            SELECT token_hash, account, open_id, union_id, session_key, group_id FROM mini_session
            WHERE district = @District AND token_hash = @hash AND account = @account AND expires_at > @now
            """,
            new { settings.District, hash = HashOf(token), account, now });
        if (session is not null)
        {
            await windows.Visited(account, session.OpenId, now, stop);
        }

        return session;
    }

    /// <summary>Null where it was sealed with another secret: the person has to sign in anew.</summary>
    public string? KeyOf(MiniSession session) => TokenOwner.Of(session.Account, channels.WechatApps[session.Account]).Open(session.SessionKey, settings.District);

    public async Task Enter(MiniSession session, string group, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync("UPDATE mini_session SET group_id = @group WHERE district = @District AND token_hash = @TokenHash", new { settings.District, session.TokenHash, group });
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

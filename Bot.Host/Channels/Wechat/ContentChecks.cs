using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Channels.Credentials;
using Bot.Host.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Wechat;

public enum ContentVerdict
{
    Pass,

    /// <summary>The platform wants a person to look; staff do, since they read it first.</summary>
    Review,

    /// <summary>Must not be shown to others.</summary>
    Risky,

    /// <summary>Not asked, or no answer.</summary>
    Unknown,
}

/// <summary>
/// 内容安全: what somebody wrote in the mini program is checked before the bot shows it to others. The platform answers only for authors who were in the mini program
/// within 2 h, and never for words that came by another channel; what is not checked is said in the log, by its kind only.
/// </summary>
public sealed class ContentChecks(PlatformClient platform, ChannelSettings channels, BotSettings settings, ReplyWindows windows, NpgsqlDataSource source, BotClock clock, ILogger<ContentChecks> log)
{
    private const int MostCharacters = 2500;

    /// <summary>2 评论; 3 论坛; 4 社交日志.</summary>
    private const int Forum = 3;

    /// <summary>An answer must come while the hook or the page still waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <param name="kind">What it is, for the log: "message", "report" ...</param>
    /// <param name="isHere">The author is in the mini program this moment.</param>
    public async Task<ContentVerdict> Text(string account, string openId, string text, string kind, bool isHere, CancellationToken stop)
    {
        if (!await CanAsk(account, openId, kind, isHere, stop))
        {
            return ContentVerdict.Unknown;
        }

        var worst = ContentVerdict.Pass;
        foreach (var part in text.Chunk(MostCharacters))
        {
            var answer = await Ask(account, "wxa/msg_sec_check", new { version = 2, scene = Forum, openid = openId, content = new string(part) }, kind, stop);
            var verdict = answer is null ? ContentVerdict.Unknown
                : answer.Error is { Reaction: Reaction.ContentRefused } ? ContentVerdict.Risky
                : answer.Error is not null ? ContentVerdict.Unknown
                : (answer.Body.TryGetProperty("result", out var result) ? PlatformAnswer.Text(result, "suggest") : null) switch
                {
                    "pass" => ContentVerdict.Pass,
                    "risky" => ContentVerdict.Risky,
                    "review" => ContentVerdict.Review,
                    _ => ContentVerdict.Unknown,
                };
            worst = verdict == ContentVerdict.Risky || worst == ContentVerdict.Pass ? verdict : worst;
        }

        return worst;
    }

    /// <summary>Asks about a picture or a sound; the result is pushed within half an hour.</summary>
    /// <param name="messageKey">The message it came with.</param>
    public async Task Media(string account, string openId, Media media, string messageKey, CancellationToken stop)
    {
        var type = media.Kind switch { MediaKind.Voice => 1, MediaKind.Image => 2, _ => 0 };
        if (type == 0 || !media.Url.StartsWith("http", StringComparison.OrdinalIgnoreCase) || !await CanAsk(account, openId, "media", isHere: true, stop))
        {
            return;
        }

        var answer = await Ask(account, "wxa/media_check_async", new { version = 2, scene = Forum, openid = openId, media_type = type, media_url = media.Url }, "media", stop);
        if (answer is { Error: null } && answer.Text("trace_id") is { Length: > 0 } trace)
        {
            await using var connection = await source.OpenConnectionAsync(stop);
            await connection.ExecuteAsync(
                "INSERT INTO media_check (district, account, trace_id, message_key, asked_at) VALUES (@District, @account, @trace, @messageKey, @now) ON CONFLICT DO NOTHING",
                new { settings.District, account, trace, messageKey, now = clock.GetUtcNow() });
        }
    }

    private async Task<bool> CanAsk(string account, string openId, string kind, bool isHere, CancellationToken stop)
    {
        if (channels.WechatApps.GetValueOrDefault(account) is not { Kind: "mini" })
        {
            log.LogInformation("a {Kind} is not checked by the platform: only mini programs can ask", kind);
            return false;
        }

        if (!isHere && !await windows.WasActive(account, openId, clock.GetUtcNow(), stop))
        {
            log.LogInformation("a {Kind} is not checked by the platform: its author was not in the mini program within 2 h", kind);
            return false;
        }

        return true;
    }

    /// <summary>Null where no answer came: a check that cannot be made holds nothing up.</summary>
    private async Task<PlatformAnswer?> Ask(string account, string path, object body, string kind, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        try
        {
            var answer = await platform.Post(TokenOwner.Of(account, channels.WechatApps[account]), path, body, limit.Token);
            if (answer.Error is { } error)
            {
                log.LogWarning("a {Kind} was not checked by the platform: {Reason}", kind, error.Reason);
            }

            return answer;
        }
        catch (PlatformFaultException fault)
        {
            log.LogWarning("a {Kind} was not checked by the platform: {Fault}", kind, fault.Fault);
            return null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            log.LogWarning("a {Kind} was not checked by the platform: no answer in time", kind);
            return null;
        }
    }
}

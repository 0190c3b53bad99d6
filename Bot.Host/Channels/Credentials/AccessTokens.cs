using System.Collections.Concurrent;
using Bot.Domain.Clocks;
using Bot.Host.Clocks;

namespace Bot.Host.Channels.Credentials;

/// <summary>
/// One access token per application for all hosts. One host fetches, by a lease on the row, while the others wait for the row; within a host one
/// caller does it for all. Fetched anew 5 minutes before its end, and until then the old one serves, also where the platform cannot be reached.
/// </summary>
public sealed class AccessTokens(TokenRows rows, BotSettings settings, ChannelSettings channels, PlatformHttp http, ChannelStates states, BotClock clock, ILogger<AccessTokens> log)
{
    private const int DefaultLife = 7200;

    /// <summary>WeChat's rules for changing a living token.</summary>
    private const int MostForcedADay = 20;
    private static readonly TimeSpan BetweenForced = TimeSpan.FromSeconds(30);

    /// <summary>In its last 5 minutes WeChat hands out the next token while both work; WeCom hands out the same until its end, so it is not asked at every call.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Desk> desks = new();

    /// <param name="LookAgainAt">Until then the row need not be read.</param>
    private sealed record Token(string Value, DateTimeOffset ExpiresAt, DateTimeOffset LookAgainAt);

    /// <summary>Where the callers of this host stand in line.</summary>
    private sealed class Desk
    {
        public SemaphoreSlim Gate { get; } = new(1);
        public volatile Token? Known;
    }

    /// <summary>A token that the platform has not refused so far.</summary>
    /// <exception cref="PlatformException">There is none: the platform refuses, or cannot be reached.</exception>
    public async Task<string> Get(TokenOwner owner, CancellationToken stop)
    {
        var desk = desks.GetOrAdd(owner.Id, _ => new Desk());
        if (desk.Known is { } known && known.LookAgainAt > clock.GetUtcNow())
        {
            return known.Value;
        }

        if (!await desk.Gate.WaitAsync(0, stop))
        {
            // Somebody is fetching the next one: as long as this one lives nobody waits for that.
            if (desk.Known is { } living && living.ExpiresAt > clock.GetUtcNow())
            {
                return living.Value;
            }

            await desk.Gate.WaitAsync(stop);
        }

        try
        {
            if (desk.Known is { } fetched && fetched.LookAgainAt > clock.GetUtcNow())
            {
                return fetched.Value;
            }

            var found = await Find(owner, stop);
            desk.Known = found;
            return found.Value;
        }
        catch (PlatformException)
        {
            desk.Known = null;
            throw;
        }
        finally
        {
            desk.Gate.Release();
        }
    }

    /// <summary>The platform has refused this token (40001, 40014, 42001): nobody is given it any more. Where another stands there already nothing happens.</summary>
    public async Task Drop(TokenOwner owner, string token)
    {
        await rows.Drop(owner, token);
        if (desks.TryGetValue(owner.Id, out var desk) && desk.Known is { } known && known.Value == token)
        {
            Interlocked.CompareExchange(ref desk.Known, null, known);
        }
    }

    /// <summary>From the row, or from the platform where it is this host's turn.</summary>
    private async Task<Token> Find(TokenOwner owner, CancellationToken stop)
    {
        for (var wait = TimeSpan.FromMilliseconds(20); ;)
        {
            var row = await rows.Read(owner, stop);
            var now = clock.GetUtcNow();
            var standing = Standing(owner, row, now);
            if (standing is not null && standing.LookAgainAt > now)
            {
                return standing;
            }

            if (standing is null && row.NextTryAt > now.UtcDateTime)
            {
                throw new PlatformException(row.Error);
            }

            if (await rows.Take(owner, row.LeaseToken, stop) is { } lease)
            {
                if (await Fetch(owner, lease, standing) is { } fetched)
                {
                    return fetched;
                }
            }
            else if (standing is not null)
            {
                return standing with { LookAgainAt = Earlier(now + ShortPause, standing.ExpiresAt) };
            }

            await Task.Delay(wait, stop);
            wait = wait < TimeSpan.FromMilliseconds(250) ? wait * 2 : wait;
        }
    }

    /// <summary>What stands in the row, unless it is over or cannot be opened.</summary>
    private Token? Standing(TokenOwner owner, TokenRow row, DateTimeOffset now)
    {
        if (row.ExpiresAt is not { } expires || expires <= now.UtcDateTime || owner.Open(row.Token, settings.District) is not { } token)
        {
            return null;
        }

        var lookAgain = expires - Early;
        return new Token(token, expires, Earlier(row.NextTryAt > lookAgain ? row.NextTryAt.Value : lookAgain, expires));
    }

    /// <summary>
    /// Asks the platform, with the lease in hand. Not ended with the caller who happened to be first, since others wait for it too. Null where the
    /// lease was lost meanwhile.
    /// </summary>
    private async Task<Token?> Fetch(TokenOwner owner, long lease, Token? standing)
    {
        using var limit = new CancellationTokenSource(settings.Lease / 4);
        var now = clock.GetUtcNow();
        var isOver = false;
        try
        {
            // Read under the lease: what another host has dropped meanwhile counts.
            var row = await rows.Read(owner, limit.Token);
            var (token, life) = await Ask(owner, force: false, limit.Token);
            var isRefused = row.Dropped is not null && owner.MarkOf(token).AsSpan().SequenceEqual(row.Dropped);
            if (isRefused && owner.Platform == "wechat")
            {
                await CountForced(owner, row, lease, now);
                (token, life) = await Ask(owner, force: true, limit.Token);
                isRefused = false;
            }

            var expires = now + life;
            DateTimeOffset? nextTry = isRefused || life <= Early ? now + Pause : null;
            isOver = await rows.Keep(owner, lease, token, expires, now, nextTry);
            if (states.Of(owner.Platform, owner.Name).State == "failing")
            {
                states.Restore(owner.Platform, owner.Name);
            }

            return isOver ? new Token(token, expires, Earlier(nextTry ?? expires - Early, expires)) : null;
        }
        catch (Exception exception) when (exception is PlatformException or PlatformFaultException or OperationCanceledException)
        {
            var error = exception is PlatformException refused ? refused.Error : new PlatformError(0, Reaction.Retry) { Words = exception is PlatformFaultException fault ? fault.Message : "no answer in time" };
            var nextTry = now + PauseAfter(error, now);
            isOver = await rows.Fail(owner, lease, error, nextTry);
            states.Fail(owner.Platform, owner.Name, error.Reason, now);
            log.LogWarning("{Owner}: no new access token ({Reason}); {Then}", owner.ToString(), error.Reason, standing is null ? "nothing can be sent" : "the old one still serves");
            return standing is null ? throw new PlatformException(error) : standing with { LookAgainAt = Earlier(nextTry, standing.ExpiresAt) };
        }
        finally
        {
            if (!isOver)
            {
                await rows.Release(owner, lease);
            }
        }
    }

    /// <summary>The platform hands out again what it refuses: it is made to change it, within its limits.</summary>
    private async Task CountForced(TokenOwner owner, TokenRow row, long lease, DateTimeOffset now)
    {
        var today = ShanghaiTime.DateOf(now);
        if (row.ForcedAt is { } last && now - last < BetweenForced)
        {
            throw new PlatformException(new PlatformError(0, Reaction.Retry) { Words = "the token was changed by force within the last 30 s" });
        }

        if (row.ForcedOn == today && row.ForcedCount >= MostForcedADay)
        {
            throw new PlatformException(new PlatformError(0, Reaction.NextMinute) { Words = "the token was changed by force 20 times today" });
        }

        if (!await rows.CountForced(owner, lease, today, now))
        {
            throw new PlatformException(new PlatformError(0, Reaction.Retry) { Words = "another host fetches the token" });
        }
    }

    private async Task<(string Token, TimeSpan Life)> Ask(TokenOwner owner, bool force, CancellationToken stop)
    {
        var call = owner.Platform == "wecom"
            ? new PlatformCall(HttpMethod.Get, channels.Wecom, "cgi-bin/gettoken") { Query = [("corpid", owner.AppId), ("corpsecret", owner.Secret)] }
            : new PlatformCall(HttpMethod.Post, channels.Wechat, "cgi-bin/stable_token")
            {
                Body = new { grant_type = "client_credential", appid = owner.AppId, secret = owner.Secret, force_refresh = force },
            };
        var answer = await http.Send(call with { Secrets = [owner.Secret] }, settings.Lease / 4, stop);
        if (answer.Error is { } error)
        {
            // Asked for a token, "invalid credential" speaks of the secret.
            throw new PlatformException(error.Reaction is Reaction.RefreshToken or Reaction.Permanent ? error with { Reaction = Reaction.ConfigurationAlarm } : error);
        }

        return answer.Text("access_token") is { Length: > 0 } token
            ? (token, TimeSpan.FromSeconds(answer.Number("expires_in") is > 0 and <= 86_400 and { } seconds ? seconds : DefaultLife))
            : throw new PlatformFaultException(call.Path, "an answer without a token", wasSent: true);
    }

    private static TimeSpan PauseAfter(PlatformError error, DateTimeOffset now) => error.Reaction switch
    {
        Reaction.NextMinute => PlatformError.ToNextMinute(now),
        Reaction.Retry => ShortPause,
        _ => Pause,
    };

    private static DateTimeOffset Earlier(DateTimeOffset first, DateTimeOffset second) => first < second ? first : second;
}

using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Bot.Platforms;

internal enum Owner
{
    Wecom,
    Wechat,
}

/// <summary>
/// Access tokens. WeCom: one per application, the same for 7,200 s. WeChat, classic: every call makes a new one and the old one lives 5 more minutes.
/// WeChat, stable: the same until 5 minutes before its end; a forced refresh kills it at once. The two kinds never touch each other.
/// </summary>
public sealed class Tokens
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(7200);
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);
    private readonly Standin standin;
    private readonly Dictionary<string, Issued> issued = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> current = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Limit> forcedDays = [];
    private readonly Dictionary<string, Limit> forcedGaps = [];

    internal Tokens(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Open("/cgi-bin/gettoken", WecomToken);
        routes.Open("/cgi-bin/token", ClassicToken);
        routes.Open("/cgi-bin/stable_token", StableToken);
    }

    /// <summary>All tokens of the account end now, as if their time were over: 42001.</summary>
    public void Expire(string account)
    {
        lock (standin.Gate)
        {
            foreach (var (token, one) in issued.Where(pair => pair.Value.Account == account).ToList())
            {
                issued[token] = one with { Until = standin.Now };
            }
        }
    }

    /// <summary>All tokens of the account are no longer the newest, as after somebody else's forced refresh: 40001.</summary>
    public void Supersede(string account)
    {
        lock (standin.Gate)
        {
            foreach (var (token, one) in issued.Where(pair => pair.Value.Account == account).ToList())
            {
                issued[token] = one with { Killed = true };
            }

            foreach (var slot in current.Where(pair => issued[pair.Value].Killed).Select(pair => pair.Key).ToList())
            {
                current.Remove(slot);
            }
        }
    }

    /// <returns>The account's name.</returns>
    internal string Check(Call call, Func<Owner, bool> fits)
    {
        var token = call.Query("access_token");
        if (token.Length == 0)
        {
            throw new Refusal(41001, "access_token missing");
        }

        if (!issued.TryGetValue(token, out var one) || !fits(one.Owner))
        {
            throw new Refusal(40014, "invalid access_token");
        }

        call.Account = one.Account;
        return one.Killed ? throw new Refusal(40001, "invalid credential, access_token is invalid or not latest")
            : one.Until <= call.Now ? throw new Refusal(42001, "access_token expired")
            : one.Account;
    }

    internal Owner OwnerOf(Call call) => issued[call.Query("access_token")].Owner;

    private JsonObject WecomToken(Call call)
    {
        if (call.Query("corpid").Length == 0)
        {
            throw new Refusal(41002, "corpid missing");
        }

        if (call.Query("corpsecret").Length == 0)
        {
            throw new Refusal(41004, "secret missing");
        }

        var apps = standin.Accounts.WecomApps.Where(pair => pair.Value.CorpId == call.Query("corpid")).ToList();
        if (apps.Count == 0)
        {
            throw new Refusal(40013, "invalid corpid");
        }

        var (name, _) = apps.Find(pair => pair.Value.Secret == call.Query("corpsecret"));
        call.Account = name ?? throw new Refusal(40001, "invalid credential");
        var (token, until) = Current($"wecom:{name}", one => one.Until > call.Now) ?? Issue(call, $"wecom:{name}", name, Owner.Wecom);
        return Answer.Ok(("access_token", token), ("expires_in", Left(call, until)));
    }

    private JsonObject ClassicToken(Call call)
    {
        var name = WechatApp(call, call.Query("grant_type"), call.Query("appid"), call.Query("secret"));
        if (Current($"classic:{name}", one => one.Until > call.Now + Overlap) is { } old)
        {
            issued[old.Token] = issued[old.Token] with { Until = call.Now + Overlap };
        }

        return Granted(call, Issue(call, $"classic:{name}", name, Owner.Wechat));
    }

    private JsonObject StableToken(Call call)
    {
        var name = WechatApp(call, call.Text("grant_type"), call.Text("appid"), call.Text("secret"));
        var slot = $"stable:{name}";
        if (!call.Flag("force_refresh"))
        {
            // Renewed 5 minutes before the end, the old one living on: whoever asks is told at least 300 s.
            return Granted(call, Current(slot, one => one.Until - call.Now > Overlap) ?? Issue(call, slot, name, Owner.Wechat));
        }

        // The documents name the 30 s but no code; the minute's is taken.
        if (!forcedGaps.Take(name, 1, TimeSpan.FromSeconds(30), call.Now))
        {
            throw new Refusal(45011, "api minute-quota reach limit, must slower, retry next minute");
        }

        if (!forcedDays.Take($"{name} {call.Now.ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd}", 20, TimeSpan.FromDays(1), call.Now))
        {
            throw new Refusal(45009, "reach max api daily quota limit");
        }

        foreach (var (token, one) in issued.Where(pair => pair.Value.Slot == slot).ToList())
        {
            issued[token] = one with { Killed = true };
        }

        return Granted(call, Issue(call, slot, name, Owner.Wechat));
    }

    private string WechatApp(Call call, string grant, string appId, string secret)
    {
        if (grant != "client_credential")
        {
            throw new Refusal(40002, "invalid grant_type");
        }

        var (name, app) = standin.Accounts.WechatApps.FirstOrDefault(pair => pair.Value.AppId == appId);
        return name is null ? throw new Refusal(appId.Length == 0 ? 41002 : 40013, "invalid appid")
            : secret.Length == 0 ? throw new Refusal(41004, "appsecret missing")
            : app.Secret != secret ? throw new Refusal(40001, "invalid credential")
            : call.Account = name;
    }

    private (string Token, DateTimeOffset Until)? Current(string slot, Func<Issued, bool> good) =>
        current.TryGetValue(slot, out var token) && issued[token] is { Killed: false } one && good(one) ? (token, one.Until) : null;

    private (string Token, DateTimeOffset Until) Issue(Call call, string slot, string account, Owner owner)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(64));
        issued[token] = new Issued(owner, account, slot, call.Now + Lifetime, Killed: false);
        current[slot] = token;
        return (token, call.Now + Lifetime);
    }

    /// <summary>WeChat tells no errcode with a token.</summary>
    private static JsonObject Granted(Call call, (string Token, DateTimeOffset Until) granted) =>
        new() { ["access_token"] = granted.Token, ["expires_in"] = Left(call, granted.Until) };

    private static int Left(Call call, DateTimeOffset until) => (int)(until - call.Now).TotalSeconds;

    private sealed record Issued(Owner Owner, string Account, string Slot, DateTimeOffset Until, bool Killed);
}

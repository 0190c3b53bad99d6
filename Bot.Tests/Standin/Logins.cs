using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>wx.login of a mini program: a code that is good once and for 5 minutes; 100 exchanges a minute per user.</summary>
public sealed class Logins
{
    private readonly Standin standin;
    private readonly Dictionary<string, (string App, string OpenId, string? UnionId, DateTimeOffset Until)> codes = [];
    private readonly Dictionary<(string App, string OpenId), DateTimeOffset> seen = [];
    private readonly Dictionary<string, Limit> minutes = [];

    internal Logins(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Open("/sns/jscode2session", Exchange);
    }

    /// <summary>A person opens the mini program.</summary>
    /// <returns>What wx.login hands to it.</returns>
    public string Code(string app, string openId, string? unionId = null)
    {
        lock (standin.Gate)
        {
            var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            codes[code] = (app, openId, unionId, standin.Now.AddMinutes(5));
            Visit(app, openId);
            return code;
        }
    }

    /// <summary>A person is in the account now; what asks for a visit within 2 hours looks here.</summary>
    public void Visit(string app, string openId)
    {
        lock (standin.Gate)
        {
            seen[(app, openId)] = standin.Now;
        }
    }

    internal bool Visited(string app, string openId, TimeSpan within, DateTimeOffset now) => seen.TryGetValue((app, openId), out var at) && now - at <= within;

    /// <summary>The key that open data of this session is encrypted with.</summary>
    public static string SessionKey(string openId) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes("session " + openId))[..16]);

    private JsonObject Exchange(Call call)
    {
        var (name, app) = standin.Accounts.WechatApps.FirstOrDefault(pair => pair.Value.AppId == call.Query("appid"));
        if (name is null)
        {
            throw new Refusal(40013, "invalid appid");
        }

        call.Account = name;
        if (app.Secret != call.Query("secret"))
        {
            throw new Refusal(40001, "invalid credential");
        }

        var code = call.Query("js_code");
        if (call.Query("grant_type") != "authorization_code" || !codes.TryGetValue(code, out var login) || login.App != name || login.Until <= call.Now)
        {
            throw new Refusal(40029, "invalid code");
        }

        if (!minutes.Take($"{name} {login.OpenId}", 100, TimeSpan.FromMinutes(1), call.Now))
        {
            throw new Refusal(45011, "api minute-quota reach limit, must slower, retry next minute");
        }

        codes.Remove(code);
        var answer = new JsonObject { ["session_key"] = SessionKey(login.OpenId), ["openid"] = login.OpenId };
        if (login.UnionId is not null)
        {
            answer["unionid"] = login.UnionId;
        }

        return answer;
    }
}

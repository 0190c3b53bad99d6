using System.Text.Json;
using Bot.Host.Channels.Credentials;
using Bot.Host.Channels.GroupWebhook;
using Bot.Host.Channels.OneBot;

namespace Bot.Host.Channels.Setup;

/// <summary>
/// Looks whether an account works, now and on the platform itself: not by a token that was fetched an hour ago. Nothing it calls shows to anybody
/// or changes anything: both platforms hand out the living token again.
/// </summary>
public sealed class ChannelCheck(
    IConfiguration configuration, ChannelSettings channels, PlatformHttp http, OneBotClient bridges, GroupWebhookChannel webhook, CallbackCheck callback, ChannelStates states)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>In the order in which it should be mended; what cannot be looked at before something else is mended is left out.</summary>
    public async Task<IReadOnlyList<Finding>> Run(SetupAccount account, CancellationToken stop)
    {
        var found = new List<Finding>(SettingsCheck.Of(account, configuration));
        if (found.Exists(finding => finding.State == "wrong"))
        {
            return found;
        }

        switch (account.Kind.Channel)
        {
            case "wechat":
                await Wechat(account, found, stop);
                break;
            case "wecom":
                await Wecom(account, found, "应用", "cgi-bin/getcallbackip", null, stop);
                found.Add(await callback.Echo(account, stop));
                break;
            case "wecom-group-send":
                await Wecom(AppOf(account), found, "客户联系", "cgi-bin/externalcontact/groupchat/list", new { limit = 1 }, stop);
                break;
            case "wecom-report":
                await Wecom(AppOf(account), found, "居民上报", "cgi-bin/report/resident/get_order_list", new { limit = 1 }, stop);
                break;
            case "wecom-archive":
                await Archive(account, found, stop);
                break;
            case "wecom-bot":
                found.Add(await callback.Echo(account, stop));
                found.Add(Finding.Unknown("permission", "智能机器人没有可以主动查的接口：在企业微信里@它说句话，看它答不答"));
                break;
            case "wecom-webhook":
                found.Add(await Webhook(account, stop));
                break;
            case "onebot":
                found.Add(await Bridge(account, stop));
                break;
        }

        if (account.Kind.Channel is "wecom" or "wechat" && states.Of(account.Kind.Channel, account.Name).State == "failing" && found.Exists(finding => finding is { Step: "token", State: "ok" }))
        {
            states.Restore(account.Kind.Channel, account.Name);
        }

        return found;
    }

    private SetupAccount AppOf(SetupAccount account) =>
        SetupAccount.All(configuration).First(other => other.Kind.Channel == "wecom" && other.Name == account.Section["App"]);

    private async Task Wechat(SetupAccount account, List<Finding> found, CancellationToken stop)
    {
        var app = channels.WechatApps[account.Name];
        var call = new PlatformCall(HttpMethod.Post, channels.Wechat, "cgi-bin/stable_token")
        {
            Body = new { grant_type = "client_credential", appid = app.AppId, secret = app.Secret, force_refresh = false },
            Secrets = [app.Secret],
        };
        if (await Token(account, call, found, stop) is { } token)
        {
            var (what, path) = app.Kind == "mini" ? ("订阅消息", "/cgi-bin/message/subscribe/send") : ("客服消息", "/cgi-bin/message/custom/send");
            await Ask(account, "permission", what, WithToken(channels.Wechat, "cgi-bin/openapi/quota/get", token, new { cgi_path = path }), found, stop);
            if (await Ask(account, "callback", "回调网络检测", WithToken(channels.Wechat, "cgi-bin/callback/check", token, new { action = "all", check_operator = "DEFAULT" }), found, stop) is { } answer)
            {
                found.RemoveAll(finding => finding.Step == "callback");
                found.Add(Network(answer.Body));
            }
        }

        found.Add(await callback.Echo(account, stop));
    }

    private async Task<bool> Wecom(SetupAccount account, List<Finding> found, string what, string path, object? body, CancellationToken stop)
    {
        var app = channels.WecomApps[account.Name];
        var call = new PlatformCall(HttpMethod.Get, channels.Wecom, "cgi-bin/gettoken") { Query = [("corpid", app.CorpId), ("corpsecret", app.Secret)], Secrets = [app.Secret] };
        return await Token(account, call, found, stop) is { } token && await Ask(account, "permission", what, WithToken(channels.Wecom, path, token, body), found, stop) is not null;
    }

    private async Task Archive(SetupAccount account, List<Finding> found, CancellationToken stop)
    {
        if (account.IsSet("App"))
        {
            await Wecom(AppOf(account), found, "应用", "cgi-bin/getcallbackip", null, stop);
        }
        else
        {
            found.Add(Finding.Unknown("token", $"没有填 {account.Kind.Path(account.Name, "App")}：问不到谁同意了存档，也查不到群名"));
        }

        found.Add(Finding.Unknown("permission", "存档的消息由采集程序送来，这里查不到：看它的日志里每次是不是都得到 200"));
    }

    private async Task<Finding> Webhook(SetupAccount account, CancellationToken stop)
    {
        var state = await webhook.Check(account.Name, stop);
        return state.State switch
        {
            "ok" => Finding.Ok("key", "平台认得这个 Key，能往群里发"),
            "disabled" => Finding.Wrong("key", $"平台不认得这个 Key（93000）。多半是群里的消息推送被删了：到那个群的设置里重新添加「消息推送」，把地址里 key= 后面的一串填到 {account.Kind.Path(account.Name, "Key")}，再重启"),
            _ => Finding.Unknown("key", "现在查不了：平台正忙、连不上，或者这一分钟发满了20条。过一分钟再查"),
        };
    }

    private async Task<Finding> Bridge(SetupAccount account, CancellationToken stop)
    {
        const string Step = "bridge";
        var bridge = channels.OneBots[account.Name];
        try
        {
            var answer = await bridges.Call(bridge, "get_status", new { }, stop);
            if (answer.IsDone)
            {
                states.Restore(account.Kind.Channel, account.Name);
            }

            return answer switch
            {
                { IsDone: true } => Finding.Ok(Step, $"桥接程序有回答。{Words.Risk}"),
                { Status: 401 or 403 } => Finding.Wrong(Step, $"桥接程序不认访问令牌（HTTP {answer.Status}）。{account.Kind.Path(account.Name, "AccessToken")} 要和桥接程序里的 access_token 一样"),
                { Status: 404 } => Finding.Wrong(Step, $"这个地址上没有 OneBot {bridge.Version} 的接口（HTTP 404）。看看 {account.Kind.Path(account.Name, "BaseAddress")} 和 {account.Kind.Path(account.Name, "Version")} 对不对"),
                _ => Finding.Wrong(Step, $"桥接程序说不行（HTTP {answer.Status}，retcode {answer.ReturnCode}）。看看它的日志，微信帐号是不是掉线了"),
            };
        }
        catch (PlatformFaultException)
        {
            return Finding.Wrong(Step, $"连不上桥接程序，或者它的回答看不懂。看看它开着没有，{account.Kind.Path(account.Name, "BaseAddress")} 对不对");
        }
    }

    private async Task<string?> Token(SetupAccount account, PlatformCall call, List<Finding> found, CancellationToken stop)
    {
        if (await Ask(account, "token", "取访问令牌", call, found, stop) is not { } answer)
        {
            return null;
        }

        if (answer.Text("access_token") is { Length: > 0 } token)
        {
            return token;
        }

        found.RemoveAll(finding => finding.Step == "token");
        found.Add(Finding.Wrong("token", Words.Unreachable(call.Platform)));
        return null;
    }

    /// <summary>Null where it went wrong; what was found is added in either case.</summary>
    private async Task<PlatformAnswer?> Ask(SetupAccount account, string step, string what, PlatformCall call, List<Finding> found, CancellationToken stop)
    {
        try
        {
            var answer = await http.Send(call, Limit, stop);
            if (answer.Error is { } error)
            {
                // Busy or too often says nothing of the set-up.
                found.Add(error.Code is -1 or 45009 or 45011 ? Finding.Unknown(step, Words.Of(error, account, what)) : Finding.Wrong(step, Words.Of(error, account, what)));
                return null;
            }

            found.Add(Finding.Ok(step, step == "token" ? "取到了访问令牌：帐号和密钥都对，本机 IP 也放行了" : $"「{what}」能用"));
            return answer;
        }
        catch (PlatformFaultException)
        {
            found.Add(Finding.Wrong(step, Words.Unreachable(call.Platform)));
            return null;
        }
    }

    private static PlatformCall WithToken(Uri platform, string path, string token, object? body) =>
        new(body is null ? HttpMethod.Get : HttpMethod.Post, platform, path) { Query = [("access_token", token)], Body = body, Secrets = [token] };

    /// <summary>WeChat resolves and pings the address that stands in its console.</summary>
    private static Finding Network(JsonElement answer)
    {
        const string Step = "callback";
        var isResolved = answer.TryGetProperty("dns", out var dns) && dns.ValueKind == JsonValueKind.Array && dns.GetArrayLength() > 0;
        var losses = answer.TryGetProperty("ping", out var ping) && ping.ValueKind == JsonValueKind.Array ? ping.EnumerateArray().Select(one => PlatformAnswer.Text(one, "package_loss")).ToList() : [];
        return !isResolved ? Finding.Wrong(Step, "微信解析不了回调地址的域名。看看控制台「服务器配置」里填的地址和域名解析")
            : losses.Count > 0 && losses.TrueForAll(loss => loss?.StartsWith("100", StringComparison.Ordinal) == true) ? Finding.Wrong(Step, "微信的服务器连不到回调地址。看看防火墙和安全组放行了80或443端口没有")
            : Finding.Ok(Step, "微信的服务器找得到回调地址");
    }
}

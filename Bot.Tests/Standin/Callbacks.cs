using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>What both platforms tell about themselves: callback addresses, the network check, quotas.</summary>
internal sealed class Callbacks
{
    /// <summary>A day's calls of a path; the documents' own numbers differ by account, this is the order of magnitude.</summary>
    private const int DailyLimit = 1_000_000;
    private readonly Dictionary<(string Account, string Path, DateOnly Day), int> used = [];

    public Callbacks(Standin standin, Routes routes)
    {
        routes.Both("/cgi-bin/getcallbackip", call => Addresses(standin, call));
        routes.Both("/cgi-bin/get_api_domain_ip", call => Addresses(standin, call));
        routes.Wechat("/cgi-bin/callback/check", Check);
        routes.Wechat("/cgi-bin/openapi/quota/get", call => routes.Knows(call.Text("cgi_path")) ? Quota(call) : throw new Refusal(76021, "cgi_path not found"));
    }

    public void Used(Call call) => used[Key(call, call.Path)] = used.GetValueOrDefault(Key(call, call.Path)) + 1;

    private static (string Account, string Path, DateOnly Day) Key(Call call, string path) =>
        (call.Account, path, DateOnly.FromDateTime(call.Now.ToOffset(TimeSpan.FromHours(8)).Date));

    private static JsonObject Addresses(Standin standin, Call call)
    {
        var list = Answer.Array(["127.0.0.1"]);
        return standin.Tokens.OwnerOf(call) == Owner.Wecom ? Answer.Ok(("ip_list", list)) : new JsonObject { ["ip_list"] = list };
    }

    private static JsonObject Check(Call call)
    {
        if (call.Text("action") is not ("dns" or "ping" or "all"))
        {
            throw new Refusal(40201, "invalid action");
        }

        var dns = Answer.Array([new JsonObject { ["ip"] = "127.0.0.1", ["real_operator"] = "DEFAULT" }]);
        var ping = Answer.Array([new JsonObject { ["ip"] = "127.0.0.1", ["from_operator"] = "DEFAULT", ["package_loss"] = "0%", ["time"] = "1.000ms" }]);
        return call.Text("action") switch
        {
            "dns" => new JsonObject { ["dns"] = dns },
            "ping" => new JsonObject { ["ping"] = ping },
            _ => new JsonObject { ["dns"] = dns, ["ping"] = ping },
        };
    }

    private JsonObject Quota(Call call)
    {
        var calls = used.GetValueOrDefault(Key(call, call.Text("cgi_path")));
        return Answer.Ok(("quota", new JsonObject { ["daily_limit"] = DailyLimit, ["used"] = calls, ["remain"] = DailyLimit - calls }));
    }
}

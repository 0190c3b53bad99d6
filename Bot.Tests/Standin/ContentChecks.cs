using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>The content checks of a mini program; they ask for a person who was there within 2 hours. A few words stand for all that is risky.</summary>
public sealed class ContentChecks
{
    private static readonly TimeSpan Visit = TimeSpan.FromHours(2);
    private static readonly (string Word, string Suggest, int Label)[] Words = [("赌博", "risky", 20006), ("色情", "risky", 20002), ("加微信", "review", 10001)];
    private readonly Standin standin;
    private readonly Dictionary<string, Limit> minutes = [];
    private int number;

    internal ContentChecks(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Wechat("/wxa/msg_sec_check", Text);
        routes.Wechat("/wxa/media_check_async", Media);
    }

    /// <summary>The event that tells how a media check ended, to be said to the mini program's hook.</summary>
    /// <param name="trace">trace_id of the check's answer.</param>
    /// <param name="suggest">"pass", "review" or "risky".</param>
    public static JsonObject Result(string trace, string suggest) => new()
    {
        ["MsgType"] = "event",
        ["Event"] = "wxa_media_check",
        ["trace_id"] = trace,
        ["version"] = 2,
        ["result"] = new JsonObject { ["suggest"] = suggest, ["label"] = suggest == "pass" ? 100 : 20002 },
    };

    private JsonObject Text(Call call)
    {
        Check(call, 4000);
        var content = call.Text("content");
        if (content.Length == 0 || Measures.Characters(content) > 2500)
        {
            throw new Refusal(content.Length == 0 ? 44002 : 45002, "content size out of limit");
        }

        var (_, suggest, label) = Words.FirstOrDefault(one => content.Contains(one.Word, StringComparison.Ordinal));
        return Answer.Ok(
            ("trace_id", Trace()),
            ("result", new JsonObject { ["suggest"] = suggest ?? "pass", ["label"] = suggest is null ? 100 : label }),
            ("detail", Answer.Array([new JsonObject { ["strategy"] = "content_model", ["errcode"] = 0, ["suggest"] = suggest ?? "pass", ["label"] = suggest is null ? 100 : label, ["prob"] = 90 }])));
    }

    private JsonObject Media(Call call)
    {
        Check(call, 2000);
        if (call.Number("media_type") is not (1 or 2) || !Uri.TryCreate(call.Text("media_url"), UriKind.Absolute, out _))
        {
            throw new Refusal(40097, "invalid args");
        }

        var trace = Trace();
        standin.Ledger.Accept(call.Now, call.Account, call.Path, call.Text("openid"), call.Body);
        return Answer.Ok(("trace_id", trace));
    }

    private string Trace() => $"60f96f1d-3845297a-{++number:x8}";

    private void Check(Call call, int perMinute)
    {
        if (call.Number("version") is not 2 || call.Number("scene") is not (>= 1 and <= 4))
        {
            // Version 1 was stopped on 2021-09-01.
            throw new Refusal(40097, "invalid args");
        }

        if (call.Text("openid").Length == 0)
        {
            throw new Refusal(40003, "invalid openid");
        }

        if (!standin.Logins.Visited(call.Account, call.Text("openid"), Visit, call.Now))
        {
            throw new Refusal(61010, "code is expired");
        }

        if (!minutes.Take($"{call.Account} {call.Path}", perMinute, TimeSpan.FromMinutes(1), call.Now))
        {
            throw new Refusal(45009, "reach max api minute quota limit");
        }
    }
}

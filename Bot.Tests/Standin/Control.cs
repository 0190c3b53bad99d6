using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Bot.Platforms;

/// <summary>/standin/...: what a test in another process, or a person at the console, steers the stand-in with.</summary>
internal sealed class Control(Standin standin)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static bool Owns(PathString path) => path.StartsWithSegments("/standin", StringComparison.Ordinal);

    public async Task Serve(HttpContext context)
    {
        object? answer;
        try
        {
            answer = (context.Request.Method, context.Request.Path.Value) switch
            {
                ("GET", "/standin/ledger") => standin.Ledger.Entries.Where(entry => context.Request.Query["path"].ToString() is var path && (path.Length == 0 || entry.Path == path)),
                ("GET", "/standin/calls") => standin.Ledger.Calls,
                ("GET", "/standin/settings") => standin.Accounts.Settings(standin.Address),
                ("GET", "/standin/tap") => standin.GroupSends.Waiting,
                ("POST", "/standin/script") => Script(await Read<Fault>(context)),
                ("POST", "/standin/calm") => Calm(),
                ("POST", "/standin/say") => await Say(await Read<Sayings>(context)),
                ("POST", "/standin/check") => Check(await Read<Hooked>(context)) is { } check ? new { problem = await check } : null,
                ("POST", "/standin/tap") => await Read<Tapped>(context) is var tap ? standin.GroupSends.Tap(tap.MsgId, tap.Chats) : null,
                ("POST", "/standin/accept") => Accept(await Read<Accepted>(context)),
                ("POST", "/standin/login") => await Read<Login>(context) is var login ? new { code = standin.Logins.Code(login.App, login.OpenId, login.UnionId) } : null,
                ("POST", "/standin/report") => Report(await Read<JsonObject>(context)),
                ("POST", "/standin/consent") => Consent(await Read<Consented>(context)),
                ("POST", "/standin/token") => Token(await Read<Ended>(context)),
                ("POST", "/standin/robot-file") => await Read<Shown>(context) is var shown ? new { url = standin.RobotFiles.Put(shown.Account, Convert.FromBase64String(shown.Content)) } : null,
                ("POST", "/standin/material") => await Read<Shown>(context) is var sent ? new { mediaId = standin.Materials.Put(sent.Account, Convert.FromBase64String(sent.Content)) } : null,
                ("POST", "/standin/clock") => Clock(await Read<Moved>(context)),
                _ => null,
            };
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException or ArgumentException or InvalidOperationException or KeyNotFoundException)
        {
            context.Response.StatusCode = 400;
            answer = new { error = wrong.Message };
        }

        if (answer is null)
        {
            context.Response.StatusCode = 404;
            answer = new { error = "no such request; see the README" };
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, answer, answer.GetType(), Web);
    }

    private static async Task<T> Read<T>(HttpContext context) =>
        await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Web) ?? throw new ArgumentException("a JSON object is needed");

    private object Script(Fault fault)
    {
        standin.Script(fault);
        return fault;
    }

    private object Calm()
    {
        standin.Calm();
        return new { calm = true };
    }

    private Task<IReadOnlyList<Said>> Say(Sayings sayings) =>
        standin.Say(sayings.Messages is { Count: > 0 } ? sayings.Messages : throw new ArgumentException("messages is a list of one at least"), sayings.Order, sayings.Seed);

    private Task<string?> Check(Hooked hook) => standin.CheckHook(hook.Channel, hook.Account);

    private object Accept(Accepted accepted)
    {
        standin.Subscriptions.Accept(accepted.App, accepted.OpenId, accepted.Template, accepted.Answer);
        return new { left = standin.Subscriptions.Left(accepted.App, accepted.OpenId, accepted.Template) };
    }

    private JsonObject Report(JsonObject order)
    {
        standin.ResidentReports.Put(order, standin.Now);
        return order;
    }

    private Consented Consent(Consented consented)
    {
        standin.Consents.Put(consented.Place, consented.Person, consented.Status, standin.Now);
        return consented;
    }

    private Ended Token(Ended ended)
    {
        switch (ended.How)
        {
            case "expire":
                standin.Tokens.Expire(ended.Account);
                break;
            case "supersede":
                standin.Tokens.Supersede(ended.Account);
                break;
            default:
                throw new ArgumentException("how is expire or supersede");
        }

        return ended;
    }

    private object Clock(Moved moved)
    {
        if (moved.At is { } at)
        {
            if (moved.Hold)
            {
                standin.Clock.Hold(at);
            }
            else
            {
                standin.Clock.Set(at);
            }
        }

        standin.Clock.Advance(TimeSpan.FromSeconds(moved.Advance));
        return new { now = standin.Now };
    }

    private sealed record Sayings(IReadOnlyList<Saying>? Messages, Order Order = Order.AsTold, int Seed = 0);

    private sealed record Hooked(string Channel, string Account);

    private sealed record Tapped(string MsgId, IReadOnlyList<string>? Chats = null);

    private sealed record Accepted(string App, string OpenId, string Template, string Answer = "accept");

    private sealed record Login(string App, string OpenId, string? UnionId = null);

    private sealed record Consented(string Place, string Person, string Status);

    private sealed record Ended(string Account, string How);

    private sealed record Shown(string Account, string Content);

    private sealed record Moved(double Advance = 0, DateTimeOffset? At = null, bool Hold = false);
}

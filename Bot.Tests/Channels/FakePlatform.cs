using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bot.Tests.Channels;

/// <summary>As much of WeChat and WeCom as these tests need: tokens, calls with a token, webhooks; on a free port, by the test's time. It is nasty: its errors repeat the secrets it was given.</summary>
public sealed class FakePlatform : IAsyncDisposable
{
    public const string Secret = "app-secret-5f1c";
    public const string Key = "webhook-key-77ab";
    private readonly WebApplication app;
    private readonly TimeProvider time;
    private readonly Lock guard = new();
    private readonly List<(string Path, DateTimeOffset At, JsonElement Body)> calls = [];
    private readonly HashSet<string> refused = [];
    private string token = "";
    private DateTimeOffset expires;
    private int made;

    private FakePlatform(WebApplication app, TimeProvider time) => (this.app, this.time) = (app, time);

    public Uri Address => new(app.Urls.Single());

    /// <summary>What comes next instead of an answer: "html", "truncated", "reset", "500", "huge", "redirect", "charset", "hang", or JSON.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>Awaited before a token is handed out.</summary>
    public Func<Task> BeforeToken { get; set; } = () => Task.CompletedTask;

    /// <summary>The key that webhooks know.</summary>
    public string KnownKey { get; set; } = Key;

    /// <summary>Every call as it came over the wire.</summary>
    public ConcurrentQueue<(string Method, IQueryCollection Query, string? ContentType, string Text)> Wire { get; } = new();

    public string Token => token;
    public IReadOnlyList<(string Path, DateTimeOffset At, JsonElement Body)> Calls
    {
        get
        {
            lock (guard)
            {
                return [.. calls];
            }
        }
    }

    public int Count(string path) => Calls.Count(call => call.Path.EndsWith(path, StringComparison.Ordinal));

    public static async Task<FakePlatform> Start(TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakePlatform(app, time);
        app.Run(fake.Answer);
        await app.StartAsync();
        return fake;
    }

    /// <summary>From now on this token is refused, though normal fetching still hands it out.</summary>
    public void Refuse(string dead)
    {
        lock (guard)
        {
            refused.Add(dead);
        }
    }

    /// <summary>Another's doing: a new token stands, the old one is dead.</summary>
    public void Change()
    {
        Refuse(token);
        token = "";
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task Answer(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        Wire.Enqueue((http.Request.Method, http.Request.Query, http.Request.ContentType, Encoding.UTF8.GetString(buffer.ToArray())));
        var body = buffer.Length > 0 ? JsonSerializer.Deserialize<JsonElement>(buffer.ToArray()) : default;
        lock (guard)
        {
            calls.Add((path, time.GetUtcNow(), body));
        }

        var answer = Faults.TryDequeue(out var fault) ? await Break(http, fault) : path switch
        {
            "/cgi-bin/gettoken" => await HandOut(http.Request.Query["corpsecret"]!, force: false),
            "/cgi-bin/stable_token" => await HandOut(body.GetProperty("secret").GetString()!, body.GetProperty("force_refresh").GetBoolean()),
            "/cgi-bin/webhook/send" => Webhook(http.Request.Query["key"]!, body),
            _ => Call(http.Request.Query["access_token"]!),
        };
        if (answer is not null)
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(answer);
        }
    }

    private static async Task<string?> Break(HttpContext http, string fault)
    {
        switch (fault)
        {
            case "html":
                return $"<html>{http.Request.QueryString}</html>";
            case "truncated":
                return "{\"errcode\":0,\"err";
            case "huge":
                return $"{{\"errcode\":0,\"errmsg\":\"{new string('x', 5_000_000)}\"}}";
            case "500":
                http.Response.StatusCode = 500;
                return $"{{\"errmsg\":\"{http.Request.QueryString}\"}}";
            case "redirect":
                http.Response.Redirect($"/elsewhere{http.Request.QueryString}");
                return null;
            case "charset":
                http.Response.ContentType = "application/json; charset=\"no-such-set\"";
                await http.Response.WriteAsync("{\"errcode\":43101}");
                return null;
            case "hang":
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return null;
            case "reset":
                http.Abort();
                return null;
            default:
                return fault;
        }
    }

    private async Task<string> HandOut(string secret, bool force)
    {
        await BeforeToken();
        if (secret != Secret)
        {
            return $"{{\"errcode\":40001,\"errmsg\":\"invalid credential {secret}, see https://example.invalid/?corpsecret={secret}\"}}";
        }

        lock (guard)
        {
            var now = time.GetUtcNow();
            if (force || token.Length == 0 || expires - TimeSpan.FromMinutes(5) <= now)
            {
                (token, expires) = ($"access-token-{++made}-{new string('t', 200)}", now.AddSeconds(7200));
            }

            return $"{{\"errcode\":0,\"access_token\":\"{token}\",\"expires_in\":\"{(int)(expires - now).TotalSeconds}\"}}";
        }
    }

    private string Call(string given)
    {
        lock (guard)
        {
            return given == token && !refused.Contains(given) ? "{\"errcode\":0,\"errmsg\":\"ok\",\"number\":\"17\"}" : $"{{\"errcode\":\"42001\",\"errmsg\":\"access_token expired: {given}\"}}";
        }
    }

    private string Webhook(string key, JsonElement body)
    {
        if (key != KnownKey)
        {
            return $"{{\"errcode\":93000,\"errmsg\":\"invalid webhook url https://example.invalid/send?key={key}\"}}";
        }

        var kind = body.GetProperty("msgtype").GetString()!;
        var now = time.GetUtcNow();
        var within = Calls.Count(call => call.Path == "/cgi-bin/webhook/send" && call.At > now.AddSeconds(-60));
        return within > 20 ? "{\"errcode\":45009,\"errmsg\":\"api freq out of limit\"}"
            : kind == "text" && Encoding.UTF8.GetByteCount(body.GetProperty("text").GetProperty("content").GetString()!) > 2048 ? "{\"errcode\":40058,\"errmsg\":\"text.content exceed max length 2048\"}"
            : kind == "check" ? "{\"errcode\":40008,\"errmsg\":\"invalid message type\"}"
            : "{\"errcode\":0,\"errmsg\":\"ok\"}";
    }
}

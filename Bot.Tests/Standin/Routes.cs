using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>The platforms' paths. Each call is judged under one lock, then answered as the scripts will have it.</summary>
internal sealed class Routes(Standin standin)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Dictionary<string, Func<Call, JsonObject>> paths = new(StringComparer.Ordinal);

    /// <summary>A path that needs no token; the code says itself whose call it is.</summary>
    public void Open(string path, Func<Call, JsonObject> handle) => paths.Add(path, handle);

    /// <summary>A path that needs the token of an application of a corp.</summary>
    public void Wecom(string path, Func<Call, JsonObject> handle) => Owned(path, handle, owner => owner == Owner.Wecom);

    /// <summary>A path that needs the token of an official account or mini program.</summary>
    public void Wechat(string path, Func<Call, JsonObject> handle) => Owned(path, handle, owner => owner == Owner.Wechat);

    /// <summary>A path that both platforms have.</summary>
    public void Both(string path, Func<Call, JsonObject> handle) => Owned(path, handle, _ => true);

    public bool Knows(string path) => paths.ContainsKey(path);

    public async Task Serve(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var path = context.Request.Path.Value ?? "";
        Faults.Played? fault;
        lock (standin.Gate)
        {
            fault = standin.Faults.Take(path);
        }

        if (fault is { Delay.Ticks: > 0 })
        {
            await Task.Delay(fault.Delay, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        JsonObject? answer = null;
        var status = 200;
        Task calmed;
        lock (standin.Gate)
        {
            var call = new Call(context.Request, body.ToArray(), standin.Now);
            if (fault is null || fault.Accepts)
            {
                (answer, status) = Judge(call);
            }

            standin.Ledger.Count(call.Now, path, call.Account, fault?.Kind is { } kind and not ("delay" or "hold") ? kind : (answer?["errcode"] ?? answer?["retcode"])?.ToString() ?? "0");
            calmed = standin.Calmed;
        }

        if (fault is { Kind: "hold" })
        {
            await calmed.WaitAsync(context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        switch (fault)
        {
            case { Kind: "drop" or "reset" }:
                context.Abort();
                return;
            case { Kind: "html" }:
                await Write(context, 200, "text/html", "<html><head><title>502 Bad Gateway</title></head><body>upstream</body></html>");
                return;
            case { Code: >= 500 and <= 599 }:
                await Write(context, fault.Code.Value, "text/plain", "");
                return;
            case { Code: { } code }:
                (answer, status) = (Refused(code, "scripted"), 200);
                break;
        }

        if (answer?[Materials.File] is { } file)
        {
            await Write(context, status, "application/octet-stream", Convert.FromBase64String(file.ToString()));
            return;
        }

        var text = answer?.ToJsonString(Plain) ?? "";
        await Write(context, status, "application/json; charset=utf-8", fault is { Kind: "truncate" } ? text[..(text.Length / 2)] : text);
    }

    /// <summary>The hint and the address behind it are as the platform's own: nobody may judge by errmsg.</summary>
    private static JsonObject Refused(int code, string message) => new()
    {
        ["errcode"] = code,
        ["errmsg"] = $"{message}, hint: [1732064547142832100935838], from ip: 203.0.113.1, more info at https://open.work.weixin.qq.com/devtool/query?e={code}",
    };

    private static Task Write(HttpContext context, int status, string type, string text) => Write(context, status, type, Encoding.UTF8.GetBytes(text));

    private static async Task Write(HttpContext context, int status, string type, byte[] bytes)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    }

    private (JsonObject? Answer, int Status) Judge(Call call)
    {
        if (!paths.TryGetValue(call.Path, out var handle))
        {
            return (null, 404);
        }

        try
        {
            return (handle(call), 200);
        }
        catch (Refusal refusal) when (refusal.Status == 200)
        {
            return (Refused(refusal.Code, refusal.Message), 200);
        }
        catch (Refusal refusal)
        {
            return (new JsonObject { ["status"] = "failed", ["retcode"] = refusal.Code, ["data"] = null, ["message"] = refusal.Message }, refusal.Status);
        }
    }

    private void Owned(string path, Func<Call, JsonObject> handle, Func<Owner, bool> fits) => paths.Add(path, call =>
    {
        call.Account = standin.Tokens.Check(call, fits);
        standin.Callbacks.Used(call);
        return handle(call);
    });
}

using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bot.Tests.Simulator;

/// <summary>A loopback server that answers as the simulator's contract says and can be told to misbehave: the page is tested against it alone, without a database.</summary>
public sealed class PageStandIn : IAsyncDisposable
{
    private static readonly string Folder = PageFiles.Folder;

    private readonly WebApplication application;
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<JsonObject>> groups = [];
    private readonly ConcurrentDictionary<string, byte[]> media = new();

    private PageStandIn(WebApplication application) => this.application = application;

    public string Address => application.Urls.First();

    /// <summary>What the page has posted as messages, in order of arrival, repeated attempts included.</summary>
    public ConcurrentQueue<JsonObject> Posted { get; } = new();

    public ConcurrentQueue<JsonObject> ClockMoves { get; } = new();

    public ConcurrentQueue<(string ContentType, byte[] Body)> Uploads { get; } = new();

    /// <summary>The demo clock; a Monday morning.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 3, 2, 9, 31, 0, TimeSpan.FromHours(8));

    /// <summary>What `GET /sim/clock` names as the next working morning; left out while null.</summary>
    public string? NextWorkingMorning { get; set; }

    /// <summary>Every connection is cut without an answer while this is true.</summary>
    public bool Gone { get; set; }

    /// <summary>What happens to a posted message: null takes it; a number answers with that status; -1 takes it and cuts the connection.</summary>
    public Func<JsonObject, int?> OnPost { get; set; } = _ => null;

    /// <summary>A moving clock waits for this before it answers.</summary>
    public Task ClockGate { get; set; } = Task.CompletedTask;

    /// <summary>Called after the clock has moved, before the answer.</summary>
    public Action OnClockMoved { get; set; } = () => { };

    public JsonObject World { get; } = JsonNode.Parse("""
        {"groups":[
          {"id":"demo-1","name":"桂香园第1网格群","kind":"grid","members":["r1","r2","w1"]},
          {"id":"demo-2","name":"桂香园第2网格群","kind":"grid","members":["r4"]},
          {"id":"demo-staff","name":"桂香园工作人员群","kind":"staff","members":["w1"]}],
         "people":[
          {"id":"r1","name":"4-1-302","role":"resident"},{"id":"r2","name":"5-1-1203 老周","role":"resident"},
          {"id":"r4","name":"2-3-501","role":"resident"},{"id":"w1","name":"网格员小余","role":"grid_worker"}]}
        """)!.AsObject();

    public static async Task<PageStandIn> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var standIn = new PageStandIn(builder.Build());
        standIn.Map();
        await standIn.application.StartAsync();
        return standIn;
    }

    /// <summary>Somebody says something; returns the message's id. The same id again is the same message.</summary>
    public string Say(string group, string sender, string text, string? id = null, string? quote = null, JsonArray? pictures = null, string? name = null)
    {
        lock (gate)
        {
            var messages = Messages(group);
            id ??= $"{group}-{messages.Count + 1}";
            if (messages.Any(message => (string)message["id"]! == id))
            {
                return id;
            }

            var person = World["people"]!.AsArray().FirstOrDefault(person => (string)person!["id"]! == sender);
            messages.Add(new JsonObject
            {
                ["id"] = id,
                ["sender"] = sender,
                ["name"] = name ?? (string?)person?["name"] ?? "网格助手",
                ["role"] = (string?)person?["role"] ?? "bot",
                ["text"] = text,
                ["at"] = Now.ToString("yyyy-MM-ddTHH:mm:sszzz"),
                ["quote"] = quote,
                ["media"] = pictures ?? [],
            });
            return id;
        }
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    private List<JsonObject> Messages(string group) => groups.TryGetValue(group, out var messages) ? messages : groups[group] = [];

    private void Map()
    {
        application.Use(async (context, next) =>
        {
            if (Gone && !context.Request.Path.StartsWithSegments("/sim/page"))
            {
                context.Abort();
                return;
            }

            await next();
        });
        application.MapGet("/sim", () => Results.File(Path.Combine(Folder, "index.html"), "text/html; charset=utf-8"));
        application.MapGet("/sim/page/{file}", (string file) => Results.File(Path.Combine(Folder, file), PageFiles.TypeOf(file)));
        application.MapGet("/sim/world", () => Json(World));
        application.MapGet("/sim/clock", () => Json(new JsonObject { ["now"] = Now.ToString("O"), ["nextWorkingMorning"] = NextWorkingMorning }));
        application.MapPost("/sim/clock", (Delegate)MoveClock);
        application.MapGet("/sim/groups/{group}/messages", Read);
        application.MapPost("/sim/groups/{group}/messages", Post);
        application.MapPost("/sim/media", (Delegate)Upload);
        application.MapGet("/sim/media/{id}", (string id) => Results.Bytes(media[id], "image/png"));
    }

    private IResult Read(string group, int? after)
    {
        lock (gate)
        {
            var messages = Messages(group);
            var fresh = messages.Skip(after ?? 0).Select(message => message.DeepClone()).ToArray();
            return Json(new JsonObject { ["messages"] = new JsonArray(fresh), ["cursor"] = messages.Count.ToString() });
        }
    }

    private async Task<IResult> Post(string group, HttpContext context)
    {
        var message = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        Posted.Enqueue(message);
        var verdict = OnPost(message);
        if (verdict is > 0)
        {
            return Results.Problem(detail: "这条消息太长了。", statusCode: verdict, extensions: new Dictionary<string, object?> { ["code"] = "text_too_long" });
        }

        var id = Say(group, (string)message["sender"]!, (string)message["text"]!, (string?)message["id"], (string?)message["quote"], message["media"]?.DeepClone().AsArray());
        if (verdict is -1)
        {
            context.Abort();
        }

        return Json(new JsonObject { ["id"] = id });
    }

    private async Task<IResult> MoveClock(HttpContext context)
    {
        var move = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        ClockMoves.Enqueue(move);
        await ClockGate;
        Now = move["at"] is { } at ? DateTimeOffset.Parse((string)at!) : Now + System.Xml.XmlConvert.ToTimeSpan((string)move["advance"]!);
        OnClockMoved();
        return Json(new JsonObject { ["now"] = Now.ToString("O") });
    }

    private async Task<IResult> Upload(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Uploads.Enqueue((context.Request.ContentType ?? "", body.ToArray()));
        var id = $"{Uploads.Count}.png";
        media[id] = body.ToArray();
        return Json(new JsonObject { ["url"] = $"/sim/media/{id}" });
    }

    private static IResult Json(JsonObject body) => Results.Text(body.ToJsonString(), "application/json", statusCode: (int)HttpStatusCode.OK);
}

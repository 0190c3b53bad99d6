using System.Collections.Frozen;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Wecom;
using Bot.Host.Access;
using Bot.Host.Clocks;

namespace Bot.Host.Channels.WecomApp;

/// <summary>
/// /hooks/wecom/{app}: what staff write to the application (自建应用), and what happens to customer groups and the archive. Sealed XML with the corp's id; stored
/// with one insert and answered with nothing, since any other answer than 200 makes the platform tell it again.
/// </summary>
public sealed class WecomHook(ChannelSettings channels, Intake intake, BotClock clock, ILogger<WecomHook> log)
{
    private readonly FrozenDictionary<string, MessageSeal> seals = channels.WecomApps.Where(app => app.Value is { Token.Length: > 0, EncodingAesKey.Length: > 0 })
        .ToFrozenDictionary(app => app.Key, app => new MessageSeal(app.Value.Token, app.Value.EncodingAesKey, app.Value.CorpId));

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hooks/wecom/{app}", (string app, HttpContext http, WecomHook hook) => hook.Check(app, http));
        app.MapPost("/hooks/wecom/{app}", (string app, HttpContext http, WecomHook hook, CancellationToken stop) => hook.Receive(app, http, stop));
    }

    private Task<IResult> Check(string app, HttpContext http) => Guarded(app, seal =>
        Task.FromResult(Results.Text(CallbackUrl.Read(http.Request.QueryString.Value).Answer(seal), "text/plain")));

    private Task<IResult> Receive(string app, HttpContext http, CancellationToken stop) => Guarded(app, async seal =>
    {
        var url = CallbackUrl.Read(http.Request.QueryString.Value);
        var fields = url.Open(seal, await SealedHook.Body(http, stop));
        switch (WecomPayload.Read(fields, app, clock.GetUtcNow()))
        {
            case Received.Said { Message: var message }:
                SealedHook.Count(WecomPayload.Channel, app, "message");
                await intake.Accept(message, stop);
                break;
            case Received.Happened { Event.Kind: "archive_ready" }:
                // The collector fetches on its own; that there is something tells nothing more.
                SealedHook.Count(WecomPayload.Channel, app, "archive_ready");
                break;
            case Received.Happened { Event: var happened }:
                SealedHook.Count(WecomPayload.Channel, app, happened.Kind);
                await intake.Accept(happened, stop);
                break;
            case Received.Passed passed:
                SealedHook.Count(WecomPayload.Channel, app, passed.Type);
                log.LogInformation("wecom:{App}: nothing to do with {Type}", app, passed.Type);
                break;
            case Received.Refused refused:
                SealedHook.Count(WecomPayload.Channel, app, refused.Code);
                log.LogWarning("wecom:{App}: a callback cannot be used ({Code})", app, refused.Code);
                break;
        }

        return Results.Ok();
    });

    private Task<IResult> Guarded(string app, Func<MessageSeal, Task<IResult>> work) => seals.TryGetValue(app, out var seal)
        ? SealedHook.Guard($"wecom:{app}", log, () => work(seal))
        : Task.FromResult(Problems.NotFound("account_unknown", "there is no such account in Channels:WecomApps, or it has no Token and EncodingAesKey"));
}

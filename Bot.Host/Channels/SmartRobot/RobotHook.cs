using System.Collections.Frozen;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bot.Domain.Channels;
using Bot.Domain.Channels.SmartRobot;
using Bot.Host.Access;
using Bot.Host.Clocks;

namespace Bot.Host.Channels.SmartRobot;

/// <summary>
/// /hooks/wecom-bot/{bot}: what is said to the smart robot. Checked, opened, stored with one insert, answered with nothing; or at once where the answer is at
/// hand: the welcome, a card that was pressed, a stream. A repeated delivery is answered the same and has no further effect.
/// </summary>
public sealed class RobotHook(ChannelSettings channels, Intake intake, AnswerAddresses addresses, RobotCards cards, RobotStreams streams, BotClock clock, ILogger<RobotHook> log)
{
    public const string Welcome = "您好，我是社区小助手。在工作群里@我说事就行，例如“确认1023”。还不认识您的话，请先发管理员给的绑定码，例如“绑定 8F3KX2”。";
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The robot's callbacks name no receiver.
    private readonly FrozenDictionary<string, MessageSeal> seals = channels.WecomRobots.ToFrozenDictionary(robot => robot.Key, robot => new MessageSeal(robot.Value.Token, robot.Value.EncodingAesKey, ""));

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hooks/wecom-bot/{bot}", (string bot, HttpContext http, RobotHook hook) => hook.Check(bot, http));
        app.MapPost("/hooks/wecom-bot/{bot}", (string bot, HttpContext http, RobotHook hook, CancellationToken stop) => hook.Receive(bot, http, stop));
    }

    private Task<IResult> Check(string bot, HttpContext http) => Guarded(bot, seal =>
        Task.FromResult(Results.Text(CallbackUrl.Read(http.Request.QueryString.Value).Answer(seal), "text/plain")));

    private Task<IResult> Receive(string bot, HttpContext http, CancellationToken stop) => Guarded(bot, async seal =>
    {
        var url = CallbackUrl.Read(http.Request.QueryString.Value);
        var fields = url.Open(seal, await SealedHook.Body(http, stop));
        var received = RobotPayload.Read(fields, bot, clock.GetUtcNow(), channels.WecomRobots[bot].Name);
        return await Answer(received, bot, stop) is { } answer
            ? Results.Text(seal.Seal(answer.ToJsonString(Plain), clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), url.Nonce!).ToRobotJson(), "application/json")
            : Results.Ok();
    });

    private async Task<JsonObject?> Answer(Received received, string bot, CancellationToken stop)
    {
        switch (received)
        {
            case Received.Said { Message: var message }:
                SealedHook.Count(RobotPayload.Channel, bot, "message");
                await intake.Accept(message with { AnswerAddress = addresses.Seal(bot, message.Key, message.AnswerAddress) }, stop);
                return channels.WecomRobots[bot].Streams ? Stream(message.MessageId, RobotStreams.Looking, isAll: false) : null;

            case Received.Happened { Event: { Kind: "stream" } asked }:
                var streamId = asked.Values.GetValueOrDefault("id") ?? "";
                var (text, isAll) = await streams.Ask(bot, streamId, stop);
                return Stream(streamId, text, isAll);

            case Received.Happened { Event: { Kind: "card" } pressed }:
                SealedHook.Count(RobotPayload.Channel, bot, "card");
                return await cards.Press(pressed, stop);

            case Received.Happened { Event: var happened }:
                SealedHook.Count(RobotPayload.Channel, bot, happened.Kind);
                await intake.Accept(happened with { Values = Sealed(happened) }, stop);
                return happened.Kind == "enter" ? new JsonObject { ["msgtype"] = "text", ["text"] = new JsonObject { ["content"] = Welcome } } : null;

            case Received.Passed passed:
                SealedHook.Count(RobotPayload.Channel, bot, passed.Type);
                log.LogInformation("wecom-bot:{Bot}: nothing to do with {Type}", bot, passed.Type);
                return null;

            case Received.Refused refused:
                // Answered with success: the same would come again.
                SealedHook.Count(RobotPayload.Channel, bot, refused.Code);
                log.LogWarning("wecom-bot:{Bot}: a callback cannot be used ({Code})", bot, refused.Code);
                return null;

            default:
                throw new InvalidOperationException("the payload's reader found something this hook does not know");
        }
    }

    private Dictionary<string, string> Sealed(ChannelEvent happened)
    {
        var values = happened.Values.Where(value => value.Key != "response_url").ToDictionary(StringComparer.Ordinal);
        if (addresses.Seal(happened.Account, happened.Key, happened.Values.GetValueOrDefault("response_url")) is { } address)
        {
            values["response_url"] = address;
        }

        return values;
    }

    private static JsonObject Stream(string id, string text, bool isAll) =>
        new() { ["msgtype"] = "stream", ["stream"] = new JsonObject { ["id"] = id, ["finish"] = isAll, ["content"] = text } };

    private Task<IResult> Guarded(string bot, Func<MessageSeal, Task<IResult>> work) => seals.TryGetValue(bot, out var seal)
        ? SealedHook.Guard($"wecom-bot:{bot}", log, () => work(seal))
        : Task.FromResult(Problems.NotFound("account_unknown", "there is no such account in Channels:WecomRobots"));
}

using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Bot.Domain.Channels;
using Bot.Domain.Channels.OneBot;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Npgsql;

namespace Bot.Host.Channels.OneBot;

/// <summary>
/// POST /hooks/onebot/{bot}: what a self-run bridge tells, OneBot 11 (X-Signature) or 12 (bearer, or access_token in the query). 204 for all that is
/// read, of concern or not; 401 for what is not proven to be the bridge's, 400 for what cannot be read, 413 for more than 2 MB, 404 for a bridge that is
/// not enabled, 503 where it could not be stored. Bridges wait for an answer without end, so one always comes within a third of the lease: 10 s.
/// </summary>
public sealed class OneBotHook(ChannelSettings channels, Intake intake, BotSettings settings, BotClock clock, ILogger<OneBotHook> log)
{
    public const string MeterName = "Bot.Channels";
    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Passed = Meter.CreateCounter<long>("channel_passed", description: "What the bot has nothing to do with, by channel, account and type.");

    public static void Map(WebApplication app)
    {
        app.MapPost("/hooks/onebot/{bot}", (string bot, HttpRequest request, OneBotHook hook) => hook.Take(bot, request));
        var names = app.Services.GetRequiredService<ChannelSettings>().OneBots.Keys.Order(StringComparer.Ordinal).ToList();
        if (names.Count > 0)
        {
            app.Lifetime.ApplicationStarted.Register(() => app.Services.GetRequiredService<ILogger<OneBotHook>>().LogWarning(
                "OneBot is on ({Names}): an unofficial way into WeChat; the account behind it may be banned, and residents' personal data passes through third hands", string.Join(", ", names)));
        }
    }

    private async Task<IResult> Take(string bot, HttpRequest request)
    {
        if (!channels.OneBots.TryGetValue(bot, out var bridge))
        {
            return Problems.NotFound("hook_unknown", "there is no such bridge in Channels:OneBots, or it is not enabled");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        limit.CancelAfter(settings.Lease / 3);
        try
        {
            // The token is known before the body is; a stranger's megabytes are not read.
            if (bridge.Version == 12 && !HasToken(request, bridge.AccessToken))
            {
                return Unproven();
            }

            if (await Body(request, limit.Token) is not { } body)
            {
                return Problems.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", "an event has at most 2 MB");
            }

            return bridge.Version == 11 && !OneBotSignature.Matches(request.Headers["X-Signature"], bridge.Secret, body) ? Unproven() : await Accept(bot, body, limit.Token);
        }
        catch (SealException fault)
        {
            return Problems.BadRequest(fault.Code, "the event cannot be read");
        }
        catch (Exception exception) when (exception is OperationCanceledException or NpgsqlException or TimeoutException)
        {
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "not_stored", "the event could not be stored in time; send it again");
        }
    }

    private async Task<IResult> Accept(string bot, byte[] body, CancellationToken stop)
    {
        switch (OneBotPayload.Read(PlatformFields.Read(Encoding.UTF8.GetString(body)), bot, clock.GetUtcNow()))
        {
            case Received.Said said:
                await intake.Accept(said.Message, stop);
                break;
            case Received.Happened happened:
                await intake.Accept(happened.Event, stop);
                break;
            case Received.Refused refused:
                return Problems.BadRequest(refused.Code, "the event lacks what every such event has");
            case Received.Passed passed:
                Passed.Add(1, new("channel", OneBotPayload.Channel), new("account", bot), new("type", passed.Type));
                log.LogDebug("onebot:{Account}: {Type} is of no concern", bot, passed.Type);
                break;
        }

        return Results.NoContent();
    }

    /// <summary>Null where it is longer than an event may be.</summary>
    private static async Task<byte[]?> Body(HttpRequest request, CancellationToken stop)
    {
        using var body = new MemoryStream();
        var part = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(part, stop)) > 0;)
        {
            if (body.Length + read > PlatformFields.MostCharacters)
            {
                return null;
            }

            body.Write(part, 0, read);
        }

        return body.ToArray();
    }

    private static bool HasToken(HttpRequest request, string expected)
    {
        const string Bearer = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        var given = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : request.Query["access_token"].ToString();

        // Of equal length whatever was given, so that the time tells not even the length.
        return expected.Length > 0 && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
    }

    private static IResult Unproven() => Problems.Of(StatusCodes.Status401Unauthorized, "signature_wrong", "the signature or token is missing or wrong");
}

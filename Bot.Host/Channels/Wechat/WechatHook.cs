using System.Diagnostics.Metrics;
using System.Text;
using Bot.Domain.Channels;
using Bot.Domain.Channels.Wechat;
using Bot.Host.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.Wechat;

/// <summary>
/// /hooks/wechat/{app}: GET is the console's check of the address, POST is a message or an event, XML or JSON, plain or sealed. Answered within 5 s: after one durable
/// insert with the bot's word on it where that is ready in time, else with "success"; a repeated delivery is answered the same and is no second message.
/// </summary>
public sealed class WechatHook(ChannelSettings channels, Intake intake, PassiveReplies passive, ContentChecks checks, NpgsqlDataSource source, BotSettings settings, BotClock clock, ILogger<WechatHook> log)
{
    private const string Done = "success";
    private const int MostBytes = 256 * 1024;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>Room for the answer within the platform's 5 s; what is not durable by then it delivers again.</summary>
    private static readonly TimeSpan MostInsert = TimeSpan.FromSeconds(4);
    private static readonly Counter<long> Passed = new Meter("Bot.Channels").CreateCounter<long>("bot.hook.passed");

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/hooks/wechat/{app}", (string app, WechatHook hook, HttpContext http) => hook.Check(app, http.Request));
        app.MapPost("/hooks/wechat/{app}", (string app, WechatHook hook, HttpContext http) => hook.Take(app, http));
    }

    /// <summary>The echostr as it came; plain text, since no signature covers it.</summary>
    private IResult Check(string name, HttpRequest request)
    {
        if (!channels.WechatApps.TryGetValue(name, out var app))
        {
            return Results.NotFound();
        }

        try
        {
            return Results.Text(CallbackUrl.Read(request.QueryString.Value).Answer(app.Token), "text/plain");
        }
        catch (SealException refused)
        {
            return Refuse(name, refused.Code);
        }
    }

    private async Task<IResult> Take(string name, HttpContext http)
    {
        var arrived = TimeProvider.System.GetTimestamp();
        if (!channels.WechatApps.TryGetValue(name, out var app))
        {
            return Results.NotFound();
        }

        if (await Body(http.Request) is not { } body)
        {
            return Refuse(name, "too_large");
        }

        CallbackUrl url;
        MessageSeal? seal;
        PlatformFields fields;
        try
        {
            url = CallbackUrl.Read(http.Request.QueryString.Value);
            seal = SealOf(app);
            fields = Open(app, url, seal, body);
        }
        catch (SealException refused)
        {
            return Refuse(name, refused.Code);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        limit.CancelAfter(MostInsert);
        switch (WechatPayload.Read(fields, name, clock.GetUtcNow()))
        {
            case Received.Said said:
                return await Say(app, said.Message, fields["ToUserName"].Text, url, seal, arrived, http, limit.Token);
            case Received.Happened happened:
                await intake.Accept(happened.Event, limit.Token);
                break;
            case Received.Passed unknown:
                Passed.Add(1, new KeyValuePair<string, object?>("channel", WechatPayload.Channel), new KeyValuePair<string, object?>("type", unknown.Type));
                log.LogInformation("hook wechat:{Account}: {Type} is nothing the bot has to do with", name, unknown.Type);
                break;
            case Received.Refused refused:
                // Delivered again it would be no better.
                log.LogWarning("hook wechat:{Account}: a payload lacks what each has ({Code})", name, refused.Code);
                break;
        }

        return Results.Text(Done);
    }

    private async Task<IResult> Say(ChannelSettings.WechatApp app, ChannelMessage message, string to, CallbackUrl url, MessageSeal? seal, long arrived, HttpContext http, CancellationToken stop)
    {
        if (app.Kind == "mini" && message.Text.Length > 0 && await checks.Text(message.Account, message.Sender, message.Text, "message", isHere: true, stop) == ContentVerdict.Risky)
        {
            log.LogInformation("hook wechat:{Account}: a message was called risky by the platform's content check; staff alone read it", message.Account);
            message = message with { IsWithheld = true };
        }

        // Before the insert, or the dispatcher could be faster than the hook.
        using var wait = app.Kind == "official" ? passive.Begin(message.Account, message.Sender, message.MessageId) : null;
        var isNew = await intake.Accept(message, stop);
        if (app.Kind == "mini")
        {
            foreach (var media in isNew ? message.Media : [])
            {
                _ = checks.Media(message.Account, message.Sender, media, message.Key, CancellationToken.None);
            }

            return Results.Text(Done);
        }

        if (!isNew)
        {
            return await Said(message, stop) is { } again ? Results.Text(Passive(message, to, again, url, seal), "text/xml", Encoding.UTF8) : Results.Text(Done);
        }

        if (wait is null || await Await(wait, message, arrived) is not { } text)
        {
            return Results.Text(Done);
        }

        try
        {
            http.RequestAborted.ThrowIfCancellationRequested();
            http.Response.ContentType = "text/xml; charset=utf-8";
            await http.Response.WriteAsync(Passive(message, to, text, url, seal), http.RequestAborted);
            await http.Response.CompleteAsync();
            wait.Written(whole: true);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The words go out as a customer-service message instead.
            wait.Written(whole: false);
        }

        return Results.Empty;
    }

    /// <summary>Verified before anything of the content is read. Only plain mode trusts the plain signature; where a body is sealed, the clear fields beside it prove nothing.</summary>
    private static PlatformFields Open(ChannelSettings.WechatApp app, CallbackUrl url, MessageSeal? seal, string body) =>
        app.Mode != "plain" ? url.Open(seal ?? throw new SealException("key_malformed"), body)
        : url.IsPlain(app.Token) ? PlatformFields.Read(body)
        : throw new SealException("signature_wrong");

    private static MessageSeal? SealOf(ChannelSettings.WechatApp app) => app.Mode == "plain" || app.EncodingAesKey.Length == 0 ? null : new MessageSeal(app.Token, app.EncodingAesKey, app.AppId);

    private string Passive(ChannelMessage message, string from, string text, CallbackUrl url, MessageSeal? seal)
    {
        var now = clock.GetUtcNow();
        var xml = PassiveReply.Xml(message.Sender, from, text, now);
        return seal is null ? xml : seal.Seal(xml, now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), url.Nonce ?? "").ToXml();
    }

    /// <summary>The bot's word on the message; null where there is none in time. No thread waits.</summary>
    private async Task<string?> Await(PassiveReplies.Wait wait, ChannelMessage message, long arrived)
    {
        while (PassiveReplies.Patience - TimeProvider.System.GetElapsedTime(arrived) is var rest && rest > TimeSpan.Zero)
        {
            await Task.WhenAny(wait.Text, Task.Delay(rest < LookAgain ? rest : LookAgain));
            if (wait.Text.IsCompleted || !await IsToCome(message))
            {
                break;
            }
        }

        return await wait.End();
    }

    /// <summary>Whether the message is still to be handled, or something waits to be said to its sender.</summary>
    private async Task<bool> IsToCome(ChannelMessage message)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<bool>(
            """
            SELECT state = 'pending' OR EXISTS (
              SELECT 1 FROM outbox WHERE outbox.district = inbox.district AND outbox.lane_id = inbox.group_id AND outbox.state IN ('pending', 'sending') AND outbox.due_at <= @now)
            FROM inbox WHERE district = @District AND message_key = @Key
            """,
            new { settings.District, message.Key, now = clock.GetUtcNow() });
    }

    /// <summary>What the message was answered with before: who asks again has not got it.</summary>
    private async Task<string?> Said(ChannelMessage message, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<string?>(
            """
            SELECT outbox.text FROM inbox JOIN outbox ON outbox.district = inbox.district AND outbox.lane_id = inbox.group_id AND outbox.provider_id = @answer
            WHERE inbox.district = @District AND inbox.message_key = @Key AND outbox.state = 'sent' AND outbox.account = @Account
            """,
            new { settings.District, message.Key, message.Account, answer = WechatServiceChannel.PassiveId + message.MessageId });
    }

    private IResult Refuse(string account, string code)
    {
        log.LogWarning("hook wechat:{Account}: refused ({Code})", account, code);
        return Results.StatusCode(code switch
        {
            "too_large" => StatusCodes.Status413PayloadTooLarge,
            "signature_wrong" or "receiver_wrong" => StatusCodes.Status403Forbidden,
            "key_malformed" => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        });
    }

    /// <summary>Null where it is too large; no more of it is read then.</summary>
    private static async Task<string?> Body(HttpRequest request)
    {
        if (request.ContentLength > MostBytes)
        {
            return null;
        }

        using var whole = new MemoryStream();
        var buffer = new byte[8 * 1024];
        for (int count; (count = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
        {
            whole.Write(buffer, 0, count);
            if (whole.Length > MostBytes)
            {
                return null;
            }
        }

        return Encoding.UTF8.GetString(whole.GetBuffer(), 0, (int)whole.Length);
    }
}

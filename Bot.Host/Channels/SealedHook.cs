using System.Diagnostics.Metrics;
using System.Text;
using Bot.Domain.Channels;
using Bot.Host.Access;
using Microsoft.AspNetCore.Http.Features;

namespace Bot.Host.Channels;

/// <summary>What the sealed hooks have in common: a bounded body, refusals that leave no trace but a line with their code, and counts by type.</summary>
public static class SealedHook
{
    /// <summary>UTF-8 bytes; the platforms' largest callbacks have a few thousand.</summary>
    public const int MostBytes = 512 * 1024;
    private static readonly Meter Meter = new("Bot.Channels");
    private static readonly Counter<long> Received = Meter.CreateCounter<long>("bot.hook.received", description: "Callbacks by channel, account and type");

    /// <summary>Runs the work and turns what is forged, damaged or too large into a refusal.</summary>
    public static async Task<IResult> Guard(string hook, ILogger log, Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (SealException refused)
        {
            log.LogWarning("{Hook}: refused ({Code})", hook, refused.Code);
            var status = refused.Code switch
            {
                "signature_wrong" => StatusCodes.Status403Forbidden,
                "too_large" => StatusCodes.Status413PayloadTooLarge,
                _ => StatusCodes.Status400BadRequest,
            };
            return Problems.Of(status, refused.Code, "the callback is not taken");
        }
    }

    /// <exception cref="SealException">"too_large"</exception>
    public static async Task<string> Body(HttpContext http, CancellationToken stop)
    {
        if (http.Request.ContentLength > MostBytes)
        {
            throw new SealException("too_large");
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }

        try
        {
            for (var reader = http.Request.BodyReader; ;)
            {
                var read = await reader.ReadAsync(stop);
                if (read.IsCompleted)
                {
                    var body = Encoding.UTF8.GetString(read.Buffer);
                    reader.AdvanceTo(read.Buffer.End);
                    return body;
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new SealException("too_large");
        }
    }

    /// <param name="type">The far side's name of it; nothing else of a callback is counted or logged.</param>
    public static void Count(string channel, string account, string type) =>
        Received.Add(1, new KeyValuePair<string, object?>("channel", channel), new KeyValuePair<string, object?>("account", account), new KeyValuePair<string, object?>("type", type));
}

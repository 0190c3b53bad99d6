using System.Net.Http.Headers;
using System.Text.Json;
using Bot.Domain.Channels;

namespace Bot.Host.Channels.Credentials;

/// <summary>One call to a platform. Its text tells the path only: query and body hold secrets.</summary>
/// <param name="Path">Without a slash in front: "cgi-bin/message/send".</param>
public sealed record PlatformCall(HttpMethod Method, Uri Platform, string Path)
{
    public IReadOnlyList<(string Name, string Value)> Query { get; init; } = [];

    /// <summary>Written as JSON with the names as they are; null for none.</summary>
    public object? Body { get; init; }

    /// <summary>The longest answer of the calls in use, a list of 50 orders, has some 200 kB; files are larger.</summary>
    public int MostBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>A file is asked for: what is no JSON is that file.</summary>
    public bool IsFile { get; init; }

    /// <summary>What is blotted out of the platform's words beside the configured secrets: tokens, codes.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    public override string ToString() => Path;
}

/// <summary>What a platform answered: a JSON object, and the error where its errcode is not 0.</summary>
public sealed class PlatformAnswer(JsonElement body, PlatformError? error)
{
    public PlatformAnswer(PlatformError error)
        : this(default, error)
    {
    }

    /// <summary>Undefined where the call could not be made.</summary>
    public JsonElement Body => body;

    /// <summary>What was asked for, where it was a file and the platform gave it.</summary>
    public byte[]? File { get; init; }

    public PlatformError? Error => error;

    /// <summary>A string, or a number as it is written; null where there is none.</summary>
    public string? Text(string name) => Text(body, name);

    /// <summary>A number, or a string that is one; null where there is none.</summary>
    public long? Number(string name) => Number(body, name);

    public static string? Text(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;

    public static long? Number(JsonElement element, string name) =>
        long.TryParse(Text(element, name), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    public override string ToString() => error?.Reason ?? "ok";
}

/// <summary>What came back over HTTP, not yet judged.</summary>
/// <param name="MediaType">As its head says, without parameters; null where it says none.</param>
public sealed record RawAnswer(int Status, string? MediaType, byte[] Bytes);

/// <summary>Calls the platforms over HTTP and reads their answers. Nothing of it writes a log or an exception with an address in it.</summary>
public sealed class PlatformHttp(IHttpClientFactory clients, ChannelSettings channels)
{
    private const string ClientName = "platform";

    private static readonly JsonSerializerOptions Json = new() { Encoder = LiteralEncoder.Instance };

    /// <summary>A redirect would carry the token elsewhere; the factory's own loggers would write addresses.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddHttpClient(ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            })
            .RemoveAllLoggers();
        services.AddSingleton<PlatformHttp>();
    }

    /// <exception cref="PlatformFaultException">No answer that can be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was called.</exception>
    public async Task<PlatformAnswer> Send(PlatformCall call, TimeSpan timeout, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        try
        {
            using var client = clients.CreateClient(ClientName);
            client.MaxResponseContentBufferSize = call.MostBytes;
            var answer = await ((call.Platform == channels.Wechat ? WechatClient.Send(client, call, limit.Token) : null) ?? Send(client, call, limit.Token));
            return call.IsFile && answer.Status is >= 200 and < 300 && answer.MediaType is not ("application/json" or "text/plain" or "text/html")
                ? new PlatformAnswer(default, null) { File = answer.Bytes }
                : Read(call, answer.Status, answer.Bytes);
        }
        catch (HttpRequestException exception) when (call.IsFile && exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return new PlatformAnswer(new PlatformError(0, Reaction.Permanent) { Words = $"it is larger than {call.MostBytes} bytes" });
        }
        catch (HttpRequestException exception)
        {
            var fault = exception.HttpRequestError;
            throw new PlatformFaultException(
                call.Path,
                $"no answer ({fault})",
                wasSent: fault is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError));
        }
        catch (IOException)
        {
            throw new PlatformFaultException(call.Path, "the answer broke off", wasSent: true);
        }
        catch (OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            throw new PlatformFaultException(call.Path, "no answer in time", wasSent: true);
        }
    }

    private static async Task<RawAnswer> Send(HttpClient client, PlatformCall call, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(call.Method, Address(call));
        if (call.Body is not null)
        {
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(call.Body, Json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };
        }

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, stop);
        return new RawAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsByteArrayAsync(stop));
    }

    private static Uri Address(PlatformCall call)
    {
        var query = string.Join('&', call.Query.Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        return new Uri($"{call.Platform.AbsoluteUri.TrimEnd('/')}/{call.Path}{(query.Length > 0 ? "?" : "")}{query}");
    }

    /// <summary>A page that is no JSON (a proxy's, a portal's) is a fault even where its status is 200.</summary>
    private PlatformAnswer Read(PlatformCall call, int status, byte[] bytes)
    {
        JsonElement body;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            body = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new PlatformFaultException(call.Path, $"HTTP {status} without JSON", wasSent: true);
        }

        if (body.ValueKind != JsonValueKind.Object || (body.TryGetProperty("errcode", out var given) && given.ValueKind != JsonValueKind.Null && PlatformAnswer.Number(body, "errcode") is not (>= int.MinValue and <= int.MaxValue)))
        {
            throw new PlatformFaultException(call.Path, $"HTTP {status} with JSON that is no answer", wasSent: true);
        }

        var code = (int)(PlatformAnswer.Number(body, "errcode") ?? 0);
        return code != 0 ? new PlatformAnswer(body, PlatformError.Of(code, PlatformError.Scrub(PlatformAnswer.Text(body, "errmsg") ?? "", [.. call.Secrets, .. channels.Secrets])))
            : status is >= 200 and < 300 ? new PlatformAnswer(body, null)
            : throw new PlatformFaultException(call.Path, $"HTTP {status}", wasSent: true);
    }
}

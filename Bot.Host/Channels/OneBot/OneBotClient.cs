using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bot.Host.Channels.Credentials;

namespace Bot.Host.Channels.OneBot;

/// <summary>What a bridge answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Word">"ok", "async" (taken, done later) or "failed"; empty where the status is no success.</param>
/// <param name="ReturnCode">0 for well done; its meaning depends on the version.</param>
/// <param name="MessageId">Null where it tells none.</param>
public sealed record BridgeAnswer(int Status, string Word, long ReturnCode, string? MessageId)
{
    public bool IsDone => Word is "ok" or "async";
}

/// <summary>Calls a bridge's actions: OneBot 11 by path, OneBot 12 by name at its address. Writes no token and no address anywhere.</summary>
public sealed class OneBotClient(IHttpClientFactory clients, BotSettings settings)
{
    private const string ClientName = "onebot";
    private const int MostBytes = 1024 * 1024;
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A redirect would carry the token elsewhere; the factory's own loggers would write addresses.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddHttpClient(ClientName, client =>
            {
                client.Timeout = Timeout.InfiniteTimeSpan;
                client.MaxResponseContentBufferSize = MostBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null })
            .RemoveAllLoggers();
        services.AddSingleton<OneBotClient>();
    }

    /// <param name="action">"send_group_msg", "send_message", "get_status" ...</param>
    /// <param name="parameters">Written as JSON with the names as they are.</param>
    /// <exception cref="PlatformFaultException">No answer, none that can be read, or HTTP 5xx: whether it was carried out nobody knows, unless it never left.</exception>
    public async Task<BridgeAnswer> Call(ChannelSettings.OneBot bridge, string action, object parameters, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(settings.Lease / 2);
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{bridge.Address.AbsoluteUri.TrimEnd('/')}/{(bridge.Version == 11 ? action : "")}"));
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bridge.AccessToken}");
            var body = bridge.Version == 11 ? parameters : new Dictionary<string, object> { ["action"] = action, ["params"] = parameters };
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, Json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token);
            var status = (int)answer.StatusCode;
            return status switch
            {
                >= 500 => throw new PlatformFaultException(action, $"HTTP {status}", wasSent: true),
                >= 200 and < 300 => Read(action, status, await answer.Content.ReadAsByteArrayAsync(limit.Token)),
                _ => new BridgeAnswer(status, "", 0, null),
            };
        }
        catch (HttpRequestException exception)
        {
            var fault = exception.HttpRequestError;
            throw new PlatformFaultException(action, $"no answer ({fault})", wasSent: fault is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError));
        }
        catch (IOException)
        {
            throw new PlatformFaultException(action, "the answer broke off", wasSent: true);
        }
        catch (OperationCanceledException)
        {
            stop.ThrowIfCancellationRequested();
            throw new PlatformFaultException(action, "no answer in time", wasSent: true);
        }
    }

    private static BridgeAnswer Read(string action, int status, byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var data = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("data", out var inner) ? inner : default;
            return PlatformAnswer.Text(root, "status") is "ok" or "async" or "failed" && PlatformAnswer.Text(root, "status") is { } word
                ? new BridgeAnswer(status, word, PlatformAnswer.Number(root, "retcode") ?? 0, PlatformAnswer.Text(data, "message_id"))
                : throw new PlatformFaultException(action, $"HTTP {status.ToString(CultureInfo.InvariantCulture)} with JSON that is no answer", wasSent: true);
        }
        catch (JsonException)
        {
            throw new PlatformFaultException(action, $"HTTP {status.ToString(CultureInfo.InvariantCulture)} without JSON", wasSent: true);
        }
    }
}

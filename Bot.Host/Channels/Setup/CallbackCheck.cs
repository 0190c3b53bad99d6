using System.Globalization;
using System.Security.Cryptography;
using Bot.Domain.Channels;
using Bot.Host.Clocks;

namespace Bot.Host.Channels.Setup;

/// <summary>
/// Calls the bot's own hook from outside, as a console does when the address is saved there. Needs to know how the platforms reach the bot:
/// Channels:PublicBaseAddress.
/// </summary>
public sealed class CallbackCheck(IConfiguration configuration, ChannelSettings channels, IHttpClientFactory clients, BotClock clock)
{
    private const string ClientName = "callback";
    private const string Step = "echo";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Null where it is not told.</summary>
    public static string? PublicAddress(IConfiguration configuration) => configuration["Channels:PublicBaseAddress"] is { Length: > 0 } address ? address.TrimEnd('/') : null;

    /// <summary>The factory's own loggers would write signatures.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.AddHttpClient(ClientName, client =>
            {
                client.Timeout = Limit;
                client.MaxResponseContentBufferSize = 64 * 1024;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            .RemoveAllLoggers();
        services.AddSingleton<CallbackCheck>();
    }

    public async Task<Finding> Echo(SetupAccount account, CancellationToken stop)
    {
        if (PublicAddress(configuration) is not { } place)
        {
            return Finding.Unknown(Step, "没有填 Channels:PublicBaseAddress，不知道平台从哪个网址找到这里。填上以后再查，或者在控制台的回调配置里点「保存」：能保存就是通了");
        }

        if (!Uri.TryCreate($"{place}{account.Kind.Hook(account.Name)}?{Query(account, out var word)}", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return Finding.Wrong(Step, "Channels:PublicBaseAddress 不是网址，应当像 https://bot.example.cn");
        }

        try
        {
            using var client = clients.CreateClient(ClientName);
            using var answer = await client.GetAsync(address, stop);
            var status = (int)answer.StatusCode;
            return status == 200 && await answer.Content.ReadAsStringAsync(stop) == word
                ? Finding.Ok(Step, "从外面的网址能走到这里，签名也对得上")
                : Finding.Wrong(Step, $"从外面的网址走过来，回答不对（HTTP {status}）。看看 Channels:PublicBaseAddress 和反向代理是不是把 /hooks/ 原样转到本机");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return Finding.Wrong(Step, "从外面的网址走不到这里。看看域名解析、证书、防火墙和反向代理，地址在 Channels:PublicBaseAddress");
        }
    }

    private string Query(SetupAccount account, out string word)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        word = RandomNumberGenerator.GetHexString(16, lowercase: true);
        if (account.Kind.Channel == "wechat")
        {
            return $"signature={PlainSignature.Of(channels.WechatApps[account.Name].Token, timestamp, nonce)}&timestamp={timestamp}&nonce={nonce}&echostr={word}";
        }

        var seal = account.Kind.Channel == "wecom"
            ? new MessageSeal(channels.WecomApps[account.Name].Token, channels.WecomApps[account.Name].EncodingAesKey, channels.WecomApps[account.Name].CorpId)
            : new MessageSeal(channels.WecomRobots[account.Name].Token, channels.WecomRobots[account.Name].EncodingAesKey, "");
        var echo = seal.Seal(word, timestamp, nonce);
        return $"msg_signature={echo.Signature}&timestamp={timestamp}&nonce={nonce}&echostr={Uri.EscapeDataString(echo.Encrypted)}";
    }
}

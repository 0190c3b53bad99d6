#if !SKIT
namespace Bot.Host.Channels.Credentials;

/// <summary>The default: WeChat is called as WeCom is, by <see cref="PlatformHttp"/> itself.</summary>
public static class WechatClient
{
    public const string Name = "Own";

    public static bool Makes(PlatformCall call) => false;

    public static Task<RawAnswer> Send(HttpClient http, PlatformCall call, CancellationToken stop) => throw new NotSupportedException();
}
#endif

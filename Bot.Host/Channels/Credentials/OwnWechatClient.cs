#if !SKIT
namespace Bot.Host.Channels.Credentials;

/// <summary>The default: WeChat is called as WeCom is, by <see cref="PlatformHttp"/> itself.</summary>
public static class WechatClient
{
    public const string Name = "Own";

    /// <returns>Null: no call is another's.</returns>
    public static Task<RawAnswer>? Send(HttpClient http, PlatformCall call, CancellationToken stop) => null;
}
#endif

using System.Text.RegularExpressions;
using Bot.Host.Channels.Credentials;

namespace Bot.Host.Channels.Setup;

/// <summary>What a check says, in Chinese. The platform's own words are not repeated: they are not stable, and may hold what must not be shown.</summary>
internal static partial class Words
{
    public const string Risk = "这是非官方的接法：帐号可能被微信封禁，居民的个人信息会经过第三方";

    private const string WecomConsole = "企业微信管理后台（work.weixin.qq.com）";
    private const string WechatConsole = "微信公众平台（mp.weixin.qq.com）";

    /// <param name="account">The application, "wecom" or "wechat".</param>
    public static string Of(PlatformError error, SetupAccount account, string what)
    {
        var isWecom = account.Kind.Channel == "wecom";
        string Field(string name) => account.Kind.Path(account.Name, name);
        return error.Code switch
        {
            40001 or 40125 or 41004 => isWecom
                ? $"应用的 Secret 不对（{error.Code}）。到{WecomConsole}「应用管理」里打开这个应用，重新查看 Secret，填到 {Field("Secret")}，再重启"
                : $"AppSecret 不对（{error.Code}），可能被重置过。到{WechatConsole}「设置与开发 → 开发接口管理」重置 AppSecret，填到 {Field("Secret")}，再重启",
            40013 or 41002 => isWecom
                ? $"企业 ID 不对（{error.Code}）。到{WecomConsole}「我的企业」最下面复制企业 ID，填到 {Field("CorpId")}，再重启"
                : $"AppID 不对（{error.Code}）。到{WechatConsole}「设置与开发」里复制 AppID，填到 {Field("AppId")}，再重启",
            40056 or 301002 => $"AgentId 不对，或者这个 Secret 不是这个应用的（{error.Code}）。到{WecomConsole}「应用管理」里核对，填到 {Field("AgentId")} 和 {Field("Secret")}",
            40164 => $"本机的 IP{Ip(error)}不在白名单里（40164）。到{WechatConsole}「设置与开发 → 开发接口管理 → IP 白名单」加上它，几分钟后再查",
            60020 => $"本机的 IP{Ip(error)}不在可信 IP 里（60020）。到{WecomConsole}「应用管理」里打开这个应用，在「企业可信IP」加上它，再查一次",
            48001 or 48002 or 50002 or 60011 => isWecom
                ? $"这个应用没有「{what}」的权限（{error.Code}）。到{WecomConsole}「{ConsolePlace(what)}」，把这个应用加进可调用接口的应用"
                : $"这个帐号没有「{what}」的权限（{error.Code}）。到{WechatConsole}「设置与开发 → 开发接口管理 → 接口权限」看看有没有开通；没认证的帐号多半没有",
            45009 or 45011 => $"查得太勤，平台让歇一会儿（{error.Code}）。过几分钟再查",
            -1 => "平台正忙（-1）。过一会儿再查",
            _ => $"平台回了错误码 {error.Code}，没能查「{what}」。在平台的「全局错误码」页查这个数字",
        };
    }

    public static string Unreachable(Uri platform) => $"连不上 {platform.Host}，或者它的回答看不懂。看看本机能不能上网、域名解析和代理对不对，再查一次";

    private static string ConsolePlace(string what) => what switch
    {
        "客户联系" => "客户与上下游 → 客户联系 → API",
        "居民上报" => "应用管理 → 居民上报 → 可调用接口的应用",
        "会话内容存档" => "管理工具 → 会话内容存档",
        _ => "应用管理",
    };

    private static string Ip(PlatformError error) => Address.Match(error.Words) is { Success: true } match ? $"（{match.Value}）" : "";

    [GeneratedRegex(@"\b[0-9]{1,3}(\.[0-9]{1,3}){3}\b")]
    private static partial Regex Address { get; }
}

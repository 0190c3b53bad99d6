using System.Globalization;
using System.Text;

namespace Bot.Domain.Channels.Wechat;

/// <summary>被动回复: the text that an official account answers a message with at once, within 5 s. Mini programs have none.</summary>
public static class PassiveReply
{
    /// <summary>UTF-8 bytes; a longer answer goes out later, in parts.</summary>
    public const int MostBytes = 2048;

    public static bool Fits(string text) => text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= MostBytes;

    /// <param name="from">The account's own id (gh_...), which the message was written to.</param>
    /// <param name="to">openid</param>
    public static string Xml(string to, string from, string text, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"<xml><ToUserName>{PlatformXml.Quote(to)}</ToUserName><FromUserName>{PlatformXml.Quote(from)}</FromUserName><CreateTime>{now.ToUnixTimeSeconds()}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>{PlatformXml.Quote(text)}</Content></xml>");
}

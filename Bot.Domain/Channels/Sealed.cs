using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bot.Domain.Channels;

/// <summary>A sealed answer, and how the platforms want it written.</summary>
public sealed record Sealed(string Encrypted, string Signature, string Timestamp, string Nonce)
{
    /// <summary>Base64 stays as it is; the text is never part of a page.</summary>
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The sealed part of an envelope in XML (Encrypt) or JSON (Encrypt; the smart robot's encrypt).</summary>
    /// <exception cref="SealException">"envelope_missing", "too_large", "too_deep", "xml_malformed", "json_malformed"</exception>
    public static string In(string body)
    {
        if (Plainly(body) is { } found)
        {
            return found;
        }

        var fields = PlatformFields.Read(body);
        var encrypted = fields["Encrypt"].Text is { Length: > 0 } upper ? upper : fields["encrypt"].Text;
        return encrypted.Length > 0 ? encrypted : throw new SealException("envelope_missing");
    }

    /// <summary>
    /// Of an envelope as WeCom and WeChat write it, found without reading it as XML, which costs as much as opening what is sealed. Null for any other form. Whatever is
    /// found has yet to fit the signature.
    /// </summary>
    private static string? Plainly(string body)
    {
        const string Open = "<Encrypt><![CDATA[";
        const string Close = "]]></Encrypt>";
        var from = body.IndexOf(Open, StringComparison.Ordinal) + Open.Length;
        var to = from < Open.Length ? -1 : body.IndexOf(Close, from, StringComparison.Ordinal);
        return to > from && body.StartsWith("<xml>", StringComparison.Ordinal) && body.AsSpan().TrimEnd().EndsWith("</xml>") && body.Length <= PlatformFields.MostCharacters
            && body.AsSpan(from, to - from).IndexOfAnyExcept(Base64) < 0 && body.AsSpan(to + Close.Length).IndexOf("<Encrypt") < 0
            ? body[from..to]
            : null;
    }

    /// <summary>For WeCom applications and WeChat in XML.</summary>
    public string ToXml() =>
        $"<xml>\n<Encrypt>{PlatformXml.Quote(Encrypted)}</Encrypt>\n<MsgSignature>{PlatformXml.Quote(Signature)}</MsgSignature>\n"
        + $"<TimeStamp>{Timestamp}</TimeStamp>\n<Nonce>{PlatformXml.Quote(Nonce)}</Nonce>\n</xml>";

    /// <summary>For mini programs in JSON: the time is a number.</summary>
    public string ToJson() => $$"""{"Encrypt":{{Text(Encrypted)}},"MsgSignature":{{Text(Signature)}},"TimeStamp":{{Timestamp}},"Nonce":{{Text(Nonce)}}}""";

    /// <summary>For the smart robot: other names; the nonce has to be that of the callback's URL.</summary>
    public string ToRobotJson() => $$"""{"encrypt":{{Text(Encrypted)}},"msgsignature":{{Text(Signature)}},"timestamp":{{Timestamp}},"nonce":{{Text(Nonce)}}}""";

    private static string Text(string text) => JsonSerializer.Serialize(text, Plain);
}

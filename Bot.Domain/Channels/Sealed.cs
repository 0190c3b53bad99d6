using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bot.Domain.Channels;

/// <summary>A sealed answer, and how the platforms want it written.</summary>
public sealed record Sealed(string Encrypted, string Signature, string Timestamp, string Nonce)
{
    /// <summary>Base64 stays as it is; the text is never part of a page.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The sealed part of an envelope in XML (Encrypt) or JSON (Encrypt; the smart robot's encrypt).</summary>
    /// <exception cref="SealException">"envelope_missing", "too_large", "too_deep", "xml_malformed", "json_malformed"</exception>
    public static string In(string body)
    {
        var fields = PlatformFields.Read(body);
        var encrypted = fields["Encrypt"].Text is { Length: > 0 } upper ? upper : fields["encrypt"].Text;
        return encrypted.Length > 0 ? encrypted : throw new SealException("envelope_missing");
    }

    /// <summary>For WeCom applications and WeChat in XML.</summary>
    public string ToXml() =>
        $"<xml>\n<Encrypt>{PlatformXml.Quote(Encrypted)}</Encrypt>\n<MsgSignature>{PlatformXml.Quote(Signature)}</MsgSignature>\n<TimeStamp>{Timestamp}</TimeStamp>\n<Nonce>{PlatformXml.Quote(Nonce)}</Nonce>\n</xml>";

    /// <summary>For mini programs in JSON: the time is a number.</summary>
    public string ToJson() => $$"""{"Encrypt":{{Text(Encrypted)}},"MsgSignature":{{Text(Signature)}},"TimeStamp":{{Timestamp}},"Nonce":{{Text(Nonce)}}}""";

    /// <summary>For the smart robot: other names; the nonce has to be that of the callback's URL.</summary>
    public string ToRobotJson() => $$"""{"encrypt":{{Text(Encrypted)}},"msgsignature":{{Text(Signature)}},"timestamp":{{Timestamp}},"nonce":{{Text(Nonce)}}}""";

    private static string Text(string text) => JsonSerializer.Serialize(text, Plain);
}

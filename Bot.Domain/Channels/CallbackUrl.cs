namespace Bot.Domain.Channels;

/// <summary>The query of a callback, read from the raw text: the usual readers turn an unescaped plus sign of Base64 into a blank.</summary>
public sealed record CallbackUrl
{
    private const int MostCharacters = 8 * 1024;

    /// <summary>Of plain mode; says nothing about the content.</summary>
    public string? PlainSignature { get; private init; }

    /// <summary>msg_signature.</summary>
    public string? Signature { get; private init; }

    /// <summary>Unix seconds.</summary>
    public string? Timestamp { get; private init; }
    public string? Nonce { get; private init; }

    /// <summary>Set where the console checks the address.</summary>
    public string? Echo { get; private init; }

    /// <summary>"aes" where the body is sealed.</summary>
    public string? EncryptType { get; private init; }

    /// <param name="query">As it came, with or without the question mark. Of a name given twice the first counts.</param>
    /// <exception cref="SealException">"too_large"</exception>
    public static CallbackUrl Read(string? query)
    {
        if (query is { Length: > MostCharacters })
        {
            throw new SealException("too_large");
        }

        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (query ?? "").TrimStart('?').Split('&'))
        {
            var parts = pair.Split('=', 2);
            found.TryAdd(parts[0], parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return new CallbackUrl
        {
            PlainSignature = found.GetValueOrDefault("signature"),
            Signature = found.GetValueOrDefault("msg_signature"),
            Timestamp = found.GetValueOrDefault("timestamp"),
            Nonce = found.GetValueOrDefault("nonce"),
            Echo = found.GetValueOrDefault("echostr"),
            EncryptType = found.GetValueOrDefault("encrypt_type"),
        };
    }

    /// <summary>What WeCom wants to read at its check: the opened echostr and nothing else, within 1 s.</summary>
    /// <exception cref="SealException">"query_incomplete", and all of <see cref="MessageSeal.Open(string)"/></exception>
    public string Answer(MessageSeal seal)
    {
        if (Signature is null || Timestamp is null || Nonce is null || Echo is null)
        {
            throw new SealException("query_incomplete");
        }

        // Base64 holds no blanks: where a proxy made one, it was a plus sign.
        return seal.Open(Signature, Timestamp, Nonce, Echo.Replace(' ', '+'));
    }

    /// <summary>What WeChat wants to read at its check: the echostr as it came. No signature covers it, so it has to go out as plain text.</summary>
    /// <exception cref="SealException">"query_incomplete", "signature_wrong"</exception>
    public string Answer(string token)
    {
        if (PlainSignature is null || Timestamp is null || Nonce is null || Echo is null)
        {
            throw new SealException("query_incomplete");
        }

        return IsPlain(token) ? Echo : throw new SealException("signature_wrong");
    }

    /// <summary>Whether the query is signed as plain mode signs.</summary>
    public bool IsPlain(string token) => Channels.PlainSignature.Matches(PlainSignature, token, Timestamp, Nonce);

    /// <summary>Opens the body of a safe or compatible callback. Only what was sealed counts; clear fields beside it prove nothing.</summary>
    /// <exception cref="SealException">"envelope_missing", "signature_wrong", and all of <see cref="MessageSeal.Open(string)"/></exception>
    public PlatformFields Open(MessageSeal seal, string body) => PlatformFields.Read(seal.Open(Signature, Timestamp, Nonce, Sealed.In(body)));
}

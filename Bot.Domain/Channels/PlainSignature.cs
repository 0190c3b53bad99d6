namespace Bot.Domain.Channels;

/// <summary>The signature of WeChat's URL check and of plain mode. It covers no content: in safe mode msg_signature counts, never this one.</summary>
public static class PlainSignature
{
    /// <summary>40 lower hex digits.</summary>
    public static string Of(string token, string timestamp, string nonce) => Signature.Sorted(token, timestamp, nonce);

    public static bool Matches(string? signature, string token, string? timestamp, string? nonce) =>
        timestamp is not null && nonce is not null && Signature.Same(signature, Of(token, timestamp, nonce));
}

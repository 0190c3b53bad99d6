namespace Bot.Domain.Channels;

/// <summary>
/// Something from outside that is not taken: forged, damaged, too large or meant for somebody else. The code is stable; nothing of the content, the
/// key or the cause stands in it, so that it may be logged and answered.
/// </summary>
/// <param name="code">
/// "key_malformed", "query_incomplete", "signature_wrong", "timestamp_malformed", "timestamp_stale", "ciphertext_malformed", "padding_wrong",
/// "length_wrong", "receiver_wrong", "watermark_wrong", "too_large", "too_deep", "envelope_missing", "xml_malformed", "json_malformed".
/// </param>
public sealed class SealException(string code) : Exception(code)
{
    public string Code { get; } = code;
}

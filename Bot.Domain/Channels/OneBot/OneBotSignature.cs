using System.Security.Cryptography;
using System.Text;

namespace Bot.Domain.Channels.OneBot;

/// <summary>Of OneBot 11: X-Signature, "sha1=" and HMAC-SHA1 in lower hex over the raw body. OneBot 12 has none.</summary>
public static class OneBotSignature
{
#pragma warning disable CA5350 // OneBot prescribes it.
    public static string Of(string secret, ReadOnlySpan<byte> body) => "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), body));
#pragma warning restore CA5350

    /// <summary>An empty secret matches nothing.</summary>
    public static bool Matches(string? signature, string secret, ReadOnlySpan<byte> body) => secret.Length > 0 && Signature.Same(signature, Of(secret, body));
}

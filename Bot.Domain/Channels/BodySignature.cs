using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bot.Domain.Channels;

/// <summary>Of the archive's hook: X-Signature, "sha256=" and HMAC-SHA256 in lower hex over X-Timestamp (Unix seconds), a dot and the raw body.</summary>
public static class BodySignature
{
    /// <summary>How far the collector's clock may be off, either way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    public static string Of(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp + "."));
        hash.AppendData(body);
        return "sha256=" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The signature alone; an empty secret matches nothing.</summary>
    public static bool Matches(string? signature, string secret, string? timestamp, ReadOnlySpan<byte> body) =>
        secret.Length > 0 && timestamp is not null && Signature.Same(signature, Of(secret, timestamp, body));

    /// <exception cref="SealException">"signature_wrong", "timestamp_malformed", "timestamp_stale"</exception>
    public static void Check(string? signature, string secret, string? timestamp, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!Matches(signature, secret, timestamp, body))
        {
            throw new SealException("signature_wrong");
        }

        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253402300799)
        {
            throw new SealException("timestamp_malformed");
        }

        if ((now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Window)
        {
            throw new SealException("timestamp_stale");
        }
    }
}

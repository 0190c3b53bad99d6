using System.Security.Cryptography;
using System.Text;

namespace Bot.Domain.Channels;

/// <summary>What the signatures of all channels have in common.</summary>
internal static class Signature
{
    /// <summary>SHA-1 in lower hex over the parts, sorted by code point: a sort by culture puts some of them in another order.</summary>
    public static string Sorted(params string[] parts)
    {
        Array.Sort(parts, StringComparer.Ordinal);
#pragma warning disable CA5350 // The platforms prescribe it; the token inside keeps others from making one.
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts))));
#pragma warning restore CA5350
    }

    /// <summary>In the same time however many characters agree.</summary>
    public static bool Same(string? given, string expected) =>
        given is not null && given.Length == expected.Length && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}

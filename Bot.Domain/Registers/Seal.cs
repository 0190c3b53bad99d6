using System.Security.Cryptography;
using System.Text;

namespace Bot.Domain.Registers;

/// <summary>How secret text is kept: AES-256-GCM, bound to the place where it stands, so that a row that was copied elsewhere does not open there.</summary>
public static class Seal
{
    public const int KeyBytes = 32;

    private const int NonceBytes = 12, TagBytes = 16;

    /// <summary>A key for one purpose: what seals never also marks.</summary>
    public static byte[] Derive(byte[] key, string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeyBytes, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>Nonce, tag and ciphertext, in this order.</summary>
    /// <param name="place">District, table and row.</param>
    public static byte[] Close(byte[] key, string place, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var closed = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(closed.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(closed.AsSpan(0, NonceBytes), plain, closed.AsSpan(NonceBytes + TagBytes), closed.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
        return closed;
    }

    /// <summary>The text; null where key, place or bytes are not those it was closed with.</summary>
    public static string? Open(byte[] key, string place, byte[] closed)
    {
        if (closed.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var plain = new byte[closed.Length - NonceBytes - TagBytes];
        try
        {
            using var cipher = new AesGcm(key, TagBytes);
            cipher.Decrypt(closed.AsSpan(0, NonceBytes), closed.AsSpan(NonceBytes + TagBytes), closed.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(place));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>A keyed hash that is the same for the same value: equal values are found without being readable.</summary>
    public static byte[] Mark(byte[] key, string value) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value));
}

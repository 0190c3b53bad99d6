using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Bot.Platforms;

/// <summary>
/// Signature and encryption as the platforms do them, written for the stand-in alone, so that it judges the bot's own.
/// Plain text is 16 random bytes, its length in 4 bytes, the message, the receiver's id, and 1 to 32 bytes of padding that tell their number.
/// </summary>
internal sealed class PlatformSeal(string token, string encodingAesKey, string receiveId)
{
    private readonly byte[] key = Convert.FromBase64String(encodingAesKey + "=");

    public static string Sign(params string[] parts) =>
#pragma warning disable CA5350 // The platforms sign with SHA-1.
        Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Order(StringComparer.Ordinal)))));
#pragma warning restore CA5350

    public string Signature(string timestamp, string nonce, string encrypted) => Sign(token, timestamp, nonce, encrypted);

    public string Close(string message)
    {
        var text = Encoding.UTF8.GetBytes(message);
        var id = Encoding.UTF8.GetBytes(receiveId);
        var padding = 32 - ((20 + text.Length + id.Length) % 32);
        var whole = new byte[20 + text.Length + id.Length + padding];
        RandomNumberGenerator.Fill(whole.AsSpan(0, 16));
        BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(16), (uint)text.Length);
        text.CopyTo(whole, 20);
        id.CopyTo(whole, 20 + text.Length);
        whole.AsSpan(whole.Length - padding).Fill((byte)padding);
        using var aes = Aes.Create();
        aes.Key = key;
        return Convert.ToBase64String(aes.EncryptCbc(whole, key.AsSpan(0, 16), PaddingMode.None));
    }

    /// <summary>A file as the robot's messages point to: the bytes alone, with the same padding.</summary>
    public byte[] CloseFile(byte[] content)
    {
        var padding = 32 - (content.Length % 32);
        byte[] whole = [.. content, .. Enumerable.Repeat((byte)padding, padding)];
        using var aes = Aes.Create();
        aes.Key = key;
        return aes.EncryptCbc(whole, key.AsSpan(0, 16), PaddingMode.None);
    }

    /// <exception cref="FormatException">It is none, or for somebody else; the message says what is wrong.</exception>
    public string Open(string encrypted)
    {
        byte[] whole;
        try
        {
            using var aes = Aes.Create();
            aes.Key = key;
            whole = aes.DecryptCbc(Convert.FromBase64String(encrypted), key.AsSpan(0, 16), PaddingMode.None);
        }
        catch (CryptographicException)
        {
            throw new FormatException("no whole blocks");
        }

        var padding = whole.Length == 0 ? 0 : whole[^1];
        if (padding is < 1 or > 32 || whole.Length < 20 + padding || whole[^padding..].Any(one => one != padding))
        {
            throw new FormatException("the padding is wrong");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(whole.AsSpan(16));
        if (length > whole.Length - 20 - padding)
        {
            throw new FormatException("the length is wrong");
        }

        var id = Encoding.UTF8.GetString(whole[(20 + (int)length)..^padding]);
        return id == receiveId ? Encoding.UTF8.GetString(whole, 20, (int)length) : throw new FormatException("the embedded id is another's");
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Bot.Domain.Channels.Wechat;

/// <summary>What a mini program hands over from WeChat's client (开放数据): AES-128-CBC with the session key. So a group's opengid comes in.</summary>
public static class OpenData
{
    private const int MostCharacters = 64 * 1024;

    /// <param name="iv">As the client tells it, Base64 of 16 bytes; so are the session key and the data.</param>
    /// <param name="appId">Whose data it has to be, by the watermark inside.</param>
    /// <param name="notBefore">Older data is refused; null to take any.</param>
    /// <exception cref="SealException">"key_malformed", "ciphertext_malformed", "too_large", "padding_wrong", "json_malformed", "watermark_wrong", "timestamp_stale"</exception>
    public static PlatformFields Open(string sessionKey, string encryptedData, string iv, string appId, DateTimeOffset? notBefore = null)
    {
        var key = Bytes(sessionKey, 24, "key_malformed");
        var start = Bytes(iv, 24, "ciphertext_malformed");
        var data = Bytes(encryptedData, MostCharacters, "ciphertext_malformed");
        if (key.Length != 16)
        {
            throw new SealException("key_malformed");
        }

        if (start.Length != 16 || data.Length == 0 || data.Length % 16 != 0)
        {
            throw new SealException("ciphertext_malformed");
        }

        var fields = PlatformJson.Read(Encoding.UTF8.GetString(Decrypt(key, start, data)));
        if (appId.Length == 0 || !string.Equals(fields["watermark"]["appid"].Text, appId, StringComparison.Ordinal))
        {
            throw new SealException("watermark_wrong");
        }

        return notBefore is null || fields["watermark"]["timestamp"].Seconds >= notBefore ? fields : throw new SealException("timestamp_stale");
    }

    private static byte[] Decrypt(byte[] key, byte[] start, byte[] data)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        try
        {
            return aes.DecryptCbc(data, start);
        }
        catch (CryptographicException)
        {
            throw new SealException("padding_wrong");
        }
    }

    private static byte[] Bytes(string text, int most, string code)
    {
        if (text.Length > most)
        {
            throw new SealException(most == MostCharacters ? "too_large" : code);
        }

        var bytes = new byte[text.Length];
        return !text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : throw new SealException(code);
    }
}

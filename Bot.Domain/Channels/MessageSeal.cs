using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Bot.Domain.Channels;

/// <summary>
/// Signature and encryption of the callbacks of WeCom and WeChat (加解密): AES-256-CBC over 16 random bytes, the length, the message and the receiver's
/// id; the signature is SHA-1 over the sorted parts. Source: dw/90968, message-push. Holds no state; may be used by several threads.
/// </summary>
public sealed class MessageSeal
{
    /// <summary>Padded to 32, not to AES's 16: what .NET calls PKCS7 refuses paddings above 16, so the padding is put on and taken off here.</summary>
    private const int Block = 32;
    private const int RandomBytes = 16;
    private const int HeadBytes = RandomBytes + 4;

    /// <summary>No callback comes near; a larger one is refused before it costs anything.</summary>
    public const int MostCharacters = 2 * 1024 * 1024;

    private readonly string token;
    private readonly byte[] key;
    private readonly byte[] receiver;

    /// <param name="encodingAesKey">43 characters that stand for 32 bytes. The last may carry bits beyond them: the platform gives out such keys.</param>
    /// <param name="receiveId">Corp id, app id or suite id; "" for a smart robot.</param>
    /// <exception cref="SealException">"key_malformed"</exception>
    public MessageSeal(string token, string encodingAesKey, string receiveId)
    {
        this.token = token;
        key = new byte[Block];
        receiver = Encoding.UTF8.GetBytes(receiveId);
        if (encodingAesKey.Length != 43 || encodingAesKey.Any(char.IsWhiteSpace) || !Convert.TryFromBase64String(encodingAesKey + "=", key, out var count) || count != Block)
        {
            throw new SealException("key_malformed");
        }
    }

    /// <param name="encrypted">The envelope's Encrypt, or the echostr of a URL check.</param>
    public bool Verify(string? signature, string? timestamp, string? nonce, string? encrypted) =>
        timestamp is not null && nonce is not null && encrypted is { Length: <= MostCharacters } && Signature.Same(signature, Signature.Sorted(token, timestamp, nonce, encrypted));

    /// <summary>Opens only what is signed.</summary>
    /// <exception cref="SealException">"signature_wrong", and all of <see cref="Open(string)"/></exception>
    public string Open(string? signature, string? timestamp, string? nonce, string? encrypted) =>
        Verify(signature, timestamp, nonce, encrypted) ? Open(encrypted!) : throw new SealException("signature_wrong");

    /// <summary>The message inside. Verify first. Bytes that are no UTF-8 become replacement characters: the platform has cut emoji in half before.</summary>
    /// <exception cref="SealException">"too_large", "ciphertext_malformed", "padding_wrong", "length_wrong", "receiver_wrong"</exception>
    public string Open(string encrypted)
    {
        var bytes = Decrypt(Bytes(encrypted), Block);
        if (bytes.Length < HeadBytes)
        {
            throw new SealException("length_wrong");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(RandomBytes));
        if (length > bytes.Length - HeadBytes)
        {
            throw new SealException("length_wrong");
        }

        var end = HeadBytes + (int)length;
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(end), receiver)
            ? Encoding.UTF8.GetString(bytes, HeadBytes, (int)length)
            : throw new SealException("receiver_wrong");
    }

    /// <summary>A picture or file that a smart robot's message points to: sealed with the same key, without head and receiver.</summary>
    /// <exception cref="SealException">"ciphertext_malformed", "padding_wrong"</exception>
    public byte[] OpenFile(byte[] encrypted) => Decrypt(encrypted, 16);

    public Sealed Seal(string plain, string timestamp, string nonce) => Seal(plain, timestamp, nonce, RandomNumberGenerator.GetBytes(RandomBytes));

    /// <param name="random">16 bytes; to compare with what others have sealed.</param>
    /// <exception cref="SealException">"timestamp_malformed": it has to be a number of seconds</exception>
    public Sealed Seal(string plain, string timestamp, string nonce, ReadOnlySpan<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, RandomBytes);
        if (timestamp.Length is 0 or > 18 || timestamp.Any(letter => !char.IsAsciiDigit(letter)) || (timestamp.Length > 1 && timestamp[0] == '0'))
        {
            throw new SealException("timestamp_malformed");
        }

        var length = Encoding.UTF8.GetByteCount(plain);
        var whole = HeadBytes + length + receiver.Length;
        var padding = Block - (whole % Block);
        var bytes = new byte[whole + padding];
        random.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(RandomBytes), (uint)length);
        Encoding.UTF8.GetBytes(plain, bytes.AsSpan(HeadBytes));
        receiver.CopyTo(bytes, HeadBytes + length);
        bytes.AsSpan(whole).Fill((byte)padding);
        using var aes = Aes.Create();
        aes.Key = key;
        var encrypted = Convert.ToBase64String(aes.EncryptCbc(bytes, key.AsSpan(0, aes.BlockSize / 8), PaddingMode.None));
        return new Sealed(encrypted, Signature.Sorted(token, timestamp, nonce, encrypted), timestamp, nonce);
    }

    /// <summary>White space is refused: <see cref="Convert"/> would skip a blank that was a plus sign once, and all after it would be shifted.</summary>
    private static byte[] Bytes(string encrypted)
    {
        if (encrypted.Length > MostCharacters)
        {
            throw new SealException("too_large");
        }

        var bytes = new byte[encrypted.Length / 4 * 3];
        return !encrypted.AsSpan().ContainsAny(" \t\r\n") && Convert.TryFromBase64String(encrypted, bytes, out var count)
            ? bytes[..count]
            : throw new SealException("ciphertext_malformed");
    }

    private byte[] Decrypt(byte[] cipher, int block)
    {
        if (cipher.Length == 0 || cipher.Length % block != 0)
        {
            throw new SealException("ciphertext_malformed");
        }

        using var aes = Aes.Create();
        aes.Key = key;
        var bytes = aes.DecryptCbc(cipher, key.AsSpan(0, aes.BlockSize / 8), PaddingMode.None);
        var padding = bytes[^1];
        return padding is >= 1 and <= Block && padding <= bytes.Length && bytes.AsSpan(bytes.Length - padding).IndexOfAnyExcept(padding) < 0
            ? bytes[..^padding]
            : throw new SealException("padding_wrong");
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Bot.Host.Channels.Credentials;

/// <summary>An application that has access tokens. Its text is its name: the secret shows nowhere.</summary>
public sealed class TokenOwner
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private readonly byte[] key;

    private TokenOwner(string platform, string name, string appId, string id, string secret)
    {
        (Platform, Name, AppId, Id, Secret) = (platform, name, appId, id, secret);
        key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, Encoding.UTF8.GetBytes(id), "access_token"u8.ToArray());
    }

    /// <summary>"wecom" or "wechat"; also the channel that the application's state is shown under.</summary>
    public string Platform { get; }

    /// <summary>Name of the account in the configuration.</summary>
    public string Name { get; }

    /// <summary>The corp's id, or the appid.</summary>
    public string AppId { get; }

    /// <summary>The same for one application under whatever name.</summary>
    public string Id { get; }

    internal string Secret { get; }

    public static TokenOwner Of(string name, ChannelSettings.WecomApp app) => new("wecom", name, app.CorpId, $"wecom:{app.CorpId}:{app.AgentId}", app.Secret);

    public static TokenOwner Of(string name, ChannelSettings.WechatApp app) => new("wechat", name, app.AppId, $"wechat:{app.AppId}", app.Secret);

    public Uri BaseAddress(ChannelSettings channels) => Platform == "wecom" ? channels.Wecom : channels.Wechat;

    public override string ToString() => $"{Platform}:{Name}";

    /// <summary>Nonce, tag and AES-256-GCM of the token, bound to the row it stands in.</summary>
    internal byte[] Seal(string token, string district)
    {
        var plain = Encoding.UTF8.GetBytes(token);
        var whole = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(whole.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(whole.AsSpan(0, NonceBytes), plain, whole.AsSpan(NonceBytes + TagBytes), whole.AsSpan(NonceBytes, TagBytes), Row(district));
        return whole;
    }

    /// <summary>Null where it was sealed with another secret, for another row, or was changed.</summary>
    internal string? Open(byte[]? sealedToken, string district)
    {
        if (sealedToken is null || sealedToken.Length < NonceBytes + TagBytes)
        {
            return null;
        }

        var plain = new byte[sealedToken.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(sealedToken.AsSpan(0, NonceBytes), sealedToken.AsSpan(NonceBytes + TagBytes), sealedToken.AsSpan(NonceBytes, TagBytes), plain, Row(district));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Recognises a token again and tells nothing of it.</summary>
    internal byte[] MarkOf(string token) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(token));

    private byte[] Row(string district) => Encoding.UTF8.GetBytes($"{district}|{Id}");
}

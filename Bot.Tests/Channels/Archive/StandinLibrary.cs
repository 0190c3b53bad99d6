using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Bot.Host.Channels.Archive.Collector;

namespace Bot.Tests.Channels.Archive;

/// <summary>
/// In the place of WeCom's library: seals each record under a random key of its own and that key with the corp's public key, pages by number, hands out
/// files in slices of 512 KB, and fails as it is told.
/// </summary>
internal sealed class StandinLibrary : IArchiveLibrary, IDisposable
{
    public const int SliceBytes = 512 * 1024;
    private readonly List<(ulong Seq, JsonObject Sealed)> records = [];
    private readonly Queue<int> faults = new();

    /// <summary>The corp's key pairs by version; new records are sealed with the last.</summary>
    public Dictionary<int, RSA> Keys { get; } = new() { [1] = RSA.Create(2048) };
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>What the collector asked for: after which number, how many at most.</summary>
    public List<(ulong Seq, uint Limit)> Asked { get; } = [];
    public int Slices { get; private set; }
    public int Open { get; private set; }
    public ulong LastSeq { get; set; }

    public void Say(params IReadOnlyList<JsonObject> said)
    {
        foreach (var record in said)
        {
            var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));
            var version = Keys.Keys.Max();
            records.Add((++LastSeq, new JsonObject
            {
                ["seq"] = LastSeq,
                ["msgid"] = record["msgid"]!.ToString(),
                ["publickey_ver"] = version,
                ["encrypt_random_key"] = Convert.ToBase64String(Keys[version].Encrypt(Encoding.UTF8.GetBytes(key), RSAEncryptionPadding.Pkcs1)),
                ["encrypt_chat_msg"] = Seal(key, record.ToJsonString()),
            }));
        }
    }

    /// <summary>The message of a record is damaged.</summary>
    public void Damage(ulong seq) => records.Single(record => record.Seq == seq).Sealed["encrypt_chat_msg"] = Convert.ToBase64String(new byte[64]);

    /// <summary>The platform keeps five days: everything up to there is gone.</summary>
    public void Forget(ulong upTo) => records.RemoveAll(record => record.Seq <= upTo);

    public void Fail(params IReadOnlyList<int> codes)
    {
        foreach (var code in codes)
        {
            faults.Enqueue(code);
        }
    }

    public nint NewSdk() => ++Open;

    public int Init(nint sdk, string corpId, string secret) => corpId == "wwcorp" && secret == "pretended" ? 0 : 10000;

    public int GetChatData(nint sdk, ulong seq, uint limit, string proxy, string proxyPassword, TimeSpan timeout, out string data)
    {
        Asked.Add((seq, limit));
        data = "";
        if (limit > 1000 || sdk == 0)
        {
            return 10000;
        }

        if (faults.TryDequeue(out var code) && code != 0)
        {
            return code;
        }

        var page = records.Where(record => record.Seq > seq).Take((int)limit).Select(record => record.Sealed.DeepClone());
        data = new JsonObject { ["errcode"] = 0, ["errmsg"] = "ok", ["chatdata"] = new JsonArray([.. page]) }.ToJsonString();
        return 0;
    }

    public int DecryptData(string key, string encrypted, out string record)
    {
        try
        {
            using var aes = Cipher(key);
            record = Encoding.UTF8.GetString(aes.DecryptCbc(Convert.FromBase64String(encrypted), new byte[16]));
            return 0;
        }
        catch (CryptographicException)
        {
            record = "";
            return 10006;
        }
    }

    public int GetMediaData(nint sdk, string index, string fileId, string proxy, string proxyPassword, TimeSpan timeout, out MediaSlice slice)
    {
        slice = default;
        if (!Files.TryGetValue(fileId, out var file))
        {
            return 10005;
        }

        if (faults.TryDequeue(out var code) && code != 0)
        {
            return code;
        }

        Slices++;
        var from = index.Length == 0 ? 0 : int.Parse(index, System.Globalization.CultureInfo.InvariantCulture);
        var to = Math.Min(from + SliceBytes, file.Length);
        slice = new MediaSlice(file[from..to], to.ToString(System.Globalization.CultureInfo.InvariantCulture), to == file.Length);
        return 0;
    }

    public void Free(nint sdk) => Open--;

    public void Dispose()
    {
        foreach (var key in Keys.Values)
        {
            key.Dispose();
        }
    }

    private static string Seal(string key, string text)
    {
        using var aes = Cipher(key);
        return Convert.ToBase64String(aes.EncryptCbc(Encoding.UTF8.GetBytes(text), new byte[16]));
    }

    private static Aes Cipher(string key)
    {
        var aes = Aes.Create();
        aes.Key = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return aes;
    }
}

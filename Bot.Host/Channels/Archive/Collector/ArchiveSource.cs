using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bot.Host.Channels.Archive.Collector;

/// <summary>A record, opened. <paramref name="Record"/> is null for one that cannot be.</summary>
public sealed record OpenedRecord(ulong Seq, string MessageId, JsonElement? Record);

/// <summary>Reads the archive through the library: pages of sealed records, opened with the corp's private key; files in slices.</summary>
public sealed class ArchiveSource : IDisposable
{
    /// <summary>The most that the library gives at once.</summary>
    public const int MostRecords = 1000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly IArchiveLibrary library;
    private readonly CollectorSettings settings;
    private readonly nint sdk;

    /// <exception cref="CollectorException">The library does not take the corp's id and secret.</exception>
    public ArchiveSource(IArchiveLibrary library, CollectorSettings settings)
    {
        (this.library, this.settings) = (library, settings);
        sdk = library.NewSdk();
        if (library.Init(sdk, settings.CorpId, settings.Secret) is not 0 and var code)
        {
            library.Free(sdk);
            throw new CollectorException($"the library does not start ({Meaning(code)}): check Collector:CorpId and Collector:Secret");
        }
    }

    public void Dispose() => library.Free(sdk);

    /// <summary>What comes after a number, in order; at most <see cref="MostRecords"/>.</summary>
    /// <exception cref="CollectorException">Not now, or not until somebody sets something right.</exception>
    public IReadOnlyList<OpenedRecord> After(ulong seq)
    {
        var code = library.GetChatData(sdk, seq, MostRecords, settings.Proxy, settings.ProxyPassword, Timeout, out var data);
        if (code != 0)
        {
            throw new CollectorException($"the archive gives no records ({Meaning(code)})");
        }

        try
        {
            using var page = JsonDocument.Parse(data);
            if (page.RootElement.TryGetProperty("errcode", out var error) && error.GetInt64() != 0)
            {
                throw new CollectorException($"the archive gives no records (errcode {error.GetInt64()})");
            }

            return page.RootElement.TryGetProperty("chatdata", out var records) ? [.. records.EnumerateArray().Select(Open).OrderBy(record => record.Seq)] : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new CollectorException("the archive's answer cannot be read");
        }
    }

    /// <summary>Hands the file over slice by slice.</summary>
    /// <exception cref="CollectorException">It is not to be had.</exception>
    public void Fetch(string fileId, Action<byte[]> take)
    {
        for (var (index, isLast) = ("", false); !isLast;)
        {
            var code = library.GetMediaData(sdk, index, fileId, settings.Proxy, settings.ProxyPassword, Timeout, out var slice);
            if (code != 0)
            {
                throw new CollectorException($"a file is not to be had ({Meaning(code)})");
            }

            take(slice.Data);
            (index, isLast) = (slice.Next, slice.IsLast || slice.Next.Length == 0);
        }
    }

    private OpenedRecord Open(JsonElement sealedRecord)
    {
        var seq = sealedRecord.GetProperty("seq").GetUInt64();
        var id = sealedRecord.GetProperty("msgid").GetString() ?? "";
        var version = sealedRecord.GetProperty("publickey_ver").GetInt32();
        if (!settings.PrivateKeys.TryGetValue(version, out var privateKey))
        {
            throw new CollectorException($"record {seq} is sealed for public key version {version}; Collector:PrivateKeys has {string.Join(", ", settings.PrivateKeys.Keys.Order())}");
        }

        string key;
        try
        {
            key = Encoding.UTF8.GetString(privateKey.Decrypt(Convert.FromBase64String(sealedRecord.GetProperty("encrypt_random_key").GetString() ?? ""), RSAEncryptionPadding.Pkcs1));
        }
        catch (CryptographicException)
        {
            throw new CollectorException($"the private key of version {version} does not open record {seq}: it belongs to another public key");
        }

        if (library.DecryptData(key, sealedRecord.GetProperty("encrypt_chat_msg").GetString() ?? "", out var text) != 0)
        {
            return new OpenedRecord(seq, id, null);
        }

        try
        {
            using var record = JsonDocument.Parse(text);
            return new OpenedRecord(seq, id, record.RootElement.Clone());
        }
        catch (JsonException)
        {
            return new OpenedRecord(seq, id, null);
        }
    }

    private static string Meaning(int code) => code switch
    {
        10000 => "10000: a wrong argument",
        10001 => "10001: the network",
        10002 => "10002: unreadable data",
        10003 => "10003: a fault of the platform",
        10004 => "10004: a wrong key",
        10005 => "10005: a wrong file id",
        10006 => "10006: it cannot be decrypted",
        10007 => "10007: no private key of that version",
        10008 => "10008: an unreadable key",
        10009 => "10009: this machine's address is not allowed in the console",
        10010 => "10010: older than five days",
        10011 => "10011: the certificate",
        _ => $"code {code}",
    };
}

namespace Bot.Host.Channels.Archive.Collector;

/// <summary>
/// The calls of WeCom's archive library (会话内容存档 SDK, libWeWorkFinanceSdk_C.so; dw/91774), as it documents them. Handles are the library's own.
/// Calls return 0, or an error code: 10000 wrong argument, 10001 network, 10002 unreadable data, 10003 system, 10004 wrong key, 10005 wrong file id,
/// 10006 cannot decrypt, 10007 no private key of that version, 10008 unreadable key, 10009 address not allowed, 10010 data out of date, 10011 certificate.
/// </summary>
public interface IArchiveLibrary
{
    /// <summary>A handle, to be given back with <see cref="Free"/>.</summary>
    nint NewSdk();

    int Init(nint sdk, string corpId, string secret);

    /// <summary>What comes after a sequence number, in order: {errcode, errmsg, chatdata: [{seq, msgid, publickey_ver, encrypt_random_key, encrypt_chat_msg}]}.</summary>
    /// <param name="limit">At most 1,000.</param>
    /// <param name="proxy">"socks5://10.0.0.1:8081", "http://10.0.0.1:8081", or empty.</param>
    int GetChatData(nint sdk, ulong seq, uint limit, string proxy, string proxyPassword, TimeSpan timeout, out string data);

    /// <param name="key">The record's random key, as the private key opened it.</param>
    int DecryptData(string key, string encrypted, out string record);

    /// <summary>The next slice of a file, of up to 512 KB.</summary>
    /// <param name="index">Empty for the first, then what the one before said.</param>
    int GetMediaData(nint sdk, string index, string fileId, string proxy, string proxyPassword, TimeSpan timeout, out MediaSlice slice);

    void Free(nint sdk);
}

/// <param name="Next">The index of the next one.</param>
public readonly record struct MediaSlice(byte[] Data, string Next, bool IsLast);

using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace Bot.Host.Channels.Archive.Collector;

/// <summary>
/// libWeWorkFinanceSdk_C.so of WeCom, which is not shipped with the program: it is to be had from the corp's console. C functions with C strings;
/// what they hand out lies in their own buffers and is copied. Source: WeWorkFinanceSdk_C.h.
/// </summary>
public sealed class NativeArchiveLibrary : IArchiveLibrary
{
    private const string Name = "WeWorkFinanceSdk_C";
    private static nint handle;

    private NativeArchiveLibrary()
    {
    }

    /// <param name="path">Of the .so; empty for where the system looks for libraries.</param>
    /// <exception cref="CollectorException">It cannot be loaded, or is another library.</exception>
    public static NativeArchiveLibrary Load(string path)
    {
        var wanted = path.Length > 0 ? Path.GetFullPath(path) : $"lib{Name}.so";
        if (!NativeLibrary.TryLoad(wanted, out var loaded))
        {
            throw new CollectorException($"the archive library {wanted} cannot be loaded: get it from the corp's console (会话内容存档), for this machine's processor, and set Collector:Library to its path");
        }

        if (!NativeLibrary.TryGetExport(loaded, "GetChatData", out _))
        {
            throw new CollectorException($"{wanted} is not WeCom's archive library");
        }

        if (Interlocked.Exchange(ref handle, loaded) == 0)
        {
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Name ? handle : 0);
        }

        return new NativeArchiveLibrary();
    }

    nint IArchiveLibrary.NewSdk() => NewSdk();

    int IArchiveLibrary.Init(nint sdk, string corpId, string secret) => Init(sdk, corpId, secret);

    void IArchiveLibrary.Free(nint sdk) => DestroySdk(sdk);

    int IArchiveLibrary.GetChatData(nint sdk, ulong seq, uint limit, string proxy, string proxyPassword, TimeSpan timeout, out string data)
    {
        var slice = NewSlice();
        try
        {
            var code = GetChatData(sdk, seq, limit, proxy, proxyPassword, (int)timeout.TotalSeconds, slice);
            data = code == 0 ? Text(slice) : "";
            return code;
        }
        finally
        {
            FreeSlice(slice);
        }
    }

    int IArchiveLibrary.DecryptData(string key, string encrypted, out string record)
    {
        var slice = NewSlice();
        try
        {
            var code = DecryptData(key, encrypted, slice);
            record = code == 0 ? Text(slice) : "";
            return code;
        }
        finally
        {
            FreeSlice(slice);
        }
    }

    int IArchiveLibrary.GetMediaData(nint sdk, string index, string fileId, string proxy, string proxyPassword, TimeSpan timeout, out MediaSlice slice)
    {
        var media = NewMediaData();
        try
        {
            var code = GetMediaData(sdk, index, fileId, proxy, proxyPassword, (int)timeout.TotalSeconds, media);
            slice = code == 0
                ? new MediaSlice(Bytes(GetData(media), GetDataLen(media)), Encoding.UTF8.GetString(Bytes(GetOutIndexBuf(media), GetIndexLen(media))), IsMediaDataFinish(media) == 1)
                : default;
            return code;
        }
        finally
        {
            FreeMediaData(media);
        }
    }

    private static string Text(nint slice) => Encoding.UTF8.GetString(Bytes(GetContentFromSlice(slice), GetSliceLen(slice)));

    private static byte[] Bytes(nint from, int length)
    {
        if (from == 0 || length <= 0)
        {
            return [];
        }

        var bytes = new byte[length];
        Marshal.Copy(from, bytes, 0, length);
        return bytes;
    }

#pragma warning disable SYSLIB1054 // Generated marshalling needs unsafe blocks in the whole project, for twelve calls.
    [DllImport(Name)]
    private static extern nint NewSdk();

    [DllImport(Name)]
    private static extern int Init(nint sdk, [MarshalAs(UnmanagedType.LPUTF8Str)] string corpId, [MarshalAs(UnmanagedType.LPUTF8Str)] string secret);

    [DllImport(Name)]
    private static extern int GetChatData(nint sdk, ulong seq, uint limit, [MarshalAs(UnmanagedType.LPUTF8Str)] string proxy, [MarshalAs(UnmanagedType.LPUTF8Str)] string password, int timeout, nint slice);

    [DllImport(Name)]
    private static extern int DecryptData([MarshalAs(UnmanagedType.LPUTF8Str)] string key, [MarshalAs(UnmanagedType.LPUTF8Str)] string message, nint slice);

    [DllImport(Name)]
    private static extern int GetMediaData(
        nint sdk,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string index,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string fileId,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string proxy,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string password,
        int timeout,
        nint media);

    [DllImport(Name)]
    private static extern void DestroySdk(nint sdk);

    [DllImport(Name)]
    private static extern nint NewSlice();

    [DllImport(Name)]
    private static extern void FreeSlice(nint slice);

    [DllImport(Name)]
    private static extern nint GetContentFromSlice(nint slice);

    [DllImport(Name)]
    private static extern int GetSliceLen(nint slice);

    [DllImport(Name)]
    private static extern nint NewMediaData();

    [DllImport(Name)]
    private static extern void FreeMediaData(nint media);

    [DllImport(Name)]
    private static extern nint GetOutIndexBuf(nint media);

    [DllImport(Name)]
    private static extern nint GetData(nint media);

    [DllImport(Name)]
    private static extern int GetIndexLen(nint media);

    [DllImport(Name)]
    private static extern int GetDataLen(nint media);

    [DllImport(Name)]
    private static extern int IsMediaDataFinish(nint media);
#pragma warning restore SYSLIB1054
}

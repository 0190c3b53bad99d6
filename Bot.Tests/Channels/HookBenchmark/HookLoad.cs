using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bot.Tests.Channels.HookBenchmark;

/// <summary>Posts requests that were made before over connections that stay open: as little work as possible beside what is measured. Every answer has to be a 200.</summary>
internal sealed class HookLoad : IDisposable
{
    private readonly Line[] lines;

    private HookLoad(Line[] lines) => this.lines = lines;

    public static async Task<HookLoad> Open(int port, int connections)
    {
        var lines = new Line[connections];
        for (var index = 0; index < connections; index++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port);
            lines[index] = new Line(socket);
        }

        return new HookLoad(lines);
    }

    public static byte[] Request(string target, string body) =>
        Encoding.UTF8.GetBytes($"POST {target} HTTP/1.1\r\nHost: bot\r\nContent-Type: text/xml\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    /// <summary>Each connection sends its next request when the last one is answered. Returns answers per second.</summary>
    public async Task<double> AsFastAsItGoes(IReadOnlyList<byte[]> requests)
    {
        var next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(lines.Select(line => Task.Run(async () =>
        {
            for (int index; (index = Interlocked.Increment(ref next)) < requests.Count;)
            {
                await line.Post(requests[index]);
            }
        })));
        return requests.Count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>So many requests a second, whatever the answers do. Returns milliseconds from the moment a request was to go out, sorted: one that had to wait for a slow one before it counts as slow too.</summary>
    public async Task<double[]> At(double perSecond, IReadOnlyList<byte[]> requests)
    {
        var times = new double[requests.Count];
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(lines.Select((line, first) => Task.Run(async () =>
        {
            for (var index = first; index < requests.Count; index += lines.Length)
            {
                var due = TimeSpan.FromSeconds(index / perSecond);
                if (due - Stopwatch.GetElapsedTime(begun) is var left && left > TimeSpan.FromMilliseconds(1))
                {
                    await Task.Delay(left);
                }

                await line.Post(requests[index]);
                times[index] = (Stopwatch.GetElapsedTime(begun) - due).TotalMilliseconds;
            }
        })));
        Array.Sort(times);
        return times;
    }

    public void Dispose()
    {
        foreach (var line in lines)
        {
            line.Dispose();
        }
    }

    private sealed class Line(Socket socket) : IDisposable
    {
        private readonly byte[] buffer = new byte[4096];

        public async Task Post(byte[] request)
        {
            await socket.SendAsync(request, SocketFlags.None);
            for (var filled = 0; ;)
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(filled), SocketFlags.None);
                if (count == 0)
                {
                    throw new IOException("the connection was closed within an answer: " + Encoding.UTF8.GetString(buffer, 0, filled));
                }

                filled += count;
                if (IsWhole(buffer.AsSpan(0, filled)))
                {
                    return;
                }
            }
        }

        public void Dispose() => socket.Dispose();

        private static bool IsWhole(ReadOnlySpan<byte> answer)
        {
            if (answer.IndexOf("\r\n\r\n"u8) is var head && head < 0)
            {
                return false;
            }

            if (!answer.StartsWith("HTTP/1.1 200 "u8))
            {
                throw new IOException(Encoding.UTF8.GetString(answer));
            }

            var from = answer.IndexOf("Content-Length: "u8) is var at and >= 0 ? at + 16 : throw new IOException("no length: " + Encoding.UTF8.GetString(answer));
            var length = answer[from..];
            return answer.Length >= head + 4 + int.Parse(length[..length.IndexOf((byte)'\r')], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}

using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>How fast messages are understood, on one thread.</summary>
public static class UnderstandBench
{
    /// <summary>The first runs are compiled while they run; they are done before the clock starts.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    /// <returns>{messages, seconds, messages_per_second, p50_us, p99_us, allocated_bytes_per_message, model_bytes, load_ms} as one line.</returns>
    public static string Run(Reader reader, IReadOnlyList<CaseLine> messages, int repeats, TimeSpan loaded)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var writer = new Utf8JsonWriter(buffer, DecisionJson.Plain);
        var warm = Stopwatch.StartNew();
        while (warm.Elapsed < WarmUp)
        {
            foreach (var message in messages)
            {
                Once(reader, message, buffer, writer);
            }
        }

        var total = (long)messages.Count * repeats;
        var histogram = new long[100_000];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++)
        {
            foreach (var message in messages)
            {
                var before = Stopwatch.GetTimestamp();
                Once(reader, message, buffer, writer);
                var tenths = (Stopwatch.GetTimestamp() - before) * 10_000_000 / Stopwatch.Frequency;
                histogram[Math.Min(tenths, histogram.Length - 1)]++;
            }
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var result = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(result))
        {
            json.WriteStartObject();
            json.WriteNumber("messages", total);
            json.WriteNumber("seconds", Math.Round(seconds, 3));
            json.WriteNumber("messages_per_second", Math.Round(total / seconds));
            json.WriteNumber("p50_us", At(histogram, total * 50 / 100) / 10.0);
            json.WriteNumber("p99_us", At(histogram, total * 99 / 100) / 10.0);
            json.WriteNumber("allocated_bytes_per_message", allocated / total);
            json.WriteNumber("model_bytes", reader.Vocabulary.SizeInBytes);
            json.WriteNumber("load_ms", Math.Round(loaded.TotalMilliseconds, 1));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(result.WrittenSpan);
    }

    private static void Once(Reader reader, CaseLine message, ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        DecisionJson.Write(writer, message.Id, reader.Read(message.Conversation));
        writer.Flush();
    }

    private static long At(long[] histogram, long rank)
    {
        long seen = 0;
        for (var i = 0; i < histogram.Length; i++)
        {
            seen += histogram[i];
            if (seen > rank)
            {
                return i;
            }
        }

        return histogram.Length;
    }
}

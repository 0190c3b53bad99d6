using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>understand: JSON Lines of messages in, one decision per line out, in the same order; needs no database.</summary>
public static class UnderstandVerb
{
    private const int LongestBench = 1_000_000;

    public static async Task<int> Run(string[] arguments)
    {
        var repeats = 0;
        string? words = null;
        string? weights = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--bench" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out repeats) && repeats is > 0 and <= LongestBench:
                    i++;
                    break;
                case "--words" when i + 1 < arguments.Length:
                    words = Path.GetFullPath(arguments[++i]);
                    break;
                case "--weights" when i + 1 < arguments.Length:
                    weights = Path.GetFullPath(arguments[++i]);
                    break;
                default:
                    return Verbs.Refuse($"understand: cannot use '{arguments[i]}'; known: --bench N (1 to {LongestBench}), --words DIR, --weights FILE");
            }
        }

        var started = Stopwatch.GetTimestamp();
        Reader reader;
        try
        {
            reader = new Reader(VocabularyFiles.Load(words, weights));
        }
        catch (Exception error) when (error is IOException or FormatException)
        {
            return Verbs.Refuse($"understand: {error.Message}");
        }

        var loaded = Stopwatch.GetElapsedTime(started);
        using (reader)
        {
            using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
            return repeats > 0 ? await Bench(reader, input, repeats, loaded) : await Decide(reader, input);
        }
    }

    private static async Task<int> Decide(Reader reader, StreamReader input)
    {
        await using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        var buffer = new ArrayBufferWriter<byte>(4096);
        while (await input.ReadLineAsync() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            buffer.ResetWrittenCount();
            using (var writer = new Utf8JsonWriter(buffer, DecisionJson.Plain))
            {
                WriteDecision(writer, reader, line);
            }

            buffer.Write("\n"u8);
            await output.WriteAsync(buffer.WrittenMemory);
        }

        return 0;
    }

    private static void WriteDecision(Utf8JsonWriter writer, Reader reader, string line)
    {
        string? id = null;
        try
        {
            var message = CaseLine.Parse(line.TrimStart('\ufeff'), out id);
            DecisionJson.Write(writer, message.Id, reader.Read(message.Conversation));
        }
        catch (FormatException error)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("error", error.Message);
            writer.WriteEndObject();
        }
    }

    /// <summary>Judges the input again and again; the decision and its line of JSON are timed, reading the input is not.</summary>
    private static async Task<int> Bench(Reader reader, StreamReader input, int repeats, TimeSpan loaded)
    {
        var messages = new List<CaseLine>();
        while (await input.ReadLineAsync() is { } line)
        {
            try
            {
                if (!string.IsNullOrWhiteSpace(line))
                {
                    messages.Add(CaseLine.Parse(line.TrimStart('\ufeff'), out _));
                }
            }
            catch (FormatException error)
            {
                await Console.Error.WriteLineAsync($"left out: {error.Message}");
            }
        }

        if (messages.Count == 0)
        {
            return Verbs.Refuse("understand --bench: no message on standard input");
        }

        Console.WriteLine(UnderstandBench.Run(reader, messages, repeats, loaded));
        return 0;
    }
}

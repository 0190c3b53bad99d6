using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bot.Domain.Clocks;

namespace Bot.Host.Clocks;

/// <summary>One line of the verb "due": {id, start, limit, hours?, pauses?} → {id, due, provisional, trace} or {id, error}.</summary>
public sealed class DueLines(WorkCalendar calendar)
{
    // Chinese stays readable; the output is read by programs and people, never put into a page.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly WorkingHours Usual = WorkingHours.Parse(WorkingHours.Usual);

    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <returns>The answer with its line end in UTF-8; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Answer(string line)
    {
        buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            Write(writer, line);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    private void Write(Utf8JsonWriter writer, string line)
    {
        var (id, due, error) = Judge(line);
        writer.WritePropertyName("id");
        writer.WriteRawValue(id);
        if (due is null)
        {
            writer.WriteString("error", error);
        }
        else
        {
            WriteDue(writer, due);
        }
    }

    /// <returns>The id as it was written, and one of the other two.</returns>
    private (string Id, Due? Due, string? Error) Judge(string line)
    {
        var id = "null";
        try
        {
            using var document = JsonDocument.Parse(line);
            var request = document.RootElement;
            id = request.ValueKind == JsonValueKind.Object && request.TryGetProperty("id", out var given) ? given.GetRawText() : id;
            return (id, Compute(request), null);
        }
        catch (JsonException)
        {
            return (id, null, "the line is not valid JSON");
        }
        catch (InvalidOperationException)
        {
            // "\ud800" alone is valid JSON and yet no text: the reader says so only when the text is taken.
            return (id, null, "the line holds half of an escaped character");
        }
        catch (ClockException exception)
        {
            return (id, null, exception.Message);
        }
    }

    private Due Compute(JsonElement request)
    {
        if (request.ValueKind != JsonValueKind.Object)
        {
            throw new ClockException("the line is not a JSON object");
        }

        var start = Instant(Text(request, "start"), "start");
        var limit = Limit.Parse(Text(request, "limit"));
        var hours = Given(request, "hours", out _) ? WorkingHours.Parse(Text(request, "hours")) : Usual;
        return new DueTime(calendar, hours).Compute(start, limit, Pauses(request));
    }

    private static List<Pause> Pauses(JsonElement request)
    {
        if (!Given(request, "pauses", out var list))
        {
            return [];
        }

        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(pause => pause.ValueKind != JsonValueKind.Object))
        {
            throw new ClockException("pauses must be a list of {from, to}");
        }

        return [.. list.EnumerateArray().Select(pause => new Pause(Instant(End(pause, "from"), "pause"), Instant(End(pause, "to"), "pause")))];
    }

    private static string End(JsonElement pause, string name) =>
        Given(pause, name, out _) ? Text(pause, name) : throw new ClockException($"pause {pause.GetRawText()} is open: it has no '{name}'");

    private static string Text(JsonElement element, string name) =>
        Given(element, name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new ClockException($"'{name}' must be given as a text");

    private static bool Given(JsonElement element, string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static DateTimeOffset Instant(string text, string name) =>
        Iso8601.TryParse(text, out var instant)
            ? instant
            : throw new ClockException($"{name} '{text}' is not an ISO 8601 time with offset, such as 2026-02-13T16:30:00+08:00");

    private static void WriteDue(Utf8JsonWriter writer, Due due)
    {
        // Parts of a second are cut off, not rounded: what is shown is never later than what holds.
        writer.WriteString("due", due.At.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
        writer.WriteBoolean("provisional", due.Provisional);
        writer.WriteStartArray("trace");
        foreach (var step in due.Trace)
        {
            writer.WriteStringValue(step);
        }

        writer.WriteEndArray();
    }
}

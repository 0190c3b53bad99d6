using System.Text.Encodings.Web;
using System.Text.Json;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>A reading as one line of JSON, with the keys of the cases.</summary>
public static class DecisionJson
{
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string CoarseName(Coarse coarse) => coarse switch
    {
        Coarse.New => "NEW",
        Coarse.Link => "LINK",
        Coarse.Query => "QUERY",
        Coarse.Inquiry => "INQUIRY",
        Coarse.Worker => "WORKER",
        Coarse.Buffer => "BUFFER",
        Coarse.Split => "SPLIT",
        Coarse.Deny => "DENY",
        _ => "NONE",
    };

    public static void Write(Utf8JsonWriter writer, string id, Reading reading)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("coarse"u8, CoarseName(reading.Coarse));
        writer.WriteString("intent"u8, reading.Intent);
        writer.WriteString("action"u8, reading.Action);
        writer.WriteString("category"u8, reading.Category);
        WriteLocation(writer, reading.Location);
        writer.WriteString("urgency"u8, reading.Urgency is { } urgency ? UrgencyNames.Of(urgency) : null);
        switch (reading.Refs.Count)
        {
            case 0: writer.WriteNull("ref"u8); break;
            case 1: writer.WriteString("ref"u8, reading.Refs[0]); break;
            default: WriteList(writer, "ref"u8, reading.Refs); break;
        }

        writer.WriteStartArray("items"u8);
        foreach (var item in reading.Items)
        {
            writer.WriteStartObject();
            writer.WriteString("intent"u8, item.Intent);
            writer.WriteString("category"u8, item.Category);
            WriteLocation(writer, item.Location);
            writer.WriteString("urgency"u8, item.Urgency is { } itemUrgency ? UrgencyNames.Of(itemUrgency) : null);
            writer.WriteString("text"u8, item.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("reply"u8, reading.Reply);
        WriteList(writer, "reasons"u8, reading.Reasons);
        writer.WriteNumber("confidence"u8, Math.Round(reading.Confidence, 3));
        WriteRest(writer, reading);
        writer.WriteEndObject();
    }

    private static void WriteRest(Utf8JsonWriter writer, Reading reading)
    {
        if (reading.Missing.Count > 0)
        {
            WriteList(writer, "missing"u8, reading.Missing);
        }

        Text("hotline"u8, reading.Hotline);
        Flag("alert"u8, reading.Alert);
        Flag("hazard"u8, reading.Hazard);
        Flag("vulnerable"u8, reading.Vulnerable);
        Flag("privacy"u8, reading.Privacy);
        Flag("anonymous"u8, reading.Anonymous);
        Flag("recur"u8, reading.Recurring);
        Flag("on_behalf"u8, reading.OnBehalf);
        Flag("unclear"u8, reading.Unclear);
        Text("to"u8, reading.To);
        Text("promise"u8, reading.Promise);
        Text("promise_at"u8, Time(reading.PromiseAt));
        Text("until"u8, reading.Until);
        Text("until_at"u8, Time(reading.UntilAt));
        Number("eta_min"u8, reading.EtaMinutes);
        Number("score"u8, reading.Score);
        Number("households"u8, reading.Households);
        if (reading.Satisfied is { } satisfied)
        {
            writer.WriteBoolean("satisfied"u8, satisfied);
        }

        void Text(ReadOnlySpan<byte> name, string? value)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        void Flag(ReadOnlySpan<byte> name, bool value)
        {
            if (value)
            {
                writer.WriteBoolean(name, true);
            }
        }

        void Number(ReadOnlySpan<byte> name, int? value)
        {
            if (value is { } number)
            {
                writer.WriteNumber(name, number);
            }
        }
    }

    private static string? Time(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);

    private static void WriteList(Utf8JsonWriter writer, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static void WriteLocation(Utf8JsonWriter writer, Location location)
    {
        writer.WriteStartObject("location");
        Part("community"u8, location.Community);
        Part("building"u8, location.Building);
        Part("unit"u8, location.Unit);
        Part("floor"u8, location.Floor);
        Part("room"u8, location.Room);
        Part("place"u8, location.Place);
        Part("from"u8, location.From);
        writer.WriteEndObject();

        void Part(ReadOnlySpan<byte> name, string? value)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }
    }
}

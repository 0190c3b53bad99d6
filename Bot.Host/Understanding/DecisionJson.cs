using System.Text.Encodings.Web;
using System.Text.Json;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>A reading as one line of JSON, with the keys of the cases.</summary>
public static class DecisionJson
{
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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
        writer.WriteString("id", id);
        writer.WriteString("coarse", CoarseName(reading.Coarse));
        writer.WriteString("intent", reading.Intent);
        writer.WriteString("action", reading.Action);
        writer.WriteString("category", reading.Category);
        WriteLocation(writer, reading.Location);
        writer.WriteString("urgency", reading.Urgency is { } urgency ? UrgencyNames.Of(urgency) : null);
        switch (reading.Refs.Count)
        {
            case 0: writer.WriteNull("ref"); break;
            case 1: writer.WriteString("ref", reading.Refs[0]); break;
            default: WriteList(writer, "ref", reading.Refs); break;
        }

        writer.WriteStartArray("items");
        foreach (var item in reading.Items)
        {
            writer.WriteStartObject();
            writer.WriteString("intent", item.Intent);
            writer.WriteString("category", item.Category);
            WriteLocation(writer, item.Location);
            writer.WriteString("urgency", item.Urgency is { } itemUrgency ? UrgencyNames.Of(itemUrgency) : null);
            writer.WriteString("text", item.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("reply", reading.Reply);
        WriteList(writer, "reasons", reading.Reasons);
        writer.WriteNumber("confidence", Math.Round(reading.Confidence, 3));
        WriteRest(writer, reading);
        writer.WriteEndObject();
    }

    private static void WriteRest(Utf8JsonWriter writer, Reading reading)
    {
        if (reading.Missing.Count > 0)
        {
            WriteList(writer, "missing", reading.Missing);
        }

        Text("hotline", reading.Hotline);
        Flag("alert", reading.Alert);
        Flag("hazard", reading.Hazard);
        Flag("vulnerable", reading.Vulnerable);
        Flag("privacy", reading.Privacy);
        Flag("anonymous", reading.Anonymous);
        Flag("recur", reading.Recurring);
        Flag("on_behalf", reading.OnBehalf);
        Flag("unclear", reading.Unclear);
        Text("to", reading.To);
        Text("promise", reading.Promise);
        Text("promise_at", Time(reading.PromiseAt));
        Text("until", reading.Until);
        Text("until_at", Time(reading.UntilAt));
        Number("eta_min", reading.EtaMinutes);
        Number("score", reading.Score);
        Number("households", reading.Households);
        if (reading.Satisfied is { } satisfied)
        {
            writer.WriteBoolean("satisfied", satisfied);
        }

        void Text(string name, string? value)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        void Flag(string name, bool value)
        {
            if (value)
            {
                writer.WriteBoolean(name, true);
            }
        }

        void Number(string name, int? value)
        {
            if (value is { } number)
            {
                writer.WriteNumber(name, number);
            }
        }
    }

    private static string? Time(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
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
        Part("community", location.Community);
        Part("building", location.Building);
        Part("unit", location.Unit);
        Part("floor", location.Floor);
        Part("room", location.Room);
        Part("place", location.Place);
        Part("from", location.From);
        writer.WriteEndObject();

        void Part(string name, string? value)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }
    }
}

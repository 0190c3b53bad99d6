using System.Text.Encodings.Web;
using System.Text.Json;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>A reading as one line of JSON, with the keys of the cases.</summary>
public static class DecisionJson
{
    public static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The keys, encoded once.</summary>
    private static class Name
    {
        public static readonly JsonEncodedText Action = JsonEncodedText.Encode("action");
        public static readonly JsonEncodedText Alert = JsonEncodedText.Encode("alert");
        public static readonly JsonEncodedText Anonymous = JsonEncodedText.Encode("anonymous");
        public static readonly JsonEncodedText Building = JsonEncodedText.Encode("building");
        public static readonly JsonEncodedText Category = JsonEncodedText.Encode("category");
        public static readonly JsonEncodedText Coarse = JsonEncodedText.Encode("coarse");
        public static readonly JsonEncodedText Community = JsonEncodedText.Encode("community");
        public static readonly JsonEncodedText Confidence = JsonEncodedText.Encode("confidence");
        public static readonly JsonEncodedText EtaMin = JsonEncodedText.Encode("eta_min");
        public static readonly JsonEncodedText Floor = JsonEncodedText.Encode("floor");
        public static readonly JsonEncodedText From = JsonEncodedText.Encode("from");
        public static readonly JsonEncodedText Hazard = JsonEncodedText.Encode("hazard");
        public static readonly JsonEncodedText Hotline = JsonEncodedText.Encode("hotline");
        public static readonly JsonEncodedText Households = JsonEncodedText.Encode("households");
        public static readonly JsonEncodedText Id = JsonEncodedText.Encode("id");
        public static readonly JsonEncodedText Intent = JsonEncodedText.Encode("intent");
        public static readonly JsonEncodedText Items = JsonEncodedText.Encode("items");
        public static readonly JsonEncodedText Location = JsonEncodedText.Encode("location");
        public static readonly JsonEncodedText Missing = JsonEncodedText.Encode("missing");
        public static readonly JsonEncodedText OnBehalf = JsonEncodedText.Encode("on_behalf");
        public static readonly JsonEncodedText Place = JsonEncodedText.Encode("place");
        public static readonly JsonEncodedText Privacy = JsonEncodedText.Encode("privacy");
        public static readonly JsonEncodedText Promise = JsonEncodedText.Encode("promise");
        public static readonly JsonEncodedText PromiseAt = JsonEncodedText.Encode("promise_at");
        public static readonly JsonEncodedText Reasons = JsonEncodedText.Encode("reasons");
        public static readonly JsonEncodedText Recur = JsonEncodedText.Encode("recur");
        public static readonly JsonEncodedText Ref = JsonEncodedText.Encode("ref");
        public static readonly JsonEncodedText Reply = JsonEncodedText.Encode("reply");
        public static readonly JsonEncodedText Room = JsonEncodedText.Encode("room");
        public static readonly JsonEncodedText Satisfied = JsonEncodedText.Encode("satisfied");
        public static readonly JsonEncodedText Score = JsonEncodedText.Encode("score");
        public static readonly JsonEncodedText Text = JsonEncodedText.Encode("text");
        public static readonly JsonEncodedText To = JsonEncodedText.Encode("to");
        public static readonly JsonEncodedText Unclear = JsonEncodedText.Encode("unclear");
        public static readonly JsonEncodedText Unit = JsonEncodedText.Encode("unit");
        public static readonly JsonEncodedText Until = JsonEncodedText.Encode("until");
        public static readonly JsonEncodedText UntilAt = JsonEncodedText.Encode("until_at");
        public static readonly JsonEncodedText Urgency = JsonEncodedText.Encode("urgency");
        public static readonly JsonEncodedText Vulnerable = JsonEncodedText.Encode("vulnerable");
    }

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
        writer.WriteString(Name.Id, id);
        writer.WriteString(Name.Coarse, CoarseName(reading.Coarse));
        writer.WriteString(Name.Intent, reading.Intent);
        writer.WriteString(Name.Action, reading.Action);
        writer.WriteString(Name.Category, reading.Category);
        WriteLocation(writer, reading.Location);
        writer.WriteString(Name.Urgency, reading.Urgency is { } urgency ? UrgencyNames.Of(urgency) : null);
        switch (reading.Refs.Count)
        {
            case 0: writer.WriteNull(Name.Ref); break;
            case 1: writer.WriteString(Name.Ref, reading.Refs[0]); break;
            default: WriteList(writer, Name.Ref, reading.Refs); break;
        }

        writer.WriteStartArray(Name.Items);
        foreach (var item in reading.Items)
        {
            writer.WriteStartObject();
            writer.WriteString(Name.Intent, item.Intent);
            writer.WriteString(Name.Category, item.Category);
            WriteLocation(writer, item.Location);
            writer.WriteString(Name.Urgency, item.Urgency is { } itemUrgency ? UrgencyNames.Of(itemUrgency) : null);
            writer.WriteString(Name.Text, item.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString(Name.Reply, reading.Reply);
        WriteList(writer, Name.Reasons, reading.Reasons);
        writer.WriteNumber(Name.Confidence, Math.Round(reading.Confidence, 3));
        WriteRest(writer, reading);
        writer.WriteEndObject();
    }

    private static void WriteRest(Utf8JsonWriter writer, Reading reading)
    {
        if (reading.Missing.Count > 0)
        {
            WriteList(writer, Name.Missing, reading.Missing);
        }

        Text(Name.Hotline, reading.Hotline);
        Flag(Name.Alert, reading.Alert);
        Flag(Name.Hazard, reading.Hazard);
        Flag(Name.Vulnerable, reading.Vulnerable);
        Flag(Name.Privacy, reading.Privacy);
        Flag(Name.Anonymous, reading.Anonymous);
        Flag(Name.Recur, reading.Recurring);
        Flag(Name.OnBehalf, reading.OnBehalf);
        Flag(Name.Unclear, reading.Unclear);
        Text(Name.To, reading.To);
        Text(Name.Promise, reading.Promise);
        Text(Name.PromiseAt, Time(reading.PromiseAt));
        Text(Name.Until, reading.Until);
        Text(Name.UntilAt, Time(reading.UntilAt));
        Number(Name.EtaMin, reading.EtaMinutes);
        Number(Name.Score, reading.Score);
        Number(Name.Households, reading.Households);
        if (reading.Satisfied is { } satisfied)
        {
            writer.WriteBoolean(Name.Satisfied, satisfied);
        }

        void Text(JsonEncodedText name, string? value) => WriteText(writer, name, value);

        void Flag(JsonEncodedText name, bool value)
        {
            if (value)
            {
                writer.WriteBoolean(name, true);
            }
        }

        void Number(JsonEncodedText name, int? value)
        {
            if (value is { } number)
            {
                writer.WriteNumber(name, number);
            }
        }
    }

    private static string? Time(DateTimeOffset? at) => at?.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);

    private static void WriteList(Utf8JsonWriter writer, JsonEncodedText name, IReadOnlyList<string> values)
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
        writer.WriteStartObject(Name.Location);
        Part(Name.Community, location.Community);
        Part(Name.Building, location.Building);
        Part(Name.Unit, location.Unit);
        Part(Name.Floor, location.Floor);
        Part(Name.Room, location.Room);
        Part(Name.Place, location.Place);
        Part(Name.From, location.From);
        writer.WriteEndObject();

        void Part(JsonEncodedText name, string? value) => WriteText(writer, name, value);
    }

    private static void WriteText(Utf8JsonWriter writer, JsonEncodedText name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}

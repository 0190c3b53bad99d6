using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bot.Host;

/// <summary>How everything is written as JSON, in the database and towards callers: camelCase, enumerations as words, Chinese readable.</summary>
public static class BotJson
{
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

        // jsonb orders keys by length: an event's "kind" then stands behind its "to" or "by".
        options.AllowOutOfOrderMetadataProperties = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        return options;
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"null where a {typeof(T).Name} is expected");

    /// <param name="json">UTF-8, as the database sends it.</param>
    public static T Read<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"null where a {typeof(T).Name} is expected");

    /// <summary>
    /// An object of those members that differ, for jsonb's <c>||</c>: of a ticket some 100 of 1,800 bytes. Members are told apart by what they are and not by what
    /// they hold: records that were copied with "with" share what did not change, and one replaced by its equal is only written once more.
    /// </summary>
    /// <param name="before">What is stored; it was written whole, without leaving members out.</param>
    public static string Difference<T>(T before, T after)
        where T : notnull
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Options.Encoder });
        writer.WriteStartObject();
        foreach (var member in Options.GetTypeInfo(typeof(T)).Properties)
        {
            if (member.Get is not { } get || IsSame(get(before), get(after)))
            {
                continue;
            }

            writer.WritePropertyName(member.Name);
            JsonSerializer.Serialize(writer, get(after), member.PropertyType, Options);
        }

        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>An instant on another clock (+08:00 and Z) is written differently, though it is equal.</summary>
    private static bool IsSame(object? one, object? other) => one switch
    {
        DateTimeOffset instant => other is DateTimeOffset same && instant.EqualsExact(same),
        string or ValueType => one.Equals(other),
        _ => ReferenceEquals(one, other),
    };
}

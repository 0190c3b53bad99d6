using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bot.Domain.Clocks;

namespace Bot.Host.Clocks;

/// <summary>An instant that a person or a program gives: ISO 8601; without an offset it is China's time, whatever zone the machine keeps.</summary>
public sealed class ShanghaiInstant : JsonConverter<DateTimeOffset>
{
    private static readonly string[] Bare = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm"];

    /// <exception cref="JsonException">It is no instant.</exception>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("an instant such as 2026-03-02T09:00:00+08:00 is expected");
        return Iso8601.TryParse(text, out var instant) ? instant
            : DateTime.TryParseExact(text, Bare, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? new DateTimeOffset(local, ShanghaiTime.Offset)
            : throw new JsonException($"'{text}' is no instant such as 2026-03-02T09:00:00+08:00");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

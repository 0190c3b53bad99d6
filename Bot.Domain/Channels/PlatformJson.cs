using System.Text.Json;

namespace Bot.Domain.Channels;

/// <summary>The JSON of callbacks. Numbers keep their digits, so that a long id stays what it is.</summary>
public static class PlatformJson
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = PlatformFields.Deepest };

    /// <exception cref="SealException">"too_large", "json_malformed"; also where it is no object or too deep</exception>
    public static PlatformFields Read(string text)
    {
        if (text.Length > PlatformFields.MostCharacters)
        {
            throw new SealException("too_large");
        }

        try
        {
            using var document = JsonDocument.Parse(text.AsMemory().TrimStart('\uFEFF'), Lenient);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Value(document.RootElement) : throw new SealException("json_malformed");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            // Half a surrogate pair in the text or in an escape is no JsonException.
            throw new SealException("json_malformed");
        }
    }

    /// <summary>JSON inside a field of JSON; empty where it is none.</summary>
    internal static PlatformFields Inner(PlatformFields field)
    {
        try
        {
            return field.Members.Count > 0 ? field : Read(field.Text);
        }
        catch (SealException)
        {
            return PlatformFields.Of((string?)null);
        }
    }

    private static PlatformFields Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => PlatformFields.Of(Members(element)),
        JsonValueKind.Array => PlatformFields.Of([.. element.EnumerateArray().Select(Value)]),
        JsonValueKind.String => PlatformFields.Of(element.GetString()),
        JsonValueKind.Null => PlatformFields.Of((string?)null),
        _ => PlatformFields.Of(element.GetRawText()),
    };

    /// <summary>Of a name given twice the last counts, as most readers have it.</summary>
    private static Dictionary<string, PlatformFields> Members(JsonElement element)
    {
        var members = new Dictionary<string, PlatformFields>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            members[property.Name] = Value(property.Value);
        }

        return members;
    }
}

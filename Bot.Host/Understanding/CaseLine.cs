using System.Globalization;
using System.Text.Json;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>One line of labelled cases, or of messages to be judged: JSON as the cases describe it.</summary>
public sealed record CaseLine(string Id, Conversation Conversation, JsonElement? Expect)
{
    /// <summary>Reads a line. <paramref name="id"/> is told even where the line cannot be used, if it has one.</summary>
    /// <exception cref="FormatException">The line is no JSON object, or lacks what is needed.</exception>
    public static CaseLine Parse(string line, out string? id)
    {
        id = null;
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(line);
            root = document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new FormatException($"not JSON: {error.Message}", error);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("not a JSON object");
        }

        id = root.TryGetProperty("id", out var named) ? named.ToString() : null;
        var text = Text(root, "text") ?? throw new FormatException("'text' is missing or no string");
        var context = root.TryGetProperty("context", out var lines) && lines.ValueKind == JsonValueKind.Array
            ? lines.EnumerateArray().Select(Line).ToArray()
            : [];
        var message = new Utterance(Text(root, "sender") ?? "", Role(Text(root, "sender_role")), text, TimeSpan.Zero);
        var now = Text(root, "now") is { } said
            ? DateTimeOffset.TryParse(said, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var parsed) ? parsed : throw new FormatException($"'now' is no time: {said}")
            : (DateTimeOffset?)null;
        return new CaseLine(
            id ?? "",
            new Conversation(Group(root), context, message, now),
            root.TryGetProperty("expect", out var expect) && expect.ValueKind == JsonValueKind.Object ? expect : null);
    }

    /// <summary>The label as an example to learn from; null where the line has none.</summary>
    public TrainingExample? ToExample()
    {
        if (Expect is not { } expect || Text(expect, "intent") is not { } intent)
        {
            return null;
        }

        return new TrainingExample(Conversation, intent, Text(expect, "category"), Text(expect, "urgency") is { } urgency ? UrgencyNames.Parse(urgency) : null);
    }

    private static Utterance Line(JsonElement line) => line.ValueKind == JsonValueKind.Object
        ? new Utterance(Text(line, "sender") ?? "", Role(Text(line, "role")), Text(line, "text") ?? "", Ago(Text(line, "t")))
        : throw new FormatException("a line of 'context' is no object");

    private static GroupProfile Group(JsonElement root)
    {
        if (!root.TryGetProperty("group", out var group) || group.ValueKind != JsonValueKind.Object)
        {
            return new GroupProfile("", [], "");
        }

        var communities = group.TryGetProperty("communities", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToArray()
            : [];
        return new GroupProfile(Text(group, "name") ?? "", communities, Text(group, "default") ?? (communities.Length <= 1 ? "" : null));
    }

    private static SpeakerRole Role(string? role) => role switch
    {
        null or "resident" => SpeakerRole.Resident,
        "grid_worker" => SpeakerRole.GridWorker,
        "property" => SpeakerRole.Property,
        "community" => SpeakerRole.Community,
        "street" => SpeakerRole.Street,
        "district" => SpeakerRole.District,
        "bot" => SpeakerRole.Bot,
        _ => throw new FormatException($"no such role: {role}"),
    };

    /// <summary>"-4m", "-1d3h", "-90s".</summary>
    private static TimeSpan Ago(string? written)
    {
        var total = TimeSpan.Zero;
        var number = 0L;
        foreach (var c in written ?? "")
        {
            if (char.IsAsciiDigit(c))
            {
                number = Math.Min(number * 10 + (c - '0'), 100_000_000);
                continue;
            }

            total += c switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                'w' => TimeSpan.FromDays(7 * number),
                _ => TimeSpan.Zero,
            };
            number = 0;
        }

        return total;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bot.Host.Channels.Archive.Collector;

/// <summary>Files of the archive in the data folder: media/MESSAGE/FILE, both as digests. A revoked message's are deleted.</summary>
public static class ArchiveMedia
{
    private const int Deepest = 8;

    /// <summary>Fetches what a record names and is not there yet; a file stands under its name only when it is whole.</summary>
    public static void Keep(string folder, ArchiveSource source, OpenedRecord opened)
    {
        if (opened.Record is not { ValueKind: JsonValueKind.Object } record)
        {
            return;
        }

        if (record.TryGetProperty("revoke", out var revoke) && revoke.ValueKind == JsonValueKind.Object && revoke.TryGetProperty("pre_msgid", out var taken) && taken.ValueKind == JsonValueKind.String)
        {
            var gone = Place(folder, taken.GetString()!);
            if (Directory.Exists(gone))
            {
                Directory.Delete(gone, recursive: true);
            }

            return;
        }

        foreach (var id in FileIds(record, Deepest))
        {
            var path = Path.Combine(Place(folder, opened.MessageId), Digest(id));
            if (File.Exists(path))
            {
                continue;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var beside = File.Create(path + ".new"))
            {
                source.Fetch(id, slice => beside.Write(slice));
            }

            File.Move(path + ".new", path, overwrite: true);
        }
    }

    public static string Place(string folder, string message) => Path.Combine(folder, "media", Digest(message));

    public static string Digest(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>Mixed messages and forwarded talk hold JSON in text, with files of their own.</summary>
    private static IEnumerable<string> FileIds(JsonElement element, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when depth > 0:
                return element.EnumerateObject().SelectMany(member => member.Name switch
                {
                    "sdkfileid" when member.Value.ValueKind == JsonValueKind.String => [member.Value.GetString()!],
                    "content" when member.Value.ValueKind == JsonValueKind.String && member.Value.GetString()!.StartsWith('{') => Inner(member.Value.GetString()!, depth - 1),
                    _ => FileIds(member.Value, depth - 1),
                });
            case JsonValueKind.Array when depth > 0:
                return element.EnumerateArray().SelectMany(item => FileIds(item, depth - 1));
            default:
                return [];
        }
    }

    private static IEnumerable<string> Inner(string json, int depth)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return [.. FileIds(document.RootElement, depth)];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

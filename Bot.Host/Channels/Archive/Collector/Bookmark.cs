using System.Text.Json;

namespace Bot.Host.Channels.Archive.Collector;

/// <summary>How far the collector has come: up to this number everything stands in the bot's database.</summary>
/// <param name="At">When the last record was said; null before the first.</param>
public sealed record Bookmark(ulong Seq, DateTimeOffset? At)
{
    private const string FileName = "bookmark.json";

    /// <summary>The beginning where there is none.</summary>
    /// <exception cref="CollectorException">It cannot be read: starting anew by itself would fetch five days again, or hide that something was lost.</exception>
    public static Bookmark Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return File.Exists(path) ? BotJson.Read<Bookmark>(File.ReadAllText(path)) : new Bookmark(0, null);
        }
        catch (JsonException)
        {
            throw new CollectorException($"{path} is damaged: write {{\"seq\": N}} into it with the number to go on from, or delete it to begin five days back");
        }
    }

    /// <summary>Written beside and moved into place, so that a crash leaves the old one or the new one.</summary>
    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        using (var beside = new FileStream(path + ".new", FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(beside, this, BotJson.Options);
            beside.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}

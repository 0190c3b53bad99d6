using Bot.Domain.Understanding;
using Bot.Host.Understanding;

namespace Bot.Tests.Understanding;

/// <summary>The reader with the committed words and weights, loaded once, and short ways to write a talk.</summary>
internal static class TestReader
{
    public static readonly GroupProfile Group = new("桂香园群", ["桂香园"], "桂香园");
    private static readonly Lazy<Reader> Loaded = new(() => new Reader(VocabularyFiles.Load()));

    public static Reader Instance => Loaded.Value;

    public static Reading Read(string text, string sender = "居民", SpeakerRole role = SpeakerRole.Resident, params Utterance[] context) =>
        Instance.Read(new Conversation(Group, context, new Utterance(sender, role, text, TimeSpan.Zero)));

    public static Utterance Said(string sender, string text, int minutesAgo, SpeakerRole role = SpeakerRole.Resident) =>
        new(sender, role, text, TimeSpan.FromMinutes(minutesAgo));

    public static Utterance BotSaid(string text, int minutesAgo) => Said("社区小助手", text, minutesAgo, SpeakerRole.Bot);

    /// <summary>A file or folder of the sources, found upwards from the program.</summary>
    public static string Source(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Bot.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine([folder?.FullName ?? throw new DirectoryNotFoundException("Bot.slnx stands nowhere above the tests"), .. path]);
    }
}

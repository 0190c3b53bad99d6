using System.Globalization;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>replay FILE: what the bot would have done in a recorded chat, by day and ticket, and the counts.</summary>
public static class ReplayVerb
{
    public static async Task<int> Run(string[] arguments)
    {
        if (arguments is not [var file] || file.StartsWith('-'))
        {
            return Verbs.Refuse("usage: replay FILE (a chat copied out of a client, or JSON Lines as for understand)");
        }

        var path = Path.GetFullPath(file);
        if (!File.Exists(path))
        {
            return Verbs.Refuse($"replay: no such file: {path}");
        }

        var lines = await File.ReadAllLinesAsync(path);
        using var reader = new Reader(VocabularyFiles.Load());
        var replay = new Replay(reader);
        if (lines.FirstOrDefault(line => line.Trim().Length > 0) is { } first && first.TrimStart('\ufeff').TrimStart().StartsWith('{'))
        {
            return ReplayCases(replay, lines);
        }

        var start = DateOnly.FromDateTime(File.GetLastWriteTimeUtc(path));
        var talk = ChatTranscript.Parse(lines, start);
        if (talk.Count == 0)
        {
            return Verbs.Refuse("replay: no message found; expected a name and a time on one line and the words below");
        }

        foreach (var line in talk)
        {
            replay.Add(line);
        }

        replay.Print(Console.Out);
        return 0;
    }

    private static int ReplayCases(Replay replay, string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0)
            {
                continue;
            }

            try
            {
                replay.Add(CaseLine.Parse(lines[i].TrimStart('\ufeff'), out _));
            }
            catch (FormatException error)
            {
                return Verbs.Refuse(string.Create(CultureInfo.InvariantCulture, $"replay: line {i + 1}: {error.Message}"));
            }
        }

        replay.Print(Console.Out);
        return 0;
    }
}

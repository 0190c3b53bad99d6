using System.Globalization;
using System.Text.Json;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>
/// learn FILE...: retrains the weights from the training sentences, the talks and labelled messages (JSON Lines as the cases), shows how well old and
/// new weights do on a part held back, and refuses to write weights that do worse. What is held back depends on its words alone, so that it is
/// held back at every learning and neither the old nor the new weights have seen it; --all learns it too, once the figures are shown.
/// </summary>
public static class LearnVerb
{
    private const int HeldBackOneIn = 5;

    public static async Task<int> Run(string[] arguments)
    {
        string? words = null;
        string? output = null;
        var force = false;
        var all = false;
        var files = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--words" when i + 1 < arguments.Length: words = Path.GetFullPath(arguments[++i]); break;
                case "--output" when i + 1 < arguments.Length: output = Path.GetFullPath(arguments[++i]); break;
                case "--anew": force = true; break;
                case "--all": all = true; break;
                case var flag when flag.StartsWith('-'): return Verbs.Refuse($"learn: cannot use '{flag}'; known: --words DIR, --output FILE, --anew, --all, and files of labelled messages");
                default: files.Add(Path.GetFullPath(arguments[i])); break;
            }
        }

        var folder = words ?? VocabularyFiles.DefaultDirectory;
        List<TrainingExample> labelled;
        try
        {
            labelled = [.. VocabularyFiles.LoadTalks(folder)];
        }
        catch (FormatException error)
        {
            return Verbs.Refuse($"learn: {error.Message}");
        }

        foreach (var file in files)
        {
            if (!File.Exists(file))
            {
                return Verbs.Refuse($"learn: no such file: {file}");
            }

            var number = 0;
            foreach (var line in await File.ReadAllLinesAsync(file))
            {
                number++;
                if (string.IsNullOrWhiteSpace(line))
                {
                    continue;
                }

                try
                {
                    if (CaseLine.Parse(line, out _).ToExample() is { } example)
                    {
                        labelled.Add(example with { Source = file });
                    }
                }
                catch (FormatException error)
                {
                    return Verbs.Refuse($"learn: {file}:{number}: {error.Message}");
                }
            }
        }

        return await Learn(folder, output ?? Path.Combine(folder, VocabularyFiles.WeightsFile), labelled, force, all);
    }

    private static async Task<int> Learn(string folder, string output, List<TrainingExample> labelled, bool anew, bool all)
    {
        var sentences = VocabularyFiles.LoadSentences(folder);
        var bare = VocabularyFiles.Load(folder, Learner.LearnKinds(VocabularyFiles.LoadWithoutWeights(folder), sentences));
        var held = labelled.Where(IsHeldBack).ToArray();
        var before = Before(folder, held, anew);
        TrainingExample[] shown = [.. labelled.Where(example => !IsHeldBack(example))];
        var learned = JudgeLearner.Teach(Learner.Learn(bare, [.. sentences, .. shown]), bare, sentences, shown, model => VocabularyFiles.Load(folder, model));
        var trial = Path.GetTempFileName();
        Write(trial, learned);
        var after = Precision.Measure(VocabularyFiles.Load(folder, trial), held);
        File.Delete(trial);
        if (before is not null)
        {
            Show("before", before);
        }

        Show("after", after);
        if (!anew && before is not null && (after.F1 < before.F1 || after.Category < before.Category - 0.01))
        {
            await Console.Error.WriteLineAsync("learn: the new weights do worse on the part held back; nothing is written");
            return 1;
        }

        Write(output, all ? Learner.Learn(bare, [.. sentences, .. labelled]).WithJudgesOf(learned) : learned);
        Console.WriteLine(JsonSerializer.Serialize(new { written = Path.GetFileName(output), examples = sentences.Count + labelled.Count - (all ? 0 : held.Length), held_back = held.Length }));
        return 0;
    }

    /// <summary>Null where the old weights are of another version of the program and shall not count.</summary>
    private static Precision? Before(string folder, TrainingExample[] held, bool anew)
    {
        try
        {
            return Precision.Measure(VocabularyFiles.Load(folder), held);
        }
        catch (FormatException) when (anew)
        {
            return null;
        }
    }

    /// <summary>One message in five, told by its words: not by its place in the file, which changes.</summary>
    private static bool IsHeldBack(TrainingExample example)
    {
        var hash = 2166136261u;
        foreach (var character in example.Conversation.Message.Text)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return (hash >> 8) % HeldBackOneIn == 0;
    }

    private static void Write(string path, LinearModel model)
    {
        using var file = File.Create(path);
        model.Save(file);
    }

    private static void Show(string when, Precision precision) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"when":"{{when}}","new_precision":{{precision.NewPrecision:0.000}},"new_recall":{{precision.NewRecall:0.000}},"intent":{{precision.Intent:0.000}},"category":{{precision.Category:0.000}},"n":{{precision.Count}}}"""));
}

using System.Globalization;
using System.Text.Json;
using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>
/// learn FILE...: retrains the weights from the training sentences and labelled messages (JSON Lines as the cases), shows how well old and
/// new weights do on a part held back, and refuses to write weights that do worse.
/// </summary>
public static class LearnVerb
{
    /// <summary>Every fifth labelled message is held back from the trial, and not from the weights that are written in the end.</summary>
    private const int HeldBackOneIn = 5;

    public static async Task<int> Run(string[] arguments)
    {
        string? words = null;
        string? output = null;
        var force = false;
        var files = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--words" when i + 1 < arguments.Length: words = Path.GetFullPath(arguments[++i]); break;
                case "--output" when i + 1 < arguments.Length: output = Path.GetFullPath(arguments[++i]); break;
                case "--anew": force = true; break;
                case var flag when flag.StartsWith('-'): return Verbs.Refuse($"learn: cannot use '{flag}'; known: --words DIR, --output FILE, --anew, and files of labelled messages");
                default: files.Add(Path.GetFullPath(arguments[i])); break;
            }
        }

        var folder = words ?? VocabularyFiles.DefaultDirectory;
        List<TrainingExample> labelled = [];
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
                        labelled.Add(example);
                    }
                }
                catch (FormatException error)
                {
                    return Verbs.Refuse($"learn: {file}:{number}: {error.Message}");
                }
            }
        }

        return await Learn(folder, output ?? Path.Combine(folder, "weights.tsv"), labelled, force);
    }

    private static async Task<int> Learn(string folder, string output, List<TrainingExample> labelled, bool anew)
    {
        var bare = VocabularyFiles.LoadWithoutWeights(folder);
        var sentences = VocabularyFiles.LoadSentences(folder);
        var held = labelled.Where((_, i) => i % HeldBackOneIn == HeldBackOneIn - 1).ToArray();
        var kept = labelled.Where((_, i) => i % HeldBackOneIn != HeldBackOneIn - 1);
        var before = Precision.Measure(VocabularyFiles.Load(folder), held);
        var trial = Path.GetTempFileName();
        await File.WriteAllLinesAsync(trial, Learner.Learn(bare, [.. sentences, .. kept]).ToLines());
        var after = Precision.Measure(VocabularyFiles.Load(folder, trial), held);
        File.Delete(trial);
        Show("before", before);
        Show("after", after);
        if (!anew && (after.F1 < before.F1 || after.Category < before.Category - 0.01))
        {
            await Console.Error.WriteLineAsync("learn: the new weights do worse on the part held back; nothing is written");
            return 1;
        }

        var lines = Learner.Learn(bare, [.. sentences, .. labelled]).ToLines();
        await File.WriteAllLinesAsync(output, lines);
        Console.WriteLine(JsonSerializer.Serialize(new { written = Path.GetFileName(output), examples = sentences.Count + labelled.Count, held_back = held.Length }));
        return 0;
    }

    private static void Show(string when, Precision precision) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"when":"{{when}}","new_precision":{{precision.NewPrecision:0.000}},"new_recall":{{precision.NewRecall:0.000}},"intent":{{precision.Intent:0.000}},"category":{{precision.Category:0.000}},"n":{{precision.Count}}}"""));
}

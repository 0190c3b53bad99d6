using Bot.Domain.Understanding;

namespace Bot.Host.Understanding;

/// <summary>Loads the word files that stand beside the program, or in another folder with a district's own words.</summary>
public static class VocabularyFiles
{
    /// <summary>Written by the verb learn, beside the words.</summary>
    public const string WeightsFile = "weights.bin";

    public static string DefaultDirectory => Path.Combine(AppContext.BaseDirectory, "Understanding", "Words");

    /// <exception cref="DirectoryNotFoundException">The folder is missing.</exception>
    /// <exception cref="FormatException">A file cannot be understood; the message names the word.</exception>
    /// <param name="weights">Another file of weights than the folder's own.</param>
    public static Vocabulary Load(string? directory = null, string? weights = null)
    {
        var folder = directory ?? DefaultDirectory;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"word files not found: {folder}");
        }

        return new Vocabulary(Read(folder, weights ?? WeightsFile));
    }

    /// <summary>The words with weights that stand in no file.</summary>
    public static Vocabulary Load(string directory, LinearModel model) => new(Read(directory, null) with { Model = () => model });

    /// <summary>The words without learned weights: what learning starts from.</summary>
    public static Vocabulary LoadWithoutWeights(string? directory = null) => new(Read(directory ?? DefaultDirectory, null));

    /// <summary>The sentences of training/*.txt, in the order of the files' names.</summary>
    public static IReadOnlyList<TrainingExample> LoadSentences(string? directory = null)
    {
        var folder = Path.Combine(directory ?? DefaultDirectory, "training");
        return !Directory.Exists(folder)
            ? []
            : [.. Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(file => TrainingSentences.Parse(File.ReadAllLines(file)))];
    }

    /// <summary>The labelled messages of talks/*.txt in their talk, in the order of the files' names.</summary>
    /// <exception cref="FormatException">A line cannot be understood; the message names file and line.</exception>
    public static IReadOnlyList<TrainingExample> LoadTalks(string? directory = null)
    {
        var folder = Path.Combine(directory ?? DefaultDirectory, "talks");
        return !Directory.Exists(folder) ? [] : [.. Directory.GetFiles(folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(TalksOf)];
    }

    private static TrainingExample[] TalksOf(string file)
    {
        try
        {
            return [.. TrainingTalks.Parse(File.ReadLines(file)).Select(example => example with { Source = file })];
        }
        catch (FormatException error)
        {
            throw new FormatException($"{file}: {error.Message}", error);
        }
    }

    private static VocabularyText Read(string folder, string? weights)
    {
        // The weights are by far the largest file; they are read while the words are.
        var model = Task.Run(() => weights is null ? LinearModel.Untaught : Weights(Path.Combine(folder, weights)));
        string[] characters = [.. Lines(folder, "characters.txt").Where(line => !line.StartsWith('#'))];
        string[] homophones = [.. Lines(folder, "homophones.tsv").Where(line => !line.StartsWith('#'))];
        string[] signals = [.. Lines(folder, "signals.txt"), .. Lines(folder, "places.txt")];
        return new VocabularyText(characters, homophones, signals, Lines(folder, "categories.txt"), Lines(folder, "dangers.txt"), Lines(folder, "replies.txt"), () => model.GetAwaiter().GetResult());
    }

    private static LinearModel Weights(string path)
    {
        if (!File.Exists(path))
        {
            return LinearModel.Untaught;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return LinearModel.Load(file);
    }

    private static string[] Lines(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }
}

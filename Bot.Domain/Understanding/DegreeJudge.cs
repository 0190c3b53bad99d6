namespace Bot.Domain.Understanding;

/// <summary>
/// Weighs how urgent a matter is: the chances of the degrees by the words, its category, the category's usual degree, and whether words stand there that the
/// word files call urgent. Taught as the <see cref="Judge"/> is.
/// </summary>
internal sealed class DegreeJudge
{
    private const int Degrees = 4;

    /// <summary>Chances, the usual degree, two kinds of words.</summary>
    private const int Facts = Degrees + Degrees + 2;

    /// <summary>To be too late is worse than to come for nothing: the log-odds by which the higher degrees are preferred. Chosen with authors left out, since each call for nothing tires those who come.</summary>
    private static readonly float[] Readiness = [0, 0.2f, 0.9f, 1f];

    /// <summary>One category in so many is hidden while learning, so that the usual degree carries those that nobody has labelled yet.</summary>
    private const int HiddenOneIn = 6;
    private readonly string[] categories;
    private readonly SmallNet net;

    private DegreeJudge(string[] categories, SmallNet net) => (this.categories, this.net) = (categories, net);

    /// <summary>What is known of a matter.</summary>
    /// <param name="Chances">Of the degrees by the words, in their order.</param>
    /// <param name="Category">Of the matter.</param>
    /// <param name="Usual">The category's usual degree.</param>
    /// <param name="Urgent">Words stand there that the word files call urgent.</param>
    /// <param name="Elevated">The same for the degree below.</param>
    public readonly record struct Known(float[] Chances, string Category, Urgency Usual, bool Urgent, bool Elevated);

    public Urgency Weigh(ReadOnlySpan<float> chances, string category, Urgency usual, bool urgent, bool elevated)
    {
        Span<float> input = stackalloc float[net.Inputs];
        Prepare(chances, Array.BinarySearch(categories, category, StringComparer.Ordinal), usual, urgent, elevated, input);
        Span<float> weighed = stackalloc float[Degrees];
        net.Weigh(input, weighed);
        for (var i = 0; i < Degrees; i++)
        {
            weighed[i] = Judge.LogChance(weighed[i]) + Readiness[i];
        }

        return (Urgency)Workspace.Best(weighed);
    }

    public static DegreeJudge Learn(IReadOnlyList<(Known Known, Urgency Wanted)> rows)
    {
        string[] categories = [.. rows.Select(row => row.Known.Category).Distinct().Order(StringComparer.Ordinal)];
        var random = new LinearCongruential(5);
        var examples = new List<(float[], int)>(rows.Count);
        foreach (var (known, wanted) in rows)
        {
            var input = new float[Facts + categories.Length];
            var category = random.Next(HiddenOneIn) == 0 ? -1 : Array.BinarySearch(categories, known.Category, StringComparer.Ordinal);
            Prepare(known.Chances, category, known.Usual, known.Urgent, known.Elevated, input);
            examples.Add((input, (int)wanted));
        }

        return new DegreeJudge(categories, SmallNetLearner.Learn(examples, Degrees));
    }

    private static void Prepare(ReadOnlySpan<float> chances, int category, Urgency usual, bool urgent, bool elevated, Span<float> input)
    {
        input.Clear();
        for (var i = 0; i < Degrees; i++)
        {
            input[i] = Judge.LogChance(chances[i]);
        }

        input[Degrees + (int)usual] = 1;
        input[2 * Degrees] = urgent ? 1 : 0;
        input[2 * Degrees + 1] = elevated ? 1 : 0;
        if (category >= 0)
        {
            input[Facts + category] = 1.5f;
        }
    }

    public void Save(BinaryWriter target)
    {
        target.Write(string.Join(' ', categories));
        target.Flush();
        net.Save(target.BaseStream);
    }

    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static DegreeJudge Load(BinaryReader source)
    {
        var categories = source.ReadString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new DegreeJudge(categories, SmallNet.Load(source.BaseStream, Facts + categories.Length, Degrees));
    }
}

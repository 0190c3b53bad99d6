namespace Bot.Domain.Understanding;

/// <summary>A stretch of a text, read alone. Used again for other texts, with its arrays.</summary>
/// <param name="model">Gives the lengths of the arrays.</param>
internal sealed class Stretch(LinearModel model)
{
    public int Start;
    public int End;
    public float Opens;
    public string Intent = "report";
    public float Sure;
    public string? House;
    public TagSet Tags;

    /// <summary>Null until it is asked for.</summary>
    public string? Category;

    /// <summary>The category's place in the model's order; -1 where the model does not know it.</summary>
    public int Kind;

    /// <summary>Whether <see cref="Heard"/> is that of this text.</summary>
    public bool IsHeard;

    public readonly float[] Sums = new float[model.Stride];

    /// <summary>Chances of the categories, in the model's order; nothing before the category is asked for.</summary>
    public readonly float[] Kinds = new float[model.Categories.Classes.Count];

    /// <summary>Chances of the intents, in the model's order.</summary>
    public readonly float[] Intents = new float[model.Residents.Classes.Count];

    /// <summary>What the <see cref="SplitJudge"/> hears of the intents.</summary>
    public readonly float[] Heard = new float[SplitFacts.RoomForHeard];

    public int Length => End - Start;

    public void Forget()
    {
        (Category, Kind, Sure, House, Tags, IsHeard) = (null, -1, 0, null, default, false);
        Kinds.AsSpan().Clear();
    }
}

/// <summary>A text between its edges: running sums up to each edge, so that any stretch is one difference; the stretches once read are kept until the next text.</summary>
internal sealed class Stretches(LinearModel model)
{
    /// <summary>Nobody tells more in one message; the bound keeps reading linear.</summary>
    public const int MostCuts = 12;

    private const int MostEdges = MostCuts + 2;
    private readonly float[] groups = new float[MostEdges * model.Stride];
    private readonly int[] counts = new int[MostEdges];
    private readonly TagSet[] tags = new TagSet[MostEdges];
    private readonly int[] edges = new int[MostEdges];
    private readonly Stretch?[] known = new Stretch?[MostEdges * MostEdges];
    private readonly List<Stretch> all = [];
    private int used;

    /// <summary>Where the last edge, the end of the text, stands among them.</summary>
    public int Last { get; private set; }

    /// <summary>Turns to another text.</summary>
    /// <param name="cuts">At most <see cref="MostCuts"/> positions within the masked text, ascending.</param>
    public void Start(ScannedText scan, List<int> cuts)
    {
        (Last, used) = (cuts.Count + 1, 0);
        cuts.CopyTo(edges, 1);
        edges[Last] = scan.MaskedLength;
        known.AsSpan().Clear();
        for (var i = 0; i < Last; i++)
        {
            var upTo = groups.AsSpan((i + 1) * model.Stride, model.Stride);
            groups.AsSpan(i * model.Stride, model.Stride).CopyTo(upTo);
            counts[i + 1] = counts[i] + scan.AddGroups(edges[i], edges[i + 1], upTo);
            tags[i] = scan.TagsBetween(edges[i], edges[i + 1]);
        }
    }

    public ref Stretch? Known(int from, int to) => ref known[from * MostEdges + to];

    public Stretch Join(ScannedText scan, int from, int to)
    {
        if (used == all.Count)
        {
            all.Add(new Stretch(model));
        }

        var part = all[used++];
        part.Forget();
        (part.Start, part.End) = (edges[from], edges[to]);
        for (var i = from; i < to; i++)
        {
            part.Tags.AddAll(tags[i]);
        }

        FloatVectors.Difference(groups.AsSpan(to * model.Stride, model.Stride), groups.AsSpan(from * model.Stride, model.Stride), ScannedText.GroupScale(counts[to] - counts[from]), part.Sums);
        scan.AddTags(part.Tags, part.End - part.Start, part.Sums);
        return part;
    }
}

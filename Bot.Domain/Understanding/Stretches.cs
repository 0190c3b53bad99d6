namespace Bot.Domain.Understanding;

/// <summary>A stretch of a text, read alone.</summary>
internal sealed class Stretch
{
    public int Start;
    public int End;
    public float Opens;
    public string Intent = "report";
    public string Category = "";
    public float Sure;
    public string? House;
    public TagSet Tags;
    public float[] Sums = [];

    /// <summary>Chances of the categories, in the model's order.</summary>
    public float[] Kinds = [];

    /// <summary>Chances of the intents, in the model's order.</summary>
    public float[] Intents = [];

    public int Length => End - Start;
}

/// <summary>A text between its edges: running sums up to each edge, so that any stretch is one difference; the stretches once read are kept.</summary>
internal sealed class Stretches
{
    private readonly int stride;
    private readonly float[] groups;
    private readonly int[] counts;
    private readonly TagSet[] tags;
    private readonly int[] edges;
    private readonly Stretch?[] known;

    public Stretches(ScannedText scan, List<int> cuts, int stride)
    {
        this.stride = stride;
        edges = [0, .. cuts, scan.MaskedLength];
        groups = new float[edges.Length * stride];
        counts = new int[edges.Length];
        tags = new TagSet[edges.Length - 1];
        known = new Stretch?[edges.Length * edges.Length];
        for (var i = 0; i + 1 < edges.Length; i++)
        {
            var upTo = groups.AsSpan((i + 1) * stride, stride);
            groups.AsSpan(i * stride, stride).CopyTo(upTo);
            counts[i + 1] = counts[i] + scan.AddGroups(edges[i], edges[i + 1], upTo);
            tags[i] = scan.TagsBetween(edges[i], edges[i + 1]);
        }
    }

    public int Last => edges.Length - 1;

    public ref Stretch? Known(int from, int to) => ref known[from * edges.Length + to];

    public Stretch Join(ScannedText scan, int from, int to)
    {
        var part = new Stretch { Start = edges[from], End = edges[to], Sums = new float[stride] };
        for (var i = from; i < to; i++)
        {
            part.Tags.AddAll(tags[i]);
        }

        FloatVectors.Difference(groups.AsSpan(to * stride, stride), groups.AsSpan(from * stride, stride), ScannedText.GroupScale(counts[to] - counts[from]), part.Sums);
        scan.AddTags(part.Tags, part.End - part.Start, part.Sums);
        return part;
    }
}

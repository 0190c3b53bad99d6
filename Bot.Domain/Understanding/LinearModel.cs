using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Bot.Domain.Understanding;

/// <summary>
/// Four log-linear classifiers over the same features, their weights in one matrix of floats: one row per feature, the heads side by
/// side. Explainable: a decision is the sum of the rows that fired.
/// </summary>
public sealed class LinearModel
{
    public const string ResidentHead = "居民";
    public const string WorkerHead = "工作";
    public const string CategoryHead = "类别";
    public const string UrgencyHead = "紧急";
    private static readonly string[] HeadOrder = [ResidentHead, CategoryHead, UrgencyHead, WorkerHead];
    private const float Scale = 100;

    private readonly float[] weights;

    private LinearModel(IReadOnlyList<Head> heads, IReadOnlyList<string> features, float[] weights, int stride)
    {
        Heads = heads;
        Features = features;
        this.weights = weights;
        Stride = stride;
        Residents = Find(ResidentHead);
        Workers = Find(WorkerHead);
        Categories = Find(CategoryHead);
        Urgencies = Find(UrgencyHead);
    }

    /// <summary>Where a head's classes stand in a row.</summary>
    public sealed record Head(string Name, IReadOnlyList<string> Classes, int Offset)
    {
        public int IndexOf(string name) => Classes.TakeWhile(other => other != name).Count() is var at && at < Classes.Count ? at : -1;
    }

    public IReadOnlyList<Head> Heads { get; }
    public IReadOnlyList<string> Features { get; }
    public int Stride { get; }
    public Head Residents { get; }
    public Head Workers { get; }
    public Head Categories { get; }
    public Head Urgencies { get; }
    public long SizeInBytes => weights.Length * 4L;

    /// <summary>Row 0 is the bias.</summary>
    public void AddRow(int row, Span<float> sums)
    {
        var source = MemoryMarshal.Cast<float, Vector<float>>(weights.AsSpan(row * Stride, Stride));
        var target = MemoryMarshal.Cast<float, Vector<float>>(sums[..Stride]);
        for (var i = 0; i < source.Length; i++)
        {
            target[i] += source[i];
        }
    }

    public float Weight(int row, int column) => weights[row * Stride + column];

    public static LinearModel Create(IReadOnlyDictionary<string, IReadOnlyList<string>> classes, IReadOnlyList<string> features, Action<float[], int, IReadOnlyList<Head>> fill)
    {
        var heads = new List<Head>();
        var offset = 0;
        foreach (var name in HeadOrder)
        {
            heads.Add(new Head(name, classes[name], offset));
            offset += classes[name].Count;
        }

        // A whole number of the widest vectors (16 floats), so that rows need no tail.
        var stride = (offset + 15) / 16 * 16;
        var weights = new float[features.Count * stride];
        fill(weights, stride, heads);
        return new LinearModel(heads, features, weights, stride);
    }

    /// <summary>Lines: "@head<TAB>name<TAB>class class …", then "feature<TAB>column:weight×100 …".</summary>
    public static LinearModel Parse(IReadOnlyList<string> lines)
    {
        var classes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var first = 0;
        for (; first < lines.Count && (lines[first].StartsWith('@') || lines[first].StartsWith('#') || lines[first].Length == 0) && !lines[first].StartsWith("@\t", StringComparison.Ordinal); first++)
        {
            var parts = lines[first].Split('\t');
            if (parts is ["@head", _, _])
            {
                classes[parts[1]] = parts[2].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
        }

        foreach (var name in HeadOrder)
        {
            classes.TryAdd(name, []);
        }

        var features = new List<string>(lines.Count - first);
        for (var i = first; i < lines.Count; i++)
        {
            var tab = lines[i].IndexOf('\t', StringComparison.Ordinal);
            features.Add(tab < 0 ? lines[i] : lines[i][..tab]);
        }

        return Create(classes, features, (weights, stride, _) =>
        {
            for (var row = 0; row < features.Count; row++)
            {
                Fill(lines[first + row].AsSpan(Math.Min(features[row].Length + 1, lines[first + row].Length)), weights.AsSpan(row * stride, stride));
            }
        });
    }

    /// <summary>Only what is worth keeping: weights under 0.02 are left out.</summary>
    public IEnumerable<string> ToLines()
    {
        foreach (var head in Heads)
        {
            yield return $"@head\t{head.Name}\t{string.Join(' ', head.Classes)}";
        }

        for (var row = 0; row < Features.Count; row++)
        {
            var cells = Enumerable.Range(0, Stride).Select(column => (column, value: (int)MathF.Round(Weight(row, column) * Scale))).Where(cell => Math.Abs(cell.value) >= 2);
            yield return Features[row] + "\t" + string.Join(' ', cells.Select(cell => string.Create(CultureInfo.InvariantCulture, $"{cell.column}:{cell.value}")));
        }
    }

    private static void Fill(ReadOnlySpan<char> cells, Span<float> row)
    {
        int column = 0, number = 0;
        bool negative = false, any = false;
        foreach (var c in cells)
        {
            switch (c)
            {
                case ':':
                    column = number;
                    number = 0;
                    break;
                case '-':
                    negative = true;
                    break;
                case ' ':
                    row[column] = (negative ? -number : number) / Scale;
                    number = 0;
                    negative = any = false;
                    break;
                default:
                    number = number * 10 + (c - '0');
                    any = true;
                    break;
            }
        }

        if (any)
        {
            row[column] = (negative ? -number : number) / Scale;
        }
    }

    private Head Find(string name) => Heads.First(head => head.Name == name);
}

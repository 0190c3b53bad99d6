using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Bot.Domain.Understanding;

/// <summary>
/// Four log-linear classifiers over the same features, their weights in one matrix of bytes (sixteenths): one row per feature, the heads side
/// by side, so that a row is two or three cache lines. Explainable: a decision is the sum of the rows that fired.
/// </summary>
public sealed class LinearModel
{
    public const string ResidentHead = "居民";
    public const string WorkerHead = "工作";
    public const string CategoryHead = "类别";
    public const string UrgencyHead = "紧急";
    private static readonly string[] HeadOrder = [ResidentHead, CategoryHead, UrgencyHead, WorkerHead];
    /// <summary>One unit of a weight.</summary>
    public const float Unit = 1f / 16;

    /// <summary>So many rows can be added in 16 bits before they may overflow.</summary>
    public const int RowsInShort = short.MaxValue / 128;

    /// <summary>Weights of fewer units than this are left out when learned weights are written.</summary>
    private const int SmallestKept = 2;

    private readonly sbyte[] weights;

    private LinearModel(IReadOnlyList<Head> heads, IReadOnlyList<string> features, sbyte[] weights, int stride)
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
        private readonly Dictionary<string, int> positions = Classes.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.Ordinal);

        /// <summary>1 for the classes that open a ticket, and for several matters at once; 0 for the rest.</summary>
        public float[] Opens { get; } = [.. Classes.Select(name => Intents.OpensTicket(name) || name == "multi" ? 1f : 0)];

        /// <summary>1 for the classes that touch a ticket.</summary>
        public float[] Touches { get; } = [.. Classes.Select(name => Intents.Touches(name) ? 1f : 0)];

        /// <summary>The part of the chances that falls to the marked classes.</summary>
        public static float Share(ReadOnlySpan<float> chances, float[] marks)
        {
            var sum = 0f;
            for (var i = 0; i < chances.Length; i++)
            {
                sum += chances[i] * marks[i];
            }

            return sum;
        }

        /// <summary>-1 where the head does not know the class.</summary>
        public int IndexOf(string name) => positions.GetValueOrDefault(name, -1);
    }

    public IReadOnlyList<Head> Heads { get; }
    public IReadOnlyList<string> Features { get; }
    public int Stride { get; }
    public Head Residents { get; }
    public Head Workers { get; }
    public Head Categories { get; }
    public Head Urgencies { get; }
    public long SizeInBytes => weights.LongLength;

    /// <summary>Adds a row, in units; row 0 is the bias.</summary>
    public void AddRow(int row, Span<short> sums)
    {
        var source = MemoryMarshal.Cast<sbyte, Vector<sbyte>>(weights.AsSpan(row * Stride, Stride));
        var target = MemoryMarshal.Cast<short, Vector<short>>(sums[..Stride]);
        for (var i = 0; i < source.Length; i++)
        {
            Vector.Widen(source[i], out var low, out var high);
            target[2 * i] += low;
            target[2 * i + 1] += high;
        }
    }

    public float Weight(int row, int column) => weights[row * Stride + column] * Unit;

    public static LinearModel Create(IReadOnlyDictionary<string, IReadOnlyList<string>> classes, IReadOnlyList<string> features, Action<float[], int, IReadOnlyList<Head>> fill)
    {
        var heads = HeadsOf(classes, out var stride);
        var weights = new float[features.Count * stride];
        fill(weights, stride, heads);
        var units = new sbyte[weights.Length];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / Unit), -127, 127);
        }

        return new LinearModel(heads, features, units, stride);
    }

    /// <summary>Lines: "@head<TAB>name<TAB>class class …", then "feature<TAB>column:units …".</summary>
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

        var heads = HeadsOf(classes, out var stride);
        var weights = new sbyte[features.Count * stride];
        for (var row = 0; row < features.Count; row++)
        {
            Fill(lines[first + row].AsSpan(Math.Min(features[row].Length + 1, lines[first + row].Length)), weights.AsSpan(row * stride, stride));
        }

        return new LinearModel(heads, features, weights, stride);
    }

    /// <summary>What decides nothing is left out.</summary>
    public IEnumerable<string> ToLines()
    {
        foreach (var head in Heads)
        {
            yield return $"@head\t{head.Name}\t{string.Join(' ', head.Classes)}";
        }

        for (var row = 0; row < Features.Count; row++)
        {
            var cells = new List<string>();
            for (var column = 0; column < Stride; column++)
            {
                int units = weights[row * Stride + column];
                if (Math.Abs(units) >= SmallestKept)
                {
                    cells.Add(string.Create(CultureInfo.InvariantCulture, $"{column}:{units}"));
                }
            }

            if (row == 0 || cells.Count > 0)
            {
                yield return Features[row] + "\t" + string.Join(' ', cells);
            }
        }
    }

    private static void Fill(ReadOnlySpan<char> cells, Span<sbyte> row)
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
                    row[column] = (sbyte)(negative ? -number : number);
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
            row[column] = (sbyte)(negative ? -number : number);
        }
    }

    private static List<Head> HeadsOf(IReadOnlyDictionary<string, IReadOnlyList<string>> classes, out int stride)
    {
        var heads = new List<Head>();
        var offset = 0;
        foreach (var name in HeadOrder)
        {
            heads.Add(new Head(name, classes[name], offset));
            offset += classes[name].Count;
        }

        // A whole number of the widest vectors (64 bytes), so that rows need no tail.
        stride = (offset + 63) / 64 * 64;
        return heads;
    }

    private Head Find(string name) => Heads.First(head => head.Name == name);
}

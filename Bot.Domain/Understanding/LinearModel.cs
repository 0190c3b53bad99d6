using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Bot.Domain.Understanding;

/// <summary>
/// Four log-linear classifiers over the same features, their weights in one matrix of bytes (sixteenths): one row per feature, the heads side
/// by side, so that a row is two or three cache lines. Explainable: a decision is the sum of the rows that fired.
/// </summary>
public sealed partial class LinearModel
{
    public const string ResidentHead = "居民";
    public const string WorkerHead = "工作";
    public const string CategoryHead = "类别";
    public const string UrgencyHead = "紧急";
    private static readonly string[] HeadOrder = [ResidentHead, CategoryHead, UrgencyHead, WorkerHead];
    /// <summary>One unit of a weight.</summary>
    public const float Unit = 1f / 16;

    /// <summary>So many rows can be added in 16 bits before they may overflow.</summary>
    private const int RowsInShort = short.MaxValue / 128;

    private const int CacheLine = 64;

    /// <summary>The matrix, from <see cref="start"/> on: a row begins where a cache line begins, else it would lie on one line more. Pinned, so that it stays so.</summary>
    private readonly sbyte[] memory;
    private readonly int start;

    /// <param name="fill">Writes the weights of all rows.</param>
    private unsafe LinearModel(IReadOnlyList<Head> heads, FeatureNames features, int stride, Action<Memory<sbyte>> fill)
    {
        Heads = heads;
        Features = features;
        Stride = stride;
        memory = GC.AllocateUninitializedArray<sbyte>(features.Count * stride + CacheLine, pinned: true);
        start = (int)(-(long)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory)) & (CacheLine - 1));
        fill(memory.AsMemory(start, features.Count * stride));
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
    public FeatureNames Features { get; }
    public int Stride { get; }
    public Head Residents { get; }
    public Head Workers { get; }
    public Head Categories { get; }
    public Head Urgencies { get; }

    /// <summary>Weigh first readings once more; null before they are taught.</summary>
    internal Judges? Judges { get; private init; }
    public long SizeInBytes => memory.LongLength;

    private ReadOnlySpan<sbyte> Weights => memory.AsSpan(start, Features.Count * Stride);

    /// <summary>Asks for a row ahead of its use: the matrix is larger than the near caches, and rows lie far apart.</summary>
    public unsafe void Prefetch(int row)
    {
        if (Sse.IsSupported)
        {
            ref var cell = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(memory), start + row * Stride);
            Sse.Prefetch0(Unsafe.AsPointer(ref cell));
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref cell, CacheLine)));
        }
    }

    /// <summary>Adds the sum of the rows, times <paramref name="scale"/>, to <paramref name="target"/>; row 0 is the bias.</summary>
    public void AddRows(ReadOnlySpan<int> rows, float scale, Span<float> target)
    {
        var weights = Weights;
        var unit = new Vector<float>(Unit * scale);
        var sums = MemoryMarshal.Cast<float, Vector<float>>(target[..Stride]);
        for (; rows.Length > 0; rows = rows[Math.Min(rows.Length, RowsInShort)..])
        {
            var some = rows[..Math.Min(rows.Length, RowsInShort)];
            const int width = 32;
            for (var column = 0; column < Stride; column += 2 * width)
            {
                // Four running sums stay in registers while all rows pass by.
                Vector<short> first = default, second = default, third = default, fourth = default;
                foreach (var row in some)
                {
                    var cells = weights.Slice(row * Stride + column, 2 * width);
                    Vector.Widen(new Vector<sbyte>(cells), out var low, out var high);
                    first += low;
                    second += high;
                    Vector.Widen(new Vector<sbyte>(cells[width..]), out low, out high);
                    third += low;
                    fourth += high;
                }

                var at = sums.Slice(column / Vector<float>.Count, 8);
                AddUnits(first, unit, at);
                AddUnits(second, unit, at[2..]);
                AddUnits(third, unit, at[4..]);
                AddUnits(fourth, unit, at[6..]);
            }
        }
    }

    private static void AddUnits(Vector<short> units, Vector<float> unit, Span<Vector<float>> target)
    {
        Vector.Widen(units, out var low, out var high);
        target[0] += Vector.ConvertToSingle(low) * unit;
        target[1] += Vector.ConvertToSingle(high) * unit;
    }

    public float Weight(int row, int column) => Weights[row * Stride + column] * Unit;

    public static LinearModel Create(IReadOnlyDictionary<string, IReadOnlyList<string>> classes, IReadOnlyList<string> features, Action<float[], int, IReadOnlyList<Head>> fill)
    {
        var heads = HeadsOf(classes, out var stride);
        var weights = new float[features.Count * stride];
        fill(weights, stride, heads);
        return new LinearModel(heads, new FeatureNames(features), stride, target =>
        {
            var units = target.Span;
            for (var i = 0; i < units.Length; i++)
            {
                units[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / Unit), -127, 127);
            }
        });
    }

    /// <summary>No features and no classes: what learning starts from.</summary>
    public static LinearModel Untaught { get; } = Create(HeadOrder.ToDictionary(name => name, _ => (IReadOnlyList<string>)[], StringComparer.Ordinal), [], (_, _, _) => { });

    private static List<Head> HeadsOf(IReadOnlyDictionary<string, IReadOnlyList<string>> classes, out int stride)
    {
        var heads = new List<Head>();
        var offset = 0;
        foreach (var name in HeadOrder)
        {
            heads.Add(new Head(name, classes[name], offset));
            offset += classes[name].Count;
        }

        // A whole number of cache lines, and of pairs of vectors, so that rows need no tail.
        stride = (offset + 63) / 64 * 64;
        return heads;
    }

    private Head Find(string name) => Heads.First(head => head.Name == name);
}

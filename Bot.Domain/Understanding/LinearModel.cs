using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

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
    private static readonly byte[] Magic = "grid-weights-1\n"u8.ToArray();
    private static readonly string[] HeadOrder = [ResidentHead, CategoryHead, UrgencyHead, WorkerHead];
    /// <summary>One unit of a weight.</summary>
    public const float Unit = 1f / 16;

    /// <summary>So many rows can be added in 16 bits before they may overflow.</summary>
    private const int RowsInShort = short.MaxValue / 128;

    /// <summary>Weights of fewer units than this are left out when learned weights are written.</summary>
    private const int SmallestKept = 2;

    private const int CacheLine = 64;

    /// <summary>The matrix, from <see cref="start"/> on: a row begins where a cache line begins, else it would lie on one line more. Pinned, so that it stays so.</summary>
    private readonly sbyte[] memory;
    private readonly int start;

    private unsafe LinearModel(IReadOnlyList<Head> heads, IReadOnlyList<string> features, ReadOnlySpan<sbyte> weights, int stride)
    {
        Heads = heads;
        Features = features;
        Stride = stride;
        memory = GC.AllocateUninitializedArray<sbyte>(weights.Length + CacheLine, pinned: true);
        start = (int)(-(long)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory)) & (CacheLine - 1));
        weights.CopyTo(memory.AsSpan(start));
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
        var units = new sbyte[weights.Length];
        for (var i = 0; i < units.Length; i++)
        {
            units[i] = (sbyte)Math.Clamp(MathF.Round(weights[i] / Unit), -127, 127);
        }

        return new LinearModel(heads, features, units, stride);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">These are no weights, or weights of another version of this program.</exception>
    public static LinearModel Load(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic))
        {
            throw new FormatException("these are no weights of this program; run learn --anew");
        }

        bytes = bytes[Magic.Length..];
        var classes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var name in HeadOrder)
        {
            classes[name] = ReadText(ref bytes).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }

        var heads = HeadsOf(classes, out var stride);
        var features = new string[ReadNumber(ref bytes)];
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = ReadText(ref bytes);
        }

        if (bytes.Length != features.Length * stride)
        {
            throw new FormatException("the weights are cut off; run learn --anew");
        }

        return new LinearModel(heads, features, MemoryMarshal.Cast<byte, sbyte>(bytes), stride);
    }

    /// <summary>Writes heads, features and weights; what decides nothing is left out.</summary>
    public void Save(Stream target)
    {
        target.Write(Magic);
        foreach (var head in Heads)
        {
            WriteText(target, string.Join(' ', head.Classes));
        }

        var weights = Weights.ToArray();
        var kept = Enumerable.Range(0, Features.Count).Where(row => row == 0 || Array.Exists(weights[(row * Stride)..((row + 1) * Stride)], units => Math.Abs((int)units) >= SmallestKept)).ToArray();
        WriteNumber(target, kept.Length);
        foreach (var row in kept)
        {
            WriteText(target, Features[row]);
        }

        foreach (var row in kept)
        {
            target.Write(MemoryMarshal.Cast<sbyte, byte>(weights.AsSpan(row * Stride, Stride)));
        }
    }

    /// <summary>No features and no classes: what learning starts from.</summary>
    public static LinearModel Untaught { get; } = Create(HeadOrder.ToDictionary(name => name, _ => (IReadOnlyList<string>)[], StringComparer.Ordinal), [], (_, _, _) => { });

    private static void WriteNumber(Stream target, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        target.Write(bytes);
    }

    private static void WriteText(Stream target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        WriteNumber(target, bytes.Length);
        target.Write(bytes);
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> bytes)
    {
        var number = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (number < 0 || number > bytes.Length)
        {
            throw new FormatException("the weights are cut off; run learn --anew");
        }

        bytes = bytes[4..];
        return number;
    }

    private static string ReadText(ref ReadOnlySpan<byte> bytes)
    {
        var length = Math.Min(ReadNumber(ref bytes), bytes.Length);
        var text = Encoding.UTF8.GetString(bytes[..length]);
        bytes = bytes[length..];
        return text;
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

        // A whole number of cache lines, and of pairs of vectors, so that rows need no tail.
        stride = (offset + 63) / 64 * 64;
        return heads;
    }

    private Head Find(string name) => Heads.First(head => head.Name == name);
}

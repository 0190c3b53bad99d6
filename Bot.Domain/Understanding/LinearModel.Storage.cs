using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Bot.Domain.Understanding;

/// <summary>How a model is written and read: classes of the heads, names of the features and their lengths, rows of weights, the judges.</summary>
public sealed partial class LinearModel
{
    private static readonly byte[] Magic = "grid-weights-5\n"u8.ToArray();

    /// <summary>Weights of fewer units than this are left out when learned weights are written.</summary>
    private const int SmallestKept = 2;

    /// <summary>No text of the file is longer: what claims to be is no file of weights, and would ask for memory without end.</summary>
    private const int LongestText = 64 << 20;

    /// <summary>Reads what <see cref="Save"/> wrote; the weights go straight to where they are used.</summary>
    /// <exception cref="FormatException">These are no weights, or weights of another version of this program.</exception>
    public static LinearModel Load(Stream source)
    {
        var magic = new byte[Magic.Length];
        if (source.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.AsSpan().SequenceEqual(Magic))
        {
            throw new FormatException("these are no weights of this program; run learn --anew");
        }

        try
        {
            var classes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            foreach (var name in HeadOrder)
            {
                classes[name] = Encoding.UTF8.GetString(ReadBytes(source)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }

            var heads = HeadsOf(classes, out var stride);
            var lengths = ReadBytes(source);
            var features = new FeatureNames(Encoding.UTF8.GetString(ReadBytes(source)), lengths);
            Judges? judges = null;
            return new LinearModel(heads, features, stride, weights =>
            {
                source.ReadExactly(MemoryMarshal.AsBytes(weights.Span));
                judges = source.ReadByte() == 1 ? Judges.Load(source) : null;
            }) { Judges = judges };
        }
        catch (EndOfStreamException)
        {
            throw new FormatException("the weights are cut off; run learn --anew");
        }
    }

    /// <summary>Writes heads, features and weights; what decides nothing is left out.</summary>
    public void Save(Stream target)
    {
        target.Write(Magic);
        foreach (var head in Heads)
        {
            WriteBytes(target, Encoding.UTF8.GetBytes(string.Join(' ', head.Classes)));
        }

        var weights = Weights.ToArray();
        var kept = Enumerable.Range(0, Features.Count).Where(row => row == 0 || Array.Exists(weights[(row * Stride)..((row + 1) * Stride)], units => Math.Abs((int)units) >= SmallestKept)).ToArray();
        WriteBytes(target, [.. kept.Select(Features.LengthOf)]);
        WriteBytes(target, Encoding.UTF8.GetBytes(string.Concat(kept.Select(row => new string(Features[row])))));
        foreach (var row in kept)
        {
            target.Write(MemoryMarshal.AsBytes(weights.AsSpan(row * Stride, Stride)));
        }

        target.WriteByte((byte)(Judges is null ? 0 : 1));
        Judges?.Save(target);
    }

    /// <summary>The same weights with judges.</summary>
    internal LinearModel With(Judges? judges) => new(Heads, Features, Stride, weights => Weights.CopyTo(weights.Span)) { Judges = judges };

    /// <summary>The same weights with the judges of others that were learned from nearly the same.</summary>
    public LinearModel WithJudgesOf(LinearModel other) => With(other.Judges);

    private static void WriteBytes(Stream target, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        target.Write(length);
        target.Write(bytes);
    }

    private static byte[] ReadBytes(Stream source)
    {
        Span<byte> length = stackalloc byte[4];
        source.ReadExactly(length);
        var count = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (count is < 0 or > LongestText)
        {
            throw new FormatException($"the weights are broken (a text of {count} bytes); run learn --anew");
        }

        var bytes = new byte[count];
        source.ReadExactly(bytes);
        return bytes;
    }
}

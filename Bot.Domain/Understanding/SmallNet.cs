using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bot.Domain.Understanding;

/// <summary>A net of one hidden layer: what a sum of weights cannot say, "this, but only with that". Some thousand weights, a tenth of a microsecond.</summary>
internal sealed class SmallNet
{
    /// <summary>Six vectors: so many running sums stay in registers while the inputs pass by.</summary>
    public const int Hidden = 48;

    /// <summary>The hidden biases and, input by input, the weights to all hidden; then row by row the weights of an outcome and its bias.</summary>
    private readonly float[] values;

    /// <exception cref="FormatException">The weights are not as many as the layers need.</exception>
    public SmallNet(int inputs, int outcomes, float[] values)
    {
        if (values.Length != Length(inputs, outcomes))
        {
            throw new FormatException($"a net of {inputs} inputs and {outcomes} outcomes has {Length(inputs, outcomes)} weights, not {values.Length}; run learn --anew");
        }

        (Inputs, Outcomes, this.values) = (inputs, outcomes, values);
    }

    public int Inputs { get; }
    public int Outcomes { get; }

    public static int Length(int inputs, int outcomes) => Hidden * (inputs + 1) + outcomes * (Hidden + 1);

    /// <summary>The chances of the outcomes.</summary>
    public void Weigh(ReadOnlySpan<float> input, Span<float> chances)
    {
        Span<float> hidden = stackalloc float[Hidden];
        Hide(values, input, hidden);
        Span<float> sums = stackalloc float[Outcomes];
        Tell(values.AsSpan(Hidden * (Inputs + 1)), hidden, sums);
        FloatVectors.Softmax(sums, chances);
    }

    /// <summary>The hidden layer: sums of the inputs' weights, nothing below zero.</summary>
    public static void Hide(ReadOnlySpan<float> values, ReadOnlySpan<float> input, Span<float> hidden)
    {
        var rows = MemoryMarshal.Cast<float, Vector256<float>>(values[..(Hidden * (input.Length + 1))]);
        var (first, second, third, fourth, fifth, sixth) = (rows[0], rows[1], rows[2], rows[3], rows[4], rows[5]);
        foreach (var value in input)
        {
            rows = rows[6..];
            if (value != 0)
            {
                var factor = Vector256.Create(value);
                first = Vector256.MultiplyAddEstimate(factor, rows[0], first);
                second = Vector256.MultiplyAddEstimate(factor, rows[1], second);
                third = Vector256.MultiplyAddEstimate(factor, rows[2], third);
                fourth = Vector256.MultiplyAddEstimate(factor, rows[3], fourth);
                fifth = Vector256.MultiplyAddEstimate(factor, rows[4], fifth);
                sixth = Vector256.MultiplyAddEstimate(factor, rows[5], sixth);
            }
        }

        var result = MemoryMarshal.Cast<float, Vector256<float>>(hidden);
        result[0] = Vector256.Max(first, default);
        result[1] = Vector256.Max(second, default);
        result[2] = Vector256.Max(third, default);
        result[3] = Vector256.Max(fourth, default);
        result[4] = Vector256.Max(fifth, default);
        result[5] = Vector256.Max(sixth, default);
    }

    /// <summary>The outcomes' sums.</summary>
    public static void Tell(ReadOnlySpan<float> values, ReadOnlySpan<float> hidden, Span<float> sums)
    {
        foreach (ref var sum in sums)
        {
            sum = FloatVectors.Dot(values[..Hidden], hidden) + values[Hidden];
            values = values[(Hidden + 1)..];
        }
    }

    public void Save(Stream target) => target.Write(MemoryMarshal.AsBytes(values.AsSpan()));

    /// <exception cref="EndOfStreamException">The weights are cut off.</exception>
    public static SmallNet Load(Stream source, int inputs, int outcomes)
    {
        var values = new float[Length(inputs, outcomes)];
        source.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new SmallNet(inputs, outcomes, values);
    }
}

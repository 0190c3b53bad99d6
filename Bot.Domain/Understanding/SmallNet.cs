using System.Runtime.InteropServices;

namespace Bot.Domain.Understanding;

/// <summary>A net of one hidden layer: what a sum of weights cannot say, "this, but only with that". Some thousand weights, a microsecond.</summary>
internal sealed class SmallNet
{
    public const int Hidden = 48;

    /// <summary>Row by row, the weights of a neuron and its bias: the hidden ones, then those of the outcomes.</summary>
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
        Layer(values.AsSpan(0, Hidden * (Inputs + 1)), input, hidden);
        for (var i = 0; i < Hidden; i++)
        {
            hidden[i] = Math.Max(0, hidden[i]);
        }

        Span<float> sums = stackalloc float[Outcomes];
        Layer(values.AsSpan(Hidden * (Inputs + 1)), hidden, sums);
        FloatVectors.Softmax(sums, chances);
    }

    private static void Layer(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            var row = weights.Slice(i * (input.Length + 1), input.Length + 1);
            output[i] = FloatVectors.Dot(row[..^1], input) + row[^1];
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

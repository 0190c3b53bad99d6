using System.Runtime.InteropServices;

namespace Bot.Domain.Understanding;

/// <summary>
/// Some <see cref="SmallNet"/>s that are told values of any size: each value is brought to the mean and spread it had among the examples. The nets learn the
/// same from other beginnings, and what they say is averaged: what one alone says of the doubtful is half chance.
/// </summary>
internal sealed class ScaledNet
{
    private readonly float[] means;
    private readonly float[] scales;
    private readonly SmallNet[] nets;

    private ScaledNet(float[] means, float[] scales, SmallNet[] nets) => (this.means, this.scales, this.nets) = (means, scales, nets);

    /// <summary>The chances of the outcomes.</summary>
    public void Weigh(ReadOnlySpan<float> told, Span<float> chances)
    {
        Span<float> input = stackalloc float[means.Length];
        Scale(told, means, scales, input);
        nets[0].Weigh(input, chances);
        if (nets.Length == 1)
        {
            return;
        }

        Span<float> other = stackalloc float[chances.Length];
        foreach (var net in nets.AsSpan(1))
        {
            net.Weigh(input, other);
            FloatVectors.AddScaled(other, 1, chances);
        }

        foreach (ref var chance in chances)
        {
            chance /= nets.Length;
        }
    }

    /// <param name="examples">What is told, and the outcome wanted.</param>
    /// <param name="outcomes">How many there are.</param>
    /// <param name="count">How many nets.</param>
    public static ScaledNet Learn(IReadOnlyList<(float[] Told, int Wanted)> examples, int outcomes, int count = 1)
    {
        var means = new float[examples[0].Told.Length];
        var scales = new float[means.Length];
        for (var k = 0; k < means.Length; k++)
        {
            var mean = examples.Average(example => (double)example.Told[k]);
            var spread = Math.Sqrt(examples.Average(example => (example.Told[k] - mean) * (example.Told[k] - mean)));
            (means[k], scales[k]) = ((float)mean, (float)(1 / (spread + 1e-3)));
        }

        var inputs = examples.Select(example =>
        {
            var input = new float[means.Length];
            Scale(example.Told, means, scales, input);
            return (input, example.Wanted);
        });
        var scaled = inputs.ToArray();
        return new ScaledNet(means, scales, [.. Enumerable.Range(0, count).Select(beginning => SmallNetLearner.Learn(scaled, outcomes, beginning))]);
    }

    private static void Scale(ReadOnlySpan<float> told, float[] means, float[] scales, Span<float> input)
    {
        for (var i = 0; i < input.Length; i++)
        {
            input[i] = (told[i] - means[i]) * scales[i];
        }
    }

    public void Save(Stream target)
    {
        target.Write(MemoryMarshal.AsBytes(means.AsSpan()));
        target.Write(MemoryMarshal.AsBytes(scales.AsSpan()));
        foreach (var net in nets)
        {
            net.Save(target);
        }
    }

    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static ScaledNet Load(Stream source, int inputs, int outcomes, int count = 1)
    {
        var means = new float[inputs];
        var scales = new float[inputs];
        source.ReadExactly(MemoryMarshal.AsBytes(means.AsSpan()));
        source.ReadExactly(MemoryMarshal.AsBytes(scales.AsSpan()));
        return new ScaledNet(means, scales, [.. Enumerable.Range(0, count).Select(_ => SmallNet.Load(source, inputs, outcomes))]);
    }
}

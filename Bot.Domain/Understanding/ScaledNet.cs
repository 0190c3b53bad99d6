using System.Runtime.InteropServices;

namespace Bot.Domain.Understanding;

/// <summary>A <see cref="SmallNet"/> that is told values of any size: each is brought to the mean and spread it had among the examples.</summary>
internal sealed class ScaledNet
{
    private readonly float[] means;
    private readonly float[] scales;
    private readonly SmallNet net;

    private ScaledNet(float[] means, float[] scales, SmallNet net) => (this.means, this.scales, this.net) = (means, scales, net);

    /// <summary>The chances of the outcomes.</summary>
    public void Weigh(ReadOnlySpan<float> told, Span<float> chances)
    {
        Span<float> input = stackalloc float[means.Length];
        Scale(told, means, scales, input);
        net.Weigh(input, chances);
    }

    /// <param name="examples">What is told, and the outcome wanted.</param>
    /// <param name="outcomes">How many there are.</param>
    public static ScaledNet Learn(IReadOnlyList<(float[] Told, int Wanted)> examples, int outcomes)
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
        return new ScaledNet(means, scales, SmallNetLearner.Learn([.. inputs], outcomes));
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
        net.Save(target);
    }

    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static ScaledNet Load(Stream source, int inputs, int outcomes)
    {
        var means = new float[inputs];
        var scales = new float[inputs];
        source.ReadExactly(MemoryMarshal.AsBytes(means.AsSpan()));
        source.ReadExactly(MemoryMarshal.AsBytes(scales.AsSpan()));
        return new ScaledNet(means, scales, SmallNet.Load(source, inputs, outcomes));
    }
}

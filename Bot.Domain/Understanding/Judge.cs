using System.Runtime.InteropServices;

namespace Bot.Domain.Understanding;

/// <summary>
/// Weighs a first reading once more, with all that is known of the talk at once: the chances of every intent, the ticket that may be meant, where the
/// speaker lives, what the first reading was. A sum of weights cannot say "this word, but only after that"; this small net can. It was
/// taught by readings of messages whose authors the weights had not seen (<see cref="JudgeLearner"/>), so it knows how far they can be trusted.
/// </summary>
public sealed class Judge
{
    /// <summary>What is told beside the chances of the intents and the first reading.</summary>
    public const int Facts = 28;
    public const int Hidden = 48;

    /// <summary>How much the first reading counts among values of about one.</summary>
    private const float FirstReadingWeight = 3;
    private const float Least = 0.002f;
    private const float LeastIntent = 0.001f;

    /// <summary>What the judge tells apart.</summary>
    internal static readonly Coarse[] Outcomes = [Coarse.New, Coarse.None, Coarse.Link, Coarse.Query, Coarse.Inquiry, Coarse.Split, Coarse.Buffer, Coarse.Deny];

    /// <summary>Facts and chances.</summary>
    internal static int Told => Facts + Intents.OfResidents.Count;
    internal static int Inputs => Told + Outcomes.Length;

    /// <summary>Row by row: mean and scale of what is told, then the weights and biases of both layers.</summary>
    private readonly float[] values;

    internal Judge(float[] values)
    {
        if (values.Length != Length)
        {
            throw new FormatException($"a judge has {Length} numbers, not {values.Length}; run learn --anew");
        }

        this.values = values;
    }

    internal static int Length => 2 * Told + Hidden * (Inputs + 1) + Outcomes.Length * (Hidden + 1);

    private ReadOnlySpan<float> Means => values.AsSpan(0, Told);
    private ReadOnlySpan<float> Scales => values.AsSpan(Told, Told);

    /// <summary>The chances of the outcomes, in their order.</summary>
    /// <param name="told">Facts and chances; <see cref="LogOdds"/> and <see cref="LogChance"/> bring chances into range.</param>
    /// <param name="first">What was read first.</param>
    /// <param name="chances">Takes the result.</param>
    public void Weigh(ReadOnlySpan<float> told, Coarse first, Span<float> chances)
    {
        Span<float> input = stackalloc float[Inputs];
        Prepare(told, Means, Scales, first, input);
        Span<float> hidden = stackalloc float[Hidden];
        var at = 2 * Told;
        Layer(values.AsSpan(at, Hidden * (Inputs + 1)), input, hidden);
        for (var i = 0; i < Hidden; i++)
        {
            hidden[i] = Math.Max(0, hidden[i]);
        }

        Span<float> sums = stackalloc float[Outcomes.Length];
        Layer(values.AsSpan(at + Hidden * (Inputs + 1)), hidden, sums);
        FloatVectors.Softmax(sums, chances);
    }

    internal static void Prepare(ReadOnlySpan<float> told, ReadOnlySpan<float> means, ReadOnlySpan<float> scales, Coarse first, Span<float> input)
    {
        for (var i = 0; i < Told; i++)
        {
            input[i] = (told[i] - means[i]) * scales[i];
        }

        input[Told..].Clear();
        input[Told + Math.Max(0, Array.IndexOf(Outcomes, first))] = FirstReadingWeight;
    }

    /// <summary>Each row: a weight for every input, then the bias.</summary>
    private static void Layer(ReadOnlySpan<float> weights, ReadOnlySpan<float> input, Span<float> output)
    {
        for (var i = 0; i < output.Length; i++)
        {
            var row = weights.Slice(i * (input.Length + 1), input.Length + 1);
            output[i] = FloatVectors.Dot(row[..^1], input) + row[^1];
        }
    }

    internal static float LogOdds(float chance)
    {
        var kept = Math.Clamp(chance, Least, 1 - Least);
        return MathF.Log(kept / (1 - kept));
    }

    internal static float LogChance(float chance) => MathF.Log(Math.Max(chance, LeastIntent));

    internal void Save(Stream target) => target.Write(MemoryMarshal.AsBytes(values.AsSpan()));

    /// <exception cref="EndOfStreamException">The judge is cut off.</exception>
    internal static Judge Load(Stream source)
    {
        var values = new float[Length];
        source.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new Judge(values);
    }
}

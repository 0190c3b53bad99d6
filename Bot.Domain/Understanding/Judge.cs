using System.Numerics;

namespace Bot.Domain.Understanding;

/// <summary>
/// Weighs a first reading once more, with all that is known of the talk at once: the chances of every intent, the ticket that may be meant, where the
/// speaker lives, what the first reading was. It was taught by readings of messages whose authors the weights had not seen (<see cref="JudgeLearner"/>), so
/// it knows how far they can be trusted.
/// </summary>
internal sealed class Judge
{
    /// <summary>What is told beside the chances of the intents and the first reading.</summary>
    public const int Facts = 29;

    /// <summary>Nearer to 0 or 1 no chance is told.</summary>
    public const float Least = 0.002f;

    private const int Nets = 3;
    private const float LeastChance = 0.001f;

    /// <summary>What the judge tells apart.</summary>
    public static readonly Coarse[] Outcomes = [Coarse.New, Coarse.None, Coarse.Link, Coarse.Query, Coarse.Inquiry, Coarse.Split, Coarse.Buffer, Coarse.Deny];
    private readonly ScaledNet net;

    private Judge(ScaledNet net) => this.net = net;

    /// <summary>Facts and chances.</summary>
    public static int Told => Facts + Intents.OfResidents.Count;
    private static int Inputs => Told + Outcomes.Length;

    /// <summary>The chances of the outcomes, in their order.</summary>
    /// <param name="told">Facts and chances; <see cref="LogOdds"/> and <see cref="LogChance"/> bring chances into range.</param>
    /// <param name="first">What was read first.</param>
    /// <param name="chances">Takes the result.</param>
    public void Weigh(ReadOnlySpan<float> told, Coarse first, Span<float> chances)
    {
        Span<float> input = stackalloc float[Inputs];
        Join(told, first, input);
        net.Weigh(input, chances);
    }

    public static Judge Learn(IReadOnlyList<(float[] Told, Coarse First, int Wanted)> rows)
    {
        var examples = rows.Select(row =>
        {
            var input = new float[Inputs];
            Join(row.Told, row.First, input);
            return (input, row.Wanted);
        });
        return new Judge(ScaledNet.Learn([.. examples], Outcomes.Length, Nets));
    }

    private static void Join(ReadOnlySpan<float> told, Coarse first, Span<float> input)
    {
        told.CopyTo(input);
        input[told.Length..].Clear();
        input[told.Length + Math.Max(0, Array.IndexOf(Outcomes, first))] = 1;
    }

    public static float LogOdds(float chance) => FloatVectors.LogOdds(chance, Least);

    public static float LogChance(float chance) => MathF.Log(Math.Max(chance, LeastChance));

    /// <summary><see cref="LogChance"/> of all.</summary>
    public static void LogChances(Span<float> chances)
    {
        var at = 0;
        for (; at + Vector<float>.Count <= chances.Length; at += Vector<float>.Count)
        {
            Vector.Log(Vector.Max(new Vector<float>(chances[at..]), new Vector<float>(LeastChance))).CopyTo(chances[at..]);
        }

        for (; at < chances.Length; at++)
        {
            chances[at] = LogChance(chances[at]);
        }
    }

    public void Save(Stream target) => net.Save(target);

    /// <exception cref="EndOfStreamException">The judge is cut off.</exception>
    public static Judge Load(Stream source) => new(ScaledNet.Load(source, Inputs, Outcomes.Length, Nets));
}

namespace Bot.Domain.Understanding;

/// <summary>
/// Weighs whether a text tells two matters, one on each side of a cut. Taught as the <see cref="Judge"/> is, by messages of one and of several matters; nobody
/// tells it where the right cut lies: it learns from the cut that looks best, then once more from those that look best to itself.
/// </summary>
internal sealed class SplitJudge
{
    private const int Outcomes = 2;
    private const float LeastChance = 1e-6f;
    private readonly ScaledNet net;

    private SplitJudge(ScaledNet net) => this.net = net;

    /// <summary>The cuts of a message, what is told of each (<see cref="SplitFacts"/>), and whether it tells several matters.</summary>
    public sealed record Cuts(IReadOnlyList<float[]> Facts, bool Several);

    /// <summary>The log-odds that the text tells two matters, parted here.</summary>
    public float Weigh(ReadOnlySpan<float> facts)
    {
        Span<float> chances = stackalloc float[Outcomes];
        net.Weigh(facts, chances);
        return MathF.Log(Math.Max(chances[1], LeastChance) / Math.Max(chances[0], LeastChance));
    }

    public static SplitJudge Learn(IReadOnlyList<Cuts> messages)
    {
        var first = LearnFrom(messages, facts => facts[SplitFacts.Score]);
        return LearnFrom(messages, facts => first.Weigh(facts));
    }

    private static SplitJudge LearnFrom(IReadOnlyList<Cuts> messages, Func<float[], float> look) =>
        new(ScaledNet.Learn([.. messages.Select(message => (message.Facts.MaxBy(look)!, message.Several ? 1 : 0))], Outcomes));

    public void Save(Stream target) => net.Save(target);

    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static SplitJudge Load(Stream source) => new(ScaledNet.Load(source, SplitFacts.Count, Outcomes));
}

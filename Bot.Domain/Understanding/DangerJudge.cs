namespace Bot.Domain.Understanding;

/// <summary>
/// Weighs whether what is told of a ticket tells a danger to life. The degrees of urgency are learned from reports: "洗一半的不止你" and "里头有人在哭" sound alike to
/// them. Taught as the <see cref="Judge"/> is, by all that was said in a talk.
/// </summary>
internal sealed class DangerJudge
{
    /// <summary>Chances of opening, of touching and of the degrees; marks.</summary>
    public const int Facts = 2 + Degrees + 10;

    private const int Degrees = 4;
    private const int Outcomes = 2;
    private readonly ScaledNet net;

    private DangerJudge(ScaledNet net) => this.net = net;

    /// <summary>Tells what is known of the message at hand.</summary>
    /// <param name="facts">Takes the result, <see cref="Facts"/> numbers.</param>
    public static void Tell(Vocabulary vocabulary, Workspace work, Span<float> facts)
    {
        var (scan, head, degrees) = (work.Text, vocabulary.Model.Residents, vocabulary.Model.Urgencies);
        var intents = work.ChancesOf(head, scan.Sums);
        facts[0] = Judge.LogOdds(LinearModel.Head.Share(intents, head.Opens));
        facts[1] = Judge.LogOdds(LinearModel.Head.Share(intents, head.Touches));
        var chances = work.ChancesOf(degrees, scan.Sums);
        for (var i = 0; i < Degrees; i++)
        {
            facts[2 + i] = i < chances.Length ? Judge.LogChance(chances[i]) : 0;
        }

        var tags = vocabulary.Tags;
        ReadOnlySpan<bool> marks =
        [
            vocabulary.Dangers.Alarms(scan.Tags), vocabulary.Dangers.IsUrgent(scan.Tags), vocabulary.Dangers.IsElevated(scan.Tags), scan.Has(tags.Hazard), scan.Has(tags.Vulnerable),
            scan.Has(tags.Severe), scan.Has(tags.Fault), scan.Has(tags.Done), scan.Has(tags.Question), scan.Has(tags.Joke),
        ];
        for (var i = 0; i < marks.Length; i++)
        {
            facts[2 + Degrees + i] = marks[i] ? 1 : 0;
        }
    }

    /// <summary>The chance that it does.</summary>
    public float Weigh(ReadOnlySpan<float> facts)
    {
        Span<float> chances = stackalloc float[Outcomes];
        net.Weigh(facts, chances);
        return chances[1];
    }

    public static DangerJudge Learn(IReadOnlyList<(float[] Facts, bool Tells)> rows) => new(ScaledNet.Learn([.. rows.Select(row => (row.Facts, row.Tells ? 1 : 0))], Outcomes));

    public void Save(Stream target) => net.Save(target);

    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static DangerJudge Load(Stream source) => new(ScaledNet.Load(source, Facts, Outcomes));
}

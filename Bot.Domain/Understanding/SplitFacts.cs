namespace Bot.Domain.Understanding;

/// <summary>What the <see cref="SplitJudge"/> is told of a cut: what both sides are and how sure, how far each may be of the other's kind, where the cut lies.</summary>
internal sealed class SplitFacts
{
    public const int Count = Ties + 2 * Sides + 3 * HeardIntents + 2 * HeardTags;

    /// <summary>The place of <see cref="MatterSplitter.ScoreOf"/> among them.</summary>
    public const int Score = 1;

    /// <summary>So many chances that whole vectors cover them.</summary>
    public const int RoomForHeard = 8;
    private const int Ties = 14;
    private const int Sides = 5;
    private const int HeardIntents = 7;
    private const int HeardTags = 14;
    private static readonly string[] Heard = ["multi", "report", "suggestion", "chat", "addition", "help", "inquiry"];
    private readonly int[] intents;
    private readonly int[] tags;

    public SplitFacts(Vocabulary vocabulary)
    {
        var (head, names) = (vocabulary.Model.Residents, vocabulary.Tags);
        intents = [.. Heard.Select(head.IndexOf)];
        tags = [names.Fault, names.Severe, names.Wish, names.Question, names.Public, names.Inside, names.Home, names.Door, names.ThisHouse, names.More, names.Hazard, names.Me2, names.Appeal, names.Done];
    }

    /// <param name="whole">Both sides together.</param>
    /// <param name="left">What stands before the cut.</param>
    /// <param name="right">What stands behind it.</param>
    /// <param name="masked">The text all three are stretches of.</param>
    /// <param name="several">The chance that the text tells several matters.</param>
    /// <param name="cuts">How many are looked at: the more, the more one of them will seem good by chance.</param>
    /// <param name="score">What speaks for the cut at first sight.</param>
    /// <param name="facts">Takes the result, <see cref="Count"/> numbers.</param>
    public void Tell(Stretch whole, Stretch left, Stretch right, ReadOnlySpan<char> masked, float several, int cuts, float score, Span<float> facts)
    {
        ReadOnlySpan<float> ties =
        [
            Judge.LogOdds(several), MathF.Log(score + 0.01f), Judge.LogOdds(ChanceOf(left, right.Kind)), Judge.LogOdds(ChanceOf(right, left.Kind)), Judge.LogOdds(FloatVectors.Likeness(left.Kinds, right.Kinds)),
            One(left.Category == right.Category), One(left.House is not null && right.House is not null && left.House != right.House), MathF.Log(Math.Min(left.Length, right.Length) + 1),
            MathF.Log(whole.Length), MathF.Log(cuts), One(masked[right.Start] == '§'), One(masked[right.Start - 1] is '，' or ','), One(masked[right.Start - 1] is '。' or '；' or ';' or '！' or '!' or '\n'), One(masked[right.Start - 1] == ' '),
        ];
        ties.CopyTo(facts);
        var rest = TellSide(left, whole, TellSide(right, whole, facts[Ties..]));
        rest = Hear(whole, Hear(left, Hear(right, rest)));
        Mark(left, Mark(right, rest));
    }

    private static Span<float> TellSide(Stretch side, Stretch whole, Span<float> facts)
    {
        ReadOnlySpan<float> told = [Judge.LogOdds(side.Opens), Judge.LogOdds(side.Sure), One(side.House is not null), MathF.Log(side.Length + 1), Judge.LogOdds(ChanceOf(whole, side.Kind))];
        told.CopyTo(facts);
        return facts[Sides..];
    }

    private Span<float> Hear(Stretch stretch, Span<float> facts)
    {
        if (!stretch.IsHeard)
        {
            for (var i = 0; i < intents.Length; i++)
            {
                stretch.Heard[i] = intents[i] < 0 ? 0 : stretch.Intents[intents[i]];
            }

            FloatVectors.LogOdds(stretch.Heard, Judge.Least);
            stretch.IsHeard = true;
        }

        stretch.Heard.AsSpan(0, HeardIntents).CopyTo(facts);
        return facts[HeardIntents..];
    }

    private Span<float> Mark(Stretch stretch, Span<float> facts)
    {
        for (var i = 0; i < tags.Length; i++)
        {
            facts[i] = One(stretch.Tags.Has(tags[i]));
        }

        return facts[HeardTags..];
    }

    private static float ChanceOf(Stretch stretch, int kind) => kind < 0 ? 0 : stretch.Kinds[kind];

    private static float One(bool holds) => holds ? 1 : 0;
}

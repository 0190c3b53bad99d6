namespace Bot.Domain.Understanding;

/// <summary>
/// Parts a message that tells several matters: cut where both sides, read alone, are reports of their own, and each is about something the
/// other is not about. The sums of a stretch are the sums of its words, so every cut is tried without reading again.
/// </summary>
internal sealed class MatterSplitter(Vocabulary vocabulary, MatterReader matters)
{
    /// <summary>A part must be so likely a report.</summary>
    private const float SureReport = 0.4f;
    private const float SureDanger = 0.9f;
    private const int ShortestPart = 3;
    private const int LongestWho = 6;

    /// <summary>Below this a side of a cut is mere talk.</summary>
    private const float LeastReport = 0.05f;

    /// <summary>What looks less good than this part of the best is not judged: the judge takes most of the time.</summary>
    private const float Promising = 0.3f;

    /// <summary>From these log-odds on a text is parted: less than even, since one ticket for two matters forgets one of them, and two for one are merged with a word.</summary>
    private const float SureOfTwo = -0.2f;

    /// <summary>The same by <see cref="ScoreOf"/>, before a judge is taught.</summary>
    private const float UnjudgedScore = 0.5f;

    /// <summary>Nobody tells more in one message; the bound keeps reading linear.</summary>
    private const int MostParts = 6;

    /// <summary>Below this chance of several matters the text is not tried: what cuts there look like are causes and effects of one.</summary>
    private const float WorthTrying = 0.01f;
    private readonly Tags tags = vocabulary.Tags;
    private readonly SplitFacts facts = new(vocabulary);

    /// <summary>The matters of the text, at least two; null where it is one.</summary>
    /// <param name="several">The model's chance that the text tells several.</param>
    public IReadOnlyList<Matter>? Split(Workspace work, Conversation conversation, float several)
    {
        var scan = work.Text;
        if (several < WorthTrying)
        {
            return null;
        }

        var cuts = CutsOf(scan);
        if (cuts.Count == 0)
        {
            return null;
        }

        var stretches = work.Stretches;
        stretches.Start(scan, cuts);
        if (work.Gathers)
        {
            work.Cuts = Told(work, stretches, several);
        }

        var parts = new List<Stretch>();
        Cut(work, stretches, 0, stretches.Last, several, parts);
        if (parts.Count < 2)
        {
            return null;
        }

        var found = new List<Matter>(parts.Count);
        var place = Location.Nowhere;
        foreach (var part in parts)
        {
            var location = matters.Locations.FromText(scan, conversation.Group, out _, part.Start, part.End);
            place = location == Location.Nowhere ? place : location;
            var category = ReadKind(work, part);
            var urgency = part.Intent == "suggestion" ? Urgency.Normal : matters.UrgencyOf(work, part.Sums, category, matters.DangerIn(part.Tags) is not null, part.Tags);
            found.Add(new Matter(part.Intent, category, place, urgency, scan.Raw[scan.OriginOf(part.Start)..scan.OriginOf(part.End)].Trim(' ', '，', ',', '。', '；', ';', '\n')));
        }

        return found;
    }

    /// <summary>Where one matter may end and the next begin: at marks, at "另外" and its like, before a further door.</summary>
    private List<int> CutsOf(ScannedText scan)
    {
        var cuts = new List<int>();
        foreach (var clause in scan.Clauses)
        {
            Add(clause.Start);
            for (var i = clause.Start + ShortestPart; i < clause.End; i++)
            {
                if (scan.Masked[i] == '§')
                {
                    Add(i);
                }
            }
        }

        foreach (var word in scan.Words)
        {
            if (vocabulary.Entries[word.Entry].Tags.Contains(tags.More))
            {
                Add(word.Start);
            }
        }

        cuts.Sort();
        return cuts;

        void Add(int at)
        {
            if (at >= ShortestPart && scan.MaskedLength - at >= ShortestPart && cuts.Count < Stretches.MostCuts && !cuts.Contains(at))
            {
                cuts.Add(at);
            }
        }
    }

    /// <summary>Adds the parts between two edges: the whole stretch, or what its best cut leaves on both sides.</summary>
    private void Cut(Workspace work, Stretches stretches, int from, int to, float several, List<Stretch> parts)
    {
        var best = parts.Count + 2 > MostParts || several < WorthTrying ? 0 : BestCut(work, stretches, from, to, several);
        if (best == 0)
        {
            parts.Add(Read(work, stretches, from, to));
            return;
        }

        Cut(work, stretches, from, best, SeveralIn(Read(work, stretches, from, best)), parts);
        Cut(work, stretches, best, to, SeveralIn(Read(work, stretches, best, to)), parts);
    }

    private float SeveralIn(Stretch stretch) => vocabulary.Model.Residents.IndexOf("multi") is >= 0 and var multi ? stretch.Intents[multi] : 0;

    /// <summary>The edge at which most speaks for two matters; 0 where too little does.</summary>
    private int BestCut(Workspace work, Stretches stretches, int from, int to, float several)
    {
        var most = vocabulary.Model.Judges is null ? UnjudgedScore : SureOfTwo;
        var best = 0;
        Span<float> told = stackalloc float[SplitFacts.Count];
        Span<float> scores = stackalloc float[to - from];
        for (var at = from + 1; at < to; at++)
        {
            scores[at - from] = MayBeTwo(work, stretches, from, at, to) ? ScoreOf(work, stretches, from, at, to) : -1;
        }

        var promising = Promising * Math.Max(0, FloatVectors.Highest(scores));
        for (var at = from + 1; at < to; at++)
        {
            var score = scores[at - from];
            if (score < promising)
            {
                continue;
            }

            if (vocabulary.Model.Judges is { } judges)
            {
                Tell(work, stretches, from, at, to, several, score, told);
                score = judges.Splits.Weigh(told);
            }

            if (score > most)
            {
                (best, most) = (at, score);
            }
        }

        return best;
    }

    /// <summary>Neither side is mere talk.</summary>
    private bool MayBeTwo(Workspace work, Stretches stretches, int from, int at, int to) =>
        Read(work, stretches, from, at).Opens >= LeastReport && Read(work, stretches, at, to).Opens >= LeastReport;

    private void Tell(Workspace work, Stretches stretches, int from, int at, int to, float several, float score, Span<float> told)
    {
        var (whole, left, right) = (Read(work, stretches, from, to), Read(work, stretches, from, at), Read(work, stretches, at, to));
        ReadKind(work, whole);
        ReadKind(work, left);
        ReadKind(work, right);
        facts.Tell(whole, left, right, work.Text.Masked, several, to - from - 1, score, told);
    }

    /// <summary>What the judge would be told of every cut of the whole text: for learning.</summary>
    private List<float[]> Told(Workspace work, Stretches stretches, float several)
    {
        var all = new List<float[]>();
        for (var at = 1; at < stretches.Last; at++)
        {
            if (MayBeTwo(work, stretches, 0, at, stretches.Last))
            {
                var told = new float[SplitFacts.Count];
                Tell(work, stretches, 0, at, stretches.Last, several, ScoreOf(work, stretches, 0, at, stretches.Last), told);
                all.Add(told);
            }
        }

        return all;
    }

    /// <summary>How much speaks for two matters: both are reports, each sure of a kind that the other is not, or of a house of its own.</summary>
    private float ScoreOf(Workspace work, Stretches stretches, int from, int at, int to)
    {
        var left = Read(work, stretches, from, at);
        if (left.Opens < SureReport)
        {
            return 0;
        }

        var right = Read(work, stretches, at, to);
        if (right.Opens < SureReport)
        {
            return 0;
        }

        ReadKind(work, left);
        ReadKind(work, right);
        var rightKind = right.Kind < 0 ? 0 : left.Kinds[right.Kind];
        var leftKind = left.Kind < 0 ? 0 : right.Kinds[left.Kind];
        var houses = left.House is not null && right.House is not null && left.House != right.House;
        return Math.Min(left.Opens, right.Opens) * Math.Min(left.Sure, right.Sure) * Math.Max(1 - Math.Max(rightKind, leftKind), houses ? 0.8f : 0);
    }

    /// <summary>"我是9栋的".</summary>
    private static bool OnlySaysWho(ReadOnlySpan<char> masked)
    {
        masked = masked.Trim(' ');
        return masked.Length is > 1 and <= LongestWho && masked[^1] == '的' && masked.Contains('§');
    }

    private Stretch Read(Workspace work, Stretches stretches, int from, int to)
    {
        ref var known = ref stretches.Known(from, to);
        if (known is not null)
        {
            return known;
        }

        var scan = work.Text;
        var part = stretches.Join(scan, from, to);
        var head = vocabulary.Model.Residents;
        work.ChancesOf(head, part.Sums).CopyTo(part.Intents);
        part.Opens = LinearModel.Head.Share(part.Intents, head.Opens);
        var best = head.Classes[Workspace.Best(part.Intents)];
        part.Intent = Intents.OpensTicket(best) ? best : "report";
        if (OnlySaysWho(scan.Masked[part.Start..part.End]))
        {
            part.Opens = 0;
        }
        else if (matters.DangerIn(part.Tags) is not null)
        {
            part.Opens = Math.Max(part.Opens, SureDanger);
        }

        var (first, last) = (scan.OriginOf(part.Start), scan.OriginOf(part.End));
        foreach (var door in scan.Doors)
        {
            if (!door.IsDenied && !door.IsRange && door.Start >= first && (door.Start < last || part.End >= scan.MaskedLength))
            {
                part.House ??= door.Building;
            }
        }

        return known = part;
    }

    /// <summary>The category of a stretch, looked for where it is needed; mere talk has none.</summary>
    private string ReadKind(Workspace work, Stretch part)
    {
        if (part.Category is { } known)
        {
            return known;
        }

        if (part.Opens < LeastReport)
        {
            return part.Category = "";
        }

        var head = vocabulary.Model.Categories;
        work.ChancesOf(head, part.Sums).CopyTo(part.Kinds);
        part.Category = matters.CategoryOf(part.Kinds, part.Tags, out part.Sure);
        part.Kind = head.IndexOf(part.Category);
        return part.Category;
    }
}

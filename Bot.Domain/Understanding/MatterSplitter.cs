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

    /// <summary>What the whole text's own kind can add to the odds at most.</summary>
    private const float MostOfWhole = 0.9f;

    /// <summary>A little less than even: one ticket for two matters forgets one of them, two for one are merged with a word.</summary>
    private const float SureOfTwo = -0.2f;

    /// <summary>Nobody tells more in one message; the bounds keep reading linear.</summary>
    private const int MostCuts = 12;
    private const int MostParts = 6;

    /// <summary>Below this chance of several matters the text is not tried: what cuts there look like are causes and effects of one.</summary>
    private const float WorthTrying = 0.03f;
    private readonly Tags tags = vocabulary.Tags;

    /// <summary>A stretch of the text, read alone.</summary>
    private sealed class Part
    {
        public int Start;
        public int End;
        public float Opens;
        public string Intent = "report";
        public string Category = "";
        public float Sure;
        public string? House;
        public TagSet Tags;
        public float[] Sums = [];
        public float[] Kinds = [];
    }

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

        var stretches = new Stretches(scan, cuts, vocabulary.Model.Stride);
        var last = cuts.Count + 1;
        var at = BestCut(work, stretches, 0, last, MostParts, out var score);
        if (at == 0 || OddsOfTwo(work, stretches, at, last, score, several) < SureOfTwo)
        {
            return null;
        }

        var needed = NeededScore(several, scan.Has(tags.More) || scan.Has(tags.TwoHouses), cuts.Count);
        var parts = new List<Part>();
        Cut(work, stretches, 0, at, needed, parts);
        Cut(work, stretches, at, last, needed, parts);
        var found = new List<Matter>(parts.Count);
        var place = Location.Nowhere;
        foreach (var part in parts)
        {
            var location = matters.Locations.FromText(scan, conversation.Group, out _, part.Start, part.End);
            place = location == Location.Nowhere ? place : location;
            var urgency = part.Intent == "suggestion" ? Urgency.Normal : matters.UrgencyOf(work, part.Sums, part.Category, matters.DangerIn(part.Tags) is not null, part.Tags);
            found.Add(new Matter(part.Intent, part.Category, place, urgency, scan.Raw[scan.OriginOf(part.Start)..scan.OriginOf(part.End)].Trim(' ', '，', ',', '。', '；', ';', '\n')));
        }

        return found;
    }

    /// <summary>
    /// The likelier several matters are, the less must speak for a cut; the more cuts are tried, the more one of them will seem good by chance.
    /// </summary>
    private static float NeededScore(float several, bool listed, int cuts) =>
        (several > 0.8f ? 0.2f : several > 0.5f ? 0.35f : several > 0.2f || listed ? 0.5f : several > 0.1f ? 0.55f : 0.6f) + Math.Clamp(0.08f * (cuts - 2), 0, 0.35f);

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
            if (at >= ShortestPart && scan.MaskedLength - at >= ShortestPart && cuts.Count < MostCuts && !cuts.Contains(at))
            {
                cuts.Add(at);
            }
        }
    }

    /// <summary>Adds the parts between two cuts: the whole stretch, or what its best cut leaves on both sides.</summary>
    private void Cut(Workspace work, Stretches stretches, int from, int to, float needed, List<Part> parts)
    {
        var best = BestCut(work, stretches, from, to, MostParts - parts.Count, out var score);
        if (best == 0 || score < needed)
        {
            parts.Add(Read(work, stretches, from, to));
            return;
        }

        Cut(work, stretches, from, best, needed, parts);
        Cut(work, stretches, best, to, needed, parts);
    }

    /// <summary>The edge at which most speaks for two matters; 0 where nothing does, or no room is left for two more parts.</summary>
    private int BestCut(Workspace work, Stretches stretches, int from, int to, int room, out float bestScore)
    {
        bestScore = 0;
        var best = 0;
        for (var at = from + 1; at < to && room >= 2; at++)
        {
            var score = ScoreOf(work, stretches, from, at, to);
            if (score > bestScore)
            {
                (best, bestScore) = (at, score);
            }
        }

        return best;
    }

    /// <summary>
    /// The log-odds that the text tells two matters at its best cut. Fitted to 4,500 labelled messages of one and of several matters, the chances
    /// given by models that had not seen their authors.
    /// </summary>
    private float OddsOfTwo(Workspace work, Stretches stretches, int at, int last, float score, float several)
    {
        var scan = work.Text;
        var left = Read(work, stretches, 0, at);
        var right = Read(work, stretches, at, last);
        var joined = false;
        foreach (var word in scan.Words)
        {
            joined |= word.Start == right.Start && vocabulary.Entries[word.Entry].Tags.Contains(tags.More);
        }

        var odds = 0.44f + 0.61f * LogOdds(several) + 0.24f * MathF.Log(score + 0.01f) + 0.41f * LogOdds(Math.Min(left.Opens, right.Opens)) + 0.22f * LogOdds(Math.Min(left.Sure, right.Sure))
            - 0.57f * LogOdds(Math.Max(ChanceOf(left, right.Category), ChanceOf(right, left.Category))) + (joined ? 1.96f : 0)
            + 0.85f * MathF.Log(Math.Min(left.End - left.Start, right.End - right.Start) + 1) - 1.46f * MathF.Log(scan.MaskedLength) - 0.56f * MathF.Log(last - 1) + (scan.Masked[right.Start] == '§' ? 0.87f : 0);
        if (odds + MostOfWhole < SureOfTwo)
        {
            return odds;
        }

        var whole = Read(work, stretches, 0, last);
        return odds + 0.14f * LogOdds(whole.Kinds.Length == 0 ? 0 : ChanceOf(whole, right.Category));
    }

    private static float LogOdds(float chance)
    {
        var kept = Math.Clamp(chance, 0.003f, 0.997f);
        return MathF.Log(kept / (1 - kept));
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

        var rightKind = ChanceOf(left, right.Category);
        var leftKind = ChanceOf(right, left.Category);
        var houses = left.House is not null && right.House is not null && left.House != right.House;
        return Math.Min(left.Opens, right.Opens) * Math.Min(left.Sure, right.Sure) * Math.Max(1 - Math.Max(rightKind, leftKind), houses ? 0.8f : 0);
    }

    /// <summary>"我是9栋的".</summary>
    private static bool OnlySaysWho(ReadOnlySpan<char> masked)
    {
        masked = masked.Trim(' ');
        return masked.Length is > 1 and <= LongestWho && masked[^1] == '的' && masked.Contains('§');
    }

    private float ChanceOf(Part part, string category) => vocabulary.Model.Categories.IndexOf(category) is >= 0 and var index ? part.Kinds[index] : 0;

    private Part Read(Workspace work, Stretches stretches, int from, int to)
    {
        ref var known = ref stretches.Known(from, to);
        if (known is not null)
        {
            return known;
        }

        var scan = work.Text;
        var part = stretches.Join(scan, from, to);
        var head = vocabulary.Model.Residents;
        var chances = work.ChancesOf(head, part.Sums);
        part.Opens = LinearModel.Head.Share(chances, head.Opens);
        var best = head.Classes[Workspace.Best(chances)];
        part.Intent = Intents.OpensTicket(best) ? best : "report";
        if (OnlySaysWho(scan.Masked[part.Start..part.End]))
        {
            part.Opens = 0;
        }
        else if (matters.DangerIn(part.Tags) is not null)
        {
            part.Opens = Math.Max(part.Opens, SureDanger);
        }

        if (part.Opens >= SureReport)
        {
            part.Kinds = work.ChancesOf(vocabulary.Model.Categories, part.Sums).ToArray();
            part.Category = matters.CategoryOf(part.Kinds, part.Tags, out part.Sure);
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

    /// <summary>The text between its edges: running sums up to each edge, so that any stretch is one difference; the parts made of them kept.</summary>
    private sealed class Stretches
    {
        private readonly int stride;
        private readonly float[] groups;
        private readonly int[] counts;
        private readonly TagSet[] tags;
        private readonly int[] edges;
        private readonly Part?[] known;

        public Stretches(ScannedText scan, List<int> cuts, int stride)
        {
            this.stride = stride;
            edges = [0, .. cuts, scan.MaskedLength];
            groups = new float[edges.Length * stride];
            counts = new int[edges.Length];
            tags = new TagSet[edges.Length - 1];
            known = new Part?[edges.Length * edges.Length];
            for (var i = 0; i + 1 < edges.Length; i++)
            {
                var upTo = groups.AsSpan((i + 1) * stride, stride);
                groups.AsSpan(i * stride, stride).CopyTo(upTo);
                counts[i + 1] = counts[i] + scan.AddGroups(edges[i], edges[i + 1], upTo);
                tags[i] = scan.TagsBetween(edges[i], edges[i + 1]);
            }
        }

        public ref Part? Known(int from, int to) => ref known[from * edges.Length + to];

        public Part Join(ScannedText scan, int from, int to)
        {
            var part = new Part { Start = edges[from], End = edges[to], Sums = new float[stride] };
            for (var i = from; i < to; i++)
            {
                part.Tags.AddAll(tags[i]);
            }

            FloatVectors.Difference(groups.AsSpan(to * stride, stride), groups.AsSpan(from * stride, stride), ScannedText.GroupScale(counts[to] - counts[from]), part.Sums);
            scan.AddTags(part.Tags, part.End - part.Start, part.Sums);
            return part;
        }
    }
}

namespace Bot.Domain.Understanding;

/// <summary>
/// One text, read once: folded, its doors found, its words and features summed clause by clause. Reused from message to message,
/// so that reading allocates next to nothing. Not thread-safe; each thread keeps its own.
/// </summary>
internal sealed partial class ScannedText(Vocabulary vocabulary)
{
    private char[] folded = new char[256];
    private char[] masked = new char[256];
    private int[] origin = new int[256];

    /// <summary>The model's rows that fired: groups of characters, clause by clause; and tags.</summary>
    private int[] rows = new int[256];
    private int rowCount;

    /// <summary>For every position of the masked text: how many rows fired before it.</summary>
    private int[] rowsBefore = new int[256];
    private int[] firstNodes = new int[256];
    private int[] secondNodes = new int[256];
    private readonly int[] tagRows = new int[TagSet.Capacity + 1];
    private readonly bool hasModel = vocabulary.Model.Features.Count > 0;
    private TagSet contextTags;
    private readonly Tags tagNames = vocabulary.Tags;
    private readonly float[] whole = new float[vocabulary.Model.Stride];

    /// <summary>A word with tags; positions count in the masked text.</summary>
    public readonly record struct WordHit(int Start, int End, int Entry);

    /// <summary>A stretch between two marks; positions count in the masked text.</summary>
    public readonly record struct Clause(int Start, int End, TagSet Tags);

    /// <summary>What was found out about the whole text already; kept so that nothing is looked for twice.</summary>
    public (Location Location, bool Inside, GroupProfile Group)? FoundPlace { get; set; }
    public (string Name, float Chance)? FoundCategory { get; set; }

    public string Raw { get; private set; } = "";
    public List<DoorMention> Doors { get; } = [];
    public List<WordHit> Words { get; } = [];
    public List<Clause> Clauses { get; } = [];
    public List<string> Numbers { get; } = [];
    public TagSet Tags;

    /// <summary>A slip was corrected, so a landmark is told in the folded words rather than in the written ones.</summary>
    public bool Corrected { get; private set; }
    public bool HasPicture { get; private set; }
    public bool HasVoice { get; private set; }
    public int Length { get; private set; }
    public int MaskedLength { get; private set; }
    public ReadOnlySpan<char> Folded => folded.AsSpan(0, Length);
    public ReadOnlySpan<char> Masked => masked.AsSpan(0, MaskedLength);

    /// <summary>How many characters stand for words, doors counted as one: what is left when marks and stickers are taken away.</summary>
    public int Substance { get; private set; }

    /// <summary>Sums of the whole text, bias included; one value per class of all heads.</summary>
    public ReadOnlySpan<float> Sums => whole;

    public int OriginOf(int maskedPosition) => maskedPosition < MaskedLength ? origin[maskedPosition] : Length;

    public bool Has(int tag) => Tags.Has(tag);

    /// <summary>Folds a text other than the one read, such as a nickname.</summary>
    public void Fold(ReadOnlySpan<char> text, Span<char> target) => vocabulary.Folding.Fold(text, target);

    /// <summary>Reads <paramref name="text"/>; everything of an earlier text is forgotten.</summary>
    /// <param name="context">Tags that the talk before gives.</param>
    public void Read(string text, in TagSet context = default)
    {
        Raw = text;
        Length = text.Length;
        if (folded.Length < Length)
        {
            folded = new char[Length * 2];
            masked = new char[Length * 2];
            origin = new int[Length * 2];
            rowsBefore = new int[Length * 2];
            firstNodes = new int[Length * 2];
            secondNodes = new int[Length * 2];
        }

        Doors.Clear();
        Words.Clear();
        Clauses.Clear();
        Numbers.Clear();
        Tags = context;
        contextTags = context;
        HasPicture = HasVoice = false;
        FoundPlace = null;
        FoundCategory = null;
        Corrected = vocabulary.Folding.Fold(text, folded);
        DoorScanner.Scan(Folded, Doors);
        Mask();
        ReadClauses();
    }

    /// <summary>The features that fired, in words; for learning, where the weights are not known yet.</summary>
    public void CollectFeatures(ICollection<string> features)
    {
        for (var tag = 0; tag < TagSet.Capacity; tag++)
        {
            if (Tags.Has(tag))
            {
                features.Add("~" + vocabulary.TagName(tag));
            }
        }

        for (var i = 0; i < MaskedLength; i++)
        {
            for (var length = 1; length <= 3 && i + length <= MaskedLength && masked[i + length - 1] != ' '; length++)
            {
                // Half a pair of surrogates is no character.
                if (!char.IsLowSurrogate(masked[i]) && !char.IsHighSurrogate(masked[i + length - 1]))
                {
                    features.Add(new string(masked, i, length));
                }
            }
        }
    }

    private void ReadClauses()
    {
        Tags.Add(LengthTag(Substance));
        rowCount = 0;
        var start = 0;
        while (start < MaskedLength)
        {
            var end = start;
            while (end < MaskedLength && masked[end] != ' ')
            {
                end++;
            }

            if (end > start)
            {
                TagSet tags = default;
                FindWords(start, end, ref tags);
                Tags.AddAll(tags);
                Clauses.Add(new Clause(start, end, tags));
            }

            if (end < MaskedLength)
            {
                rowsBefore[end] = rowCount;
            }

            start = end + 1;
        }

        MarkSeveral();
        if (hasModel)
        {
            Sum(0, rowCount, Tags, whole);
        }
    }

    /// <summary>Signs that the text may tell more than one matter: two houses, or faults of two kinds in clauses of their own.</summary>
    private void MarkSeveral()
    {
        string? house = null;
        foreach (var door in Doors)
        {
            if (!door.IsDenied && !door.IsRange && door.Building is not null)
            {
                AddIf(house is not null && house != door.Building, tagNames.TwoHouses);
                house ??= door.Building;
            }
        }

        TagSet kinds = default;
        var faults = 0;
        foreach (var clause in Clauses)
        {
            if (!clause.Tags.Has(tagNames.Fault) && !clause.Tags.Has(tagNames.Wish))
            {
                continue;
            }

            faults++;
            if (clause.Tags.HasAny(vocabulary.CategoryTags))
            {
                AddIf(kinds.HasAny(vocabulary.CategoryTags) && !clause.Tags.HasAnyOf(kinds, vocabulary.CategoryTags), tagNames.TwoKinds);
                kinds.AddAll(clause.Tags);
            }
        }

        AddIf(faults > 2, tagNames.ManyFaults);

        void AddIf(bool holds, int tag)
        {
            if (holds)
            {
                Tags.Add(tag);
            }
        }
    }

    /// <summary>
    /// Groups of characters count by the root of their number: a long letter must not be surer of itself than a short cry, and the words of
    /// the lists must be heard beside them.
    /// </summary>
    public static float GroupScale(int count) => 2f / MathF.Sqrt(Math.Max(count, 4));

    /// <summary>The words of a stretch of the masked text, summed as if they were the whole text.</summary>
    public void SumBetween(int start, int end, Span<float> target)
    {
        var tags = TagsBetween(start, end);
        tags.AddAll(contextTags);
        tags.Add(LengthTag(end - start));
        Sum(RowsBefore(start), RowsBefore(end), tags, target);
    }

    /// <summary>The tags of the words within a stretch.</summary>
    public TagSet TagsBetween(int start, int end)
    {
        TagSet tags = default;
        foreach (var word in Words)
        {
            if (word.Start >= start && word.End <= end)
            {
                foreach (var tag in vocabulary.Entries[word.Entry].Tags)
                {
                    tags.Add(tag);
                }
            }
        }

        if (masked.AsSpan(start, end - start).Contains('§'))
        {
            tags.Add(tagNames.Door);
        }

        return tags;
    }

    /// <summary>Adds the groups of characters of a stretch, not yet scaled; answers how many there are.</summary>
    public int AddGroups(int start, int end, Span<float> target)
    {
        var (first, last) = (RowsBefore(start), RowsBefore(end));
        vocabulary.Model.AddRows(rows.AsSpan(first, last - first), 1, target);
        return last - first;
    }

    /// <summary>Completes sums of groups that were scaled already: a part stands in the same talk as the whole text.</summary>
    public void AddTags(TagSet tags, int length, Span<float> target)
    {
        tags.AddAll(contextTags);
        tags.Add(LengthTag(length));
        AddTagRows(tags, target);
    }

    private int RowsBefore(int position) => position < MaskedLength ? rowsBefore[position] : rowCount;

    private int LengthTag(int substance) => substance <= 2 ? tagNames.Tiny : substance <= 5 ? tagNames.Brief : substance <= 12 ? tagNames.Middle : substance <= 40 ? tagNames.Full : tagNames.Lengthy;

    /// <summary>Adds tags that were found out after reading.</summary>
    public void Tell(in TagSet more)
    {
        var count = 0;
        for (var tag = more.FirstFrom(0); tag >= 0; tag = more.FirstFrom(tag + 1))
        {
            if (Tags.Add(tag) && vocabulary.TagRows[tag] is > 0 and var row)
            {
                tagRows[count++] = row;
            }
        }

        contextTags.AddAll(more);
        vocabulary.Model.AddRows(tagRows.AsSpan(0, count), 1, whole);
    }

    private void Sum(int firstRow, int endRow, in TagSet tags, Span<float> target)
    {
        target.Clear();
        vocabulary.Model.AddRows(rows.AsSpan(firstRow, endRow - firstRow), GroupScale(endRow - firstRow), target);
        AddTagRows(tags, target);
    }

    /// <summary>Adds the bias and the tags' rows.</summary>
    private void AddTagRows(in TagSet tags, Span<float> target)
    {
        tagRows[0] = 0;
        var count = 1;
        for (var tag = tags.FirstFrom(0); tag >= 0; tag = tags.FirstFrom(tag + 1))
        {
            if (vocabulary.TagRows[tag] is > 0 and var row)
            {
                tagRows[count++] = row;
            }
        }

        vocabulary.Model.AddRows(tagRows.AsSpan(0, count), 1, target);
    }
}

using System.Numerics;
using System.Runtime.InteropServices;

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
    private float[] clauseSums = [];
    private readonly float[] groups = new float[vocabulary.Model.Stride];
    private readonly short[] rows = new short[vocabulary.Model.Stride];
    private int groupCount;
    private TagSet contextTags;
    private readonly Tags tagNames = vocabulary.Tags;
    private readonly float[] whole = new float[vocabulary.Model.Stride];

    /// <summary>A word with tags; positions count in the masked text.</summary>
    public readonly record struct WordHit(int Start, int End, int Entry);

    /// <summary>A stretch between two marks; positions count in the masked text.</summary>
    public record struct Clause(int Start, int End, TagSet Tags);

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

    public ReadOnlySpan<float> SumsOf(int clause) => clauseSums.AsSpan(clause * vocabulary.Model.Stride, vocabulary.Model.Stride);

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
        var stride = vocabulary.Model.Stride;
        Array.Clear(whole);
        Tags.Add(Substance <= 2 ? tagNames.Tiny : Substance <= 5 ? tagNames.Brief : Substance <= 12 ? tagNames.Middle : Substance <= 40 ? tagNames.Full : tagNames.Lengthy);
        var hasModel = vocabulary.Model.Features.Count > 0;
        if (hasModel)
        {
            Array.Clear(groups);
            groupCount = 0;
            Array.Clear(rows);
            vocabulary.Model.AddRow(0, rows);
            AddTagRows(Tags, default);
            AddUnits(1, whole);
        }

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
                ReadClause(start, end, stride, hasModel);
            }

            start = end + 1;
        }

        if (hasModel)
        {
            AddScaled(groups, GroupScale(groupCount), whole);
        }
    }

    /// <summary>
    /// Groups of characters count by the root of their number: a long letter must not be surer of itself than a short cry, and the words of
    /// the lists must be heard beside them.
    /// </summary>
    public static float GroupScale(int count) => 2f / MathF.Sqrt(Math.Max(count, 4));

    private void ReadClause(int start, int end, int stride, bool hasModel)
    {
        var index = Clauses.Count;
        if (clauseSums.Length < (index + 1) * stride)
        {
            Array.Resize(ref clauseSums, (index + 1) * stride * 2);
        }

        var sums = clauseSums.AsSpan(index * stride, stride);
        sums.Clear();
        Array.Clear(rows);
        TagSet tags = default;
        var count = 0;
        for (var i = start; i < end; i++)
        {
            var node = vocabulary.Trie.Root(masked[i]);
            for (var j = i; node != 0;)
            {
                var payload = vocabulary.Trie.Payload(node);
                if (payload >= 0)
                {
                    var entry = vocabulary.Entries[payload];
                    if (entry.Row > 0)
                    {
                        vocabulary.Model.AddRow(entry.Row, rows);
                        if (++count % LinearModel.RowsInShort == 0)
                        {
                            AddUnits(1, sums);
                            Array.Clear(rows);
                        }
                    }

                    if (entry.Tags.Length > 0)
                    {
                        Words.Add(new WordHit(i, j + 1, payload));
                        foreach (var tag in entry.Tags)
                        {
                            tags.Add(tag);
                        }
                    }
                }

                if (++j >= end)
                {
                    break;
                }

                node = vocabulary.Trie.Next(node, masked[j]);
            }
        }

        if (hasModel)
        {
            AddUnits(1, sums);
            AddScaled(sums, 1, groups);
            groupCount += count;
            Array.Clear(rows);
            AddTagRows(tags, Tags);
            AddUnits(1, whole);
            Scale(sums, GroupScale(count));
            Array.Clear(rows);

            // A clause stands in the same talk as the whole text.
            var clauseTags = contextTags;
            clauseTags.AddAll(tags);
            if (masked.AsSpan(start, end - start).Contains('§'))
            {
                clauseTags.Add(tagNames.Door);
            }

            AddTagRows(clauseTags, default);
            vocabulary.Model.AddRow(0, rows);
            AddUnits(1, sums);
        }

        Tags.AddAll(tags);
        Clauses.Add(new Clause(start, end, tags));
    }

    private void AddTagRows(in TagSet tags, in TagSet already)
    {
        for (var tag = tags.FirstFrom(0); tag >= 0; tag = tags.FirstFrom(tag + 1))
        {
            if (!already.Has(tag) && vocabulary.TagRows[tag] > 0)
            {
                vocabulary.Model.AddRow(vocabulary.TagRows[tag], rows);
            }
        }
    }

    /// <summary>Adds what has gathered in the 16-bit rows.</summary>
    private void AddUnits(float scale, Span<float> target)
    {
        var from = MemoryMarshal.Cast<short, Vector<short>>(rows.AsSpan());
        var to = MemoryMarshal.Cast<float, Vector<float>>(target);
        var unit = new Vector<float>(LinearModel.Unit * scale);
        for (var i = 0; i < from.Length; i++)
        {
            Vector.Widen(from[i], out var low, out var high);
            to[2 * i] += Vector.ConvertToSingle(low) * unit;
            to[2 * i + 1] += Vector.ConvertToSingle(high) * unit;
        }
    }

    private static void AddScaled(ReadOnlySpan<float> source, float scale, Span<float> target)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(source);
        var to = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (var i = 0; i < from.Length; i++)
        {
            to[i] += from[i] * scale;
        }
    }

    private static void Scale(Span<float> sums, float scale)
    {
        foreach (ref var part in MemoryMarshal.Cast<float, Vector<float>>(sums))
        {
            part *= scale;
        }
    }
}

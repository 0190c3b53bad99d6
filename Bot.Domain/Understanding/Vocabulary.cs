namespace Bot.Domain.Understanding;

/// <summary>The lines of the word files, read by whoever may read files.</summary>
/// <param name="Model">What the verb learn wrote, <see cref="LinearModel.Untaught"/> before the first learning; asked for when the words have been put in, since it may still be read meanwhile.</param>
public sealed record VocabularyText(
    IReadOnlyList<string> Characters,
    IReadOnlyList<string> Homophones,
    IReadOnlyList<string> Signals,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Dangers,
    IReadOnlyList<string> Replies,
    Func<LinearModel> Model);

/// <summary>A category of the tree. <paramref name="Code"/> is its code in GB/T 30428.2, where that standard of the streets has one.</summary>
public sealed record Category(string Name, string? Code, Urgency Urgency, int Tag, PlaceNeed Place = PlaceNeed.Asked);

/// <summary>Whether a matter of a category lies anywhere.</summary>
public enum PlaceNeed
{
    /// <summary>A worker has to go there: where nobody said it, it is asked.</summary>
    Asked,

    /// <summary>Asked as well; and it mostly happens within a flat, so that a nickname's flat is meant where nothing public is named.</summary>
    Home,

    /// <summary>Asked as well; and it belongs to the whole house: a floor said alone tells who suffers or how far, not where.</summary>
    House,

    /// <summary>It is good to know and nothing to ask for: what a fee is charged for may be a house.</summary>
    Helpful,

    /// <summary>A pension or a bus line lies nowhere: where its writer lives says nothing about it.</summary>
    None,
}

/// <summary>All words the reader knows, ready for use. Immutable, so one serves all threads.</summary>
public sealed class Vocabulary
{
    private readonly Dictionary<string, int> tagIds = new(StringComparer.Ordinal);
    private readonly List<string> tagNames = [];
    private readonly Dictionary<string, Category> categories = new(StringComparer.Ordinal);
    private readonly List<Entry> entries = [];
    private TagSet categoryTags;

    /// <summary>Words and features together have somewhat fewer; the tree grows where there are more.</summary>
    private const int ExpectedNodes = 1 << 17;

    public Vocabulary(VocabularyText text)
    {
        Folding = new TextFolding(text.Characters, text.Homophones);
        foreach (var section in WordList.Parse(text.Signals))
        {
            AddWords(TagOf(section.Name), section.Words);
        }

        foreach (var section in WordList.Parse(text.Categories))
        {
            var tag = TagOf("类:" + section.Name);
            section.Properties.TryGetValue("代码", out var code);
            section.Properties.TryGetValue("紧急", out var urgency);
            categories[section.Name] = new Category(section.Name, code, UrgencyNames.Parse(urgency ?? UrgencyNames.Of(Urgency.Normal)), tag, PlaceNeedOf(section));
            AddWords(tag, section.Words);
            categoryTags.Add(tag);
        }

        Dangers = new DangerRules(this, text.Dangers);
        Replies = new Replies(text.Replies);
        TagRows = new int[TagSet.Capacity];
        Array.Fill(TagRows, WordTrie.Absent);
        foreach (var name in ComputedTags.All.Concat(ContextTags.All))
        {
            _ = TagOf(name);
        }

        Tags = new Tags(this);
        Model = text.Model();
        AddFeatures();
        Entries = [.. entries];
        Places = [.. entries.Select(entry => (byte)((entry.Tags.Contains(Tags.Public) ? IsPublic : 0) | (entry.Tags.Contains(Tags.Inside) ? IsInside : 0)
            | (entry.Tags.Contains(Tags.PlaceTail) ? IsTail : 0) | (entry.Tags.Contains(Tags.StrongTail) ? IsStrongTail : 0)))];
    }

    private static PlaceNeed PlaceNeedOf(WordList.Section section) => section.Properties.GetValueOrDefault("地点") switch
    {
        null => PlaceNeed.Asked,
        "家里" => PlaceNeed.Home,
        "整栋" => PlaceNeed.House,
        "不问" => PlaceNeed.Helpful,
        "无" => PlaceNeed.None,
        var other => throw new FormatException($"category '{section.Name}': 地点={other} is not known; known: 家里, 整栋, 不问, 无"),
    };

    /// <summary>What stands at a node of the tree: the feature's row in the model, and the tags a word carries.</summary>
    public readonly record struct Entry(int Row, int[] Tags);

    public TextFolding Folding { get; }
    public LinearModel Model { get; }
    public WordTrie Trie { get; } = new(ExpectedNodes);
    public Entry[] Entries { get; }

    internal const byte IsPublic = 1;
    internal const byte IsInside = 2;
    internal const byte IsTail = 4;
    internal const byte IsStrongTail = 8;

    /// <summary>What kind of place word an entry is, one byte each.</summary>
    internal byte[] Places { get; }
    public int[] TagRows { get; }
    public DangerRules Dangers { get; }
    public Replies Replies { get; }
    internal Tags Tags { get; }
    public IReadOnlyDictionary<string, Category> Categories => categories;

    /// <summary>The tags of all categories' words.</summary>
    internal ref readonly TagSet CategoryTags => ref categoryTags;
    public long SizeInBytes => Model.SizeInBytes + Trie.SizeInBytes + entries.Count * 24L + 2 * (char.MaxValue + 1);

    /// <summary>The tag's number; a tag nobody has named yet is made.</summary>
    public int TagOf(string name)
    {
        if (!tagIds.TryGetValue(name, out var id))
        {
            if (tagNames.Count == TagSet.Capacity)
            {
                throw new FormatException($"more than {TagSet.Capacity} tags");
            }

            tagIds[name] = id = tagNames.Count;
            tagNames.Add(name);
        }

        return id;
    }

    public string TagName(int tag) => tagNames[tag];

    /// <summary>Gives the word a tag. Words are folded, so that they may be written either way.</summary>
    public void AddWords(int tag, IEnumerable<string> words)
    {
        Span<char> folded = stackalloc char[WordTrie.LongestWord];
        foreach (var word in words)
        {
            if (word.Length > WordTrie.LongestWord)
            {
                throw new FormatException($"'{word}' is longer than {WordTrie.LongestWord} characters");
            }

            for (var i = 0; i < word.Length; i++)
            {
                folded[i] = Folding.Fold(word[i]);
            }

            var node = Trie.Add(folded[..word.Length]);
            var at = Trie.Payload(node);
            if (at == WordTrie.Absent)
            {
                Trie.SetPayload(node, entries.Count);
                entries.Add(new Entry(WordTrie.Absent, [tag]));
            }
            else if (!entries[at].Tags.Contains(tag))
            {
                entries[at] = entries[at] with { Tags = [.. entries[at].Tags, tag] };
            }
        }
    }

    /// <summary>Most nodes stand for nothing but a row of the model: those carry it themselves, below the number that means nothing.</summary>
    internal static int RowIn(int value) => WordTrie.Absent - 1 - value;

    private static int ValueOfRow(int row) => WordTrie.Absent - 1 - row;

    private void AddFeatures()
    {
        for (var row = 1; row < Model.Features.Count; row++)
        {
            var feature = Model.Features[row];
            if (feature.StartsWith('~'))
            {
                if (tagIds.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(feature[1..], out var tag))
                {
                    TagRows[tag] = row;
                }

                continue;
            }

            var node = Trie.Add(feature);
            var at = Trie.Payload(node);
            if (at == WordTrie.Absent)
            {
                Trie.SetPayload(node, ValueOfRow(row));
            }
            else
            {
                entries[at] = entries[at] with { Row = row };
            }
        }
    }
}

using Bot.Domain.Clocks;

namespace Bot.Domain.Needs;

/// <summary>One line of the list: 项 within its 类.</summary>
/// <param name="IsPrivate">Counted, but never spoken of in a group.</param>
/// <param name="Words">By which it is known in what residents write.</param>
public sealed record NeedItem(string Kind, string Item, bool IsPrivate, IReadOnlyList<string> Words);

/// <summary>需求清单: the kinds of needs as data of the district; the shipped list has 5 kinds and 23 items.</summary>
public sealed class NeedKinds
{
    public static readonly NeedKinds None = new([]);

    private NeedKinds(IReadOnlyList<NeedItem> items) => Items = items;

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<NeedItem> Items { get; }

    public IReadOnlyList<string> Kinds => [.. Items.Select(item => item.Kind).Distinct()];

    public NeedItem? Named(string item) => Items.FirstOrDefault(one => one.Item == item);

    /// <summary>By the longest word that stands in the text. Null where none does, or as long a one of another item: then a person decides.</summary>
    public NeedItem? Find(string text)
    {
        var found = Items.Select(item => (Item: item, Length: item.Words.Append(item.Item).Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)).Select(word => word.Length).DefaultIfEmpty().Max())).Where(one => one.Length > 0).ToList();
        var longest = found.Select(one => one.Length).DefaultIfEmpty().Max();
        return found.Where(one => one.Length == longest).Select(one => one.Item).Take(2).ToList() is [var only] ? only : null;
    }

    /// <summary>Lines of "kind TAB item TAB 是 or 否 TAB words", words between commas; each item stands once.</summary>
    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static NeedKinds Parse(IEnumerable<string> lines)
    {
        var items = new List<NeedItem>();
        foreach (var (fields, number) in TabLines.Read(lines, 4))
        {
            var words = fields[3].Split([',', '，'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (fields[0].Length == 0 || fields[1].Length == 0 || fields[2] is not ("是" or "否"))
            {
                throw new FormatException($"line {number}: kind, item, 是 or 否, and words are expected");
            }

            if (items.Exists(item => item.Item == fields[1]))
            {
                throw new FormatException($"line {number}: {fields[1]} stands above already");
            }

            items.Add(new NeedItem(fields[0], fields[1], fields[2] == "是", words));
        }

        return items.Count == 0 ? throw new FormatException("no kind of need is named") : new NeedKinds(items);
    }
}

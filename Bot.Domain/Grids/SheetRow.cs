using System.Globalization;
using System.Text.RegularExpressions;

namespace Bot.Domain.Grids;

/// <summary>One row of a filled-in sheet, read by the headers of its columns. What does not fit is a <see cref="FormatException"/> whose message says so in Chinese.</summary>
internal sealed partial class SheetRow(int number, IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> cells)
{
    private static readonly string[] Days = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "yyyyMMdd"];

    public int Number => number;

    public bool IsBlank => cells.All(string.IsNullOrWhiteSpace);

    public bool IsExample => cells[0].TrimStart() is var first && (first.StartsWith("例：", StringComparison.Ordinal) || first.StartsWith("例:", StringComparison.Ordinal));

    public bool Has(string header) => columns.ContainsKey(header);

    /// <summary>Empty where nothing is written, or the column is left out.</summary>
    public string Optional(string header, int longest)
    {
        var text = columns.TryGetValue(header, out var column) && column < cells.Count ? cells[column].Trim() : "";
        return text.Length > longest ? throw new FormatException($"“{header}”最多{longest}个字")
            : text.Any(char.IsControl) ? throw new FormatException($"“{header}”里不能换行或有看不见的字符")
            : text;
    }

    public string Text(string header, int longest) => Optional(header, longest) is { Length: > 0 } text ? text : throw new FormatException($"“{header}”没有填");

    public string Id(string header)
    {
        var text = Text(header, 60);
        return Identifier().IsMatch(text) ? text : throw new FormatException($"编号“{text}”只能用字母、数字、汉字和 - _ . :");
    }

    public bool Yes(string header) => Optional(header, 10) switch
    {
        "是" => true,
        "" or "否" => false,
        var other => throw new FormatException($"“{header}”要填“是”或不填，不是“{other}”"),
    };

    public DateOnly Day(string header)
    {
        var text = Text(header, 30);
        return DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 2100
            ? day
            : throw new FormatException($"“{header}”要写成 2026-03-02 这样的日期，不是“{text}”");
    }

    /// <summary>Midnight where nothing is written, and for 24:00.</summary>
    public TimeOnly Time(string header)
    {
        var text = Optional(header, 30).Replace('：', ':');
        return text is "" or "24:00" ? TimeOnly.MinValue
            : TimeOnly.TryParseExact(text, ["H:mm", "HH:mm", "H:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time
            : throw new FormatException($"“{header}”要写成 18:00 这样的时间，不是“{text}”");
    }

    [GeneratedRegex(@"^[\p{L}\p{N}_.:-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}

/// <summary>What a cell may call a thing by: its id, or its name where only one bears it.</summary>
internal sealed class Names
{
    private readonly HashSet<string> ids;

    /// <summary>Null for a name that several bear.</summary>
    private readonly Dictionary<string, string?> byName = [];

    private Names(HashSet<string> ids) => this.ids = ids;

    public static Names Of(IEnumerable<(string Id, string Name)> things)
    {
        var all = things.ToList();
        var names = new Names([.. all.Select(thing => thing.Id)]);
        foreach (var (id, name) in all)
        {
            names.byName[name] = names.byName.ContainsKey(name) ? null : id;
        }

        return names;
    }

    public string Find(string cell, string noun) =>
        ids.Contains(cell) ? cell
        : !byName.TryGetValue(cell, out var id) ? throw new FormatException($"没有叫“{cell}”的{noun}")
        : id ?? throw new FormatException($"有几个{noun}都叫“{cell}”，请写编号");
}

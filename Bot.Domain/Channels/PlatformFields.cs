using System.Globalization;
using System.Text;

namespace Bot.Domain.Channels;

/// <summary>
/// What a platform tells, XML or JSON alike, read without insisting on types: the same field is a number here and text there, one object or a list
/// of one. What is absent is empty, never null.
/// </summary>
public sealed class PlatformFields
{
    public const int MostCharacters = MessageSeal.MostCharacters;
    internal const int Deepest = 32;

    private static readonly PlatformFields Absent = new("", null, null);
    private readonly IReadOnlyDictionary<string, PlatformFields>? members;
    private readonly IReadOnlyList<PlatformFields>? list;

    private PlatformFields(string text, IReadOnlyDictionary<string, PlatformFields>? members, IReadOnlyList<PlatformFields>? list)
    {
        Text = text;
        this.members = members;
        this.list = list;
    }

    /// <summary>Empty where there is none. Well-formed and without NUL, so that a database takes it.</summary>
    public string Text { get; }

    public bool IsAbsent => ReferenceEquals(this, Absent);

    /// <summary>By the far side's names, case counts.</summary>
    public PlatformFields this[string name] => members?.GetValueOrDefault(name) ?? Absent;

    /// <summary>A list's items; anything else that is there is a list of itself.</summary>
    public IReadOnlyList<PlatformFields> Items => list ?? (IsAbsent ? [] : [this]);

    public IReadOnlyDictionary<string, PlatformFields> Members => members ?? new Dictionary<string, PlatformFields>();

    /// <summary>Unix seconds, also with a fraction; null where it is no such time.</summary>
    public DateTimeOffset? Seconds => Time(1000);

    /// <summary>Unix milliseconds; null where it is no such time.</summary>
    public DateTimeOffset? Milliseconds => Time(1);

    /// <exception cref="SealException">"too_large", "too_deep", "xml_malformed", "json_malformed"</exception>
    public static PlatformFields Read(string text) => text.AsSpan().TrimStart(" \t\r\n\uFEFF").StartsWith("<") ? PlatformXml.Read(text) : PlatformJson.Read(text);

    internal static PlatformFields Of(string? text) => text is null ? Absent : new PlatformFields(Clean(text), null, null);

    internal static PlatformFields Of(IReadOnlyDictionary<string, PlatformFields> members) => new("", members, null);

    internal static PlatformFields Of(IReadOnlyList<PlatformFields> list) => new("", null, list);

    private DateTimeOffset? Time(decimal factor) =>
        Text.Length is > 0 and < 30 && decimal.TryParse(Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 253402300799000m
        && (long)(number * factor) is > 0 and <= 253402300799000 and var milliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    private static string Clean(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0)
        {
            var whole = new StringBuilder(text.Length);
            foreach (var rune in text.EnumerateRunes())
            {
                whole.Append(rune);
            }

            text = whole.ToString();
        }

        return text.Contains('\0', StringComparison.Ordinal) ? text.Replace("\0", "", StringComparison.Ordinal) : text;
    }
}

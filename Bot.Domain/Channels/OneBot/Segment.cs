using System.Text.RegularExpressions;

namespace Bot.Domain.Channels.OneBot;

/// <summary>A piece of a OneBot message: words, a mention, a picture ...</summary>
internal sealed partial record Segment(string Type, IReadOnlyDictionary<string, string> Data)
{
    public string this[string name] => Data.GetValueOrDefault(name) ?? "";

    /// <summary>A list of segments, one alone, or OneBot 11's text with codes such as [CQ:at,qq=1].</summary>
    public static IEnumerable<Segment> Of(PlatformFields message) => message.Text.Length > 0
        ? Parse(message.Text)
        : message.Items.Select(item => new Segment(item["type"].Text, item["data"].Members.ToDictionary(pair => pair.Key, pair => pair.Value.Text, StringComparer.Ordinal)));

    private static IEnumerable<Segment> Parse(string text)
    {
        var from = 0;
        foreach (Match code in Code().Matches(text))
        {
            if (code.Index > from)
            {
                yield return Words(text[from..code.Index]);
            }

            var data = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var pair in code.Groups[2].Value.Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = pair.Split('=', 2);
                data[parts[0]] = parts.Length == 2 ? Plain(parts[1]) : "";
            }

            yield return new Segment(code.Groups[1].Value, data);
            from = code.Index + code.Length;
        }

        if (from < text.Length)
        {
            yield return Words(text[from..]);
        }
    }

    private static Segment Words(string text) => new("text", new Dictionary<string, string> { ["text"] = Plain(text) });

    /// <summary>The ampersand last, or "&amp;amp;#91;" would turn into a bracket.</summary>
    private static string Plain(string text) => text
        .Replace("&#91;", "[", StringComparison.Ordinal).Replace("&#93;", "]", StringComparison.Ordinal).Replace("&#44;", ",", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);

    [GeneratedRegex(@"\[CQ:([A-Za-z0-9_.-]{1,32})((?:,[^\[\]]*)?)\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Code();
}

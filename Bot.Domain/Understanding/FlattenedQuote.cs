namespace Bot.Domain.Understanding;

/// <summary>
/// A quoted reply as clients flatten it into text: 「name：words」, a row of dashes, the reply; or
/// 这是一条引用/回复消息： “name： words” ------ reply. The number of the quoted message is not told.
/// </summary>
public readonly record struct FlattenedQuote(string Who, string Words, string Reply)
{
    /// <summary>Null where the text quotes nothing. Linear in the length.</summary>
    public static FlattenedQuote? Find(string text)
    {
        if (text.StartsWith('「'))
        {
            var close = text.IndexOf("」\n", StringComparison.Ordinal);
            close = close < 0 ? text.IndexOf('」', StringComparison.Ordinal) : close;
            return close > 0 ? Split(text[1..close], AfterDashes(text[(close + 1)..])) : null;
        }

        var isWork = text.StartsWith("这是一条引用/回复消息", StringComparison.Ordinal) || text.StartsWith("This is a quote/reply", StringComparison.Ordinal);
        if (!isWork)
        {
            return null;
        }

        var open = text.AsSpan().IndexOfAny('“', '"');
        var dashes = text.IndexOf("------", StringComparison.Ordinal);
        if (open < 0 || dashes < open)
        {
            return null;
        }

        return Split(text[(open + 1)..dashes].TrimEnd().TrimEnd('”', '"'), AfterDashes(text[dashes..]));
    }

    private static FlattenedQuote? Split(string quoted, string reply)
    {
        var colon = quoted.AsSpan().IndexOfAny('：', ':');
        return colon < 0 ? new FlattenedQuote("", quoted.Trim(), reply) : new FlattenedQuote(quoted[..colon].Trim(), quoted[(colon + 1)..].Trim(), reply);
    }

    private static string AfterDashes(string text) => text.TrimStart('\n', '\r', ' ', '-', '—').Trim();
}

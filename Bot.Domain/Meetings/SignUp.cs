using System.Globalization;
using System.Text.RegularExpressions;

namespace Bot.Domain.Meetings;

/// <summary>报名: who comes, or does not, and with how many.</summary>
/// <param name="Name">As the list shows it.</param>
public sealed partial record SignUp(string Name, bool Comes, int People)
{
    private const int MostPeople = 50;

    public static SignUp Read(string name, string text) => Declines().IsMatch(text) ? new SignUp(name, false, 0) : new SignUp(name, true, Count(text));

    /// <summary>接龙: one line each, "1. 4-1-302 2人"; the latest list holds all before it. Null where the text is none.</summary>
    public static IReadOnlyList<SignUp>? ReadChain(string text)
    {
        if (!text.Contains("接龙", StringComparison.Ordinal))
        {
            return null;
        }

        var lines = text.Split('\n').Select(line => Chained().Match(line.Trim())).Where(match => match.Success).Select(match => match.Groups["text"].Value.Trim()).Where(line => line.Length > 0).ToList();
        return lines.Count == 0 ? null : [.. lines.Select(line => Read(Bare(line), line))];
    }

    /// <summary>What stands before the number of people.</summary>
    private static string Bare(string line) => Counted().Match(line) is { Success: true, Index: > 0 } match ? line[..match.Index].Trim(' ', '　', '+', '，', ',') : line;

    private static int Count(string text)
    {
        if (Counted().Match(text) is { Success: true } match)
        {
            var words = match.Groups["count"].Value;
            var count = words[0] == '两' ? 2 : "一二三四五六七八九十".IndexOf(words, StringComparison.Ordinal) is >= 0 and var index ? index + 1 : int.Parse(words, CultureInfo.InvariantCulture);
            return Math.Clamp(count, 1, MostPeople);
        }

        // "我和我妈": two.
        return 1 + Together().Count(text);
    }

    [GeneratedRegex(@"(?<count>\d{1,2}|[一两二三四五六七八九十])\s*(?:个)?(?:人|位|口)", RegexOptions.CultureInvariant)]
    private static partial Regex Counted();

    [GeneratedRegex("我和|我跟|我同|我带|我们俩|咱俩", RegexOptions.CultureInvariant)]
    private static partial Regex Together();

    [GeneratedRegex("来不了|去不了|不来了|不去了|参加不了|不参加|不能来|不能去|请假|没空|没时间|走不开|取消报名", RegexOptions.CultureInvariant)]
    private static partial Regex Declines();

    [GeneratedRegex(@"^\d{1,3}\s*[.．、)）]\s*(?<text>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Chained();
}

using System.Text.RegularExpressions;

namespace Bot.Domain.Grids;

/// <summary>What a nickname tells beside the door: "老周" of "5-1-1203 老周". Doors of others are not for groups.</summary>
public static partial class NameInGroup
{
    private const int ShortestName = 2;

    /// <summary>"一位邻居" where only a door is shown.</summary>
    public static string Of(string nickname) => Bare(nickname) is { Length: > 0 } name ? name : "一位邻居";

    /// <summary>Whether the words name this person, in full or without the door.</summary>
    public static bool IsIn(string words, string nickname) =>
        Stands(words, nickname) || (Bare(nickname) is { Length: >= ShortestName } name && words.Contains(name, StringComparison.Ordinal));

    /// <summary>"4-1-302" is not named by "14-1-3021".</summary>
    private static bool Stands(string words, string nickname)
    {
        for (var at = words.IndexOf(nickname, StringComparison.Ordinal); at >= 0; at = words.IndexOf(nickname, at + 1, StringComparison.Ordinal))
        {
            var end = at + nickname.Length;
            if ((at == 0 || !char.IsAsciiDigit(words[at - 1])) && (end == words.Length || !char.IsAsciiDigit(words[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static string Bare(string nickname) => Door().Replace(nickname.Trim(), "").Trim(' ', '　', '-', '_');

    [GeneratedRegex(@"^[A-Za-z]?[0-9]{1,4}(?:\s*(?:-|－|—|栋|幢|号楼|单元|座|室|号|门|#|[0-9])\s*)*", RegexOptions.CultureInvariant)]
    private static partial Regex Door();
}

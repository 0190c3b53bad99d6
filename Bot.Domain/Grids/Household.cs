using System.Text.RegularExpressions;

namespace Bot.Domain.Grids;

/// <summary>
/// 户: how households are told apart. A door in the nickname ("5-1-1203 老周") is the household; without one the person stands for it,
/// so that two people of one flat who both show their door count once and nobody is merged by a name alone.
/// </summary>
public static partial class Household
{
    public static string Of(string personId, string nickname)
    {
        var door = Door().Match(nickname);
        return door.Success ? $"{door.Groups[1].Value}-{door.Groups[2].Value}-{door.Groups[3].Value}" : $"person:{personId}";
    }

    [GeneratedRegex(@"^\s*([A-Za-z]?\d{1,3})\s*(?:-|－|—|栋|幢|号楼|座|#)\s*(\d{1,2})\s*(?:-|－|—|单元|门)\s*(\d{3,4})(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Door();
}

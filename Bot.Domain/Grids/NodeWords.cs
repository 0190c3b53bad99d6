using Bot.Domain.Understanding;

namespace Bot.Domain.Grids;

/// <summary>What districts call their nodes and posts, and what that means for escalation and rights. Other words are as good, but then their meaning has to be said.</summary>
public static class NodeWords
{
    /// <summary>不设级: the word for a node that is no level of escalation.</summary>
    public const string NoLevel = "不设级";

    /// <summary>无: the word for a post without rights of its own.</summary>
    public const string NoRights = "无";

    /// <summary>5–15 households to one neighbour; outside it is said, never refused.</summary>
    public const int FewestHouseholds = 5;
    public const int MostHouseholds = 15;

    private static readonly (string Word, Level? Level)[] Levels =
    [
        ("区县", Level.District), ("街道", Level.Street), ("社区", Level.Community), ("网格", Level.Grid),
        ("区", Level.District), ("县", Level.District), ("县市", Level.District), ("旗", Level.District),
        ("镇", Level.Street), ("乡", Level.Street), ("街道(镇)", Level.Street),
        ("村", Level.Community), ("居委会", Level.Community),
        ("片", null), ("组", null), ("邻", null), ("联户", null), ("楼栋", null), ("楼", null), ("单元", null), ("小区", null),
    ];

    private static readonly (string Title, SpeakerRole Role)[] Titles =
    [
        ("网格员", SpeakerRole.GridWorker), ("物业", SpeakerRole.Property), ("社区干部", SpeakerRole.Community), ("街道干部", SpeakerRole.Street), ("区县干部", SpeakerRole.District), (NoRights, SpeakerRole.Resident),
        ("网格长", SpeakerRole.GridWorker), ("片长", SpeakerRole.GridWorker), ("组长", SpeakerRole.GridWorker), ("邻长", SpeakerRole.GridWorker),
        ("联户长", SpeakerRole.GridWorker), ("楼栋长", SpeakerRole.GridWorker), ("楼长", SpeakerRole.GridWorker), ("单元长", SpeakerRole.GridWorker),
        ("物业经理", SpeakerRole.Property), ("社区书记", SpeakerRole.Community), ("社区主任", SpeakerRole.Community), ("社区专干", SpeakerRole.Community), ("社工", SpeakerRole.Community),
        ("志愿者", SpeakerRole.Resident), ("党员", SpeakerRole.Resident), ("自管会成员", SpeakerRole.Resident),
    ];

    /// <summary>The four levels' usual words: what the column 相当于 takes beside <see cref="NoLevel"/>.</summary>
    public static IEnumerable<string> LevelWords => Levels.Take(4).Select(pair => pair.Word);

    /// <summary>The roles' usual words: what the column 权限 takes.</summary>
    public static IEnumerable<string> RoleWords => Titles.Take(6).Select(pair => pair.Title);

    public static string Of(Level? level) => level is null ? NoLevel : Array.Find(Levels, pair => pair.Level == level).Word;

    public static string Of(SpeakerRole role) => Array.Find(Titles, pair => pair.Role == role).Title;

    /// <summary>The post's own name, or the role's usual one.</summary>
    public static string TitleOf(PostEntry post) => post.Title.Length > 0 ? post.Title : Of(post.Role);

    /// <summary>False where the word is not known.</summary>
    public static bool TryLevel(string word, out Level? level)
    {
        var known = Array.FindIndex(Levels, pair => pair.Word == word);
        level = known < 0 ? null : Levels[known].Level;
        return known >= 0 || word == NoLevel;
    }

    /// <summary>Null where the word is not known.</summary>
    public static SpeakerRole? RoleOf(string title)
    {
        var known = Array.FindIndex(Titles, pair => pair.Title == title);
        return known < 0 ? null : Titles[known].Role;
    }
}

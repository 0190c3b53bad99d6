using Bot.Domain.Clocks;

namespace Bot.Tests.Story;

/// <summary>What becomes of a resident's matter.</summary>
internal enum Fate
{
    /// <summary>Done the next day, and the resident says 1.</summary>
    Solved,

    /// <summary>Done the next day, the resident says 2, done again, and then 1.</summary>
    SolvedAtLast,

    /// <summary>Done the next day, and nobody says anything.</summary>
    Silent,

    /// <summary>Done after sixteen days, which no holidays stretch to five working days; then 1.</summary>
    Late,

    /// <summary>Never done; late in the year, because staff hear of it every day.</summary>
    Left,
}

/// <param name="Resident">Somebody else each time.</param>
internal sealed record Matter(DateTimeOffset At, string Group, string Resident, string Worker, string Text, Fate Fate);

/// <summary>What the people of 桂香园 bring up in 2026: each month a handful, the same each time the year is lived.</summary>
internal static class YearsMatters
{
    private static readonly Fate[] Fates = [Fate.Solved, Fate.Solved, Fate.SolvedAtLast, Fate.Silent, Fate.Solved, Fate.Late, Fate.Solved];
    private static readonly string[] Troubles = ["楼道灯不亮了", "单元门关不上", "楼道墙皮掉了一大块"];

    /// <summary>Of each courtyard meeting, said two hours after it began.</summary>
    public const string Minutes = "纪要：到会12人\n1、充电桩什么时候装，现场答复\n2、广场几点关灯，现场答复";

    public const int MattersOfMinutes = 2;

    /// <summary>In the order in which they are said.</summary>
    public static IReadOnlyList<Matter> All { get; } =
        [.. Grid("demo-1", "w1", 4, 6, month => 3 + (month % 3)).Concat(Grid("demo-2", "w2", 1, 3, month => 1 + (month % 2))).OrderBy(matter => matter.At)];

    public static bool HasMinutes(PaperMeeting meeting) => meeting.Title == "月中院坝会" && CommunityYear.At(meeting.At) < CommunityYear.Ends;

    /// <summary>On the 3rd, 6th, 9th ... so that a month's are settled, or overdue, when it is told of. No place has two matters.</summary>
    private static IEnumerable<Matter> Grid(string group, string worker, int building, int buildings, Func<int, int> count)
    {
        var place = 0;
        for (var month = 1; month <= 12; month++)
        {
            for (var one = 0; one < count(month); one++, place++)
            {
                yield return new Matter(
                    new DateTimeOffset(2026, month, 3 + (3 * one), 10, place % 60, 0, ShanghaiTime.Offset),
                    group,
                    $"n{building}{place:00}",
                    worker,
                    $"{building + (place % buildings)}栋{1 + (place / buildings)}单元{Troubles[place % Troubles.Length]}",
                    month == 11 && one == 0 ? Fate.Left : Fates[place % Fates.Length]);
            }
        }
    }
}

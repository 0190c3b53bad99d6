using System.Collections.Frozen;
using System.Globalization;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Clocks;

/// <summary>The words of the table of limits, as a clerk writes and reads them.</summary>
public static class LimitWords
{
    public const string NoLimit = "-";

    /// <summary>The table's columns in order; the first row of a file.</summary>
    public static readonly IReadOnlyList<string> Columns = ["范围", "类别", "情形", "紧急程度", "层级", "首次答复", "到场", "办结", "生效日期", "失效日期", "版本", "来源"];

    /// <summary>紧急工作时 and 紧急工作日 are the terms of 数字城管 for time that runs on. A bare 天 or 日 is missing: it may mean both kinds of day.</summary>
    private static readonly FrozenDictionary<string, LimitUnit> Units = new Dictionary<string, LimitUnit>
    {
        ["工作日"] = LimitUnit.WorkingDays,
        ["工作小时"] = LimitUnit.WorkingHours,
        ["工作时"] = LimitUnit.WorkingHours,
        ["工作分钟"] = LimitUnit.WorkingMinutes,
        ["小时"] = LimitUnit.Hours,
        ["紧急工作时"] = LimitUnit.Hours,
        ["分钟"] = LimitUnit.Minutes,
        ["自然日"] = LimitUnit.Days,
        ["紧急工作日"] = LimitUnit.Days,
    }.ToFrozenDictionary();

    private static readonly (string Word, Urgency Urgency)[] Urgencies =
        [("特急", Urgency.Critical), ("紧急", Urgency.Urgent), ("较急", Urgency.Elevated), ("一般", Urgency.Normal)];

    private static readonly (string Word, Level Level)[] Levels =
        [("网格", Level.Grid), ("社区", Level.Community), ("街道", Level.Street), ("区县", Level.District)];

    public static string Of(Urgency urgency) => Array.Find(Urgencies, pair => pair.Urgency == urgency).Word;

    public static string Of(Level level) => Array.Find(Levels, pair => pair.Level == level).Word;

    public static string Of(LimitStep step) => Columns[5 + (int)step];

    public static string Of(Limit limit) => ClockWords.Limit(limit);

    /// <exception cref="ClockException">No such word.</exception>
    public static Urgency ParseUrgency(string word) => Array.Find(Urgencies, pair => pair.Word == word) is { Word: not null } found
        ? found.Urgency
        : throw new ClockException($"urgency '{word}' is none of {string.Join(", ", Urgencies.Select(pair => pair.Word))}");

    /// <exception cref="ClockException">No such word.</exception>
    public static Level ParseLevel(string word) => Array.Find(Levels, pair => pair.Word == word) is { Word: not null } found
        ? found.Level
        : throw new ClockException($"level '{word}' is none of {string.Join(", ", Levels.Select(pair => pair.Word))}");

    /// <summary>"5个工作日", "5工作日", "8工作小时", "30分钟", "2小时", "7个自然日", or as the contract writes it: "5wd".</summary>
    /// <exception cref="ClockException">No number, an unknown unit, or below 1.</exception>
    public static Limit ParseLimit(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..].Trim();
        unit = unit.StartsWith('个') ? unit[1..] : unit;
        if (unit is "天" or "日")
        {
            throw new ClockException($"limit '{text}' may mean two things: write 工作日 or 自然日");
        }

        if (!Units.TryGetValue(unit, out var known))
        {
            return Limit.TryParse(text, out var limit)
                ? limit
                : throw new ClockException($"limit '{text}' is not a number from 1 with one of {string.Join(", ", Units.Keys.Order(StringComparer.Ordinal))}");
        }

        return int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1
            ? new Limit(count, known)
            : throw new ClockException($"limit '{text}' must be a number from 1 with its unit");
    }
}

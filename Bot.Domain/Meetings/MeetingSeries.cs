using Bot.Domain.Clocks;

namespace Bot.Domain.Meetings;

/// <summary>What happens to a date of a series on which nobody would come.</summary>
public enum OnHoliday
{
    /// <summary>照开</summary>
    Keep,

    /// <summary>顺延: the next working day.</summary>
    Later,

    /// <summary>提前: the working day before.</summary>
    Earlier,

    /// <summary>停开</summary>
    Skip,
}

/// <summary>假日规则 as it is written: 照开, 假日顺延, 假日提前, 假日停开, and the same with 休息日, which weekends are too.</summary>
/// <param name="RestDays">Whether weekends count, and not only what the State Council has published.</param>
public readonly record struct HolidayRule(OnHoliday What, bool RestDays)
{
    public const string Forms = "照开、假日顺延、假日提前、假日停开、休息日顺延、休息日提前、休息日停开";
    private static readonly string[] Words = ["照开", "顺延", "提前", "停开"];

    /// <exception cref="FormatException">None of the forms; the message names them, in Chinese.</exception>
    public static HolidayRule Parse(string text)
    {
        var words = text.Trim();
        var restDays = words.StartsWith("休息日", StringComparison.Ordinal);
        var what = Array.IndexOf(Words, restDays ? words[3..] : words.StartsWith("假日", StringComparison.Ordinal) ? words[2..] : words);
        return what >= 0 && (what == 0) == (words == Words[0]) && (what == 0 || words.Contains('日', StringComparison.Ordinal))
            ? new HolidayRule((OnHoliday)what, restDays)
            : throw new FormatException($"看不懂遇假日怎么办「{text}」；可以写：{Forms}");
    }

    public override string ToString() => What == OnHoliday.Keep ? Words[0] : (RestDays ? "休息日" : "假日") + Words[(int)What];

    /// <summary>The date itself, the one it is moved to, or null where it is not held.</summary>
    public DateOnly? Apply(DateOnly date, WorkCalendar calendar)
    {
        var isFree = RestDays ? !calendar.IsWorkingDay(date) : calendar.Published(date) is { IsOffDay: true };
        return !isFree ? date : What switch
        {
            OnHoliday.Keep => date,
            OnHoliday.Later => calendar.AddWorkingDays(date, 1),
            OnHoliday.Earlier => calendar.AddWorkingDays(date, -1),
            _ => null,
        };
    }
}

/// <param name="Planned">The date the rule names; the meeting is known by it.</param>
/// <param name="Date">When it is held.</param>
public sealed record Occurrence(DateOnly Planned, DateOnly Date);

/// <summary>例会: a meeting under its own name (夜话会, 院坝会, 小悦茶话会) that comes back by a rule.</summary>
/// <param name="NodeId">Where it is held for: a grid, a community; its residents' groups are told.</param>
/// <param name="Host">Person id of whoever answers for it; null for whoever is in charge there.</param>
/// <param name="Parties">Who must be there (五方代表): "社区", "物业", "业主" ...; may be empty.</param>
public sealed record MeetingSeries(string Id, string NodeId, string Title, SeriesRule Rule, HolidayRule Holidays, TimeOnly TimeOfDay, string Place, string? Host, IReadOnlyList<string> Parties)
{
    public Quorum Quorum { get; init; } = Quorum.None;

    /// <summary>No holidays are longer, so no date is moved further.</summary>
    private const int Reach = 15;

    /// <summary>
    /// The meetings from one date to another, both included. Where a date moved off holidays falls into a week that has its meeting already, the two become one, on the
    /// day that people are used to.
    /// </summary>
    public IEnumerable<Occurrence> Occurrences(DateOnly from, DateOnly until, WorkCalendar calendar)
    {
        var all = Rule.Dates(from.AddDays(-Reach), until.AddDays(Reach), calendar)
            .Select(planned => (Planned: planned, Date: Holidays.Apply(planned, calendar)))
            .Where(one => one.Date is not null)
            .Select(one => new Occurrence(one.Planned, one.Date!.Value))
            .ToList();
        var kept = all.Where(one => one.Planned == one.Date).ToList();
        foreach (var moved in all.Where(one => one.Planned != one.Date))
        {
            if (!kept.Exists(other => other.Date == moved.Date || (Rule.IsWeekly && SeriesRule.Monday(other.Date) == SeriesRule.Monday(moved.Date))))
            {
                kept.Add(moved);
            }
        }

        return kept.Where(one => one.Date >= from && one.Date <= until).OrderBy(one => one.Date);
    }

    /// <summary>Those of the coming days, today's included if its time has not passed.</summary>
    public IEnumerable<Occurrence> Coming(DateTimeOffset now, int days, WorkCalendar calendar)
    {
        var today = ShanghaiTime.DateOf(now);
        return Occurrences(today, today.AddDays(days - 1), calendar).Where(one => ShanghaiTime.At(one.Date, TimeOfDay) > now);
    }
}

using Bot.Domain.Clocks;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Tickets;

namespace Bot.Tests.Clocks;

/// <summary>The paper of 2026 as a later one corrects it. All invented: in truth 1 to 7 October are off, 20 September and 10 October are worked.</summary>
internal static class CorrectedYear
{
    /// <summary>One working day more is off: what hangs on it comes a day later.</summary>
    public static readonly RuleSet Later = Set(year => [.. year.Days, new PublishedDay(Clock.Day("2026-10-08"), "国庆节", true)]);

    /// <summary>The seventh is worked: what hangs on it comes earlier.</summary>
    public static readonly RuleSet Earlier = Set(year => [.. year.Days.Select(day => day.Date == Clock.Day("2026-10-07") ? day with { IsOffDay = false } : day)]);

    /// <summary>The seventh is worked instead of the tenth: what hangs on both comes on the same day.</summary>
    public static readonly RuleSet Swapped = Set(year => [.. year.Days.Where(day => day.Date != Clock.Day("2026-10-10")).Select(day => day.Date == Clock.Day("2026-10-07") ? day with { IsOffDay = false } : day)]);

    /// <summary>A day off in May.</summary>
    public static readonly RuleSet Elsewhere = Set(year => [.. year.Days, new PublishedDay(Clock.Day("2026-05-11"), "劳动节", true)]);

    public static RuleSet Set(Func<PublishedYear, IReadOnlyList<PublishedDay>> days, string folder = "")
    {
        var shipped = Clock.Years.Single(year => year.Year == 2026);
        return RuleFiles.Load(folder, [new YearOnRecord(new PublishedYear(2026, "https://paper/2026-2", days(shipped)), "admin", Clock.At("2026-09-29 10:00"))]);
    }

    public static TicketRules Rules(RuleSet set) => set.Rules.Everywhere;
}

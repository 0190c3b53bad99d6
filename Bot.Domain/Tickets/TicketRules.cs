using Bot.Domain.Clocks;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>The limit that a rule gives, and the rule's name with its version, as an auditor would cite it.</summary>
public sealed record AppliedLimit(Limit Limit, string Rule);

/// <summary>The rules in force for a district: calendar and hours, limits, what is usually done about a category, and the ladder.</summary>
public sealed record TicketRules(WorkCalendar Calendar, DueTime Time, Func<string, Urgency, DateOnly, AppliedLimit> LimitFor, CategoryRules Categories, Ladder Ladder)
{
    /// <summary>The residents' check runs out after this; who has not answered counts as 未评价, never as satisfied.</summary>
    public static readonly TimeSpan CheckTime = TimeSpan.FromHours(72);

    /// <summary>Any household may object for so long after closing.</summary>
    public static readonly TimeSpan ObjectionTime = TimeSpan.FromDays(7);

    /// <summary>The same matter within this time is the same ticket come back (recurring).</summary>
    public static readonly TimeSpan ReturnTime = TimeSpan.FromDays(30);
    public const int MostExtensions = 2;
    public static readonly TimeSpan LongestPause = TimeSpan.FromDays(30);

    /// <summary>The limit counts from the report, not from the confirmation: a slow confirmation gains nothing.</summary>
    public Deadline DeadlineFor(string category, Urgency urgency, DateTimeOffset start, IReadOnlyList<Pause>? pauses = null)
    {
        var applied = LimitFor(category, urgency, ShanghaiTime.DateOf(start));
        var due = Time.Compute(start, applied.Limit, pauses);
        return new Deadline(due.At, start, applied.Limit.ToString(), due.Provisional, applied.Rule, due.Trace);
    }

    /// <summary>A deadline that a person set.</summary>
    public static Deadline DeadlineAt(DateTimeOffset at, DateTimeOffset now, string setBy) =>
        new(ShanghaiTime.Of(at), now, null, false, setBy, [$"{setBy}：{ShanghaiTime.Say(at, now)}"]);

    /// <summary>The pause's working time is given back: what was left when it began is left when it ends. A pause begun after the due time changes nothing.</summary>
    public Deadline DeadlineAfterPause(Deadline deadline, DateTimeOffset from, DateTimeOffset to)
    {
        if (from >= deadline.At)
        {
            return deadline;
        }

        var at = RunsOn(deadline)
            ? to + (deadline.At - from)
            : Time.AddWorkingTime(to, Time.WorkingTimeBetween(from, deadline.At));
        return deadline with
        {
            At = ShanghaiTime.Of(at),
            From = to,
            Trace = [.. deadline.Trace, $"暂缓 {ShanghaiTime.Say(from, to)} 至 {ShanghaiTime.Say(to, to)}，剩余时间顺延，到 {ShanghaiTime.Say(at, to)}"],
        };
    }

    /// <summary>The instant at which this share (0 to 1) of the deadline's time has passed.</summary>
    public DateTimeOffset ShareOf(Deadline deadline, double share)
    {
        var working = RunsOn(deadline) ? TimeSpan.Zero : Time.WorkingTimeBetween(deadline.From, deadline.At);
        return working > TimeSpan.Zero
            ? Time.AddWorkingTime(deadline.From, working * share)
            : deadline.From + ((deadline.At - deadline.From) * share);
    }

    /// <summary>Whether the deadline's clock runs on through nights and holidays.</summary>
    private static bool RunsOn(Deadline deadline) =>
        deadline.Limit is { } limit && Limit.Parse(limit).Unit is (LimitUnit.Hours or LimitUnit.Minutes or LimitUnit.Days);
}

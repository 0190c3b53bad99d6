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

    /// <summary>From so many on, reminders that fall together for one person are told in one notice.</summary>
    public const int RemindersTogether = 3;

    public required PauseRules Pauses { get; init; }

    public required ReopeningRules Reopenings { get; init; }

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

    /// <summary>
    /// The pause's time is given back. A limit is computed anew with all its pauses, so that a working day counts unless all of it was paused;
    /// a deadline that a person set moves by the working time that was left when the pause began. A pause begun after the due time changes nothing.
    /// </summary>
    public Deadline DeadlineAfterPause(Deadline deadline, DateTimeOffset from, DateTimeOffset to)
    {
        if (from >= deadline.At)
        {
            return deadline;
        }

        IReadOnlyList<Pause> pauses = [.. deadline.Pauses, new Pause(from, to)];
        if (deadline.Limit is { } limit)
        {
            var due = Time.Compute(deadline.From, Limit.Parse(limit), pauses);
            return deadline with { At = due.At, Provisional = due.Provisional, Trace = due.Trace, Pauses = pauses };
        }

        var at = ShanghaiTime.Of(Time.AddWorkingTime(to, Time.WorkingTimeBetween(from, deadline.At)));
        var trace = $"暂缓 {ShanghaiTime.Say(from, to)} 至 {ShanghaiTime.Say(to, to)}，剩余工作时间顺延，到 {ShanghaiTime.Say(at, to)}";
        return deadline with { At = at, Trace = [.. deadline.Trace, trace], Pauses = pauses };
    }

    /// <summary>The instant at which this share (0 to 1) of the deadline's time has passed, pauses left out.</summary>
    public DateTimeOffset ShareOf(Deadline deadline, double share)
    {
        var working = RunsOn(deadline) ? TimeSpan.Zero : Time.WorkingTimeBetween(deadline.From, deadline.At, deadline.Pauses);
        return working > TimeSpan.Zero
            ? Time.AddWorkingTime(deadline.From, working * share, deadline.Pauses)
            : deadline.From + ((deadline.At - deadline.From) * share);
    }

    /// <summary>Whether the deadline's clock runs on through nights and holidays.</summary>
    private static bool RunsOn(Deadline deadline) =>
        deadline.Limit is { } limit && Limit.Parse(limit).Unit is (LimitUnit.Hours or LimitUnit.Minutes or LimitUnit.Days);
}

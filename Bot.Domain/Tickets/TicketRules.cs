using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>The limit that a rule gives, and the rule's name with its version, as an auditor would cite it.</summary>
public sealed record AppliedLimit(Limit Limit, string Rule);

/// <summary>The limits of one case: 首次答复, 到场, 办结. Null where a step has none.</summary>
public sealed record AppliedLimits(AppliedLimit? FirstAnswer, AppliedLimit? OnSite, AppliedLimit Done);

/// <summary>What the limits of a ticket depend on.</summary>
/// <param name="Level">Where the ticket is held.</param>
/// <param name="Condition">情形; empty where none is known.</param>
public sealed record LimitCase(string Category, Urgency Urgency, Level Level = Level.Grid, string Condition = "");

/// <summary>The rules in force at one node of the tree: calendar and hours, limits, what is usually done about a category, and the ladder.</summary>
public sealed record TicketRules(
    WorkCalendar Calendar, DueTime Time, Func<LimitCase, DateOnly, AppliedLimits> LimitsFor, CategoryRules Categories, Ladder Ladder)
{
    /// <summary>The residents' check runs out after this; who has not answered counts as 未评价, never as satisfied.</summary>
    public static readonly TimeSpan CheckTime = TimeSpan.FromHours(72);

    /// <summary>Any household may object for so long after closing.</summary>
    public static readonly TimeSpan ObjectionTime = TimeSpan.FromDays(7);

    /// <summary>The same matter within this time is the same ticket come back (recurring).</summary>
    public static readonly TimeSpan ReturnTime = TimeSpan.FromDays(30);

    /// <summary>The same place and kind within this time is still flagged as a return (假闭环).</summary>
    public static readonly TimeSpan LateReturnTime = TimeSpan.FromDays(90);

    public const int MostExtensions = 2;

    /// <summary>From so many on, reminders that fall together for one person are told in one notice.</summary>
    public const int RemindersTogether = 3;

    public required PauseRules Pauses { get; init; }

    public required ReopeningRules Reopenings { get; init; }

    public required ConditionRules Conditions { get; init; }

    /// <summary>Which words of a worker say that somebody is there.</summary>
    public required Presence Presence { get; init; }

    /// <summary>The conditions of a category for which the table of limits has rules of their own.</summary>
    public Func<string, IEnumerable<string>> LimitedConditions { get; init; } = _ => [];

    /// <summary>The limit counts from the report, not from the confirmation: a slow confirmation gains nothing.</summary>
    public Deadline DeadlineFor(LimitCase matter, DateTimeOffset start, IReadOnlyList<Pause>? pauses = null) =>
        Deadline(LimitsFor(matter, ShanghaiTime.DateOf(start)).Done, start, pauses);

    /// <summary>Until when somebody must answer and be there; like all limits from the report.</summary>
    /// <param name="pauses">Those that hold the clock of 到场; nothing holds that of 首次答复, since who pauses has answered.</param>
    public StepDeadlines StepsFor(LimitCase matter, DateTimeOffset start, IReadOnlyList<Pause>? pauses = null)
    {
        var limits = LimitsFor(matter, ShanghaiTime.DateOf(start));
        return new StepDeadlines(
            limits.FirstAnswer is { } answer ? Deadline(answer, start, null) : null,
            limits.OnSite is { } onSite ? Deadline(onSite, start, pauses) : null);
    }

    internal Deadline Deadline(AppliedLimit applied, DateTimeOffset start, IReadOnlyList<Pause>? pauses)
    {
        var due = Time.Compute(start, applied.Limit, pauses);
        return Measured(new Deadline(due.At, start, applied.Limit.ToString(), due.Provisional, applied.Rule, due.Trace) { Pauses = pauses ?? [] });
    }

    /// <summary>A deadline that a person set.</summary>
    public static Deadline DeadlineAt(DateTimeOffset at, DateTimeOffset now, string setBy) =>
        new(ShanghaiTime.Of(at), now, null, false, setBy, [$"{setBy}：{ShanghaiTime.SayDate(at, now)}"]);

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
            return Measured(deadline with { At = due.At, Provisional = due.Provisional, Trace = due.Trace, Pauses = pauses });
        }

        var moved = Moved(deadline.At, from, to);
        return Measured(deadline with
        {
            At = moved.At,
            Provisional = moved.Provisional || deadline.Provisional,
            Trace = [.. deadline.Trace, moved.Trace[0]],
            Pauses = pauses,
            SetAt = deadline.SetAt ?? deadline.At,
        });
    }

    /// <summary>
    /// The deadline as the present calendar and hours have it; the same where they say nothing new. What a person set stays as it was set: only the working
    /// time that its pauses gave back is measured anew.
    /// </summary>
    public Deadline Recomputed(Deadline deadline)
    {
        if (deadline.Limit is { } text)
        {
            var due = Time.Compute(deadline.From, Limit.Parse(text), deadline.Pauses);
            return Measured(deadline with { At = due.At, Provisional = due.Provisional, Trace = due.Trace });
        }

        if (deadline is not { SetAt: { } set, Pauses.Count: > 0 })
        {
            return deadline;
        }

        var anew = deadline with { At = set, Provisional = false, Trace = [.. deadline.Trace.Take(1)], Pauses = [], SetAt = null };
        return deadline.Pauses.Aggregate(anew, (before, pause) => DeadlineAfterPause(before, pause.From, pause.To)) with { Pauses = deadline.Pauses, SetAt = set };
    }

    /// <summary>
    /// The days of the deadline's span of which the papers now say something else than when it was measured. What they say of later days cannot move it.
    /// None where it is not known what they said then.
    /// </summary>
    public IReadOnlyList<DateOnly> CorrectedDays(Deadline deadline)
    {
        if (deadline.SpecialDays is not { } then || RunsOn(deadline))
        {
            return [];
        }

        var now = Calendar.SpecialDays(deadline.From, deadline.At);
        return [.. then.Except(now).Concat(now.Except(then)).Select(day => day.Date).Distinct().Order()];
    }

    private Deadline Measured(Deadline deadline) =>
        deadline with { SpecialDays = RunsOn(deadline) ? [] : Calendar.SpecialDays(deadline.From, deadline.At) };

    /// <summary>A due time that a person set, moved by the working time that was left when a pause began.</summary>
    private Due Moved(DateTimeOffset at, DateTimeOffset from, DateTimeOffset to)
    {
        var left = Time.WorkingTimeBetween(from, at);
        var (moved, provisional) = Time.After(to, left);
        var trace = $"暂缓 {ShanghaiTime.SayDate(from, to)} 至 {ShanghaiTime.SayDate(to, to)}，剩余工作时间顺延，到 {ShanghaiTime.SayDate(moved, to)}{(provisional ? "（暂定）" : "")}";
        return new Due(ShanghaiTime.Of(moved), provisional, [trace]);
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

namespace Bot.Domain.Clocks;

/// <summary>
/// Computes when a limit runs out, and how much working time lies between two instants. What ends exactly at a closing time, or where a pause begins,
/// is due then; what starts there goes on at the next opening.
/// </summary>
public sealed class DueTime(WorkCalendar calendar, WorkingHours hours)
{
    /// <summary>The start's own day does not count for working days; pauses may stand in any order.</summary>
    /// <exception cref="ClockException">The limit is below 1, pauses are backwards or overlap, or the answer lies outside 1900 to 2100.</exception>
    public Due Compute(DateTimeOffset start, Limit limit, IReadOnlyList<Pause>? pauses = null)
    {
        if (limit.Count < 1)
        {
            throw new ClockException($"limit '{limit}' must be at least 1");
        }

        var ordered = Pause.InOrder(pauses);
        var local = Local(start);
        return limit.Unit switch
        {
            LimitUnit.WorkingDays => CountDays(local, limit, ordered),
            LimitUnit.WorkingHours or LimitUnit.WorkingMinutes => CountTime(local, limit, ordered),
            _ => RunOn(local, limit, ordered),
        };
    }

    /// <summary>Working time between two instants (zero when to is before from), without the pauses.</summary>
    public TimeSpan WorkingTimeBetween(DateTimeOffset from, DateTimeOffset to, IReadOnlyList<Pause>? pauses = null)
    {
        var total = TimeSpan.Zero;
        var ordered = Pause.InOrder(pauses);
        var last = DateOnly.FromDateTime(Local(to).DateTime);
        var stretches = new List<Stretch>();

        // An interval of the day before may end at 24:00, which is inside no later day: hence "from" needs no look back.
        for (var date = DateOnly.FromDateTime(Local(from).DateTime); date <= last; date = date.AddDays(1))
        {
            if (!calendar.IsWorkingDay(date))
            {
                continue;
            }

            OpenTime.Fill(stretches, calendar, hours, date, ordered);
            foreach (var stretch in stretches)
            {
                var (begin, end) = (Later(stretch.From, from), Earlier(stretch.To, to));
                total += end > begin ? end - begin : TimeSpan.Zero;
            }
        }

        return total;
    }

    /// <summary>
    /// The instant at which so much working time has passed since start; an end that falls exactly on a closing time is that closing time.
    /// Nothing added to a time outside working hours is the next opening.
    /// </summary>
    /// <exception cref="ClockException">The amount is negative, or the answer lies outside 1900 to 2100.</exception>
    public DateTimeOffset AddWorkingTime(DateTimeOffset start, TimeSpan amount, IReadOnlyList<Pause>? pauses = null) =>
        Forward(Local(start), NotNegative(amount), Pause.InOrder(pauses), new DueTrace(calendar, hours));

    /// <summary>As <see cref="AddWorkingTime"/>, and whether a year was needed that is not published yet.</summary>
    /// <exception cref="ClockException">The amount is negative, or the answer lies outside 1900 to 2100.</exception>
    public (DateTimeOffset At, bool Provisional) After(DateTimeOffset start, TimeSpan amount)
    {
        var trace = new DueTrace(calendar, hours);
        var at = Forward(Local(start), NotNegative(amount), [], trace);
        return (at, trace.IsProvisional);
    }

    /// <summary>The latest instant from which so much working time passes until end: when to remind.</summary>
    /// <exception cref="ClockException">The amount is negative, or the answer lies outside 1900 to 2100.</exception>
    public DateTimeOffset SubtractWorkingTime(DateTimeOffset end, TimeSpan amount, IReadOnlyList<Pause>? pauses = null)
    {
        var (left, ordered, local) = (NotNegative(amount), Pause.InOrder(pauses), Local(end));
        var stretches = new List<Stretch>();
        for (var date = DateOnly.FromDateTime(local.DateTime); ; date = date.AddDays(-1))
        {
            if (!calendar.IsWorkingDay(date))
            {
                continue;
            }

            OpenTime.Fill(stretches, calendar, hours, date, ordered);
            for (var index = stretches.Count - 1; index >= 0; index--)
            {
                var (from, to) = (stretches[index].From, Earlier(stretches[index].To, local));
                if (to > from && to - from >= left)
                {
                    return to - left;
                }

                left -= to > from ? to - from : TimeSpan.Zero;
            }
        }
    }

    private Due CountDays(DateTimeOffset start, Limit limit, IReadOnlyList<Pause> pauses)
    {
        _ = Amount(start, limit);
        var trace = new DueTrace(calendar, hours);
        var counted = 0;
        var stretches = new List<Stretch>();
        for (var date = DateOnly.FromDateTime(start.DateTime).AddDays(1); ; date = date.AddDays(1))
        {
            var worked = calendar.IsWorkingDay(date);
            var intervals = hours.On(date);
            if (worked && intervals.Count == 0)
            {
                trace.Closed(date);
                continue;
            }

            if (pauses.Count > 0)
            {
                OpenTime.Fill(stretches, calendar, hours, date, pauses);
                if (stretches.Count == 0)
                {
                    trace.Paused(date, worked);
                    continue;
                }
            }

            if (!worked)
            {
                trace.Off(date);
                continue;
            }

            trace.Counted(date);
            if (++counted == limit.Count)
            {
                return trace.Finish(start, limit, calendar.Instant(date, intervals[^1].To));
            }
        }
    }

    private Due CountTime(DateTimeOffset start, Limit limit, IReadOnlyList<Pause> pauses)
    {
        var trace = new DueTrace(calendar, hours);
        return trace.Finish(start, limit, Forward(start, Amount(start, limit), pauses, trace));
    }

    private DateTimeOffset Forward(DateTimeOffset start, TimeSpan left, IReadOnlyList<Pause> pauses, DueTrace trace)
    {
        if (left > LatestInstant - start)
        {
            throw WorkCalendar.OutOfRange();
        }

        var (stretches, used) = (new List<Stretch>(), new List<Stretch>());
        for (var date = DateOnly.FromDateTime(start.DateTime); ; date = date.AddDays(1))
        {
            var worked = calendar.IsWorkingDay(date);
            OpenTime.Fill(stretches, calendar, hours, date, pauses);

            // Where nothing of the day is left after the start and the pauses, it does not matter whether the day is worked,
            // nor whether its year is published.
            if (!stretches.Exists(stretch => stretch.To > start))
            {
                trace.Spent(date, worked, paused: hours.On(date) is [.., var last] && calendar.Instant(date, last.To) > start);
                continue;
            }

            if (!worked)
            {
                trace.Off(date);
                continue;
            }

            used.Clear();
            foreach (var stretch in stretches.Where(stretch => stretch.To > start))
            {
                var from = Later(stretch.From, start);
                if (stretch.To - from >= left)
                {
                    used.Add(new Stretch(from, from + left));
                    trace.Passed(date, used, whole: false);
                    return calendar.Local(from + left);
                }

                used.Add(new Stretch(from, stretch.To));
                left -= stretch.To - from;
            }

            trace.Passed(date, used, whole: pauses.Count == 0 && used.Count == stretches.Count && used[0].From == stretches[0].From);
        }
    }

    private Due RunOn(DateTimeOffset start, Limit limit, IReadOnlyList<Pause> pauses)
    {
        var trace = new DueTrace(calendar, hours);
        var at = start + Amount(start, limit);
        foreach (var pause in pauses.Where(pause => pause.To > start))
        {
            if (pause.From >= at)
            {
                break;
            }

            var skipped = pause.To - Later(pause.From, start);
            if (skipped > LatestInstant - at)
            {
                throw WorkCalendar.OutOfRange();
            }

            at += skipped;
            trace.Skipped(calendar.Local(Later(pause.From, start)), calendar.Local(pause.To), skipped);
        }

        return trace.Finish(start, limit, calendar.Local(at));
    }

    /// <summary>Refuses at once what cannot end in time, before a walk over decades finds it out.</summary>
    private static TimeSpan Amount(DateTimeOffset start, Limit limit)
    {
        var unit = limit.Unit switch
        {
            LimitUnit.Minutes or LimitUnit.WorkingMinutes => TimeSpan.FromMinutes(1),
            LimitUnit.Hours or LimitUnit.WorkingHours => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1),
        };
        return limit.Count <= (LatestInstant - start) / unit ? unit * limit.Count : throw WorkCalendar.OutOfRange();
    }

    private static readonly DateTimeOffset LatestInstant = new(WorkCalendar.LastYear, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private DateTimeOffset Local(DateTimeOffset instant) =>
        instant.UtcDateTime.Year is >= WorkCalendar.FirstYear and <= WorkCalendar.LastYear
            ? calendar.Local(instant)
            : throw WorkCalendar.OutOfRange();

    private static TimeSpan NotNegative(TimeSpan amount) =>
        amount >= TimeSpan.Zero ? amount : throw new ClockException($"working time '{amount}' is negative");

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

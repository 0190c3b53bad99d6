namespace Bot.Domain.Clocks;

/// <summary>Collects what happened to each day of a computation: equal days in a row become one step, and needed years are noted.</summary>
internal sealed class DueTrace(WorkCalendar calendar, WorkingHours hours)
{
    /// <summary>A limit of years has hundreds of steps; nobody reads them, and a message has to hold them.</summary>
    private const int MostSteps = 40, ShownAtTheEnd = 10;

    private readonly List<Step> steps = [];
    private readonly List<int> years = [];
    private readonly List<int> seasons = [];

    private enum Kind
    {
        Off,
        Closed,
        Paused,
        Counted,
        Passed,
        Skipped,
    }

    /// <summary>Whether a year was needed that is not published yet.</summary>
    public bool IsProvisional => years.Exists(year => !calendar.IsPublished(year));

    public void Off(DateOnly date)
    {
        Need(date);
        Add(new Step(Kind.Off, date, calendar.Published(date)?.Name));
    }

    public void Closed(DateOnly date) => Add(new Step(Kind.Closed, date, null));

    /// <summary>All of the day's hours are paused, so that it does not matter whether it is worked.</summary>
    public void Paused(DateOnly date, bool worked) =>
        Add(worked ? new Step(Kind.Paused, date, null) : new Step(Kind.Off, date, calendar.Published(date)?.Name));

    /// <summary>Nothing of the day's hours is left: they are paused, over before the start, or there are none.</summary>
    public void Spent(DateOnly date, bool worked, bool paused)
    {
        if (paused)
        {
            Paused(date, worked);
        }
        else if (worked)
        {
            Closed(date);
        }
    }

    public void Counted(DateOnly date)
    {
        Need(date);
        Work(date);
        Add(new Step(Kind.Counted, date, calendar.Published(date)?.Name));
    }

    /// <param name="whole">The full hours of a day without pauses; such days are told together.</param>
    public void Passed(DateOnly date, IReadOnlyList<Stretch> used, bool whole)
    {
        Need(date);
        Work(date);
        var time = used.Aggregate(TimeSpan.Zero, (sum, stretch) => sum + stretch.Length);
        var shown = whole ? null : string.Join('、', used.Select(stretch => $"{ClockWords.Clock(stretch.From)}–{ClockWords.Clock(stretch.To)}"));
        Add(new Step(Kind.Passed, date, calendar.Published(date)?.Name, time, shown));
    }

    public void Skipped(DateTimeOffset from, DateTimeOffset to, TimeSpan time) =>
        steps.Add(new Step(Kind.Skipped, DateOnly.FromDateTime(from.DateTime), ClockWords.Skipped(from, to, time)));

    public Due Finish(DateTimeOffset start, Limit limit, DateTimeOffset at)
    {
        NeededYear[] needed = [.. years.Select(year => new NeededYear(year, calendar.IsPublished(year), calendar.Source(year)))];
        int[] unpublished = [.. needed.Where(year => !year.IsPublished).Select(year => year.Year)];
        List<string> lines = [ClockWords.Start(start), ClockWords.Rule(limit), .. seasons.Select(season => ClockWords.Season(hours, season)), .. Shown()];
        if (unpublished.Length > 0)
        {
            lines.Add(ClockWords.Unpublished(unpublished));
        }

        lines.Add(ClockWords.DueAt(at));
        return new Due(at, unpublished.Length > 0, lines) { Years = needed };
    }

    private IEnumerable<string> Shown()
    {
        var (days, time) = (0, TimeSpan.Zero);
        for (var index = 0; index < steps.Count; index++)
        {
            var step = steps[index];
            var first = days + 1;
            days += step.Kind == Kind.Counted ? step.Days : 0;
            time += step.Time;
            var hidden = steps.Count > MostSteps && index >= MostSteps - ShownAtTheEnd && index < steps.Count - ShownAtTheEnd;
            if (!hidden)
            {
                yield return Words(step, first, days, time);
            }
            else if (index == MostSteps - ShownAtTheEnd)
            {
                yield return ClockWords.Elided(steps.Count - MostSteps);
            }
        }
    }

    private static string Words(Step step, int first, int days, TimeSpan time) => step.Kind switch
    {
        Kind.Off => ClockWords.Off(step.From, step.To, step.Name),
        Kind.Closed => ClockWords.Closed(step.From, step.To),
        Kind.Paused => ClockWords.Paused(step.From, step.To),
        Kind.Counted => ClockWords.Counted(step.From, step.To, step.Name, first, days),
        Kind.Passed => ClockWords.Passed(step.From, step.To, step.Name, step.Hours, step.Time, time),
        _ => step.Name!,
    };

    private void Need(DateOnly date)
    {
        if (years.Count == 0 || years[^1] != date.Year)
        {
            years.Add(date.Year);
        }
    }

    /// <summary>Which of several hours the year has were those of a day that counted; nothing to say where they are always the same.</summary>
    private void Work(DateOnly date)
    {
        if (hours.Later.Count > 0 && hours.SeasonOn(date) is var season && !seasons.Contains(season))
        {
            seasons.Add(season);
        }
    }

    private void Add(Step step)
    {
        if (steps.Count > 0 && steps[^1] is var last && last.Kind == step.Kind && last.Name == step.Name && last.Hours is null && step.Hours is null)
        {
            steps[^1] = last with { To = step.To, Time = last.Time + step.Time };
        }
        else
        {
            steps.Add(step);
        }
    }

    private readonly record struct Step(Kind Kind, DateOnly From, string? Name, TimeSpan Time = default, string? Hours = null)
    {
        public DateOnly To { get; init; } = From;

        public int Days => To.DayNumber - From.DayNumber + 1;
    }
}

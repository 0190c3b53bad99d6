namespace Bot.Domain.Clocks;

internal readonly record struct Stretch(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;
}

/// <summary>The stretches of a day in which working time counts: its working hours without the pauses, whether or not the day is worked.</summary>
internal static class OpenTime
{
    /// <summary>Cleared and filled again for each day, so that a walk over years does not allocate.</summary>
    public static void Fill(List<Stretch> stretches, WorkCalendar calendar, WorkingHours hours, DateOnly date, IReadOnlyList<Pause> pauses)
    {
        stretches.Clear();
        foreach (var interval in hours.On(date))
        {
            Cut(stretches, calendar.Instant(date, interval.From), calendar.Instant(date, interval.To), pauses);
        }
    }

    /// <summary>Adds what the pauses leave of a stretch.</summary>
    public static void Cut(List<Stretch> stretches, DateTimeOffset from, DateTimeOffset to, IReadOnlyList<Pause> pauses)
    {
        foreach (var pause in pauses)
        {
            if (pause.To <= from)
            {
                continue;
            }

            if (pause.From >= to)
            {
                break;
            }

            Add(stretches, from, pause.From);
            from = pause.To;
        }

        Add(stretches, from, to);
    }

    private static void Add(List<Stretch> stretches, DateTimeOffset from, DateTimeOffset to)
    {
        if (from < to)
        {
            stretches.Add(new Stretch(from, to));
        }
    }
}

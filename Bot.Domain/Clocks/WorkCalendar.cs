namespace Bot.Domain.Clocks;

/// <summary>Which days are worked. Dates are Shanghai dates.</summary>
public sealed class WorkCalendar
{
    public WorkCalendar(IEnumerable<PublishedYear> years) => _ = years;

    /// <summary>Whether the year has published days; without them only weekends are free and what is computed is provisional.</summary>
    public bool IsPublished(int year) => throw new NotSupportedException(year.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public bool IsWorkingDay(DateOnly date) => throw new NotSupportedException(date.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
}

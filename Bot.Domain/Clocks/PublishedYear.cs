using System.Text.Json.Serialization;

namespace Bot.Domain.Clocks;

/// <summary>
/// One year as the State Council published it: days off, and weekend days that are worked (调休). An empty list means: not published yet.
/// </summary>
/// <param name="Year">The year of the paper; a few of its days may lie in the year before.</param>
/// <param name="Source">The paper's address.</param>
public sealed record PublishedYear(int Year, string? Source, IReadOnlyList<PublishedDay> Days)
{
    /// <summary>When this list was laid down here; null where that is not known. Two hosts may have copied the same list at different times.</summary>
    [JsonIgnore]
    public DateTimeOffset? Since { get; init; }
}

/// <param name="IsOffDay">False: a weekend day that is worked.</param>
public sealed record PublishedDay(DateOnly Date, string Name, bool IsOffDay);

/// <summary>A day about which a paper says something, and what it says: what a due time was measured by.</summary>
public sealed record SpecialDay(DateOnly Date, bool IsWorked);

using System.Globalization;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Rates;
using Bot.Host.Clocks;
using Bot.Host.Grids;

namespace Bot.Host.Rates;

/// <summary>What is asked: the days, for which nodes, as known at which instant, by whose formulas.</summary>
/// <param name="From">The first Shanghai day.</param>
/// <param name="To">The last Shanghai day, itself included.</param>
/// <param name="Grids">Null for all.</param>
/// <param name="All">By which the set is looked up for each node.</param>
public sealed record RateQuestion(DateOnly From, DateOnly To, Level Level, string? Id, string[]? Grids, DateTimeOffset AsOf, string Set, Formulas All)
{
    private const int MostDays = 1100;

    /// <summary>As they are for all nodes that have none of their own.</summary>
    public IReadOnlyList<Formula> Formulas => All.Named(Set)!;

    public DateTimeOffset Begins => ShanghaiTime.At(From, TimeOnly.MinValue);

    public DateTimeOffset Ends => ShanghaiTime.At(To.AddDays(1), TimeOnly.MinValue);

    /// <summary>Missing days mean this month until today, a missing level the district, a missing instant now, a missing set the district's own.</summary>
    /// <param name="asOf">ISO 8601 with offset.</param>
    /// <exception cref="FormatException">Says what cannot be used.</exception>
    public static RateQuestion Read(string? from, string? to, string? level, string? id, string? asOf, string? set, DistrictMap map, Formulas formulas, DateTimeOffset now)
    {
        var today = ShanghaiTime.DateOf(now);
        var last = to is null ? today : Day(to, "to");
        var first = from is null ? new DateOnly(last.Year, last.Month, 1) : Day(from, "from");
        if (first > last || last.DayNumber - first.DayNumber > MostDays)
        {
            throw new FormatException($"'from' must not lie behind 'to', nor more than {MostDays} days before it");
        }

        if (last == DateOnly.MaxValue)
        {
            throw new FormatException("'to' lies too far ahead");
        }

        if (!Enum.TryParse<Level>(level ?? "district", ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted) || int.TryParse(level, out _))
        {
            throw new FormatException($"level '{level}' is none of grid, community, street, district");
        }

        if (id is not null && map.Node(id) is null)
        {
            throw new FormatException($"no node '{id}'");
        }

        // A plus sign that a caller did not escape arrives as a space.
        var instant = now;
        if (asOf is not null && !Iso8601.TryParse(asOf.Replace(' ', '+'), out instant))
        {
            throw new FormatException($"asOf '{asOf}' is no ISO 8601 instant with its offset");
        }

        if (instant > now)
        {
            throw new FormatException("asOf lies in the future");
        }

        var name = set ?? (formulas.Named(map.District) is null ? Domain.Rates.Formulas.Default : map.District);
        if (formulas.Named(name) is null)
        {
            throw new FormatException($"no formulas '{set}'; there are {string.Join(", ", formulas.Names)}");
        }

        return new RateQuestion(first, last, wanted, id, id is null ? null : map.GridsUnder(id).ToArray(), instant, name, formulas);
    }

    private static DateOnly Day(string text, string name) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        ? day
        : throw new FormatException($"{name} '{text}' is no day as 2026-03-31");
}

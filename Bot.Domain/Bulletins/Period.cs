using System.Globalization;
using System.Text.RegularExpressions;
using Bot.Domain.Clocks;

namespace Bot.Domain.Bulletins;

/// <summary>A month, a quarter or a year of Shanghai days, as a bulletin tells of it.</summary>
/// <param name="Months">1, 3 or 12.</param>
/// <param name="From">Its first day.</param>
public sealed partial record Period(DateOnly From, int Months)
{
    /// <summary>The last day, itself included.</summary>
    public DateOnly To => From.AddMonths(Months).AddDays(-1);

    public DateTimeOffset Begins => ShanghaiTime.At(From, TimeOnly.MinValue);

    public DateTimeOffset Ends => ShanghaiTime.At(To.AddDays(1), TimeOnly.MinValue);

    /// <summary>"2026-03", "2026-Q1", "2026".</summary>
    public string Code => Months switch
    {
        1 => From.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        3 => string.Create(CultureInfo.InvariantCulture, $"{From.Year}-Q{Quarter}"),
        _ => From.Year.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>"2026年3月", "2026年第一季度", "2026年".</summary>
    public string Words => Months switch
    {
        1 => string.Create(CultureInfo.InvariantCulture, $"{From.Year}年{From.Month}月"),
        3 => string.Create(CultureInfo.InvariantCulture, $"{From.Year}年第{"一二三四"[Quarter - 1]}季度"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{From.Year}年"),
    };

    private int Quarter => ((From.Month - 1) / 3) + 1;

    /// <summary>The one of so many months in which a day lies.</summary>
    public static Period Around(DateOnly day, int months) => new(new DateOnly(day.Year, ((day.Month - 1) / months * months) + 1, 1), months);

    public Period Before() => new(From.AddMonths(-Months), Months);

    /// <summary>As <see cref="Code"/> writes it; null for anything else.</summary>
    public static Period? Parse(string? code)
    {
        if (Form().Match(code ?? "") is not { Success: true } match)
        {
            return null;
        }

        var year = int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture);
        var (month, quarter) = (Number("month"), Number("quarter"));
        return year is < 2000 or > 2099 || month is 0 or > 12 ? null
            : month is { } one ? new Period(new DateOnly(year, one, 1), 1)
            : quarter is { } three ? new Period(new DateOnly(year, (three * 3) - 2, 1), 3)
            : new Period(new DateOnly(year, 1, 1), 12);

        int? Number(string name) => match.Groups[name].Success ? int.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^(?<year>[0-9]{4})(?:-(?:(?<month>[0-9]{2})|Q(?<quarter>[1-4])))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

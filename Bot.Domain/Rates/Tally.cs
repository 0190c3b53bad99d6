namespace Bot.Domain.Rates;

/// <summary>One rate of one node: every ticket of the base stands in exactly one of these counts.</summary>
public sealed record Figure(Formula Formula, int Reached, int Missed, int Unanswered, IReadOnlyList<(Term Reason, int Count)> Excluded, int Outside)
{
    public int Numerator => Reached;

    public int Denominator => Reached + Missed + (Formula.CountsUnanswered ? Unanswered : 0);

    /// <summary>0 to 1; null where nothing was there to count, which is no rate at all.</summary>
    public decimal? Value => Denominator == 0 ? null : (decimal)Numerator / Denominator;

    /// <summary>"85.7%", rounded half up; "—" for none.</summary>
    public string Percent => Value is { } value ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Math.Round(value * 100, 1, MidpointRounding.AwayFromZero):0.0}%") : "—";
}

/// <summary>Counts the tickets of one node, one at a time; keeps no ticket.</summary>
public sealed class Tally(IReadOnlyList<Formula> formulas)
{
    private readonly int[,] standings = new int[formulas.Count, Enum.GetValues<Standing>().Length];
    private readonly Dictionary<(int Formula, string Reason), int> excluded = [];

    public int Registered { get; private set; }

    /// <summary>Households that were asked after a 办结, and their last words: counted beside the tickets, never mixed with them.</summary>
    public int Asked { get; private set; }
    public int Solved { get; private set; }
    public int Unsolved { get; private set; }
    public int Unclear { get; private set; }
    public int Unanswered { get; private set; }
    public int CameBackWithin30 { get; private set; }
    public int CameBackWithin90 { get; private set; }
    public IReadOnlyList<Figure> Figures => Enumerable.Range(0, formulas.Count).Select(FigureOf).ToList();

    public void Add(TicketFact fact)
    {
        Registered++;
        CameBackWithin30 += fact.CameBackWithin <= 30 ? 1 : 0;
        CameBackWithin90 += fact.CameBackWithin <= 90 ? 1 : 0;
        if (fact.Ending is Ending.InCheck or Ending.Closed)
        {
            Asked += fact.Asked;
            Solved += fact.Solved;
            Unsolved += fact.Unsolved;
            Unclear += fact.Unclear;
            Unanswered += fact.Unanswered;
        }

        for (var index = 0; index < formulas.Count; index++)
        {
            var (standing, reason) = formulas[index].Place(fact);
            standings[index, (int)standing]++;
            if (reason is not null)
            {
                excluded[(index, reason)] = excluded.GetValueOrDefault((index, reason)) + 1;
            }
        }
    }

    private Figure FigureOf(int index) => new(
        formulas[index],
        standings[index, (int)Standing.Reached],
        standings[index, (int)Standing.Missed],
        standings[index, (int)Standing.Unanswered],
        formulas[index].Exclusions.Select(term => (term, excluded.GetValueOrDefault((index, term.Text)))).ToList(),
        standings[index, (int)Standing.Outside]);

    /// <summary>
    /// The place of each in a ranking, from 1; equal values share a place and the next one is left free. Null for what has no value.
    /// The order of the input decides nothing.
    /// </summary>
    public static IReadOnlyList<int?> Rank(IReadOnlyList<decimal?> values, bool lowIsGood) => values
        .Select(value => value is { } own ? 1 + values.Count(other => lowIsGood ? other < own : other > own) : (int?)null)
        .ToList();
}

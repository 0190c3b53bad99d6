using Bot.Domain.Clocks;
using Bot.Domain.Tickets;

namespace Bot.Domain.Rates;

/// <summary>Where a formula puts a ticket.</summary>
public enum Standing
{
    /// <summary>Not of the base that the denominator names.</summary>
    Outside,

    /// <summary>Left out of the denominator for the reason beside it.</summary>
    Excluded,

    /// <summary>未评价: shown in its own column, never in the numerator.</summary>
    Unanswered,

    /// <summary>In the denominator only.</summary>
    Missed,

    /// <summary>In the numerator, and so in the denominator.</summary>
    Reached,
}

/// <summary>One rate as a district defines it.</summary>
/// <param name="Denominator">The base: all conditions hold.</param>
/// <param name="Exclusions">Tried in their order; the first that holds is the reason.</param>
/// <param name="Unanswered">What counts as 未评价; null where a rate asks nobody.</param>
/// <param name="CountsUnanswered">Whether 未评价 stays in the denominator, or is left out of it.</param>
/// <param name="LowIsGood">For ranking.</param>
public sealed record Formula(string Rate, IReadOnlyList<Term> Numerator, IReadOnlyList<Term> Denominator, IReadOnlyList<Term> Exclusions, Term? Unanswered, bool CountsUnanswered, bool LowIsGood, string Note)
{
    /// <summary>The reason is the text of an exclusion, and null for every other standing.</summary>
    public (Standing Standing, string? Reason) Place(TicketFact fact)
    {
        if (!Denominator.All(term => term.Holds(fact)))
        {
            return (Standing.Outside, null);
        }

        if (Exclusions.FirstOrDefault(term => term.Holds(fact)) is { } exclusion)
        {
            return (Standing.Excluded, exclusion.Text);
        }

        return Unanswered?.Holds(fact) == true ? (Standing.Unanswered, null) : Numerator.All(term => term.Holds(fact)) ? (Standing.Reached, null) : (Standing.Missed, null);
    }
}

/// <summary>
/// The formulas of all districts as data. Lines of "names TAB rate TAB numerator TAB denominator TAB exclusions TAB 未评价 TAB direction TAB note";
/// conditions stand between commas and must all hold; 未评价 is "condition=计入", "condition=不计" or "-"; direction is "高" or "低". # begins a remark.
/// Below "[node]" stands how a rate is counted for that node of the tree and all below it; the set has the same rates in the same order everywhere.
/// </summary>
public sealed class Formulas
{
    public const string Default = "default";
    private readonly Dictionary<string, List<Formula>> sets = new(StringComparer.Ordinal);
    private readonly List<Own> own = [];

    /// <summary>How a node counts one rate of one set.</summary>
    private sealed record Own(string Node, string Set, Formula Formula, int Line);

    public IEnumerable<string> Names => sets.Keys;

    /// <summary>The nodes that have lines of their own, with the first of them.</summary>
    public IEnumerable<(string Node, int Line)> Nodes => own.DistinctBy(line => line.Node).Select(line => (line.Node, line.Line));

    /// <summary>By the name of a set or of a district, as it is for all nodes that say nothing else; null for none.</summary>
    public IReadOnlyList<Formula>? Named(string name) => sets.GetValueOrDefault(name);

    /// <summary>The district's own formulas, or the default.</summary>
    public IReadOnlyList<Formula> For(string district) => Named(district) ?? sets[Default];

    /// <summary>A set as it is at a node: the nearest line about a rate wins, all else is inherited.</summary>
    /// <param name="path">The nodes from there upwards.</param>
    public IReadOnlyList<Formula> At(string set, IReadOnlyList<string> path) =>
        [.. sets[set].Select(everywhere => path.SelectMany(node => own.Where(line => line.Node == node && line.Set == set && line.Formula.Rate == everywhere.Rate)).FirstOrDefault()?.Formula ?? everywhere)];

    /// <exception cref="FormatException">Names the line that cannot be used.</exception>
    public static Formulas Parse(IEnumerable<string> lines)
    {
        var formulas = new Formulas();
        foreach (var (node, fields, number) in TabLines.ReadByNode(lines, 8))
        {
            try
            {
                var formula = Read(fields);
                foreach (var name in Words(fields[0]))
                {
                    formulas.Add(node, name, formula, number);
                }
            }
            catch (FormatException exception)
            {
                throw new FormatException($"line {number}: {exception.Message}", exception);
            }
        }

        return formulas.sets.ContainsKey(Default) ? formulas : throw new FormatException($"no line for '{Default}', which stands for all districts that have none of their own");
    }

    private void Add(string node, string name, Formula formula, int number)
    {
        if (node.Length == 0)
        {
            var set = sets.TryGetValue(name, out var known) ? known : sets[name] = [];
            if (set.Exists(other => other.Rate == formula.Rate))
            {
                throw new FormatException($"{formula.Rate} stands twice in {name}");
            }

            set.Add(formula);
            return;
        }

        // Nodes stand side by side in a ranking: they may count a rate in their own way, but it must be the same rate.
        var everywhere = Named(name)?.FirstOrDefault(other => other.Rate == formula.Rate)
            ?? throw new FormatException($"{formula.Rate} of {name} does not stand above the first [node], where all nodes inherit it from");
        if (everywhere.LowIsGood != formula.LowIsGood)
        {
            throw new FormatException($"{formula.Rate} of {name} has another direction at [{node}] than everywhere else");
        }

        if (own.Exists(line => line.Node == node && line.Set == name && line.Formula.Rate == formula.Rate))
        {
            throw new FormatException($"{formula.Rate} stands twice in {name} for [{node}]");
        }

        own.Add(new Own(node, name, formula, number));
    }

    private static Formula Read(string[] fields)
    {
        if (fields[0].Length == 0 || fields[1].Length == 0)
        {
            throw new FormatException("the name of the set or of the rate is missing");
        }

        var unanswered = fields[5] == "-" ? null : fields[5].Split('=') is [var condition, "计入" or "不计"]
            ? Term.Parse(condition)
            : throw new FormatException($"未评价 '{fields[5]}' is neither '条件=计入' nor '条件=不计' nor '-'");
        return new Formula(
            fields[1],
            Terms(fields[2], "numerator"),
            Terms(fields[3], "denominator"),
            fields[4] == "-" ? [] : Terms(fields[4], "exclusions"),
            unanswered,
            fields[5].EndsWith("计入", StringComparison.Ordinal),
            fields[6] switch { "高" => false, "低" => true, _ => throw new FormatException($"direction '{fields[6]}' is neither 高 nor 低") },
            fields[7]);
    }

    private static List<Term> Terms(string text, string field) =>
        Words(text).Select(Term.Parse).ToList() is { Count: > 0 } terms ? terms : throw new FormatException($"the {field} is empty");

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

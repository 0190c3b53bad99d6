using Bot.Domain.Clocks;
using Bot.Domain.Rates;
using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Npgsql;

namespace Bot.Host.Rates;

/// <summary>What was counted for one node of the tree.</summary>
public sealed record NodeRates(string Id, string Name, Tally Tally);

/// <summary>Answers a question about rates from the log, and shapes the answer for callers.</summary>
public static class RateReport
{
    /// <summary>What hangs on no node of the asked level, because the tree has changed, is counted under this id and not lost.</summary>
    public const string Nowhere = "-";

    /// <summary>Every node of the level, those without a ticket too, ordered by id.</summary>
    public static async Task<IReadOnlyList<NodeRates>> Compute(NpgsqlDataSource source, DistrictMap map, RateQuestion question, DistrictRules rules, CancellationToken stop)
    {
        var nodes = new SortedDictionary<string, NodeRates>(StringComparer.Ordinal);
        foreach (var grid in question.Grids ?? map.Grids.ToArray())
        {
            _ = NodeOf(grid);
        }

        await foreach (var fact in FactLog.Read(source, map, question.Begins, question.Ends, question.AsOf, question.Grids, rules, stop))
        {
            NodeOf(fact.GridId).Tally.Add(fact);
        }

        return nodes.Values.ToList();

        NodeRates NodeOf(string grid)
        {
            var node = map.NodeAbove(grid, question.Level);
            var id = node?.NodeId ?? Nowhere;
            return nodes.TryGetValue(id, out var known) ? known : nodes[id] = new NodeRates(id, node?.Name ?? "不在树上", new Tally(FormulasAt(map, question, node?.NodeId)));
        }
    }

    /// <summary>How a node of the answer counts; what hangs on none counts as all do that have no formulas of their own.</summary>
    public static IReadOnlyList<Formula> FormulasAt(DistrictMap map, RateQuestion question, string? node) =>
        question.All.At(question.Set, node is null ? [] : map.PathOf(node));

    /// <summary>One object per node with its rates, each with its place in the ranking of that rate.</summary>
    public static IReadOnlyList<object> Show(IReadOnlyList<NodeRates> nodes, RateQuestion question)
    {
        var places = question.Formulas
            .Select((formula, index) => Tally.Rank(nodes.Select(node => node.Tally.Figures[index].Value).ToList(), formula.LowIsGood))
            .ToList();
        return nodes.Select((node, row) => (object)new
        {
            node.Id,
            node.Name,
            registered = node.Tally.Registered,
            households = new { node.Tally.Asked, node.Tally.Solved, node.Tally.Unsolved, node.Tally.Unclear, node.Tally.Unanswered },
            cameBack = new { within30 = node.Tally.CameBackWithin30, within90 = node.Tally.CameBackWithin90 },
            rates = node.Tally.Figures.Select((figure, index) => Show(figure, places[index][row], question.Formulas[index])).ToList(),
        }).ToList();
    }

    /// <summary>The question as it was understood, so that the answer can be had again: formulas, instant and days.</summary>
    public static object Show(RateQuestion question) => new
    {
        from = Day(question.From),
        to = Day(question.To),
        level = Tickets.TicketStore.Word(question.Level),
        question.Id,
        asOf = ShanghaiTime.Of(question.AsOf),
        formulas = question.Set,
        terms = question.Formulas.Select(Show).ToList(),
    };

    private static object Show(Formula formula) => new
    {
        formula.Rate,
        numerator = Words(formula.Numerator),
        denominator = Words(formula.Denominator),
        excluded = Words(formula.Exclusions),
        unanswered = formula.Unanswered is { } term ? $"{term.Words}：{(formula.CountsUnanswered ? "留在分母，不进分子" : "不进分母，单列")}" : null,
        formula.Note,
    };

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <param name="usual">How the other nodes count this rate; where this one counts otherwise, "terms" says how.</param>
    internal static Dictionary<string, object?> Show(Figure figure, int? place, Formula usual) => new()
    {
        ["rate"] = figure.Formula.Rate,
        ["numerator"] = figure.Numerator,
        ["denominator"] = figure.Denominator,
        ["value"] = figure.Value is { } value ? Math.Round(value, 4, MidpointRounding.AwayFromZero) : null,
        ["percent"] = figure.Percent,
        ["place"] = place,
        ["unanswered"] = figure.Formula.Unanswered is null ? null : new { count = figure.Unanswered, inDenominator = figure.Formula.CountsUnanswered },
        ["excluded"] = figure.Excluded.Select(one => new { reason = one.Reason.Text, name = one.Reason.Words, one.Count }).ToList(),
        ["outside"] = figure.Outside,
        ["terms"] = ReferenceEquals(figure.Formula, usual) ? null : Show(figure.Formula),
    };

    private static string Words(IReadOnlyList<Term> terms) => string.Join("，", terms.Select(term => term.Words));
}

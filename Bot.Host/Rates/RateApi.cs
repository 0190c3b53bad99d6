using Bot.Domain.Rates;
using Bot.Domain.Tickets;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Rates;

/// <summary>The three rates and the tickets behind each figure, for staff.</summary>
public static class RateApi
{
    private const int PageSize = 500;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/rates", Rates);
        api.MapGet("/rates/tickets", Numbers);
    }

    private static async Task<IResult> Rates(string? from, string? to, string? level, string? id, string? asOf, string? formulas, NpgsqlDataSource source, DistrictMaps maps, RulesInForce rules, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (Read(from, to, level, id, asOf, formulas, map, rules.Now.Rates, clock.Now, out var refused) is not { } question)
        {
            return refused!;
        }

        var nodes = await RateReport.Compute(source, map, question, rules.Now, stop);
        return Results.Ok(new { question = RateReport.Show(question), items = RateReport.Show(nodes, question) });
    }

    /// <summary>The numbers behind one figure, in order; at most 500 at once, the cursor is the last of them.</summary>
    /// <param name="figure">numerator, denominator, missed, unanswered, excluded or outside.</param>
    /// <param name="reason">One exclusion of the formula; only with excluded.</param>
    private static async Task<IResult> Numbers(string? from, string? to, string? level, string? id, string? asOf, string? formulas, string? rate, string? figure, string? reason, string? cursor, NpgsqlDataSource source, DistrictMaps maps, RulesInForce rules, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (Read(from, to, level, id, asOf, formulas, map, rules.Now.Rates, clock.Now, out var refused) is not { } question)
        {
            return refused!;
        }

        if (question.Formulas.FirstOrDefault(one => one.Rate == rate) is not { } formula)
        {
            return Problems.BadRequest("rate_unknown", $"no rate '{rate}'; there are {string.Join(", ", question.Formulas.Select(one => one.Rate))}");
        }

        var index = question.Formulas.ToList().IndexOf(formula);
        Func<Standing, bool>? fits = figure switch
        {
            "numerator" => standing => standing == Standing.Reached,
            "missed" => standing => standing == Standing.Missed,
            "unanswered" => standing => standing == Standing.Unanswered,
            "excluded" => standing => standing == Standing.Excluded,
            "outside" => standing => standing == Standing.Outside,
            "denominator" => standing => standing is Standing.Reached or Standing.Missed || (standing == Standing.Unanswered && formula.CountsUnanswered),
            _ => null,
        };
        if (fits is null)
        {
            return Problems.BadRequest("figure_unknown", $"no figure '{figure}'; there are numerator, denominator, missed, unanswered, excluded, outside");
        }

        var numbers = new List<string>();
        await foreach (var fact in FactLog.Read(source, map, question.Begins, question.Ends, question.AsOf, question.Grids, rules.Now, stop))
        {
            var (standing, why) = FormulaOf(fact).Place(fact);
            if (fits(standing) && (reason is null || reason == why) && (cursor is null || string.CompareOrdinal(fact.Number, cursor) > 0))
            {
                numbers.Add(fact.Number);
                if (numbers.Count > PageSize)
                {
                    break;
                }
            }
        }

        var page = numbers.Take(PageSize).ToList();
        return Results.Ok(new { question = RateReport.Show(question), rate, figure, items = page, cursor = numbers.Count > PageSize ? page[^1] : null });

        // Each ticket stands where the node it is shown under puts it.
        Formula FormulaOf(TicketFact fact) => RateReport.FormulasAt(map, question, map.NodeAbove(fact.GridId, question.Level)?.NodeId)[index];
    }

    private static RateQuestion? Read(string? from, string? to, string? level, string? id, string? asOf, string? formulas, DistrictMap map, Formulas all, DateTimeOffset now, out IResult? refused)
    {
        try
        {
            refused = null;
            return RateQuestion.Read(from, to, level, id, asOf, formulas, map, all, now);
        }
        catch (FormatException exception)
        {
            refused = Problems.BadRequest("question_refused", exception.Message);
            return null;
        }
    }
}

using Bot.Domain.Rates;
using Bot.Domain.Tickets;
using Bot.Host;
using Bot.Host.Rates;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Rates;

public sealed class RatesFromTheLogTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Steps = 1500;
    private static readonly Formulas Shipped = RuleFiles.Load().Rules.Rates;

    private static async Task<RateQuestion> Question(PostgresHouse house, string from = "2026-03-01", string to = "2026-06-30", string level = "grid", DateTimeOffset? asOf = null) =>
        RateQuestion.Read(from, to, level, null, asOf?.ToString("O"), null, await house.Map(), Shipped, house.Time.Now);

    /// <summary>Every count of every rate of every grid, as lines that can be compared.</summary>
    private static async Task<List<string>> Counted(PostgresHouse house, RateQuestion question)
    {
        var nodes = await RateReport.Compute(house.Source, await house.Map(), question, house.Rules.Now, CancellationToken.None);
        return nodes
            .SelectMany(node => node.Tally.Figures.SelectMany(figure => Counts(figure).Where(one => one.Count > 0).Select(one => $"{node.Id} {figure.Formula.Rate} {one.Standing} {one.Count}")))
            .Order(StringComparer.Ordinal)
            .ToList();
    }

    private static IEnumerable<(string Standing, int Count)> Counts(Figure figure) =>
        [.. figure.Excluded.Select(one => (one.Reason.Text, one.Count)), ("Reached", figure.Reached), ("Missed", figure.Missed), ("Unanswered", figure.Unanswered), ("Outside", figure.Outside)];

    private static async Task<List<string>> CountedAgain(PostgresHouse house, RateQuestion question) => (await Standings(house, question))
        .GroupBy(row => $"{row.Grid} {row.Rate} {row.Standing}")
        .Select(group => $"{group.Key} {group.Count()}")
        .Order(StringComparer.Ordinal)
        .ToList();

    private static Task<IReadOnlyList<(string Number, string Grid, string Rate, string Standing)>> Standings(PostgresHouse house, RateQuestion question) =>
        house.Rows<(string Number, string Grid, string Rate, string Standing)>(
            SecondComputation.Sql, new { from = question.Begins.ToUniversalTime(), until = question.Ends.ToUniversalTime(), asOf = question.AsOf.ToUniversalTime() });

    [Fact]
    public async Task A_second_computation_in_plain_sql_puts_every_ticket_where_the_program_puts_it()
    {
        var house = await PostgresHouse.Open(database);
        var district = new RandomDistrict(house, seed: 8);
        await district.Live(Steps);
        Assert.True(district.Tickets > 200, $"{district.Tickets} tickets");
        var question = await Question(house);
        var again = (await Standings(house, question)).ToDictionary(row => (row.Number, row.Rate), row => row.Standing);
        var differing = new List<string>();
        await foreach (var fact in FactLog.Read(house.Source, await house.Map(), question.Begins, question.Ends, question.AsOf, null, house.Rules.Now, TestContext.Current.CancellationToken))
        {
            foreach (var formula in question.Formulas)
            {
                var (standing, reason) = formula.Place(fact);
                if (again[(fact.Number, formula.Rate)] != (reason ?? standing.ToString()))
                {
                    differing.Add($"#{fact.Number} {formula.Rate}: {reason ?? standing.ToString()} against {again[(fact.Number, formula.Rate)]}");
                }
            }
        }

        Assert.Empty(differing);
        Assert.Equal(district.Tickets * question.Formulas.Count, again.Count);
        Assert.Equal(await CountedAgain(house, question), await Counted(house, question));

        // The history is rich enough to tell right from wrong: every standing of every rate occurs.
        var standings = again.Select(row => $"{row.Key.Rate} {row.Value}").ToHashSet();
        var possible = question.Formulas.SelectMany(formula => formula.Exclusions.Select(term => term.Text)
            .Concat(["Reached", "Missed"])
            .Concat(formula.Unanswered is null ? [] : ["Unanswered"])
            .Select(standing => $"{formula.Rate} {standing}"));
        string[] never = ["满意率 not_a_matter", "满意率 withdrawn", "满意率 staff_only", "满意率 merged"];
        Assert.Empty(possible.Except(standings).Except(never));
    }

    [Fact]
    public async Task A_grid_with_a_formula_of_its_own_is_counted_by_it_and_its_neighbour_and_those_above_are_not()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "20栋楼道灯不亮了");
        await house.Say("r4", "2栋楼道灯不亮了", "demo-2");
        var formulas = Formulas.Parse(["default\t率\tanswered\tregistered\t-\t-\t高\t", "[grid-2]", "default\t率\tregistered\tregistered\t-\t-\t高\t自己的"]);
        Assert.Equal(["grid-1 0/1", "grid-2 1/1"], await Said("grid"));
        Assert.Equal("0/2", (await Said("district")).Single().Split(' ')[1]);

        async Task<List<string>> Said(string level)
        {
            var map = await house.Map();
            var question = RateQuestion.Read("2026-03-01", "2026-03-31", level, null, null, null, map, formulas, house.Time.Now);
            var nodes = await RateReport.Compute(house.Source, map, question, house.Rules.Now, TestContext.Current.CancellationToken);
            return [.. nodes.Select(node => $"{node.Id} {node.Tally.Figures[0].Numerator}/{node.Tally.Figures[0].Denominator}")];
        }
    }

    [Fact]
    public async Task Part_of_the_time_and_an_earlier_instant_agree_as_well()
    {
        var house = await PostgresHouse.Open(database);
        var district = new RandomDistrict(house, seed: 2026);
        await district.Live(Steps / 5);
        var then = house.Time.Now;
        var asKnownThen = await Counted(house, await Question(house));
        await district.Live(Steps / 5);
        Assert.NotEqual(asKnownThen, await Counted(house, await Question(house)));
        Assert.Equal(asKnownThen, await Counted(house, await Question(house, asOf: then)));
        var part = await Question(house, "2026-03-05", "2026-03-09", asOf: then.AddDays(3));
        Assert.Equal(await CountedAgain(house, part), await Counted(house, part));
    }

    [Fact]
    public async Task The_rows_rebuilt_from_the_events_give_the_same_tickets_and_the_same_rates()
    {
        var house = await PostgresHouse.Open(database);
        await new RandomDistrict(house, seed: 30).Live(Steps / 5);
        var question = await Question(house);
        var (rates, tickets) = (await Counted(house, question), await Bodies(house));
        Assert.Equal((tickets.Count, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
        await house.Execute("DELETE FROM ticket WHERE district = @District");
        Assert.Equal((tickets.Count, tickets.Count), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
        Assert.Equal(tickets, await Bodies(house));
        Assert.Equal(rates, await Counted(house, question));
        Assert.NotEmpty(rates);
    }

    [Fact]
    public async Task Each_level_counts_the_same_tickets()
    {
        var house = await PostgresHouse.Open(database);
        await new RandomDistrict(house, seed: 9).Live(60);
        string[] levels = ["grid", "community", "street", "district"];
        var registered = new List<int>();
        foreach (var level in levels)
        {
            var nodes = await RateReport.Compute(house.Source, await house.Map(), await Question(house, level: level), house.Rules.Now, TestContext.Current.CancellationToken);
            Assert.Equal(level == "grid" ? 2 : 1, nodes.Count);
            registered.Add(nodes.Sum(node => node.Tally.Registered));
        }

        Assert.Single(registered.Distinct());
        var under = RateQuestion.Read(null, null, "grid", "grid-2", null, null, await house.Map(), Shipped, house.Time.Now);
        Assert.Equal("grid-2", Assert.Single(await RateReport.Compute(house.Source, await house.Map(), under, house.Rules.Now, TestContext.Current.CancellationToken)).Id);
    }

    [Fact]
    public async Task The_days_are_shanghais()
    {
        // Midnight in Shanghai is 16:00 of Universal Time, in which the log is kept: both lie on one day there.
        var house = await PostgresHouse.Open(database, "2026-03-31 23:59");
        await house.Say("r1", "5栋楼道灯不亮了");
        house.Time.Now = Clock.At("2026-04-01 00:00");
        await house.Say("r1", "6栋楼道灯不亮了");
        async Task<int> Registered(string from, string to)
        {
            var nodes = await RateReport.Compute(house.Source, await house.Map(), await Question(house, from, to, "district"), house.Rules.Now, CancellationToken.None);
            return nodes.Single().Tally.Registered;
        }

        house.Time.Now = Clock.At("2026-04-02 00:00");
        Assert.Equal((1, 1, 2, 0), (await Registered("2026-03-31", "2026-03-31"), await Registered("2026-04-01", "2026-04-01"), await Registered("2026-03-31", "2026-04-01"), await Registered("2026-04-02", "2026-04-02")));
    }

    [Theory]
    [InlineData("2026-3-1", null, null, null, null, "from '2026-3-1' is no day")]
    [InlineData("2026-04-02", "2026-04-01", null, null, null, "'from' must not lie behind 'to'")]
    [InlineData("2026-03-01", "9999-12-31", null, null, null, "'from' must not lie behind 'to'")]
    [InlineData(null, null, "village", null, null, "level 'village'")]
    [InlineData(null, null, "1", null, null, "level '1'")]
    [InlineData(null, null, null, "grid-9", null, "no node 'grid-9'")]
    [InlineData(null, null, null, null, "gansu", "no formulas 'gansu'; there are default, beijing")]
    public async Task What_cannot_be_asked_is_refused_with_its_reason(string? from, string? to, string? level, string? id, string? set, string message)
    {
        var house = await PostgresHouse.Open(database);
        var map = await house.Map();
        var exception = Assert.Throws<FormatException>(() => RateQuestion.Read(from, to, level, id, null, set, map, Shipped, house.Time.Now));
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> Bodies(PostgresHouse house) =>
        (await house.Rows<string>("SELECT body FROM ticket WHERE district = @District ORDER BY number")).Select(body => BotJson.Write(BotJson.Read<Ticket>(body))).ToList();
}

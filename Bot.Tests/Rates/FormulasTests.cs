using Bot.Domain.Rates;
using Bot.Domain.Understanding;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;

namespace Bot.Tests.Rates;

public class FormulasTests
{
    private const string Line = "default\t响应率\tanswered\tregistered\tmerged\t-\t高\t";

    private static TicketFact Fact(Ending ending = Ending.Closed, int solved = 0, params int[] stars) => new()
    {
        Number = "1023", GridId = "grid-1", Category = "照明", Urgency = Urgency.Normal, ByResident = true, EverResolved = true,
        RegisteredAt = Clock.At("2026-03-02 09:00"), Ending = ending, Asked = 2, Solved = solved, Unanswered = 2 - solved, Stars = stars,
    };

    [Theory]
    [InlineData("default\t响应率\tanswered\tregistered", "line 2: 4 fields where 8 are expected")]
    [InlineData("default\t响应率\tansewred\tregistered\t-\t-\t高\t", "line 2: unknown condition 'ansewred'")]
    [InlineData("default\t响应率\t\tregistered\t-\t-\t高\t", "line 2: the numerator is empty")]
    [InlineData("default\t响应率\tanswered\t,\t-\t-\t高\t", "line 2: the denominator is empty")]
    [InlineData("default\t响应率\tanswered\tregistered\t-\tsilent=也许\t高\t", "line 2: 未评价 'silent=也许'")]
    [InlineData("default\t响应率\tanswered\tregistered\t-\t-\t中\t", "line 2: direction '中'")]
    [InlineData("default\t\tanswered\tregistered\t-\t-\t高\t", "line 2: the name of the set or of the rate is missing")]
    [InlineData("default\t响应率\tlowest_stars>=四\tregistered\t-\t-\t高\t", "line 2: unknown condition 'lowest_stars>=四'")]
    [InlineData("beijing\t响应率\tanswered\tregistered\t-\t-\t高\t", "no line for 'default'")]
    public void What_cannot_be_used_is_named_with_its_line(string line, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Formulas.Parse(["# 备注", line])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_same_rate_twice_for_one_district_is_refused() =>
        Assert.StartsWith("line 2: 响应率 stands twice in default", Assert.Throws<FormatException>(() => Formulas.Parse([Line, Line])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_that_cannot_be_used_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("rules").FullName;
        var path = Path.Combine(folder, "rates.tsv");
        await File.WriteAllTextAsync(path, "default\t响应率\n", TestContext.Current.CancellationToken);
        Assert.StartsWith($"{path}: line 1: ", Assert.Throws<FormatException>(() => RuleFiles.Load(folder)).Message, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_district_has_its_own_or_the_default_and_several_may_share_a_line()
    {
        var formulas = Formulas.Parse([Line, "east,west\t响应率\tanswered_in_time\tregistered\t-\t-\t高\t更严"]);
        Assert.Equal("更严", Assert.Single(formulas.For("west")).Note);
        Assert.Equal("", Assert.Single(formulas.For("north")).Note);
    }

    [Fact]
    public void A_node_may_count_a_rate_in_its_own_way_and_inherits_the_others()
    {
        const string Other = "default\t解决率\tsolved\tclosed\t-\t-\t高\t";
        var formulas = Formulas.Parse([Line, Other, "[street]", "default\t响应率\tanswered_in_time\tregistered\t-\t-\t高\t街道", "[grid-1]", "default\t响应率\tanswered\tclosed\t-\t-\t高\t网格"]);
        Assert.Equal(["网格", ""], formulas.At("default", ["grid-1", "community", "street"]).Select(formula => formula.Note));
        Assert.Equal(["街道", ""], formulas.At("default", ["grid-2", "community", "street"]).Select(formula => formula.Note));
        Assert.Equal(formulas.Named("default"), formulas.At("default", ["elsewhere"]));
        Assert.Equal([("street", 4), ("grid-1", 6)], formulas.Nodes);
    }

    [Theory]
    [InlineData("default\t满意率\tanswered\tregistered\t-\t-\t高\t", "line 3: 满意率 of default does not stand above")]
    [InlineData("east\t响应率\tanswered\tregistered\t-\t-\t高\t", "line 3: 响应率 of east does not stand above")]
    [InlineData("default\t响应率\tanswered\tregistered\t-\t-\t低\t", "line 3: 响应率 of default has another direction at [grid-1]")]
    public void What_a_node_cannot_have_of_its_own_is_named(string line, string message) =>
        Assert.StartsWith(message, Assert.Throws<FormatException>(() => Formulas.Parse([Line, "[grid-1]", line])).Message, StringComparison.Ordinal);

    [Fact]
    public void The_first_exclusion_that_holds_is_the_reason_and_silence_goes_before_the_numerator()
    {
        var formulas = Formulas.Parse(["default\t率\tregistered\tever_done\tin_check,!rated\tsilent=计入\t高\t"]);
        var formula = formulas.For("demo")[0];
        Assert.Equal((Standing.Excluded, "in_check"), formula.Place(Fact(Ending.InCheck)));
        Assert.Equal((Standing.Excluded, "!rated"), formula.Place(Fact()));
        Assert.Equal((Standing.Unanswered, (string?)null), formula.Place(Fact(stars: 5)));
        Assert.Equal((Standing.Reached, (string?)null), formula.Place(Fact(solved: 1, stars: 5)));
        Assert.Equal((Standing.Outside, (string?)null), formula.Place(Fact() with { EverResolved = false }));
    }

    [Theory]
    [InlineData("lowest_stars>=4", true)]
    [InlineData("lowest_stars>4", false)]
    [InlineData("lowest_stars<=4", true)]
    [InlineData("households<2", false)]
    [InlineData("!households<2", true)]
    public void Amounts_are_compared(string text, bool holds) => Assert.Equal(holds, Term.Parse(text).Holds(Fact(stars: [5, 4])));

    [Fact]
    public void An_amount_that_is_not_known_fits_no_comparison() => Assert.False(Term.Parse("lowest_stars<=5").Holds(Fact()));

    [Fact]
    public void Nothing_to_count_is_no_rate_and_not_zero()
    {
        var tally = new Tally(RuleFiles.Load().Rules.Rates.For("demo"));
        Assert.All(tally.Figures, figure => Assert.Equal((null, "—"), (figure.Value, figure.Percent)));
    }

    [Fact]
    public void Every_ticket_stands_in_exactly_one_count_of_each_rate()
    {
        var tally = new Tally(RuleFiles.Load().Rules.Rates.For("demo"));
        foreach (var ending in Enum.GetValues<Ending>())
        {
            tally.Add(Fact(ending));
            tally.Add(Fact(ending, 1, 5));
        }

        Assert.All(tally.Figures, figure =>
            Assert.Equal(tally.Registered, figure.Reached + figure.Missed + figure.Unanswered + figure.Outside + figure.Excluded.Sum(one => one.Count)));
    }

    [Fact]
    public void Equal_values_share_a_place_and_what_has_none_gets_none()
    {
        Assert.Equal([2, 1, 2, null, 4], Tally.Rank([0.5m, 0.9m, 0.5m, null, 0.1m], lowIsGood: false));
        Assert.Equal([2, 4, 2, null, 1], Tally.Rank([0.5m, 0.9m, 0.5m, null, 0.1m], lowIsGood: true));
    }

    [Fact]
    public void In_Beijing_what_ran_out_undone_is_called_back_too_and_counts_as_not_solved()
    {
        var solved = RuleFiles.Load().Rules.Rates.Named("beijing")!.Single(formula => formula.Rate == "解决率");
        var undone = Fact(Ending.Open) with { EverResolved = false, Overdue = true };
        Assert.Equal((Standing.Missed, (string?)null), solved.Place(undone));
        Assert.Equal((Standing.Excluded, "in_hand"), solved.Place(undone with { Overdue = false }));
        Assert.Equal((Standing.Unanswered, (string?)null), solved.Place(Fact()));
    }

    [Fact]
    public void Each_shipped_set_has_the_three_rates()
    {
        var shipped = RuleFiles.Load().Rules.Rates;
        string[] rates = ["响应率", "解决率", "满意率"];
        Assert.All(shipped.Names, name => Assert.Empty(rates.Except(shipped.Named(name)!.Select(formula => formula.Rate))));
    }
}

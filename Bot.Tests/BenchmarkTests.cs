namespace Bot.Tests;

public class BenchmarkTests
{
    [Fact]
    public void A_figure_is_one_line_of_JSON_with_all_six_fields_even_where_nothing_is_compared()
    {
        Assert.Equal("""{"name":"inbox_rate","value":1250.5,"unit":"messages/s","versus":"one insert each","ratio":3.2,"n":5}""",
            Benchmark.Line("inbox_rate", 1250.5, "messages/s", "one insert each", 3.2, 5));
        Assert.Equal("""{"name":"inbox_rate","value":1250.5,"unit":"messages/s","versus":null,"ratio":null,"n":5}""",
            Benchmark.Line("inbox_rate", 1250.5, "messages/s", null, null, 5));
    }
}

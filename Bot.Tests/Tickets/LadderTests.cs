using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;

namespace Bot.Tests.Tickets;

public class LadderTests
{
    private const string Good = "half\t*\tshare\t50%\tresponsible\t-";

    [Fact]
    public void A_line_reads_as_a_rung_for_each_urgency_it_names()
    {
        var ladder = Ladder.Parse(["# 提醒", "", "supervise\t一般,特急\tdue\t1wd\tresponsible,street\tstreet"]);
        var rung = ladder.Find(Urgency.Critical, "supervise")!;
        Assert.Equal((RungAnchor.Due, Level.Street), (rung.Anchor, rung.Raises));
        Assert.Equal(["responsible", "street"], rung.To);
        Assert.NotNull(ladder.Find(Urgency.Normal, "supervise"));
        Assert.Null(ladder.Find(Urgency.Urgent, "supervise"));
    }

    [Fact]
    public void Down_the_tree_the_nearest_line_about_a_rung_wins_and_all_else_is_inherited()
    {
        var ladder = Ladder.Parse(
        [
            Good,
            "supervise\t*\tdue\t1wd\tresponsible\tstreet",
            "[guixiangyuan]",
            "supervise\t一般\tdue\t2wd\tcommunity\tstreet",
            "nag\t一般\tdue\t3wd\tresponsible\t-",
            "[grid-1]",
            "half\t一般\tshare\t-\t-\t-",
            "supervise\t一般\tdue\t4wd\tresponsible\tstreet",
        ]);
        Assert.Equal(["half", "supervise 1wd"], Rungs(ladder));
        Assert.Equal(["half", "supervise 1wd"], Rungs(ladder.At(["grid-9", "elsewhere", "district"])));
        Assert.Equal(["half", "supervise 2wd", "nag 3wd"], Rungs(ladder.At(["grid-2", "guixiangyuan", "district"])));
        Assert.Equal(["supervise 4wd", "nag 3wd"], Rungs(ladder.At(["grid-1", "guixiangyuan", "district"])));
        Assert.Equal("1wd", ladder.At(["grid-1", "guixiangyuan"]).Find(Urgency.Urgent, "supervise")!.Offset.ToString());

        static IEnumerable<string> Rungs(Ladder ladder) => ladder.For(Urgency.Normal).Select(rung => $"{rung.Kind} {rung.Offset}".Trim());
    }

    [Theory]
    [InlineData("[grid-1", "names no node")]
    [InlineData("[]", "names no node")]
    [InlineData("half\t一般\tshare\t-\tresponsible\t-", "does not fit")]
    public void A_line_about_a_node_that_cannot_be_used_is_named(string line, string reason)
    {
        var error = Assert.Throws<FormatException>(() => Ladder.Parse(["# one", line]));
        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_stands_twice_or_a_rung_that_stands_twice_in_it_is_refused_with_both_lines()
    {
        Assert.Equal("line 4: [grid-1] stands at line 2 already", Assert.Throws<FormatException>(() => Ladder.Parse([Good, "[grid-1]", Good, "[grid-1]"])).Message);
        Assert.Equal("line 4: half stands twice for one urgency, first at line 3", Assert.Throws<FormatException>(() => Ladder.Parse([Good, "[grid-1]", Good, Good])).Message);
    }

    [Theory]
    [InlineData("half\t*\tshare\t50%\tresponsible", "6 are expected")]
    [InlineData("half\t马上\tshare\t50%\tresponsible\t-", "马上")]
    [InlineData("half\t*\tsometimes\t50%\tresponsible\t-", "sometimes")]
    [InlineData("half\t*\tdue\t50%\tresponsible\t-", "50%")]
    [InlineData("half\t*\tshare\t1wd\tresponsible\t-", "1wd")]
    [InlineData("half\t*\tshare\t0%\tresponsible\t-", "1% and 99%")]
    [InlineData("half\t*\tshare\t150%\tresponsible\t-", "1% and 99%")]
    [InlineData("half\t*\tshare\tx%\tresponsible\t-", "x")]
    [InlineData("half\t*\tdue\t0wd\tresponsible\t-", "0wd")]
    [InlineData("half\t*\tdue\tsoon\tresponsible\t-", "soon")]
    [InlineData("half\t*\topened\t0\tgrid_worker\t-", "needs an offset")]
    [InlineData("arrive\t*\twhistled\t0\tunits\t-", "needs an offset")]
    [InlineData("half\t*\tdue\t1wd\tmayor\t-", "mayor")]
    [InlineData("half\t*\tdue\t1wd\tresponsible\tcountry", "country")]
    [InlineData("half\t*\tdue\t1wd\tresponsible\t3", "3")]
    [InlineData("half\t一般\tshare\t60%\tresponsible\t-", "twice")]
    public void A_line_that_cannot_be_used_is_named(string line, string reason)
    {
        var error = Assert.Throws<FormatException>(() => Ladder.Parse(["# one", Good, line]));
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}

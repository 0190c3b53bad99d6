using Bot.Domain.Drawings;
using Bot.Host.Drawings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bot.Tests.Drawings;

public sealed class DrawingTests
{
    [Fact]
    public void Words_that_lie_on_each_other_are_found_and_neighbours_are_not()
    {
        var drawing = new Drawing(400, 200);
        drawing.Text("一二三四", 10, 60, 40);
        drawing.Text("右", 390, 60, 40, anchor: Anchor.Right);
        DrawingChecks.HasNoOverlap(drawing);
        drawing.Text("五", 160, 60, 40);
        Assert.ThrowsAny<Exception>(() => DrawingChecks.HasNoOverlap(drawing));
        var outside = new Drawing(100, 100);
        outside.Text("太长了吧", 10, 60, 40);
        Assert.ThrowsAny<Exception>(() => DrawingChecks.HasNoOverlap(outside));
    }

    [Theory]
    [InlineData("桂香园社区", 40, 200, "桂香园社区")]
    [InlineData("桂香园社区第一网格", 40, 200, "桂香园社…")]
    public void Words_wider_than_their_place_are_cut(string words, double size, double wide, string kept) => Assert.Equal(kept, Drawing.Fit(words, size, wide));

    [Fact]
    public void What_people_wrote_is_words_and_never_a_shape()
    {
        var drawing = new Drawing(400, 100);
        drawing.Text("<rect/>&\"", 10, 60, 40);
        Assert.Contains("&lt;rect/&gt;&amp;&quot;", drawing.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_that_the_font_lacks_is_found()
    {
        var coverage = await DrawingChecks.Coverage();
        Assert.Equal("", DrawingChecks.Missing("桂香园①：（）%，。".EnumerateRunes().Select(rune => rune.Value), coverage));
        Assert.Equal("\U0001F600", DrawingChecks.Missing([0x1F600], coverage));
    }

    [Fact]
    public async Task A_drawing_becomes_a_picture_of_its_size_and_a_paper()
    {
        var converter = new SvgConverter(NullLogger<SvgConverter>.Instance);
        var drawing = new Drawing(300, 120);
        drawing.Text("桂香园", 10, 80, 60);
        var png = await converter.Png(drawing, TestContext.Current.CancellationToken);
        Assert.NotNull(png);
        Assert.Equal("89504E47", Convert.ToHexString(png[..4]));
        Assert.Equal((300, 120), (png[18] << 8 | png[19], png[22] << 8 | png[23]));
        var pdf = await converter.Pdf(drawing, TestContext.Current.CancellationToken);
        Assert.Equal("%PDF"u8.ToArray(), pdf![..4]);
    }

    [Fact]
    public async Task Where_the_picture_cannot_be_made_nothing_else_fails()
    {
        var converter = new SvgConverter(NullLogger<SvgConverter>.Instance);
        Assert.Null(await converter.Png(new Drawing(double.NaN, 10), TestContext.Current.CancellationToken));
        var missing = new SvgConverter(NullLogger<SvgConverter>.Instance, "no-such-program");
        Assert.Null(await missing.Png(new Drawing(10, 10), TestContext.Current.CancellationToken));
    }
}

using System.Net;
using Bot.Domain.Intakes;
using Bot.Host.Drawings;
using Bot.Host.Intakes;
using Bot.Tests.Drawings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bot.Tests.Intakes;

public sealed class PosterTests
{
    private const string Address = "https://grid.example.cn/q/7k2mxw9p";

    private static Poster Of(string grid, string? worker, string? phone) => new(grid, "4栋公告栏", worker, phone, Address, PosterStore.Cells(Address));

    [Theory]
    [InlineData("桂香园第1网格", "小余", null)]
    [InlineData("桂香园第1网格", "小余", "0576-88880000")]
    [InlineData("桂香园第1网格", null, null)]
    [InlineData("一个名字长得不得了的社区的一个名字长得不得了的网格", "一个名字长得不得了的网格员一个名字长得不得了的网格员", "0576-88880000")]
    public async Task No_words_of_a_poster_lie_on_others_and_the_font_has_every_sign(string grid, string? worker, string? phone)
    {
        var drawing = Of(grid, worker, phone).Draw();
        DrawingChecks.HasNoOverlap(drawing);
        await DrawingChecks.HasAllGlyphs(drawing);

        // The code lies between 370 and 990; no words come near it.
        Assert.All(drawing.Texts, text => Assert.True(text.Box.Bottom < 370 || text.Box.Top > 990, text.Words));
    }

    [Fact]
    public void A_poster_tells_no_phone_unless_one_is_given()
    {
        Assert.Contains(Of("桂香园第1网格", "小余", null).Draw().Texts, text => text.Words == "网格员：小余");
        Assert.Contains(Of("桂香园第1网格", "小余", "88880000").Draw().Texts, text => text.Words == "网格员：小余  88880000");
    }

    [Fact]
    public async Task The_code_on_a_printed_poster_reads_as_its_address()
    {
        var png = await new SvgConverter(NullLogger<SvgConverter>.Instance).Png(Of("桂香园第1网格", "小余", null).Draw(), TestContext.Current.CancellationToken);
        Assert.SkipUnless(File.Exists("/usr/bin/zbarimg"), "no zbarimg here to read the code with");
        var file = Path.Combine(Path.GetTempPath(), $"poster-{Guid.NewGuid():N}.png");
        try
        {
            await File.WriteAllBytesAsync(file, png!, TestContext.Current.CancellationToken);
            Assert.Equal($"QR-Code:{Address}\n", await DrawingChecks.Run("zbarimg", "--quiet", file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_code_is_of_letters_that_nobody_confuses_and_is_another_each_time()
    {
        var codes = Enumerable.Range(0, 200).Select(_ => PosterStore.NewCode()).ToList();
        Assert.Equal(200, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[2-9a-hjkmnp-z]{8}$", code));
    }

    [Fact]
    public void One_address_has_its_share_and_others_theirs()
    {
        var limit = new PosterLimit();
        var (one, other) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        Assert.Equal(20, Enumerable.Range(0, 40).Count(_ => limit.Take(one)));
        Assert.True(limit.Take(other));
    }
}

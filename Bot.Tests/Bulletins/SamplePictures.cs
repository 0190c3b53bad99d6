using Bot.Domain.Bulletins;
using Bot.Domain.Intakes;
using Bot.Host.Drawings;
using Bot.Host.Intakes;
using Bot.Tests.Deploy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bot.Tests.Bulletins;

/// <summary>The README's bulletin and poster, for eyes.</summary>
public sealed class SamplePictures
{
    [Fact]
    [Trait("Category", "Pictures")]
    public async Task A_bulletin_and_a_poster_for_the_readme()
    {
        var converter = new SvgConverter(NullLogger<SvgConverter>.Instance);
        const string Address = "https://grid.example.cn/q/7k2mxw9p";
        var poster = new Poster("桂香园第1网格", "4栋公告栏", "网格员小余", null, Address, PosterStore.Cells(Address)).Draw();
        foreach (var (name, drawing) in new[] { ("bulletin", BulletinPicture.Draw(Samples.Month)), ("poster", poster) })
        {
            var folder = Path.Combine(Script.Root, "docs", "pictures");
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), (await converter.Png(drawing, TestContext.Current.CancellationToken))!, TestContext.Current.CancellationToken);
        }
    }
}

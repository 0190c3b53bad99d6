using Bot.Domain.Drawings;

namespace Bot.Domain.Intakes;

/// <summary>一码通: what stands on the poster of a grid, by a notice board.</summary>
/// <param name="Place">The notice board: 4栋公告栏.</param>
/// <param name="Worker">Name of the grid's worker.</param>
/// <param name="Phone">Only where the district gives one.</param>
/// <param name="Address">What the code says.</param>
/// <param name="Code">The code's cells, its quiet zone included.</param>
public sealed record Poster(string GridName, string Place, string? Worker, string? Phone, string Address, IReadOnlyList<IReadOnlyList<bool>> Code)
{
    /// <summary>A4 at 150 dots per inch.</summary>
    public const double Width = 1240, Height = 1754;
    private const double Margin = 90;
    private const double CodeSize = 620;
    private const string Ink = "#1a1a1a", Quiet = "#5a6472", Blue = "#1f6fb5";
    private static readonly string[] Steps = ["① 微信扫码", "② 写下哪里、什么事（可以匿名）", "③ 提交后记下编号，随时看办到哪里"];

    public Drawing Draw()
    {
        var (drawing, middle, inner) = (new Drawing(Width, Height), Width / 2, Width - (2 * Margin));
        drawing.Rectangle(0, 0, Width, Height, "#ffffff");
        drawing.Rectangle(0, 0, Width, 330, Blue);
        drawing.Text("有事扫一扫", middle, 160, 120, "#ffffff", Anchor.Middle, bold: true);
        drawing.Text(Drawing.Fit(GridName, 64, inner), middle, 270, 64, "#ffffff", Anchor.Middle);
        drawing.Cells(Code, middle - (CodeSize / 2), 370, CodeSize);
        for (var index = 0; index < Steps.Length; index++)
        {
            drawing.Text(Steps[index], Margin + 40, 1090 + (index * 96), 56, Ink);
        }

        drawing.Rectangle(Margin, 1345, inner, 4, "#dde5ee");
        drawing.Text(Drawing.Fit("件件有着落，事事有回音", 60, inner), middle, 1440, 60, Blue, Anchor.Middle, bold: true);
        if (Worker is not null)
        {
            var named = Worker.StartsWith("网格员", StringComparison.Ordinal) ? Worker : $"网格员：{Worker}";
            drawing.Text(Drawing.Fit($"{named}{(Phone is null ? "" : $"  {Phone}")}", 52, inner), middle, 1530, 52, Ink, Anchor.Middle);
        }

        drawing.Text("着火、漏气、有人受伤，先打119、110、120", middle, 1610, 44, "#b8452f", Anchor.Middle);
        drawing.Text(Drawing.Fit($"{Place}  {Address}", 30, inner), middle, 1690, 30, Quiet, Anchor.Middle);
        return drawing;
    }
}

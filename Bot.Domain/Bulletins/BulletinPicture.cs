using System.Globalization;
using Bot.Domain.Clocks;
using Bot.Domain.Drawings;

namespace Bot.Domain.Bulletins;

/// <summary>A bulletin as one picture for the group: 1080 wide, so that its letters are as big on a phone as those of the chat.</summary>
public static class BulletinPicture
{
    public const double Width = 1080;
    private const double Margin = 60;
    private const double Inner = Width - (2 * Margin);
    private const double Small = 34;
    private const double Normal = 42;
    private const int MostCategories = 8;
    private const string Ink = "#1a1a1a", Quiet = "#5a6472", Paper = "#ffffff", Ground = "#eef3f8", Blue = "#1f6fb5", Green = "#2c8a57", Track = "#dde5ee";

    public static Drawing Draw(Bulletin bulletin)
    {
        var drawing = new Drawing(Width, 100_000);
        drawing.Rectangle(0, 0, Width, drawing.Height, Ground);
        drawing.Rectangle(0, 0, Width, 260, Blue);
        drawing.Text(Drawing.Fit(bulletin.Title, 76, Inner), Margin, 112, 76, Paper, bold: true);
        drawing.Text(Drawing.Fit($"{bulletin.NodeName}  {bulletin.Period.Words}", 44, Inner), Margin, 200, 44, Paper);
        var y = Tiles(drawing, bulletin, 300);
        y = Bars(drawing, "办得怎么样", [.. bulletin.In(Bulletin.Rates).Select(rate => new Bar(rate.Name, rate.Of is > 0 and var of ? (double)rate.Value / of : 0, $"{rate.Percent}（{rate.Value}/{rate.Of}）"))], Green, 400, y);
        var categories = bulletin.In(Bulletin.Categories).ToList();
        var most = Math.Max(1, categories.Select(category => category.Value).DefaultIfEmpty(0).Max());
        y = Bars(drawing, "都是什么事", [.. Shown(categories).Select(category => new Bar(category.Name, (double)category.Value / most, $"{category.Value}件"))], Blue, 170, y);
        y = Columns(drawing, [.. bulletin.In(Bulletin.Months)], y);
        y = Rooms(drawing, bulletin, y);
        drawing.Text("只列数字，不列姓名和门牌；没评价的不算满意。", Margin, y + 44, Small - 4, Quiet);
        drawing.Text($"统计到{ShanghaiTime.Of(bulletin.AsOf).ToString("yyyy年M月d日 HH:mm", CultureInfo.InvariantCulture)}", Margin, y + 94, Small - 4, Quiet);
        drawing.Height = y + 140;
        return drawing;
    }

    private sealed record Bar(string Name, double Share, string Words);

    /// <summary>The most frequent, and what is left in one.</summary>
    private static IEnumerable<BulletinNumber> Shown(List<BulletinNumber> categories)
    {
        if (categories.Count <= MostCategories)
        {
            return categories;
        }

        var rest = categories.Where(category => category.Key == "category:其他").Concat(categories.Where(category => category.Key != "category:其他").Skip(MostCategories - 1)).ToList();
        return [.. categories.Except(rest), new BulletinNumber("category:其他", Bulletin.Categories, "其他", rest.Sum(category => category.Value), "件")];
    }

    private static double Tiles(Drawing drawing, Bulletin bulletin, double y)
    {
        (string Name, string Key, string Color)[] tiles = [("登记", "registered", Blue), ("超期", "overdue", "#b8452f"), ("又发生", "returned", "#9a6a12")];
        var wide = (Inner - 60) / tiles.Length;
        for (var index = 0; index < tiles.Length; index++)
        {
            var left = Margin + (index * (wide + 30));
            drawing.Rectangle(left, y, wide, 210, Paper, 18);
            var value = bulletin[tiles[index].Key].ToString(CultureInfo.InvariantCulture);
            drawing.Text(value, left + (wide / 2), y + 110, Drawing.SizeThatFits(value, 92, wide - 30), tiles[index].Color, Anchor.Middle, bold: true);
            drawing.Text(tiles[index].Name + "（件）", left + (wide / 2), y + 178, Small, Quiet, Anchor.Middle);
        }

        return y + 250;
    }

    private static double Bars(Drawing drawing, string title, IReadOnlyList<Bar> bars, string color, double wordsWide, double y)
    {
        if (bars.Count == 0)
        {
            return y;
        }

        const double Row = 78, NameWide = 190;
        drawing.Rectangle(Margin, y, Inner, 100 + (bars.Count * Row), Paper, 18);
        drawing.Text(title, Margin + 30, y + 64, Normal, Ink, bold: true);
        var track = Inner - 60 - NameWide - wordsWide;
        for (var index = 0; index < bars.Count; index++)
        {
            var (top, left) = (y + 92 + (index * Row), Margin + 30);
            drawing.Text(Drawing.Fit(bars[index].Name, Small, NameWide - 16), left, top + 44, Small, Ink);
            drawing.Rectangle(left + NameWide, top + 14, track, 36, Track, 8);
            drawing.Rectangle(left + NameWide, top + 14, track * Math.Clamp(bars[index].Share, 0, 1), 36, color, 8);
            drawing.Text(bars[index].Words, Margin + Inner - 30, top + 44, Drawing.SizeThatFits(bars[index].Words, Small, wordsWide - 10), Ink, Anchor.Right);
        }

        return y + 140 + (bars.Count * Row);
    }

    /// <summary>Registered per month, as columns; only for more than one month.</summary>
    private static double Columns(Drawing drawing, IReadOnlyList<BulletinNumber> months, double y)
    {
        if (months.Count < 2)
        {
            return y;
        }

        const double High = 260;
        drawing.Rectangle(Margin, y, Inner, High + 230, Paper, 18);
        drawing.Text("每月登记（件）", Margin + 30, y + 64, Normal, Ink, bold: true);
        var most = Math.Max(1, months.Max(month => month.Value));
        var step = (Inner - 60) / months.Count;
        var size = months.Count > 6 ? 26.0 : Small;
        for (var index = 0; index < months.Count; index++)
        {
            var middle = Margin + 30 + ((index + 0.5) * step);
            var tall = High * months[index].Value / most;
            var ground = y + 140 + High;
            drawing.Rectangle(middle - (step * 0.3), ground - tall, step * 0.6, tall, Blue, 6);
            var value = months[index].Value.ToString(CultureInfo.InvariantCulture);
            drawing.Text(value, middle, ground - tall - 12, Drawing.SizeThatFits(value, size, step - 4), Ink, Anchor.Middle);
            drawing.Text(Drawing.Fit(months[index].Name, size, step - 4), middle, ground + 50, size, Quiet, Anchor.Middle);
        }

        return y + High + 270;
    }

    /// <summary>Meetings, wishes, inspections ...: a line of words and a number each, two beside each other.</summary>
    private static double Rooms(Drawing drawing, Bulletin bulletin, double y)
    {
        const double Row = 72;
        foreach (var (group, numbers) in bulletin.Rooms)
        {
            var rows = (numbers.Count + 1) / 2;
            drawing.Rectangle(Margin, y, Inner, 100 + (rows * Row), Paper, 18);
            drawing.Text(Drawing.Fit(group == Bulletin.Meetings ? "会议" : group, Normal, Inner - 60), Margin + 30, y + 64, Normal, Ink, bold: true);
            for (var index = 0; index < numbers.Count; index++)
            {
                var half = (Inner - 60 - 60) / 2;
                var (left, baseline) = (Margin + 30 + (index % 2 * (half + 60)), y + 136 + (index / 2 * Row));
                var value = $"{numbers[index].Value}{numbers[index].Unit}";
                drawing.Text(value, left + half, baseline, Small, Green, Anchor.Right, bold: true);
                drawing.Text(Drawing.Fit(numbers[index].Name, Small, half - DrawnText.WidthOf(value, Small) - 16), left, baseline, Small, Ink);
            }

            y += 140 + (rows * Row);
        }

        return y;
    }
}

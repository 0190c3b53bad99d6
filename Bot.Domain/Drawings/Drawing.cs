using System.Globalization;
using System.Net;
using System.Text;

namespace Bot.Domain.Drawings;

/// <summary>Where a text's point stands in it.</summary>
public enum Anchor
{
    Left,
    Middle,
    Right,
}

/// <summary>A rectangle on the canvas, in its units, y downwards.</summary>
public readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public bool Contains(Box other) => Left <= other.Left && Top <= other.Top && Right >= other.Right && Bottom >= other.Bottom;
}

/// <summary>One line of words on the canvas.</summary>
public sealed record DrawnText(string Words, double X, double Baseline, double Size, Anchor Anchor, bool IsBold, string Color)
{
    /// <summary>An upper estimate for Noto Sans CJK: Chinese signs are as wide as high, Latin letters and digits narrower.</summary>
    public double Width => WidthOf(Words, Size);

    public Box Box
    {
        get
        {
            var left = Anchor switch { Anchor.Left => X, Anchor.Middle => X - (Width / 2), _ => X - Width };
            return new Box(left, Baseline - (0.88 * Size), left + Width, Baseline + (0.12 * Size));
        }
    }

    public static double WidthOf(string words, double size) => words.EnumerateRunes().Sum(rune => rune.Value switch
    {
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.96,
        >= 'A' and <= 'Z' => 0.74,
        < 0x2000 => 0.62,
        _ => 1.0,
    }) * size;
}

/// <summary>
/// A picture as a list of shapes and words that can be measured before anybody draws it. Written as SVG; the host makes PNG and PDF of that.
/// </summary>
/// <param name="width">In pixels, as <paramref name="height"/>.</param>
public sealed class Drawing(double width, double height)
{
    public const string Font = "Noto Sans CJK SC";
    private readonly StringBuilder shapes = new();
    private readonly List<DrawnText> texts = [];

    public double Width => width;
    public double Height { get; set; } = height;
    public IReadOnlyList<DrawnText> Texts => texts;

    public void Rectangle(double x, double y, double wide, double high, string color, double radius = 0) => shapes.Append(
        CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{Math.Max(0, wide):0.##}\" height=\"{Math.Max(0, high):0.##}\" rx=\"{radius:0.##}\" fill=\"{color}\"/>\n");

    public DrawnText Text(string words, double x, double baseline, double size, string color = "#1a1a1a", Anchor anchor = Anchor.Left, bool bold = false)
    {
        var text = new DrawnText(words, x, baseline, size, anchor, bold, color);
        texts.Add(text);
        return text;
    }

    /// <summary>Dark cells of a square matrix (a QR code) as one shape, without seams between them.</summary>
    public void Cells(IReadOnlyList<IReadOnlyList<bool>> rows, double x, double y, double size)
    {
        var cell = size / rows.Count;
        shapes.Append(CultureInfo.InvariantCulture, $"<path shape-rendering=\"crispEdges\" fill=\"#000000\" transform=\"translate({x:0.##} {y:0.##}) scale({cell:0.####})\" d=\"");
        for (var row = 0; row < rows.Count; row++)
        {
            for (var column = 0; column < rows[row].Count; column++)
            {
                if (rows[row][column])
                {
                    shapes.Append(CultureInfo.InvariantCulture, $"M{column} {row}h1v1h-1z");
                }
            }
        }

        shapes.Append("\"/>\n");
    }

    /// <summary>The words, cut with … where they are wider.</summary>
    public static string Fit(string words, double size, double wide)
    {
        if (DrawnText.WidthOf(words, size) <= wide)
        {
            return words;
        }

        var kept = new StringBuilder();
        foreach (var rune in words.EnumerateRunes())
        {
            if (DrawnText.WidthOf(kept.ToString() + rune + "…", size) > wide)
            {
                break;
            }

            kept.Append(rune.ToString());
        }

        return kept.Append('…').ToString();
    }

    /// <summary>The size at which the words fit, for numbers: they are never cut.</summary>
    public static double SizeThatFits(string words, double size, double wide) => Math.Min(size, size * wide / Math.Max(1, DrawnText.WidthOf(words, size)));

    public string ToSvg()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0}\" height=\"{Height:0}\" viewBox=\"0 0 {width:0} {Height:0}\" font-family=\"{Font}\">\n");
        svg.Append(shapes);
        foreach (var text in texts)
        {
            var anchor = text.Anchor switch { Anchor.Left => "start", Anchor.Middle => "middle", _ => "end" };
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{text.X:0.##}\" y=\"{text.Baseline:0.##}\" font-size=\"{text.Size:0.##}\" text-anchor=\"{anchor}\"{(text.IsBold ? " font-weight=\"700\"" : "")} fill=\"{text.Color}\">");
            svg.Append(WebUtility.HtmlEncode(text.Words)).Append("</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }
}

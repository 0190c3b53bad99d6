using System.Diagnostics;
using Bot.Domain.Drawings;

namespace Bot.Tests.Drawings;

/// <summary>What can be told of a drawing without eyes: nothing lies on anything else or outside, and the font has every sign.</summary>
public static class DrawingChecks
{
    public static void HasNoOverlap(Drawing drawing)
    {
        var canvas = new Box(0, 0, drawing.Width, drawing.Height);
        foreach (var (text, index) in drawing.Texts.Select((text, index) => (text, index)))
        {
            Assert.True(canvas.Contains(text.Box), $"“{text.Words}” leaves the canvas: {text.Box}");
            foreach (var other in drawing.Texts.Skip(index + 1))
            {
                Assert.False(text.Box.Overlaps(other.Box), $"“{text.Words}” lies on “{other.Words}”");
            }
        }
    }

    /// <summary>Asks fontconfig for each sign, as the converter does.</summary>
    public static async Task HasAllGlyphs(Drawing drawing)
    {
        Assert.Equal("", Missing(drawing.Texts.SelectMany(text => text.Words.EnumerateRunes()).Select(rune => rune.Value), await Coverage()));
    }

    public static string Missing(IEnumerable<int> signs, IReadOnlyList<(int From, int To)> coverage) =>
        string.Concat(signs.Distinct().Where(sign => !coverage.Any(range => range.From <= sign && sign <= range.To)).Select(char.ConvertFromUtf32));

    public static async Task<IReadOnlyList<(int From, int To)>> Coverage()
    {
        var list = await Run("fc-query", "--format", "%{family}\t%{charset}\n", (await Run("fc-match", "--format", "%{file}", $"{Drawing.Font}:style=Regular")).Trim());
        var line = list.Split('\n').First(one => one.Contains(Drawing.Font, StringComparison.Ordinal));
        return [.. line.Split('\t')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(range => range.Split('-')).Select(ends => (Convert.ToInt32(ends[0], 16), Convert.ToInt32(ends[^1], 16)))];
    }

    public static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}

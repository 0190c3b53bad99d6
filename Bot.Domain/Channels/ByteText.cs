using System.Globalization;
using System.Text;

namespace Bot.Domain.Channels;

/// <summary>Texts where the far side counts UTF-8 bytes and refuses what is longer.</summary>
public static class ByteText
{
    /// <summary>
    /// The text as it is where it fits; else in numbered parts "(1/3)…" that together hold all of it. Cut between graphemes; only a grapheme
    /// that alone is longer than a part is cut between its code points.
    /// </summary>
    /// <param name="mostBytes">UTF-8 bytes of one part, its number included; at least 32.</param>
    public static IReadOnlyList<string> Split(string text, int mostBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostBytes, 32);
        if (Encoding.UTF8.GetByteCount(text) <= mostBytes)
        {
            return [text];
        }

        for (var digits = 1; ; digits++)
        {
            // "(", "/" and ")" beside the two numbers.
            var pieces = Pieces(text, mostBytes - 3 - (2 * digits));
            if (pieces.Count < Math.Pow(10, digits))
            {
                return [.. pieces.Select((piece, place) => $"({place + 1}/{pieces.Count}){piece}")];
            }
        }
    }

    private static List<string> Pieces(string text, int mostBytes)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        var bytes = 0;
        foreach (var unit in Units(text, mostBytes))
        {
            var more = Encoding.UTF8.GetByteCount(unit);
            if (bytes + more > mostBytes)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
                bytes = 0;
            }

            piece.Append(unit);
            bytes += more;
        }

        pieces.Add(piece.ToString());
        return pieces;
    }

    private static IEnumerable<string> Units(string text, int mostBytes)
    {
        var graphemes = StringInfo.GetTextElementEnumerator(text);
        while (graphemes.MoveNext())
        {
            var grapheme = graphemes.GetTextElement();
            if (Encoding.UTF8.GetByteCount(grapheme) <= mostBytes)
            {
                yield return grapheme;
                continue;
            }

            foreach (var rune in grapheme.EnumerateRunes())
            {
                yield return rune.ToString();
            }
        }
    }
}

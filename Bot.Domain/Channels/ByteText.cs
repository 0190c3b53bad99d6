using System.Globalization;
using System.Text;

namespace Bot.Domain.Channels;

/// <summary>Text within a platform's limit, which counts UTF-8 bytes. What people see as one character (pair, joined emoji, accent) stays whole.</summary>
public static class ByteText
{
    /// <summary>Room for the number of a part and a few characters.</summary>
    private const int Fewest = 32;

    /// <summary>As much of the beginning as fits; may be empty.</summary>
    /// <param name="most">UTF-8 bytes.</param>
    public static string Cut(string text, int most) => Encoding.UTF8.GetByteCount(text) <= most ? text : text[..Fitting(text, 0, most)];

    /// <summary>
    /// The text alone where it fits, else parts that begin with "(1/3)". Parts end at a line's end where one stands in their second half; nothing is lost
    /// but line breaks between parts.
    /// </summary>
    /// <param name="most">UTF-8 bytes in one part, its number included; at least 32.</param>
    public static IReadOnlyList<string> Split(string text, int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, Fewest);
        if (Encoding.UTF8.GetByteCount(text) <= most)
        {
            return [text];
        }

        for (var digits = 1; ; digits++)
        {
            var parts = Parts(text, most - 3 - (2 * digits));
            if (parts.Count.ToString(CultureInfo.InvariantCulture).Length <= digits)
            {
                return [.. parts.Select((part, index) => string.Create(CultureInfo.InvariantCulture, $"({index + 1}/{parts.Count}){part}"))];
            }
        }
    }

    private static List<string> Parts(string text, int most)
    {
        var parts = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = start + Fitting(text, start, most);
            if (end == start)
            {
                // One character with more accents than a part can hold: code points are all that can be kept whole.
                end = start + FittingRunes(text, start, most);
            }

            var line = end < text.Length ? text.LastIndexOf('\n', end - 1, end - start) : -1;
            end = line > start + ((end - start) / 2) ? line + 1 : end;
            var part = text[start..end];
            if (part.TrimEnd('\r', '\n') is { Length: > 0 } words)
            {
                parts.Add(end < text.Length ? words : part);
            }

            start = end;
        }

        return parts;
    }

    /// <summary>UTF-16 length of the whole characters from there on that fit.</summary>
    private static int Fitting(string text, int start, int most)
    {
        var length = 0;
        while (start + length < text.Length)
        {
            var next = StringInfo.GetNextTextElementLength(text, start + length);
            most -= Encoding.UTF8.GetByteCount(text.AsSpan(start + length, next));
            if (most < 0)
            {
                break;
            }

            length += next;
        }

        return length;
    }

    private static int FittingRunes(string text, int start, int most)
    {
        var length = 0;
        foreach (var rune in text.AsSpan(start).EnumerateRunes())
        {
            most -= rune.Utf8SequenceLength;
            if (most < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return length;
    }
}

using System.Globalization;

namespace Bot.Host.Clocks;

/// <summary>An ISO 8601 date and time with its offset: seconds and their parts may be left out, Z, +08:00, +0800 or +08 may not.</summary>
public static class Iso8601
{
    // "K" alone would also take a text without an offset and read it in the machine's own zone; hence the two spellings of the end.
    private static readonly string[] Forms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd'T'HH:mmzzz",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
        "yyyy-MM-dd'T'HH:mm'Z'",
    ];

    private const int MostDigits = 7;

    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        // "+08" is ISO 8601 too.
        text = text is [.., '+' or '-', _, _] ? text + ":00" : text;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? 0 : text.AsSpan(point + 1).IndexOfAnyExceptInRange('0', '9');

        // Nanoseconds, as some clocks write them, are finer than anything here counts.
        var cut = digits > MostDigits ? text.Remove(point + 1 + MostDigits, digits - MostDigits) : text;
        return DateTimeOffset.TryParseExact(cut, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
    }
}

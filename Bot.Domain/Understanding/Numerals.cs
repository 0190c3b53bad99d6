using System.Globalization;

namespace Bot.Domain.Understanding;

/// <summary>Numbers as people write them: 12, 十二, 五零一, 廿三.</summary>
public static class Numerals
{
    /// <summary>No number of interest is longer; the bound keeps every reading of numbers linear.</summary>
    private const int LongestRun = 16;
    private const int CachedUpTo = 4000;
    private static readonly string[] Cached = [.. Enumerable.Range(0, CachedUpTo).Select(n => n.ToString(CultureInfo.InvariantCulture))];

    public static bool IsDigit(char c) => c is >= '0' and <= '9';

    public static bool IsChinese(char c) => c is '零' or '一' or '二' or '三' or '四' or '五' or '六' or '七' or '八' or '九' or '十' or '百' or '两' or '廿' or '幺';

    /// <summary>The end of the run of digits, or of Chinese numerals, that starts at <paramref name="start"/>; <paramref name="start"/> itself where there is none.</summary>
    public static int EndOfRun(ReadOnlySpan<char> text, int start)
    {
        var end = start;
        text = text[..Math.Min(text.Length, start + LongestRun)];
        if (end < text.Length && IsDigit(text[end]))
        {
            while (end < text.Length && IsDigit(text[end]))
            {
                end++;
            }
        }
        else
        {
            while (end < text.Length && IsChinese(text[end]))
            {
                end++;
            }
        }

        return end;
    }

    /// <summary>The number as plain digits; null for what is no number up to 9999, such as a quantity of seven digits.</summary>
    public static string? ToText(ReadOnlySpan<char> run)
    {
        var value = ToNumber(run);
        return value < 0 ? null : Text(value);
    }

    public static string Text(int value) => value is >= 0 and < CachedUpTo ? Cached[value] : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>-1 where it is no number up to 9999.</summary>
    public static int ToNumber(ReadOnlySpan<char> run)
    {
        if (run.IsEmpty || run.Length > 5)
        {
            return -1;
        }

        if (IsDigit(run[0]))
        {
            var number = 0;
            foreach (var c in run)
            {
                number = number * 10 + (c - '0');
            }

            return number <= 9999 ? number : -1;
        }

        return run.IndexOfAny('十', '百', '廿') >= 0 ? WithPlaces(run) : Spelled(run);
    }

    private static int Spelled(ReadOnlySpan<char> run)
    {
        var number = 0;
        foreach (var c in run)
        {
            number = number * 10 + Digit(c);
        }

        return number <= 9999 ? number : -1;
    }

    private static int WithPlaces(ReadOnlySpan<char> run)
    {
        int total = 0, pending = 0;
        foreach (var c in run)
        {
            switch (c)
            {
                case '百':
                    total += (pending == 0 ? 1 : pending) * 100;
                    pending = 0;
                    break;
                case '十':
                    total += (pending == 0 ? 1 : pending) * 10;
                    pending = 0;
                    break;
                case '廿':
                    total += 20;
                    break;
                default:
                    pending = Digit(c);
                    break;
            }
        }

        return total + pending;
    }

    private static int Digit(char c) => c switch
    {
        '一' or '幺' => 1,
        '二' or '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => 0,
    };
}

using System.Globalization;

namespace Bot.Domain.Clocks;

public enum LimitUnit
{
    WorkingDays,
    WorkingHours,
    WorkingMinutes,
    Hours,
    Minutes,
    Days,
}

/// <summary>A time limit as the contract writes it: 5wd, 2wh, 30wm, 2h, 15m, 7d.</summary>
public readonly record struct Limit(int Count, LimitUnit Unit)
{
    private static readonly (string Suffix, LimitUnit Unit)[] Suffixes =
    [
        ("wd", LimitUnit.WorkingDays),
        ("wh", LimitUnit.WorkingHours),
        ("wm", LimitUnit.WorkingMinutes),
        ("h", LimitUnit.Hours),
        ("m", LimitUnit.Minutes),
        ("d", LimitUnit.Days),
    ];

    /// <summary>Whether the clock runs only in working time, so that the calendar matters.</summary>
    public bool IsWorking => Unit is LimitUnit.WorkingDays or LimitUnit.WorkingHours or LimitUnit.WorkingMinutes;

    /// <exception cref="ClockException">The text is no limit, or its number is below 1 or above int.</exception>
    public static Limit Parse(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        foreach (var (suffix, unit) in Suffixes)
        {
            if (digits == 0 || !text.AsSpan(digits).SequenceEqual(suffix))
            {
                continue;
            }

            if (!int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                throw new ClockException($"limit '{text}' is too large");
            }

            return count >= 1 ? new Limit(count, unit) : throw new ClockException($"limit '{text}' must be at least 1");
        }

        throw new ClockException($"limit '{text}' is not a number with wd, wh, wm, h, m or d");
    }

    public static bool TryParse(string? text, out Limit limit)
    {
        try
        {
            limit = Parse(text ?? "");
            return true;
        }
        catch (ClockException)
        {
            limit = default;
            return false;
        }
    }

    public override string ToString() => Count.ToString(CultureInfo.InvariantCulture) + Suffixes[(int)Unit].Suffix;
}

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
public readonly record struct Limit(int Count, LimitUnit Unit);

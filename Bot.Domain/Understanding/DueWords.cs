namespace Bot.Domain.Understanding;

/// <summary>A point in time as said ("明天下班前"), and when that is. The instant is in +08:00 and null without a now, or where the words are too vague.</summary>
public readonly record struct DueWord(string Words, DateTimeOffset? At, int Start, int End);

/// <summary>
/// Reads times in workers' words. Rules: a day alone ends with the working day, 18:00; 上午 12:00, 中午 12:00, 下午 and 下班前 18:00,
/// 晚上 22:00, 早上 09:00; 月底 = the month's last day 18:00; 周六 = the next Saturday, today included before 18:00; 下周 = the week after this,
/// alone its Friday; a day of the month that is past means next month. Hours without 上午/下午: 1 to 6 are in the afternoon.
/// </summary>
public static class DueWords
{
    private static readonly TimeSpan Shanghai = TimeSpan.FromHours(8);

    /// <summary>The first time named in the folded text at or after <paramref name="from"/>; null where there is none. Linear in the length.</summary>
    public static DueWord? Find(string raw, ReadOnlySpan<char> folded, DateTimeOffset? now, int from = 0)
    {
        for (var i = from; i < folded.Length; i++)
        {
            if (DueWordParser.MayStart(folded[i]) && DueWordParser.TryRead(folded, i, now?.ToOffset(Shanghai), out var end, out var at))
            {
                return new DueWord(raw[i..end], at, i, end);
            }
        }

        return null;
    }

    /// <summary>The last time named: "厂家配件周五才到，申请延到周六" asks for Saturday.</summary>
    public static DueWord? FindLast(string raw, ReadOnlySpan<char> folded, DateTimeOffset? now)
    {
        DueWord? last = null;
        var from = 0;
        while (Find(raw, folded, now, from) is { } found)
        {
            last = found;
            from = found.End;
        }

        return last;
    }
}

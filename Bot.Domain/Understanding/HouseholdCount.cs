namespace Bot.Domain.Understanding;

/// <summary>How many homes a message speaks for: "十一家全是冷的", "上下五户", "我家和隔壁". Null where no number is told ("好几家") or only one.</summary>
internal static class HouseholdCount
{
    /// <summary>More homes than a building has are no count of homes.</summary>
    private const int Most = 999;

    /// <summary>What may follow 家 where it means homes; a shop (两家店), a firm and kin (两家老人) are named otherwise.</summary>
    private const string AfterHomes = "都全也的没停，。、,. 同反住业一上跟漏断冷遭在受被有";
    private static readonly string[] Neighbours = ["隔壁", "楼上", "楼下", "对门", "邻居"];
    private static readonly string[] Ours = ["我家和", "我家跟", "我家与", "我们家和", "我们家跟", "咱家和", "咱家跟", "俺家和", "俺家跟"];

    public static int? In(ReadOnlySpan<char> text)
    {
        var most = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var end = Numerals.EndOfRun(text, i);
            if (end == i)
            {
                continue;
            }

            most = Math.Max(most, CountAt(text, i, end));
            i = end;
        }

        if (most < 2)
        {
            most = SaysBoth(text) ? 2 : 0;
        }

        return most >= 2 ? most : null;
    }

    /// <summary>"十几户" and "七八家" are told as the least they mean; 0 where the number counts something else.</summary>
    private static int CountAt(ReadOnlySpan<char> text, int start, int end)
    {
        var run = text[start..end];
        var around = run.Length == 2 && Numerals.IsChinese(run[0]) && Numerals.ToNumber(run[1..]) == Numerals.ToNumber(run[..1]) + 1;
        var number = Numerals.ToNumber(around ? run[..1] : run);
        if (number is < 2 or > Most || (start > 0 && text[start - 1] is '第' or '梯' or '.' or '-'))
        {
            return 0;
        }

        while (end < text.Length && text[end] is '几' or '多' or '来' or '余' or '个' or '好')
        {
            end++;
        }

        var homes = end < text.Length && (text[end] == '户' || (text[end] == '家' && MeansHomes(text[(end + 1)..])));
        return homes ? number : 0;
    }

    private static bool MeansHomes(ReadOnlySpan<char> after) => after.IsEmpty || AfterHomes.Contains(after[0], StringComparison.Ordinal) || after.StartsWith("人家", StringComparison.Ordinal);

    private static bool SaysBoth(ReadOnlySpan<char> text)
    {
        foreach (var ours in Ours)
        {
            var at = text.IndexOf(ours, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            foreach (var neighbour in Neighbours)
            {
                if (text[(at + ours.Length)..].StartsWith(neighbour, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

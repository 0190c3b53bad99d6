namespace Bot.Domain.Understanding;

/// <summary>What stands beside a worker's verb: whom he names, in how many minutes he comes.</summary>
internal static class WorkerWords
{
    private static readonly string[] Givers = ["转派给", "交办给", "指派给", "移交给", "转交给", "派给", "交给", "分给", "转给", "派到", "转到", "转至", "移交", "转交", "转办", "转来", "转自", "转由", "转", "派", "给", "归", "属于", "找"];
    private static readonly string[] Ends = ["处理", "办理", "来处理", "去处理", "今天", "明天", "后天", "本周", "周", "下周", "下班", "跟进", "负责", "吧", "了", "管", "，", ",", "。", " ", "\n", "限", "尽快", "马上", "解决", "维修", "来修", "去修", "修", "去", "来", "办", "月", "那边"];

    private static readonly HashSet<string> Confirmations = ["确认", "我确认", "已确认", "确认了", "确认收到", "收到确认", "确认受理", "受理", "已受理", "接单", "已接单"];

    /// <summary>"确认！": the word the bot teaches, without the number.</summary>
    public static bool IsBareConfirmation(string text)
    {
        const int longest = 12;
        return text.Length <= longest && Confirmations.Contains(text.Trim().TrimEnd('。', '！', '!', '.', '~', '～', '，', ','));
    }

    /// <summary>"派给物业老张今天下班前" names 物业老张; null where nobody is named.</summary>
    public static string? Assignee(ScannedText scan)
    {
        var text = scan.Raw;
        foreach (var giver in Givers)
        {
            var at = text.LastIndexOf(giver, StringComparison.Ordinal);
            if (at < 0)
            {
                continue;
            }

            var start = at + giver.Length;
            while (start < text.Length && text[start] is ' ' or '@' or '：' or ':' or '#' || start < text.Length && Numerals.IsDigit(text[start]))
            {
                start++;
            }

            var end = text.Length;
            foreach (var stop in Ends)
            {
                var found = text.IndexOf(stop, Math.Min(start + 1, text.Length), StringComparison.Ordinal);
                end = found > start && found < end ? found : end;
            }

            if (end - start is >= 2 and <= 14)
            {
                return text[start..end];
            }
        }

        return null;
    }

    /// <summary>"在路上 20分钟到": 20. Null where no minutes or hours are told.</summary>
    public static int? Minutes(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if ((Numerals.IsDigit(text[i]) || Numerals.IsChinese(text[i]) || text[i] == '半') && DueWordParser.MinutesAt(text, i, out _) is > 0 and < 1440 and var minutes)
            {
                return minutes;
            }
        }

        return null;
    }

    /// <summary>"恳谈会第7号": 7.</summary>
    public static string? OrdinalIn(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('第');
        if (at < 0 || at + 1 >= text.Length)
        {
            return null;
        }

        var run = Numerals.EndOfRun(text, at + 1);
        return run > at + 1 && run < text.Length && text[run] is '号' or '件' ? Numerals.ToText(text[(at + 1)..run]) : null;
    }

    public static string CommandIn(ReadOnlySpan<char> text) =>
        Has(text, "撤销") || Has(text, "撤回") || Has(text, "还原") || Has(text, "取消合并") || Has(text, "反悔") ? "undo"
        : Has(text, "重开") || Has(text, "重新打开") || Has(text, "恢复") ? "reopen"
        : Has(text, "拆") || Has(text, "分成") ? "split"
        : Has(text, "改") ? "update"
        : Has(text, "暂缓") || Has(text, "挂起") || Has(text, "暂停") ? "pause"
        : Has(text, "驳回") || Has(text, "不同意") ? "refuse"
        : Has(text, "同意") || Has(text, "批准") ? "grant" : "cmd";

    private static bool Has(ReadOnlySpan<char> text, string word) => text.IndexOf(word) >= 0;
}

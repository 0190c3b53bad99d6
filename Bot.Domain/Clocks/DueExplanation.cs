namespace Bot.Domain.Clocks;

/// <summary>为什么这个时限: the answer to "why this limit", in Chinese, line by line: rule, version, calendar, and each step of the computation.</summary>
public static class DueExplanation
{
    /// <param name="matched">What the rules said about that step.</param>
    /// <param name="due">What was computed from it.</param>
    public static IReadOnlyList<string> Render(LimitStep step, MatchedLimit matched, Due due)
    {
        List<string> lines = [$"规则：{Case(matched.Rule)}，{Limit(step, matched.Limit)}"];
        if (matched.Rule.Node.Length > 0)
        {
            lines.Add($"范围：{matched.Rule.Node} 及其下级");
        }

        lines.Add($"版本：{(matched.Rule.Version.Length > 0 ? matched.Rule.Version : "未注明")}{InForce(matched.Rule)}");
        lines.Add($"依据：{(matched.Rule.Source.Length > 0 ? matched.Rule.Source : "未注明")}");
        lines.AddRange(due.Years.Select(Calendar));
        lines.AddRange(due.Trace.Select((words, index) => $"{index + 1}. {words}"));
        return lines;
    }

    /// <summary>One line that names a rule: what the ticket keeps beside its due time.</summary>
    public static string Name(LimitStep step, MatchedLimit matched)
    {
        var version = matched.Rule.Version.Length > 0 ? $"（{matched.Rule.Version}）" : "";
        return $"{Case(matched.Rule)}，{Limit(step, matched.Limit)}{version}";
    }

    private static string Case(LimitRule rule)
    {
        string[] parts =
        [
            rule.Category.Length > 0 ? rule.Category : "所有类别",
            rule.Condition,
            rule.Urgency is { } urgency ? LimitWords.Of(urgency) : "",
            rule.Level is { } level ? LimitWords.Of(level) + "级" : "",
        ];
        return string.Join(" · ", parts.Where(part => part.Length > 0));
    }

    private static string Limit(LimitStep step, Limit? limit) => $"{LimitWords.Of(step)} {(limit is { } known ? LimitWords.Of(known) : "不限时")}";

    private static string InForce(LimitRule rule) => (rule.From, rule.Until) switch
    {
        ({ } from, { } until) => $"，{from:yyyy-MM-dd} 至 {until:yyyy-MM-dd} 有效",
        ({ } from, null) => $"，自 {from:yyyy-MM-dd} 起有效",
        (null, { } until) => $"，至 {until:yyyy-MM-dd} 有效",
        _ => "",
    };

    private static string Calendar(NeededYear year) =>
        $"日历：{year.Year} 年放假安排{(year.IsPublished ? year.Source is null ? "" : " " + year.Source : "尚未公布，暂按只有周末休息推算，公布后重算")}";
}

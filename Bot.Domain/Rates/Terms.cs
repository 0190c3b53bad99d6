using System.Globalization;
using Bot.Domain.Understanding;

namespace Bot.Domain.Rates;

/// <summary>A named condition over the fact line, as formulas write it: "solved", "!came_back_30", "lowest_stars>=4".</summary>
public sealed record Term(string Text, string Words, Func<TicketFact, bool> Holds)
{
    private static readonly string[] Comparisons = [">=", "<=", ">", "<"];

    private static readonly Dictionary<string, (string Words, Func<TicketFact, bool> Holds)> Conditions = new(StringComparer.Ordinal)
    {
        ["registered"] = ("登记的", _ => true),
        ["answered"] = ("有人响应", fact => fact.AnsweredAt is not null),
        ["answered_in_time"] = ("按时响应", fact => fact.AnsweredAt is { } at && !(at > fact.AnswerDueAt)),
        ["answer_pending"] = ("还没到响应时限", fact => fact.AnsweredAt is null && fact.AnswerDueAt > fact.AsOf),
        ["on_site_limited"] = ("有到场时限", fact => fact.OnSiteDueAt is not null),
        ["on_site"] = ("有人到场", fact => fact.OnSiteAt is not null),
        ["on_site_in_time"] = ("按时到场", fact => fact.OnSiteAt is { } at && !(at > fact.OnSiteDueAt)),
        ["on_site_pending"] = ("还没到到场时限", fact => fact.OnSitePending),
        ["done"] = ("办结", fact => fact.ResolvedAt is not null),
        ["done_in_time"] = ("按时办结", fact => fact.ResolvedAt is not null && !fact.Overdue),
        ["overdue"] = ("超期过", fact => fact.Overdue),
        ["in_hand"] = ("在办没到期", fact => fact is { Ending: Ending.Open, Overdue: false, Reopened: 0 }),
        ["in_check"] = ("正在请居民评价", fact => fact.Ending == Ending.InCheck),
        ["ever_done"] = ("办结过", fact => fact.EverResolved),
        ["closed"] = ("已销号", fact => fact.Ending == Ending.Closed),
        ["solved"] = ("居民说好了、没人说没好", fact => fact is { Ending: Ending.Closed, Solved: > 0, Unsolved: 0 }),
        ["all_solved"] = ("问到的每户都说好了", fact => fact is { Ending: Ending.Closed, Solved: > 0 } && fact.Solved == fact.Asked),
        ["unclear"] = ("居民说不清楚", fact => fact is { Ending: Ending.Closed, Solved: 0, Unsolved: 0, Unclear: > 0 }),
        ["silent"] = ("没人评价", fact => fact is { Ending: Ending.Closed, Solved: 0, Unsolved: 0, Unclear: 0 }),
        ["objected"] = ("说过没好", fact => fact.Objected),
        ["rated"] = ("打了星", fact => fact.Stars.Count > 0),
        ["unrated"] = ("没打星也没说没好", fact => fact is { Stars.Count: 0, Objected: false }),
        ["satisfied"] = ("打星的户都在4星以上", fact => fact is { Ending: Ending.Closed, Unsolved: 0, Stars.Count: > 0 } && fact.Stars.Min() >= 4),
        ["merged"] = ("并入别的件", fact => fact.Ending == Ending.Merged),
        ["withdrawn"] = ("反映人自己撤回", fact => fact.Ending == Ending.Withdrawn),
        ["cancelled_by_staff"] = ("工作人员撤回", fact => fact.Ending == Ending.CancelledByStaff),
        ["rejected"] = ("不予受理", fact => fact.Ending == Ending.Rejected),
        ["not_a_matter"] = ("不是诉求", fact => fact.Ending == Ending.NotAMatter),
        ["split_off"] = ("从别的件拆出", fact => fact.SplitFrom is not null),
        ["staff_only"] = ("工作人员自报", fact => !fact.ByResident),
        ["private"] = ("不公开", fact => fact.Private),
        ["critical"] = ("特急", fact => fact.Urgency == Urgency.Critical),
        ["came_back_30"] = ("30天内又报", fact => fact.CameBackWithin <= 30),
        ["came_back_90"] = ("90天内又报", fact => fact.CameBackWithin <= 90),
        ["return_30"] = ("30天内复发件", fact => fact.ReturnWithin <= 30),
        ["return_90"] = ("90天内复发件", fact => fact.ReturnWithin <= 90),
    };

    private static readonly Dictionary<string, (string Words, Func<TicketFact, int?> Of)> Amounts = new(StringComparer.Ordinal)
    {
        ["lowest_stars"] = ("最低星级", fact => fact.Stars.Count == 0 ? null : fact.Stars.Min()),
        ["households"] = ("问到的户数", fact => fact.Asked),
        ["solved_households"] = ("说好了的户数", fact => fact.Solved),
        ["extensions"] = ("延期次数", fact => fact.Extensions),
        ["reopened"] = ("重办次数", fact => fact.Reopened),
    };

    public static IEnumerable<string> Known => Conditions.Keys.Concat(Amounts.Keys.Select(name => $"{name}>=N"));

    /// <exception cref="FormatException">No such condition or amount.</exception>
    public static Term Parse(string text)
    {
        if (text.StartsWith('!'))
        {
            var denied = Parse(text[1..]);
            return new Term(text, "不是“" + denied.Words + "”", fact => !denied.Holds(fact));
        }

        if (Conditions.TryGetValue(text, out var condition))
        {
            return new Term(text, condition.Words, condition.Holds);
        }

        if (Array.Find(Comparisons, sign => text.Contains(sign, StringComparison.Ordinal)) is { } comparison
            && text.Split(comparison) is [var name, var number]
            && Amounts.TryGetValue(name, out var amount)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var bound))
        {
            return new Term(text, $"{amount.Words}{comparison}{number}", fact => amount.Of(fact) is { } value && comparison switch
            {
                ">=" => value >= bound,
                "<=" => value <= bound,
                ">" => value > bound,
                _ => value < bound,
            });
        }

        throw new FormatException($"unknown condition '{text}'; there are {string.Join(", ", Known)}");
    }
}

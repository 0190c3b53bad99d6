using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>What residents read.</summary>
public static partial class TicketWords
{
    public static string Registered(Ticket ticket, string? worker) =>
        Line($"已登记 #{ticket.Number} ", $"{Heading(ticket)}｜{Of(ticket.Urgency)}", worker is null ? "，已转社区" : $"，请{Brief(worker, LongestName)}确认");

    /// <summary>Instead of the name of who does not want to be named.</summary>
    public const string Anonymous = "匿名居民";

    /// <summary>The first that a group hears of a matter the bot had not been sure of.</summary>
    public static string ConfirmedForResidents(Ticket ticket, DateTimeOffset now) =>
        Line($"已登记 #{ticket.Number} ", Heading(ticket), $"，{ticket.Responsible?.Name ?? "网格员"}负责，{Of(ticket.Deadline, now)}前办好");

    public static string RegisteredTogether(IEnumerable<(string Number, string Category)> tickets) =>
        Line("已登记 ", string.Join("、", tickets.Select(ticket => $"#{ticket.Number} {ticket.Category}")), "");

    public static string RegisteredAskLater(Ticket ticket) => Line($"已登记 #{ticket.Number} ", ticket.Category, "，位置天亮后再问您");

    public static string AskPlace(Ticket ticket, string reporter, bool community) =>
        $"@{reporter} #{ticket.Number} 请问是{(community ? "哪个小区、哪一栋" : "哪一栋、哪个单元")}？";

    /// <summary>A room alone is noted but not repeated.</summary>
    public static string PlaceNoted(Ticket ticket) => Of(ticket.Location) is { Length: > 0 } place
        ? Line($"好的，#{ticket.Number} 地点记为", place, "")
        : $"好的，#{ticket.Number} 地点已记下";

    /// <summary>Where a message's words stood that its writer has taken back.</summary>
    public const string TakenBack = "原话已撤回";

    public static string Withdrawn(Ticket ticket) => $"好的，#{ticket.Number} 已撤回。";

    /// <summary>A question of the worker's, before the matter is paused for its answer.</summary>
    public static string AskResident(Ticket ticket, IEnumerable<Person> asked, string words) => $"{At(asked)}#{ticket.Number} {ticket.Category}，想问您：{Brief(Nameless(words), 60)}";

    public static string AskCheck(Ticket ticket, IEnumerable<Person> asked) =>
        $"{At(asked)}#{ticket.Number} {Heading(ticket)}，解决了吗？回 1 好了 2 没好 3 不清楚";

    public static string ThanksAskStars(Ticket ticket) => $"谢谢！#{ticket.Number} 愿意的话再回1–5星打个分，不打也行。";

    public static string ThanksForStars => "收到，谢谢您！";

    public static string UnclearNoted(Ticket ticket) => $"好的，#{ticket.Number} 弄清楚了再回 1 或 2 就行。";

    public static string ReopenedForYou(Ticket ticket, DateTimeOffset now) =>
        Line($"#{ticket.Number} 重新办理，", ticket.Responsible?.Name ?? "网格员", $"跟进，{Of(ticket.Deadline, now)}前答复");

    /// <summary>结果通报: once, when it is closed.</summary>
    public static string Outcome(Ticket ticket, Closed closed)
    {
        var parts = new List<string>();
        if (closed.Solved > 0)
        {
            parts.Add($"{closed.Solved}户说好了");
        }

        if (closed.Unclear > 0)
        {
            parts.Add($"{closed.Unclear}户不清楚");
        }

        if (closed.Unanswered > 0)
        {
            parts.Add($"{closed.Unanswered}户未评价");
        }

        return $"【结果】#{ticket.Number} {Heading(ticket)} 已销号：{string.Join("，", parts)}。7天内有问题回“{ticket.Number} 没好”。";
    }

    public static string RejectedForResidents(Ticket ticket, string reason) => $"{At(ticket.Asked)}#{ticket.Number} {ticket.Category} 不予受理：{Nameless(reason)}";

    /// <summary>The answer to "查 1023".</summary>
    public static string State(Ticket ticket, DateTimeOffset now) => ticket.State switch
    {
        TicketState.Reported => $"#{ticket.Number} {Heading(ticket)}：待网格员确认，最迟{Of(ticket.Deadline, now)}办好。",
        TicketState.Paused => $"#{ticket.Number} {Heading(ticket)}：暂缓到{ShanghaiTime.Say(ticket.Pause!.Until, now)}，原因：{Nameless(Of(ticket.Pause))}。",
        TicketState.Resolved => $"#{ticket.Number} {Heading(ticket)}：已办好，等居民评价。{Nameless(ticket.Outcome)}",
        TicketState.Closed => $"#{ticket.Number} {Heading(ticket)}：已销号。{Nameless(ticket.Outcome)}",
        TicketState.Merged => $"#{ticket.Number} 已并到 #{ticket.MergedInto}，请查 {ticket.MergedInto}。",
        TicketState.Rejected or TicketState.Cancelled => $"#{ticket.Number} {Heading(ticket)}：{Of(ticket.State)}。",
        _ => $"#{ticket.Number} {Heading(ticket)}：{Of(ticket.State)}，{ticket.Responsible?.Name}负责，{Of(ticket.Deadline, now)}前办好{(ticket.IsOverdue(now) ? "（已超期）" : "")}{OfUnits(ticket)}。",
    };
}

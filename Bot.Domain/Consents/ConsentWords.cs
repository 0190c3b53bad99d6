using Bot.Domain.Clocks;
using Bot.Domain.Tickets;

namespace Bot.Domain.Consents;

/// <summary>What is said of consent lists, in Chinese: counts only, never who or which door.</summary>
public static class ConsentWords
{
    private const int LongestShown = 400;

    public static string Opened(ConsentList list, DateTimeOffset now) =>
        $"【委托书{list.Number}】{list.Title}：同意的业主请本人回「签 {list.Number}」，满{list.Needed}户办理，{ShanghaiTime.SayDate(list.Until, now)}截止。看全文回「委托书{list.Number}」";

    public static string Thanks(ConsentList list, int signatures) => $"签好了，现在{signatures}户，要{list.Needed}户。要撤回「撤签 {list.Number}」";

    public static string Withdrawn(ConsentList list) => $"撤好了，您家不算在委托书{list.Number}里";

    public static string PaperNoted(ConsentList list, int signatures) => $"记好了，委托书{list.Number}现在{signatures}户，要{list.Needed}户";

    public static string Reached(ConsentList list, int signatures) => $"【委托书{list.Number}】{list.Title}：已有{signatures}户签字，够{list.Needed}户了，谢谢大家";

    public static string FellBelowForStaff(ConsentList list, int signatures) => $"委托书{list.Number}有人撤签，现在{signatures}户，不够{list.Needed}户了";

    public static string Closed(ConsentList list, int signatures) =>
        $"【委托书{list.Number}】{list.Title}：签字截止，共{signatures}户，{(signatures >= list.Needed ? $"够{list.Needed}户" : $"没到{list.Needed}户")}";

    public static string Status(ConsentList list, int signatures, DateTimeOffset now) =>
        $"委托书{list.Number}「{list.Title}」：{TicketWords.Brief(list.Text, LongestShown)}（{signatures}户已签，要{list.Needed}户，{(list.IsOpen(now) ? $"{ShanghaiTime.SayDate(list.Until, now)}截止" : "已截止")}）";
}

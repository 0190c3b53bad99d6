namespace Bot.Domain.Tickets;

/// <summary>What is said when life is in danger: first what to do and whom to call, then that people are told.</summary>
public static partial class TicketWords
{
    /// <summary>To the group.</summary>
    public static string Danger(Ticket ticket, string hotline, string? worker) =>
        $"⚠️ {Advice(ticket.Category)}，马上打{Call(hotline)}！#{ticket.Number} 已紧急通知{worker ?? "社区"}和社区值班，请保持电话畅通。";

    /// <summary>To whoever wrote of violence at home or of not wanting to live; nobody else reads it.</summary>
    public static string PrivateHelp(string hotline) =>
        $"您说的我们看到了，不会在群里说。有危险请马上打{Call(hotline)}。网格员会私下联系您，您不是一个人。";

    /// <summary>To whoever wrote what the platform's content check calls risky. He did nothing wrong: who reports a gambling den writes of gambling.</summary>
    public static string WithheldTold(Ticket ticket) =>
        $"收到，#{ticket.Number} 只给工作人员看，不会发到群里（有些字没有通过平台的内容检查）。有急事请直接打电话。";

    public static string WithheldForStaff(Ticket ticket) =>
        $"#{ticket.Number} 有居民上报，内容没有通过平台的检查，不在群里显示。请到后台看原文，不要转发。回“确认{ticket.Number}”";

    public static string DangerForStaff(Ticket ticket, IEnumerable<Person> people) =>
        $"🚨特急 {At(people)}#{ticket.Number} {Heading(ticket)}：{ticket.Summary}。请马上核实到场，回“确认{ticket.Number}”";

    /// <summary>Who runs to a ticket that turned dangerous must read what is dangerous, not only what it was at first.</summary>
    public static string Further(Ticket ticket, Report report) => $"{ticket.Summary}；又说：{report.Text}";

    public static string PrivateForStaff(Ticket ticket, string reporter) =>
        $"🚨特急·不公开 #{ticket.Number} {ticket.Category}，{reporter}说：{ticket.Summary}。请马上私下联系，不要在群里提。回“确认{ticket.Number}”";

    /// <summary>One thing to do at once, by what is wrong. Trapped people must not be told to leave, nor gas be met with a light switch.</summary>
    private static string Advice(string category) => category switch
    {
        "电梯困人" => "请别扒门，按警铃等救援",
        "火灾" or "消防隐患" => "请走楼梯离开，别坐电梯",
        "燃气泄漏" or "燃气" => "请开窗、别碰开关，到屋外去",
        "电力故障" => "请离远些，别碰电线和水",
        "医疗急救" => "请别随意搬动病人",
        "走失" => "请说清长相、衣着和走失地点",
        "治安" => "请先躲到安全的地方",
        "高空抛物" or "井盖" or "道路破损" => "请绕开走，别靠近",
        _ => "有危险请先离开",
    };

    /// <summary>Numbers are dialled, names are said: "119", "燃气公司和119".</summary>
    private static string Call(string hotline) => hotline.Contains("燃气", StringComparison.Ordinal) && !hotline.Contains("119", StringComparison.Ordinal) ? $"{hotline}和119" : hotline;
}

using System.Globalization;
using Bot.Domain.Tickets;

namespace Bot.Domain.Volunteers;

/// <summary>What is said of posts, hours and skills, in Chinese.</summary>
public static class VolunteerWords
{
    public static string Reported(string grid, bool again) => again ? $"您已经在{grid}报到过了" : $"欢迎！已记下您在{grid}报到，回“岗位清单”看岗位";

    public static string ReportedForWorker(string name, string grid) => $"{name} 到{grid}报到，请联系";

    public static string Posts(IReadOnlyList<VolunteerPost> posts) => posts.Count == 0
        ? "现在没有空着的岗"
        : $"先锋岗：{string.Join("；", posts.Select(post => $"{post.Number}号 {TicketWords.Nameless(post.Title)}（{TicketWords.Nameless(post.Tasks)}，{post.Holders.Count}/{post.Places}人）"))}。认岗请回“认岗”加号";

    public static string PostMade(VolunteerPost post) => $"{post.Number}号岗 {post.Title} 已设，招{post.Places}人";

    public static string PostTaken(VolunteerPost post) => $"谢谢您！{post.Number}号岗（{post.Title}）由您来守";

    public static string PostTakenForWorker(VolunteerPost post, string name) => $"{name} 认了{post.Number}号岗（{post.Title}）";

    public static string PostLeft(int post) => $"好的，{post}号岗退了，谢谢您的付出";

    public static string HoursTold(ServiceHours hours) => $"记下了 #{hours.Number}：{Of(hours.Hours)}小时，等网格员确认，辛苦了";

    public static string HoursForWorker(ServiceHours hours, string name) =>
        $"{name} 报服务 #{hours.Number}：{Of(hours.Hours)}小时，{hours.Work}。回“服务 {hours.Number} 确认”或“服务 {hours.Number} 不认”";

    public static string HoursSettled(ServiceHours hours) => hours.State == HoursState.Confirmed ? $"服务 #{hours.Number} 已确认：{Of(hours.Hours)}小时" : $"服务 #{hours.Number} 不计";

    public static string HoursSettledForPerson(ServiceHours hours) => hours.State == HoursState.Confirmed
        ? $"您的服务 #{hours.Number} 已确认：{Of(hours.Hours)}小时，谢谢您"
        : $"您的服务 #{hours.Number} 没能计入，有疑问请问网格员";

    public static string Credited(string ticket, string name) => $"#{ticket} 记到{name}名下了";

    public static string CreditedForPerson(string ticket) => $"#{ticket} 有您的一份功劳，已记下，谢谢您";

    public static string Roll(VolunteerRoll roll) => roll.IsEmpty
        ? "您还没有服务记录。报时长请写“服务 2小时 打扫楼道”"
        : $"您的服务：已确认{Of(roll.Hours)}小时{(roll.Waiting > 0 ? $"，待确认{Of(roll.Waiting)}小时" : "")}"
            + Listed("；岗位：", roll.Posts) + Listed("；帮办工单：", [.. roll.Tickets.Select(ticket => $"#{ticket}")]) + (roll.Wishes > 0 ? $"；实现心愿{roll.Wishes}个" : "") + Listed("；技能：", roll.Skills);

    public static string RollForStaff(IReadOnlyList<VolunteerRoll> rolls) => rolls.Count == 0
        ? "还没有服务记录"
        : $"服务榜（共{Of(rolls.Sum(roll => roll.Hours))}小时）：{string.Join("；", rolls.Take(10).Select(roll => $"{roll.Name} {Of(roll.Hours)}小时{(roll.Tickets.Count > 0 ? $"、{roll.Tickets.Count}单" : "")}"))}";

    public static string SkillsAdded(IReadOnlyList<string> skills) => $"记下了：{string.Join("、", skills)}。有人要帮忙会先私下问您";

    public static string SkillRemoved(string skill) => $"好的，“{skill}”不再登记";

    public const string NoSuchSkill = "您没有登记过这个技能";

    public const string SkillAsked = "帮您问问会的邻居，愿意的话网格员会联系您";

    public static string AskSkilled(string number, string skill) => $"有邻居想找会{TicketWords.Brief(skill, 12)}的人。愿意帮忙请回“愿意 {number}”，不方便不用回，不会说出您是谁";

    public static string Agreed(string? worker) => $"谢谢您！{worker ?? "网格员"}会联系您";

    public static string AgreedForWorker(string number, string skill, string skilled, string asker) => $"互助 #{number}：{skilled} 愿意帮 {asker}（{skill}），请两边对接";

    private static string Listed(string before, IReadOnlyList<string> items) => items.Count > 0 ? before + string.Join("、", items) : "";

    private static string Of(decimal hours) => hours.ToString("0.#", CultureInfo.InvariantCulture);
}

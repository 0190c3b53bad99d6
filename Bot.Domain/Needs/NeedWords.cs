using Bot.Domain.Tickets;

namespace Bot.Domain.Needs;

/// <summary>What is said of needs and services, in Chinese.</summary>
public static class NeedWords
{
    /// <summary>In a group a private item is not named, nor is it said that it is one.</summary>
    public static string Received(Need need, bool inPrivate) =>
        $"收到，需求 #{need.Number} 已记下{(need.Item is { } item && (inPrivate || !need.IsPrivate) ? $"（{item}）" : "")}，网格员会联系您";

    public static string ForWorker(Need need, string? service) =>
        $"需求 #{need.Number}（{need.Person.Name}）：{TicketWords.Brief(need.Text, 120)}。{(need.Item is { } item ? $"归“{item}”" : $"归不了项，回“需求 {need.Number} 归 项名”")}；{(service is null ? "" : $"现有服务：{service}；")}对接回“需求 {need.Number} 对接 服务编号”";

    /// <summary>For the staff group, where the worker has no private chat.</summary>
    public static string PrivateForStaff(Need need) => $"有一件需求 #{need.Number} 要私下办，请网格员在后台查看";

    public static string Classified(Need need) => $"需求 #{need.Number} 归到“{need.Item}”";

    public static string Linked(Need need, Service service) => $"需求 #{need.Number} 已对接服务 #{service.Number} {service.Title}";

    public static string LinkedForPerson(Need need, Service service) => $"您的需求 #{need.Number} 有着落了：{service.Title}，{service.Times}，{service.Place}，找{service.Provider}";

    public static string Ended(Need need) => need.State == NeedState.Met ? $"好的，需求 #{need.Number} 已满足" : $"好的，需求 #{need.Number} 不办了";

    public static string EndedForPerson(Need need, string reason) => need.State == NeedState.Met
        ? $"您的需求 #{need.Number} 记为已满足。要是还没好，回我一声就行"
        : $"您的需求 #{need.Number} 这次办不了{(reason.Length > 0 ? $"：{reason}" : "")}，实在抱歉";

    /// <summary>Counts alone. Items that are private show in the total only.</summary>
    public static string Counts(NeedKinds kinds, IReadOnlyList<NeedCount> counts)
    {
        var byKind = kinds.Kinds.Select(kind => (Kind: kind, Count: counts.Where(count => count.Kind == kind && kinds.Named(count.Item) is { IsPrivate: false }).Sum(count => count.All))).Where(one => one.Count > 0);
        return $"需求清单（{kinds.Kinds.Count}类{kinds.Items.Count}项）：共{counts.Sum(count => count.All)}件，已对接{counts.Sum(count => count.Linked)}件，已满足{counts.Sum(count => count.Met)}件"
            + string.Concat(byKind.Select(one => $"；{one.Kind}{one.Count}件"));
    }

    public static string Services(IReadOnlyList<Service> services) => services.Count == 0
        ? "现在没有登记的服务"
        : $"服务清单：{string.Join("；", services.Select(service => $"#{service.Number} {TicketWords.Nameless(service.Title)}，{service.Times}，{TicketWords.Nameless(service.Place)}{(service.IsFull ? "（已满）" : "")}"))}";

    public static string ServiceAdded(Service service) => $"服务 #{service.Number} {service.Title} 已登记{(service.Item is { } item ? $"，对应“{item}”" : "")}";

    public const string ServiceForm = "请写“服务：名称｜时间｜地点｜人数｜谁来做”，如“服务：家电维修｜周六上午｜2栋架空层｜10人｜老周”";
}

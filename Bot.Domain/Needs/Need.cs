using Bot.Domain.Grids;
using Bot.Domain.Tickets;

namespace Bot.Domain.Needs;

public enum NeedState
{
    /// <summary>待对接</summary>
    Open,

    /// <summary>已对接</summary>
    Linked,

    /// <summary>已满足</summary>
    Met,

    /// <summary>不办</summary>
    Dropped,
}

/// <summary>需求: what somebody would like to have or learn; no complaint, so no limit runs.</summary>
/// <param name="Item">Null until it is known.</param>
/// <param name="IsPrivate">As its item is; while that is not known, too.</param>
/// <param name="Service">Number of the service that meets it.</param>
public sealed record Need(string Number, string GridId, Person Person, string Text, string? Kind, string? Item, bool IsPrivate, NeedState State, string? Service, DateTimeOffset At)
{
    public static Need New(string number, string grid, Person person, string text, NeedItem? item, DateTimeOffset now) =>
        new(number, grid, person, text, item?.Kind, item?.Item, item?.IsPrivate ?? true, NeedState.Open, null, now);

    public bool IsOpen => State is NeedState.Open or NeedState.Linked;
}

/// <summary>服务: who offers what, when, where, and for how many.</summary>
/// <param name="NodeId">It is offered to all below this node.</param>
/// <param name="Item">The item of the list of needs that it meets; null where none fits.</param>
/// <param name="Capacity">Null without a limit.</param>
/// <param name="Linked">How many needs it meets or has met.</param>
public sealed record Service(string Number, string NodeId, string Title, string? Item, string Times, string Place, string Provider, int? Capacity, bool IsOpen, int Linked)
{
    public bool IsFull => Capacity <= Linked;
}

/// <summary>A count of the list: how many needs of an item there were, and what became of them.</summary>
public sealed record NeedCount(string Kind, string Item, int Open, int Linked, int Met, int Dropped)
{
    public int All => Open + Linked + Met + Dropped;
}

/// <summary>Why a step is not taken.</summary>
public static class NeedErrors
{
    public static readonly Refusal NotYours = new("need_not_yours", "这一步请网格员来办，谢谢您");

    public static Refusal Closed(Need need) => new("need_closed", $"需求 #{need.Number} 已经办结了");

    public static readonly Refusal ServiceUnknown = new("service_unknown", "没有这个编号的服务，回“服务清单”看看");

    public static Refusal Full(Service service) => new("service_full", $"{service.Title} #{service.Number} 名额满了");

    public static Refusal ServiceClosed(Service service) => new("service_closed", $"{service.Title} #{service.Number} 已停办");

    public static readonly Refusal Elsewhere = new("service_elsewhere", "这项服务不在需求所在的网格或社区");

    public static Refusal ItemUnknown(string item) => new("item_unknown", $"需求清单里没有“{item}”这一项");
}

/// <summary>The steps of a need; each gives the need as it stands then, or a refusal.</summary>
public static class NeedSteps
{
    public static (Refusal? Refusal, Need Need) Classify(Need need, string item, NeedKinds kinds, Actor actor) =>
        Refused(need, actor) is { } refused ? (refused, need)
        : kinds.Named(item) is { } named ? (null, need with { Kind = named.Kind, Item = named.Item, IsPrivate = named.IsPrivate })
        : (NeedErrors.ItemUnknown(item), need);

    /// <param name="path">The nodes from the need's grid upwards.</param>
    public static (Refusal? Refusal, Need Need) Link(Need need, Service? service, IReadOnlyList<string> path, Actor actor) =>
        Refused(need, actor) is { } refused ? (refused, need)
        : service is null ? (NeedErrors.ServiceUnknown, need)
        : !path.Contains(service.NodeId) ? (NeedErrors.Elsewhere, need)
        : !service.IsOpen ? (NeedErrors.ServiceClosed(service), need)
        : service.IsFull && need.Service != service.Number ? (NeedErrors.Full(service), need)
        : (null, need with { State = NeedState.Linked, Service = service.Number });

    public static (Refusal? Refusal, Need Need) End(Need need, bool met, Actor actor) =>
        Refused(need, actor) is { } refused ? (refused, need) : (null, need with { State = met ? NeedState.Met : NeedState.Dropped });

    private static Refusal? Refused(Need need, Actor actor) => !actor.Steers ? NeedErrors.NotYours : need.IsOpen ? null : NeedErrors.Closed(need);
}

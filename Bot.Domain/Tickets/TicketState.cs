namespace Bot.Domain.Tickets;

/// <summary>Where a ticket stands, as the outside sees it.</summary>
public enum TicketState
{
    /// <summary>待确认</summary>
    Reported,

    /// <summary>已受理</summary>
    Accepted,

    /// <summary>已交办</summary>
    Assigned,

    /// <summary>办理中</summary>
    Working,

    /// <summary>暂缓</summary>
    Paused,

    /// <summary>待评价</summary>
    Resolved,

    /// <summary>已销号</summary>
    Closed,

    /// <summary>不予受理</summary>
    Rejected,

    /// <summary>已撤回</summary>
    Cancelled,

    /// <summary>已合并</summary>
    Merged,
}

public static class TicketStates
{
    /// <summary>Somebody still has to do something about it: a clock runs, or a reason for pausing is on record.</summary>
    public static bool IsOpen(this TicketState state) => state <= TicketState.Paused;

    /// <summary>In somebody's hands: accepted, not paused, not done.</summary>
    public static bool IsInHand(this TicketState state) => state is TicketState.Accepted or TicketState.Assigned or TicketState.Working;
}

using Bot.Domain.Tickets;

namespace Bot.Domain.Intakes;

/// <summary>What is said about things that came in elsewhere.</summary>
public static class IntakeWords
{
    /// <summary>Without the name: the line may stand in a group.</summary>
    public static string Recorded(string number) => $"已登记 #{number}，办到哪一步告诉您，请您转告。";

    /// <summary>To the writer of a poster's page.</summary>
    public static string Received(string number) => $"收到，已登记 #{number}，会有人办。";

    public static string StateOf(TicketState state) => state switch
    {
        TicketState.Reported => "已登记，等网格员确认",
        TicketState.Accepted or TicketState.Assigned => "已受理",
        TicketState.Working => "正在办",
        TicketState.Paused => "暂缓",
        TicketState.Resolved => "办好了，请您看看",
        TicketState.Closed => "已销号",
        TicketState.Rejected => "不予受理",
        TicketState.Merged => "和另一件一起办",
        _ => "已撤回",
    };
}

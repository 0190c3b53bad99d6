using Bot.Domain.Tickets;

namespace Bot.Domain.Intakes;

/// <summary>What is said about things that came in elsewhere.</summary>
public static class IntakeWords
{
    /// <summary>Without the name: the line may stand in a group.</summary>
    public static string Recorded(string number) => $"已登记 #{number}，办到哪一步告诉您，请您转告。";

    /// <summary>To the writer of a poster's page.</summary>
    public static string Received(string number) => $"收到，已登记 #{number}，会有人办。";

    public static readonly string PictureTooLarge = $"有一张照片太大（每张最多{PictureRules.LargestInMegabytes}MB）。请换张小些的，或不带照片直接提交，您写的字都在。";

    public const string NoPicture = "选的文件里有一个不是照片，收不了。请换一张照片，或不带照片直接提交，您写的字都在。";

    public static readonly string TooManyPictures = $"一次最多{PictureRules.Most}张照片。请少选几张再提交，您写的字都在。";

    public const string TooFast = "提交得太快了，请过几分钟再试，您写的字都在。";

    /// <summary>Under the writer's own words.</summary>
    public static string PicturesKept(int count) => $"照片{count}张，已收到";

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

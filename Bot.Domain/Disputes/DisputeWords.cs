using Bot.Domain.Clocks;
using Bot.Domain.Registers;

namespace Bot.Domain.Disputes;

/// <summary>What is said of disputes, in Chinese, to single persons only: no group hears of any.</summary>
public static class DisputeWords
{
    public const string NotFound = "没有找到你能看的这件纠纷";
    public const string NotInGroup = "纠纷请私聊我说，群里的没有记";
    public const string NobodyCalled = "没找到这位调解员，请写名单上的名字";
    public const string OutOfOrder = "这件纠纷现在不能这样记，回「纠纷编号」看进展";
    public const string TicketUnknown = "没有找到你能转的这件工单";
    public const string FollowUpRefused = "回访请定在1到180天内";

    public static string Opened(string number, string mediator) => $"纠纷记下了，编号#{number}，调解员{mediator}，外人看不到";

    public static string Named(string number, string mediator) => $"纠纷#{number}由{mediator}调解";

    public static string YouMediate(string number) => $"请你调解纠纷#{number}，回「纠纷{number}」看内容";

    public static string Noted(Dispute dispute) => dispute.State switch
    {
        DisputeState.Agreed when dispute.FollowUpOn is { } day => $"纠纷#{dispute.Number}达成协议，{RegisterWords.Day(day)}回访",
        DisputeState.Failed => $"纠纷#{dispute.Number}记为未达成",
        DisputeState.FollowedUp => $"纠纷#{dispute.Number}已回访，办结了",
        _ => $"纠纷#{dispute.Number}记下了",
    };

    public static string Remind(string number) => $"纠纷#{number}该回访了，去过后回「纠纷{number} 回访：情况」";

    public static string Of(DisputeStep step) => step switch { DisputeStep.Progress => "进展", DisputeStep.Agreed => "协议", DisputeStep.Failed => "未达成", _ => "回访" };

    public static string Show(Dispute dispute, DisputeContent content, IReadOnlyList<(DateTimeOffset At, DisputeStep Kind, string Text)> steps) =>
        $"纠纷#{dispute.Number}：{content.Text}"
        + (content.Parties.Count > 0 ? $"；当事人：{string.Join('、', content.Parties)}" : "")
        + string.Concat(steps.Select(step => $"\n{RegisterWords.Day(ShanghaiTime.DateOf(step.At))}{Of(step.Kind)}：{step.Text}"));
}

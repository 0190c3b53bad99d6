using System.Text.RegularExpressions;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;

namespace Bot.Domain.Wishes;

/// <summary>What is said of wishes, in Chinese. In groups nobody is named, neither who wishes nor who helps.</summary>
public static partial class WishWords
{
    public static string Received(Wish wish) => $"收到心愿 #{wish.Number}，网格员看过后不写名字公示";

    public static string AskReview(Wish wish, bool again) =>
        $"{(again ? "【提醒】" : "")}心愿 #{wish.Number}（{wish.Teller.Name}{(wish.For is { } other ? $"替{other}" : "")}）：{TicketWords.Brief(wish.Text, 120)}。回“心愿 {wish.Number} 通过”，要改写就接着写“：公示的话”；不行回“心愿 {wish.Number} 不通过 理由”";

    public static string Approved(Wish wish) => $"#{wish.Number} 已通过，下次公示：{wish.Shown}";

    public static string ApprovedForTeller(Wish wish) => $"您的心愿 #{wish.Number} 通过了，会不写名字地公示，有人认领就告诉您";

    public static string RefusedBy(Wish wish) => $"#{wish.Number} 已记为不通过，会私下告诉提出人";

    public static string RefusedForTeller(Wish wish, string reason) => $"您的心愿 #{wish.Number} 这次没能通过{(reason.Length > 0 ? $"：{reason}" : "")}。有别的想法随时告诉我";

    public static string Published(IEnumerable<Wish> wishes) =>
        $"【微心愿】{string.Join("；", wishes.Select(wish => $"#{wish.Number} {wish.Shown}"))}。愿意帮忙请回“认领”加编号";

    public static string PublishedNow(int count) => count == 0 ? "没有等着公示的心愿" : $"已公示{count}个心愿";

    public static string List(IReadOnlyList<Wish> wishes) => wishes.Count == 0
        ? "现在没有等人认领的心愿"
        : $"等人认领的心愿：{string.Join("；", wishes.Select(wish => $"#{wish.Number} {wish.Shown}"))}";

    public static string Claimed(Wish wish, bool reached) => $"谢谢您！#{wish.Number} 由您认领，{(reached ? "详情私下告诉您" : "网格员会联系您")}";

    /// <summary>For the claimant's private chat. No door, no phone: the worker brings both together.</summary>
    public static string ClaimedForClaimant(Wish wish, string? worker, DateTimeOffset now) =>
        $"谢谢您认领 #{wish.Number}：{wish.Shown}。{worker ?? "社区"}会帮您和{Called(wish.For ?? wish.Teller.Name)}对接，请在{ShanghaiTime.SayDate(wish.ClaimedUntil!.Value, now)}前办好。办好回“心愿 {wish.Number} 完成”，办不了回“退认领 {wish.Number}”";

    public static string ClaimedForTeller(Wish wish, string? worker) =>
        $"好消息：心愿 #{wish.Number} 有人认领了，是{Called(wish.Claimant!.Name)}，{worker ?? "社区"}会帮两边对接";

    public static string ClaimedForWorker(Wish wish) => $"心愿 #{wish.Number} 由{wish.Claimant!.Name}认领，提出人{wish.Teller.Name}{(wish.For is { } other ? $"（替{other}）" : "")}，请帮两边对接";

    public static string Reminder(Wish wish, DateTimeOffset now) =>
        $"您认领的心愿 #{wish.Number} 请在{ShanghaiTime.SayDate(wish.ClaimedUntil!.Value, now)}前办好；办不了没关系，回“退认领 {wish.Number}”就行";

    public static string GivenBack(Wish wish) => $"好的，#{wish.Number} 退回了，谢谢您的心意";

    public static string LapsedForClaimant(Wish wish) => $"心愿 #{wish.Number} 到期了，先让给别的邻居，谢谢您的心意";

    public static string FreeAgainForTeller(Wish wish) => $"认领心愿 #{wish.Number} 的邻居这次没办成，我们再帮您找人";

    public static string Finished(Wish wish) => $"谢谢您！#{wish.Number} 办好了，我们再问问本人";

    public static string AskCheck(Wish wish) => $"心愿 #{wish.Number} 办好了吗？回 1 好了 2 没好";

    public static string Thanks(Wish wish) => $"好的，谢谢您告诉我们（#{wish.Number}）";

    public static string NotSolved(Wish wish) => $"知道了，#{wish.Number} 请网格员再跟进";

    public static string NotSolvedForClaimant(Wish wish, DateTimeOffset now) =>
        $"心愿 #{wish.Number} 本人说还差一点，麻烦您再看看，{ShanghaiTime.SayDate(wish.ClaimedUntil!.Value, now)}前办好就行";

    public static string NotSolvedForWorker(Wish wish) => $"心愿 #{wish.Number} 回访说没好，请再跟进";

    public static string Outcome(Wish wish) => $"【微心愿】#{wish.Number} {(wish.Answer is null ? "已办好（未评价）" : "实现了")}，谢谢热心邻居！";

    public static string Withdrawn(Wish wish) => $"好的，心愿 #{wish.Number} 撤回了";

    public static string WithdrawnForClaimant(Wish wish) => $"心愿 #{wish.Number} 已撤回，不用再办了，谢谢您的心意";

    public static string State(WishState state) => state switch
    {
        WishState.Proposed => "待审核",
        WishState.Approved => "待公示",
        WishState.Published => "待认领",
        WishState.Claimed => "已认领",
        WishState.Done => "待回访",
        WishState.Fulfilled => "已实现",
        WishState.Refused => "未通过",
        _ => "已撤回",
    };

    /// <summary>A name as one stranger may hear it of another: "5-1-1203 老周" is 老周; where nothing but a door is left, a neighbour.</summary>
    public static string Called(string name)
    {
        var bare = Left().Replace(TicketWords.Discreet(Door().Replace(name, "")), "").Trim(' ', '　', '-', '－', '—', '的');
        return bare.Length == 0 || bare.All(char.IsAsciiDigit) ? "一位邻居" : bare;
    }

    [GeneratedRegex(@"[A-Za-z]?\d{1,3}\s*(?:栋|幢|号楼|座)|\d{1,2}\s*单元|\d{3,4}\s*(?:室|房)|\d{1,3}(?:\s*[-－—]\s*\d{1,4})+", RegexOptions.CultureInvariant)]
    private static partial Regex Door();

    [GeneratedRegex("（(?:门牌|号码|车牌)略）", RegexOptions.CultureInvariant)]
    private static partial Regex Left();
}

/// <summary>Why a step is not taken. What a claimant who comes too late reads is a thank-you, too.</summary>
public static class WishErrors
{
    public static Refusal Unknown(string number) => new("wish_unknown", $"没有编号 {number} 的心愿");

    public static readonly Refusal NotYours = new("wish_not_yours", "这一步请网格员来办，谢谢您");

    public static Refusal Taken(Wish wish) => new("wish_taken", $"谢谢您的热心！#{wish.Number} 已有邻居认领了");

    public static Refusal OwnWish(Wish wish) => new("wish_own", $"#{wish.Number} 是您自己的心愿，等邻居来认领吧");

    public static Refusal NotOpenToClaim(Wish wish) => new("wish_not_open", $"#{wish.Number} {WishWords.State(wish.State)}，现在不用认领，谢谢您");

    public static Refusal NotNow(Wish wish) => new("wish_state", $"心愿 #{wish.Number} {WishWords.State(wish.State)}，这一步现在办不了");

    public static Refusal NotClaimant(Wish wish) => new("wish_not_claimant", $"#{wish.Number} 不是您认领的，谢谢您");

    public static Refusal ReasonMissing(Wish wish) => new("wish_reason", $"请写上理由，如“心愿 {wish.Number} 不通过 超出能力范围”");
}

using Bot.Domain.Grids;
using Bot.Domain.Tickets;

namespace Bot.Domain.Consents;

/// <summary>委托书: what owners agree to together, such as a repair of their roof. Each signs for the own household; nobody, least of all the bot, signs for another.</summary>
/// <param name="Houses">As <see cref="Household.Of"/> writes them, "4-1-302"; empty where every household of the node may sign.</param>
/// <param name="Needed">So many signatures make it hold.</param>
/// <param name="ClosedAt">Null while people may sign and withdraw.</param>
/// <param name="ReachedAt">When the threshold was told to be reached; that is told once.</param>
public sealed record ConsentList(
    string Number,
    string NodeId,
    IReadOnlyList<string> GroupIds,
    string Title,
    string Text,
    IReadOnlyList<string> Houses,
    int Needed,
    DateTimeOffset Until,
    DateTimeOffset? ClosedAt,
    DateTimeOffset? ReachedAt)
{
    public const int LongestTitle = 60, LongestText = 2000, MostHouses = 5000;

    public bool IsOpen(DateTimeOffset now) => ClosedAt is null && now < Until;

    /// <summary>"4-1-302" of "4-1-302", "4栋1单元302" or "4-1-302 老周"; null where no door is shown.</summary>
    public static string? HouseOf(string nickname) => Household.Of("", nickname) is var house && house.StartsWith("person:", StringComparison.Ordinal) ? null : house;

    /// <summary>A count, or a share of the houses rounded up; null where the two do not make a threshold that can be reached.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public static int? Threshold(int? count, decimal? share, int houses) => (count, share) switch
    {
        ({ } needed, null) when needed > 0 && (houses == 0 || needed <= houses) => needed,
        (null, > 0 and <= 1) when houses > 0 => (int)Math.Ceiling(share.Value * houses),
        _ => null,
    };

    /// <summary>Why this household's signature is not taken; null where it is.</summary>
    /// <param name="house">Null where no door is shown.</param>
    public Refusal? MaySign(string? house, bool hasSigned, DateTimeOffset now) =>
        !IsOpen(now) ? ConsentErrors.Over(this)
        : house is null ? ConsentErrors.HouseUnknown
        : Houses.Count > 0 && !Houses.Contains(house) ? ConsentErrors.NotListed(this)
        : hasSigned ? ConsentErrors.SignedAlready
        : null;
}

/// <summary>Why a signature is not taken or taken back; said kindly, and never with a door.</summary>
public static class ConsentErrors
{
    public static readonly Refusal HouseUnknown = new("house_unknown", "没认出您是哪一户：请把群昵称写成“4-1-302 称呼”再签，或找网格员签纸质的");
    public static readonly Refusal SignedAlready = new("signed_already", "您家已经签过了，谢谢");
    public static readonly Refusal OnPaper = new("signed_on_paper", "您家签的是纸质的，要撤请找网格员");
    public static readonly Refusal NotSigned = new("not_signed", "您家还没签，不用撤");
    public static readonly Refusal NotInGroup = new("not_in_group", "纸质签名有门牌，请在工作群或私聊里记");

    public static Refusal Unknown(string number) => new("consent_unknown", $"没找到委托书{number}，请看看号码对不对");

    public static Refusal Over(ConsentList list) => new("consent_over", $"委托书{list.Number}已经截止，有事请找网格员");

    public static Refusal NotListed(ConsentList list) => new("house_not_listed", $"委托书{list.Number}的户里没有您家，不用签");
}

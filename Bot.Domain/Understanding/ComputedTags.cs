namespace Bot.Domain.Understanding;

/// <summary>Tags that no word list gives, but the shape of the text.</summary>
public static class ComputedTags
{
    public const string TinyText = "长度:至2";
    public const string ShortText = "长度:至5";
    public const string MiddleText = "长度:至12";
    public const string FullText = "长度:至40";
    public const string LongText = "长度:长";
    public const string Door = "形:门牌";
    public const string Range = "形:多栋";
    public const string Question = "形:问号";
    public const string ToBot = "形:叫机器人";
    public const string ToAll = "形:所有人";
    public const string ToSomebody = "形:叫人";
    public const string TicketNumber = "形:单号";
    public const string Link = "形:链接";
    public const string Phone = "形:长号码";
    public const string Heading = "形:方头括号";

    public const string TwoHouses = "形:两处门牌";
    public const string TwoKinds = "形:两类事";
    public const string ManyFaults = "形:多处毛病";

    public static readonly string[] All =
        [TwoHouses, TwoKinds, ManyFaults, TinyText, ShortText, MiddleText, FullText, LongText, Door, Range, Question, ToBot, ToAll, ToSomebody, TicketNumber, Link, Phone, Heading];
}

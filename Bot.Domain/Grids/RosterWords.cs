using Bot.Domain.Clocks;

namespace Bot.Domain.Grids;

/// <summary>What is said of duty and leave, in Chinese.</summary>
public static class RosterWords
{
    private const int MostNamed = 4;

    public const string NotOnDuty = "现在不是您值班，不用换。";
    public const string NotAway = "您今天没有请假。";
    public const string Back = "欢迎回来！今天起还是您接。";
    public const string LeaveUnclear = "日期没看懂。请写：请假 11-25到11-27 由小林代";
    public const string DutyUnclear = "没看懂。请写：我值班 11-25 18:00-08:00";

    public static string PersonUnknown(string named) => $"名单里找不到“{named}”，请写全名。";

    public static string OnDuty(IReadOnlyList<(Duty Duty, string Name, string Place)> people) =>
        $"现在值班：{string.Join('；', people.Take(MostNamed).Select(one => $"{one.Place} {one.Name}{Hours(one.Duty)}"))}";

    public static string NobodyOnDuty(string? inCharge) => inCharge is null ? "今天没有排值班。" : $"今天没有排值班，有事找{inCharge}。";

    public static string DutyTaken(Duty duty, string place, DateTimeOffset now) =>
        $"好的，{(duty.Day == ShanghaiTime.DateOf(now) ? "今天" : $"{duty.Day:M月d日}")}{place}您值班{Hours(duty)}。";

    public static string DutyHandedOver(string name) => $"好的，换成{name}值班。";

    public static string LeaveTaken(DateOnly from, DateOnly to, string? standIn) =>
        $"好的，{from:M月d日}{(to == from ? "" : $"到{to:M月d日}")}请假{(standIn is null ? "，由社区接" : $"，由{standIn}代")}。";

    private static string Hours(Duty duty) => duty.Starts == duty.Ends && duty.Starts == TimeOnly.MinValue ? "" : $" {duty.Starts:HH:mm}–{duty.Ends:HH:mm}";
}

using Bot.Domain.Clocks;

namespace Bot.Domain.Registers;

/// <summary>What is said of registers, in Chinese, and to single persons only. What an entry says stands in <see cref="Entry"/> alone.</summary>
public static class RegisterWords
{
    private const int MostShown = 20;

    public const string InPrivate = "这类内容请私聊我";
    public const string NotFound = "没有找到你能看的这一条";
    public const string NotYours = "这个要网格员或社区来记";
    public const string RhythmMissing = "请在最后写多久走访一次，如“每2周”";
    public const string TooLong = "写得太长了，请分几次写，每次1000字以内";
    public const string KeyMissing = "内容暂时打不开，也没有记下，请告诉管理员";
    public const string None = "你名下没有清单";

    public static string Of(RegisterKind kind) => kind switch { RegisterKind.People => "重点人员", RegisterKind.Places => "重点场所", _ => "重点事项" };

    public static string Added(RegisterEntry entry) => $"记下了，编号#{entry.Number}，{Day(entry.DueOn)}走访，只有你和上级能看";

    public static string Visited(RegisterEntry entry) => $"#{entry.Number}的走访记下了，下次{Day(entry.DueOn)}";

    public const string NobodyCalled = "没找到这位网格员，请写名单上的名字";

    public static string HandedOver(string number, string name) => $"清单#{number}移交给{name}了";

    public static string YoursNow(string number) => $"清单#{number}归你负责了，回「清单{number}」看内容";

    public static string StruckOff(string number) => $"#{number}已移出清单，记录还在";

    public static string Remind(RegisterEntry entry, bool again) => again
        ? $"清单#{entry.Number}昨天该走访，去过后回「走访{entry.Number} 情况」"
        : $"清单#{entry.Number}今天该走访，去过后回「走访{entry.Number} 情况」";

    /// <summary>By count: the level above sees who is behind, not with whom.</summary>
    /// <param name="standIn">Who carries the owner's work while he is on leave; null where he is there.</param>
    public static string Late(string owner, string? standIn, int count) => $"{owner}{(standIn is null ? "" : $"（请假，{standIn}代）")}有{count}项走访过期没做，请问一问";

    public static string Touched(string number, string ticket) => $"工单#{ticket}可能和你的清单#{number}有关，请留意";

    public static string Mine(IReadOnlyList<RegisterEntry> entries) => entries.Count == 0 ? None
        : $"共{entries.Count}项，看内容回「清单编号」：\n"
            + string.Join('\n', entries.Take(MostShown).Select(entry => $"#{entry.Number}{Of(entry.Kind)}，{Day(entry.DueOn)}走访"));

    public static string Entry(RegisterEntry entry, string text, IReadOnlyList<(DateTimeOffset At, string Text)> visits) =>
        $"#{entry.Number}{Of(entry.Kind)}（每{entry.EveryDays}天走访，下次{Day(entry.DueOn)}）：{text}"
        + string.Concat(visits.Select(visit => $"\n{Day(ShanghaiTime.DateOf(visit.At))}走访：{visit.Text}"));

    public static string Looks(string number, IReadOnlyList<(DateTimeOffset At, string Name, string Why)> looks, DateTimeOffset now) => looks.Count == 0
        ? $"#{number}还没有人看过"
        : $"#{number}最近查看：" + string.Join('；', looks.Take(MostShown).Select(look => $"{ShanghaiTime.SayDate(look.At, now)}{look.Name}（{look.Why}）"));

    public static string Day(DateOnly date) => date.ToString("M月d日", System.Globalization.CultureInfo.InvariantCulture);
}

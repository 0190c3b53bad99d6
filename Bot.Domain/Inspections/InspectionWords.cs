using System.Globalization;

namespace Bot.Domain.Inspections;

/// <summary>What is said of inspections, in Chinese. Groups hear no name: an inspector may be a resident.</summary>
public static class InspectionWords
{
    public const string NotYours = "这次检查不是抽到你的";
    public const string There = "这次检查已经有结果了，谢谢";
    public const string PicturesTaken = "照片收到";

    /// <summary>With the hash in full: cut short it would prove nothing.</summary>
    public static string Committed(string place, string week, string commitment) => $"【监督抽签】{place}{Week(week)}的签已封好，封条{commitment}";

    public static string Asked(string number, string place, IReadOnlyList<string> items) =>
        $"今天请你去{place}看看：{string.Join(' ', items.Select((item, index) => $"{index + 1}{item}"))}。看完回「检查{number} {string.Join(' ', items.Select((_, index) => $"{index + 1}好"))}」，不好的写“差：原因”，可附照片";

    public static string Remind(string number, string place) => $"{place}今天还等你去看，看完回「检查{number} 合格」";

    public static string ItemsMissing(IReadOnlyList<int> items) => $"还差第{string.Join('、', items)}项，请一次写全";

    public static string ItemUnknown(int items) => $"一共{items}项，请按1到{items}写，一项一次";

    public static string Taken(int bad) => bad == 0 ? "收到，都合格，谢谢" : $"收到，{bad}项要改，已派人办，谢谢";

    public static string Result(string place, DateOnly day, int good, IReadOnlyList<string> tickets) =>
        $"【监督抽查】{Day(day)}{place}：{good}项合格" + (tickets.Count > 0 ? $"，{tickets.Count}项要改（#{string.Join("、#", tickets)}）" : "");

    public static string Missing(string place, DateOnly day) => $"【监督抽查】{Day(day)}{place}抽到了但没收到结果";

    public static string Revealed(string place, string week, int drawn, int done, string seed) =>
        $"【监督抽签】{place}{Week(week)}抽查{drawn}次，有结果{done}次，没结果{drawn - done}次。种子{seed}，谁都可以重算";

    public static string TicketOf(string place, string item, string? note) => $"{place}：{note ?? item + "不合格"}";

    private static string Week(string week) => $"{week[..4]}年第{int.Parse(week[6..], CultureInfo.InvariantCulture)}周";

    private static string Day(DateOnly date) => date.ToString("M月d日", CultureInfo.InvariantCulture);
}

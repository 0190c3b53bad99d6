using Bot.Domain.Bulletins;

namespace Bot.Tests.Bulletins;

/// <summary>Bulletins to draw: an ordinary one, an empty one, one with everything as long as it can be.</summary>
internal static class Samples
{
    public static readonly Period March = Period.Parse("2026-03")!;

    public static Bulletin Month { get; } = Of("一月一通报", "桂香园第1网格", March,
    [
        new("registered", Bulletin.Tickets, "登记", 46, "件"), new("overdue", Bulletin.Tickets, "超期", 2, "件"), new("returned", Bulletin.Tickets, "同一处又发生", 1, "件"),
        new("rate:响应率", Bulletin.Rates, "响应率", 44, "件", 46), new("rate:办结率", Bulletin.Rates, "办结率", 41, "件", 45), new("rate:解决率", Bulletin.Rates, "解决率", 30, "件", 41),
        new("rate:满意率", Bulletin.Rates, "满意率", 18, "件", 19), new("rate:反馈率", Bulletin.Rates, "反馈率", 5, "件", 5),
        new("category:公共照明", Bulletin.Categories, "公共照明", 12, "件"), new("category:供水", Bulletin.Categories, "供水", 9, "件"), new("category:停车", Bulletin.Categories, "停车", 8, "件"),
        new("category:噪音", Bulletin.Categories, "噪音", 6, "件"), new("category:其他", Bulletin.Categories, "其他", 11, "件"),
        new("meetings", Bulletin.Meetings, "开会", 4, "次"), new("meeting_matters", Bulletin.Meetings, "会上说事", 13, "件"),
        new("intake_qr", "来源", "扫码", 3, "件"), new("intake_box", "来源", "民情收集箱", 2, "件"), new("wish_done", "微心愿", "完成", 3, "个"), new("wish_claimed", "微心愿", "认领", 4, "个"),
    ]);

    public static Bulletin Longest { get; } = Of("我向群众月报告第十二个字", string.Concat(Enumerable.Repeat("很长很长的社区名字", 5)), Period.Parse("2026")!,
    [
        new("registered", Bulletin.Tickets, "登记", 123_456, "件"), new("overdue", Bulletin.Tickets, "超期", 99_999, "件"), new("returned", Bulletin.Tickets, "同一处又发生", 1_000_000, "件"),
        .. Enumerable.Range(1, 6).Select(index => new BulletinNumber($"rate:{index}", Bulletin.Rates, "名字特别长的一个率" + index, 123_456, "件", 123_457)),
        .. Enumerable.Range(1, 30).Select(index => new BulletinNumber($"category:{index}", Bulletin.Categories, "名字特别长的一类事情" + index, 40_000 - index, "件")),
        .. Enumerable.Range(1, 12).Select(month => new BulletinNumber($"month:{month}", Bulletin.Months, month + "月", month * 12_345, "件")),
        .. Enumerable.Range(1, 9).Select(index => new BulletinNumber($"kind_{index}", "一个名字特别特别特别特别特别特别长的组", "名字特别特别特别长的一种台账" + index, index * 100_000, "人次")),
    ]);

    public static Bulletin Empty { get; } = Of("一季一公示", "桂香园社区", Period.Parse("2026-Q1")!, []);

    private static Bulletin Of(string title, string node, Period period, IReadOnlyList<BulletinNumber> numbers) => new(title, node, period, new DateTimeOffset(2026, 4, 1, 8, 30, 0, TimeSpan.FromHours(8)), numbers);
}

namespace Bot.Tests.Running;

/// <summary>A resident's message that must end in a ticket.</summary>
public sealed record Complaint(string Id, string Group, string Sender, string Text);

/// <summary>As many complaints as wanted, no two alike.</summary>
public static class Complaints
{
    private static readonly string[] Matters = ["楼道灯不亮了", "下水道堵了，脏水往外冒", "单元门关不上", "门口垃圾堆了两天没人收", "楼道墙皮掉了一大块", "楼顶漏水，墙都湿了"];

    private static readonly (string Group, string Sender, int FirstBuilding, int Buildings)[] Speakers =
        [("demo-1", "r1", 4, 6), ("demo-1", "r2", 4, 6), ("demo-2", "r4", 1, 3), ("dm-r3", "r3", 4, 6)];

    public static IReadOnlyList<Complaint> Some(int count) =>
    [
        .. Enumerable.Range(0, count).Select(index =>
        {
            var (group, sender, first, buildings) = Speakers[index % Speakers.Length];
            var round = index / Speakers.Length;
            var building = first + (round % buildings);
            var unit = 1 + (round / buildings % 4);
            return new Complaint($"complaint-{index}", group, sender, $"{building}栋{unit}单元{Matters[(index + round) % Matters.Length]}");
        }),
    ];
}

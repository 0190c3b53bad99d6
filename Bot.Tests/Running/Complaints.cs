namespace Bot.Tests.Running;

/// <summary>A resident's message that must end in a ticket.</summary>
public sealed record Complaint(string Id, string Group, string Sender, string Text);

/// <summary>As many complaints as wanted, each of a neighbour who says nothing else: these tests are about delivery, not about reading a talk.</summary>
public static class Complaints
{
    private static readonly string[] Matters = ["楼道灯不亮了", "下水道堵了，脏水往外冒", "单元门关不上", "门口垃圾堆了两天没人收", "楼道墙皮掉了一大块", "楼顶漏水，墙都湿了"];

    public static async Task<IReadOnlyList<Complaint>> Some(int count, TestDatabase database, params RunningHost[] hosts)
    {
        await database.Execute(
            """
            INSERT INTO person (district, person_id, name) SELECT 'demo', 'neighbour-' || number, '邻居' || number FROM generate_series(1, @count) AS number;
            INSERT INTO member (district, group_id, person_id) SELECT 'demo', 'demo-' || 1 + number % 2, 'neighbour-' || number FROM generate_series(1, @count) AS number
            """,
            new { count });

        // Looking at the world makes a host read who lives in it, though not twice within a second.
        await Task.WhenAll(hosts.Select(host => Patience.Until(
            async () => (await host.Client.Get("/sim/world")).GetRawText().Contains($"\"neighbour-{count}\"", StringComparison.Ordinal), "a host knows the neighbours")));
        return [.. Enumerable.Range(1, count).Select(number => new Complaint($"complaint-{number}", $"demo-{1 + (number % 2)}", $"neighbour-{number}", Text(number)))];
    }

    private static string Text(int number)
    {
        var (first, buildings) = number % 2 == 0 ? (4, 6) : (1, 3);
        return $"{first + (number / 2 % buildings)}栋{1 + (number / 7 % 4)}单元{Matters[number / 2 % Matters.Length]}";
    }
}

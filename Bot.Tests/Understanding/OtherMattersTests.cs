using System.Text.Json;
using Bot.Domain.Understanding;
using Bot.Host.Understanding;

namespace Bot.Tests.Understanding;

/// <summary>
/// Whoever tells a whole matter, its house and what is wrong there, gets a ticket, whatever else he has reported before. The labelled reports that are
/// understood alone are told again beside another labelled matter of the same person or of a neighbour: of another kind, at another house, or both.
/// </summary>
public class OtherMattersTests
{
    /// <summary>A report that stands alone, as the labels and the reader agree.</summary>
    private sealed record Report(string Id, Conversation Conversation, Reading Alone, HashSet<string> Categories);

    private static readonly Lazy<IReadOnlyList<Report>> Reports = new(() => [.. ReportsOf("dev*.jsonl", "tune-*.jsonl")]);

    [Theory]
    [InlineData("open", true)]
    [InlineData("resolved", true)]
    [InlineData("closed", true)]
    [InlineData("open", false)]
    [InlineData("resolved", false)]
    [InlineData("closed", false)]
    public void A_whole_report_is_a_ticket_of_its_own_beside_another_matter(string state, bool isOwn)
    {
        var wrong = new List<string>();
        var told = 0;
        foreach (var (report, other) in Pairs())
        {
            told++;
            var me = report.Conversation.Message.Sender;
            var reporter = isOwn ? me : "老邻居";
            var ticket = new KnownTicket("1001", other.Alone.Category!, other.Alone.Location, other.Conversation.Message.Text, state == "open", state == "resolved", TimeSpan.FromDays(state == "closed" ? 6 : 2), [reporter], null, state == "resolved" ? [reporter] : null);
            var reading = TestReader.Instance.Read(report.Conversation with { Tickets = [ticket] });
            if (reading.Coarse is not (Coarse.New or Coarse.Split) || reading.Coarse == Coarse.New && reading.Location.Building != report.Alone.Location.Building)
            {
                wrong.Add($"{report.Conversation.Message.Text} [{other.Alone.Category} {other.Alone.Location.Building} {other.Conversation.Message.Text}] -> {reading.Coarse} {reading.Intent} {string.Join(' ', reading.Reasons ?? [])}");
            }
        }

        var shown = string.Join('\n', wrong.Take(400));
        Assert.True(wrong.Count <= told / 1000, $"{wrong.Count} of {told} are swallowed:\n{shown}");
    }

    /// <summary>What most people write: a door and four to ten characters. Each is heard after each other one, in the words the bot and the workers say.</summary>
    [Theory]
    [InlineData("just said", true)]
    [InlineData("open", true)]
    [InlineData("resolved", true)]
    [InlineData("closed", true)]
    [InlineData("just said", false)]
    [InlineData("open", false)]
    [InlineData("resolved", false)]
    [InlineData("closed", false)]
    public void A_plain_report_is_a_ticket_of_its_own_in_a_talk_about_another_matter(string state, bool isOwn)
    {
        var wrong = new List<string>();
        var told = 0;
        foreach (var (trouble, category) in Plain)
        {
            foreach (var (otherTrouble, otherCategory) in Plain)
            {
                foreach (var otherDoor in new[] { "6栋4单元", "6栋2单元", "3栋4单元", "11栋1单元" })
                {
                    if (category == otherCategory && otherDoor == "6栋4单元")
                    {
                        continue;
                    }

                    told++;
                    var reading = TestReader.Instance.Read(Talk(state, isOwn ? "桂花" : "老邻居", otherDoor, otherTrouble, otherCategory, $"6栋4单元{trouble}"));
                    if ((reading.Coarse, reading.Location.Building, reading.Location.Unit) is not (Coarse.New, "6", "4"))
                    {
                        wrong.Add($"{trouble} [{otherDoor}{otherTrouble}] -> {reading.Coarse} {reading.Intent} {string.Join(' ', reading.Reasons)}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {told} are swallowed:\n{string.Join('\n', wrong.Take(400))}");
    }

    [Theory]
    [InlineData("open", true)]
    [InlineData("resolved", true)]
    [InlineData("closed", true)]
    [InlineData("open", false)]
    [InlineData("resolved", false)]
    [InlineData("closed", false)]
    public void A_curt_report_of_somebody_whose_nickname_tells_his_door_is_a_ticket_of_its_own(string state, bool isOwn)
    {
        const string Me = "6-4-301";
        var wrong = new List<string>();
        var told = 0;
        foreach (var (trouble, category) in Plain.Where(plain => TestReader.Read(plain.Trouble, Me) is { Coarse: Coarse.New, IsUnsure: false }))
        {
            foreach (var (otherTrouble, otherCategory) in Plain.Where(plain => plain.Category != category))
            {
                foreach (var otherDoor in new[] { "6栋4单元", "3栋4单元" })
                {
                    told++;
                    var talk = Talk(state, isOwn ? Me : "老邻居", otherDoor, otherTrouble, otherCategory, trouble);
                    var reading = TestReader.Instance.Read(talk with { Message = talk.Message with { Sender = Me } });
                    if (reading.Coarse != Coarse.New)
                    {
                        wrong.Add($"{trouble} [{otherDoor}{otherTrouble}] -> {reading.Coarse} {reading.Intent} {string.Join(' ', reading.Reasons)}");
                    }
                }
            }
        }

        Assert.True(told > 600 && wrong.Count <= told / 100, $"{wrong.Count} of {told} are swallowed:\n{string.Join('\n', wrong)}");
    }

    [Theory]
    [InlineData("resolved")]
    [InlineData("closed")]
    public void The_same_trouble_told_again_at_the_same_door_never_says_that_it_is_solved(string state)
    {
        foreach (var (trouble, category) in Plain)
        {
            var reading = TestReader.Instance.Read(Talk(state, "桂花", "6栋4单元", trouble, category, $"6栋4单元{trouble}"));
            Assert.True(reading.Coarse == Coarse.New || reading.Action == "reopen", $"{trouble} -> {reading.Coarse} {reading.Action} {string.Join(' ', reading.Reasons)}");
        }
    }

    private static readonly (string Trouble, string Category)[] Plain =
    [
        ("楼道灯不亮了", "照明"), ("楼道灯坏了", "照明"), ("单元门关不上", "门禁"), ("门禁坏了", "门禁"), ("下水道堵了", "排水管道"), ("电梯停了", "电梯"), ("水管爆了", "供水"), ("停水了", "供水"), ("停电了", "电力故障"),
        ("楼道墙皮掉了一大块", "房屋修缮"), ("楼道堆满了杂物", "通道占用"), ("垃圾没人清", "环境卫生"), ("暖气不热", "供暖"), ("楼顶漏水", "房屋漏水"), ("化粪池冒水", "排水管道"), ("有人飞线充电", "飞线充电"),
        ("楼下占道经营", "违规经营"), ("楼下路灯不亮", "照明"), ("对讲机没声音", "门禁"), ("楼上半夜吵得睡不着", "噪音扰民"), ("空调外机往下滴水", "空调滴水"),
    ];

    /// <summary>The earlier matter as the talk and the database know it: reported, written down, in state resolved asked about, and in state closed told of.</summary>
    private static Conversation Talk(string state, string reporter, string door, string trouble, string category, string text)
    {
        var ago = state switch { "just said" => TimeSpan.FromSeconds(50), "open" => TimeSpan.FromDays(1), "resolved" => TimeSpan.FromDays(2), _ => TimeSpan.FromDays(5) };
        var place = new Location(Building: door[..door.IndexOf('栋', StringComparison.Ordinal)], Unit: door[^3..^2]);
        List<Utterance> talk = [new(reporter, SpeakerRole.Resident, door + trouble, ago, Tickets: ["1001"]), new("社区小助手", SpeakerRole.Bot, $"已登记 #1001 {category}｜{door}｜一般，请网格员小余确认", ago, Tickets: ["1001"])];
        if (state is "resolved" or "closed")
        {
            talk.Add(new Utterance("社区小助手", SpeakerRole.Bot, $"@{reporter} #1001 {category}｜{door}，解决了吗？回 1 好了 2 没好 3 不清楚", ago - TimeSpan.FromDays(1), Tickets: ["1001"]));
        }

        if (state == "closed")
        {
            talk.Add(new Utterance("社区小助手", SpeakerRole.Bot, $"【结果】#1001 {category}｜{door} 已销号：1户未评价。7天内有问题回“1001 没好”。", TimeSpan.FromDays(1), Tickets: ["1001"]));
        }

        var known = new KnownTicket("1001", category, place, door + trouble, state is "open" or "just said", state == "resolved", ago, [reporter], null, state == "resolved" ? [reporter] : null);
        return new Conversation(TestReader.Group, talk, new Utterance("桂花", SpeakerRole.Resident, text, TimeSpan.Zero), Tickets: [known]);
    }

    /// <summary>Each report beside one of another kind at another house, one of another kind at its own house, and one of its kind at another house.</summary>
    private static IEnumerable<(Report Report, Report Other)> Pairs()
    {
        var reports = Reports.Value;
        for (var i = 0; i < reports.Count; i++)
        {
            var report = reports[i];
            var others = Enumerable.Range(1, reports.Count - 1).Select(step => reports[(i + (step * 37)) % reports.Count]);
            foreach (var found in others.GroupBy(other => (SameKind: report.Categories.Overlaps(other.Categories), SameHouse: report.Alone.Location.Building == other.Alone.Location.Building)))
            {
                if (found.Key is not (true, true))
                {
                    yield return (report, found.First());
                }
            }
        }
    }

    private static IEnumerable<Report> ReportsOf(params string[] patterns)
    {
        foreach (var line in patterns.SelectMany(pattern => Directory.GetFiles(TestReader.Source("Bot.Tests", "Understanding", "Cases"), pattern).Order(StringComparer.Ordinal)).SelectMany(File.ReadLines))
        {
            var example = CaseLine.Parse(line, out _);
            if (example.Expect is not { } expect || example.Conversation.Context.Count > 0 || example.Conversation.Group.Default is null || Text(expect, "coarse") != "NEW" || Text(expect, "action") != "new"
                || example.Conversation.Message.Role != SpeakerRole.Resident || Text(expect, "category") is not { } category)
            {
                continue;
            }

            var alone = TestReader.Instance.Read(example.Conversation);
            var building = expect.TryGetProperty("location", out var location) ? Text(location, "building") : null;
            if (alone.Coarse == Coarse.New && alone.Category == category && building is not null && alone.Location.Building == building && alone.Location.From is null)
            {
                HashSet<string> categories = [category];
                if (expect.TryGetProperty("category_alt", out var also))
                {
                    categories.UnionWith(also.EnumerateArray().Select(name => name.GetString()!));
                }

                yield return new Report(example.Id, example.Conversation, alone, categories);
            }
        }
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

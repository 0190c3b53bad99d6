using Bot.Domain.Understanding;

namespace Bot.Tests.Understanding;

/// <summary>Who sits in the dark writes three characters. At a door that is known they are a ticket, whatever was said before, and never a word on another matter's ticket.</summary>
public class OutagesInTalkTests
{
    private const string Me = "6-4-301";

    private static readonly (string Words, string Category)[] Outages =
    [
        ("停电了", "电力故障"), ("没电了", "电力故障"), ("又没电了", "电力故障"), ("又停电了", "电力故障"), ("家里没电了", "电力故障"), ("电没了", "电力故障"), ("怎么停电了", "电力故障"), ("突然停电了", "电力故障"), ("家里跳闸了 推不上去", "电力故障"),
        ("停水了", "供水"), ("没水了", "供水"), ("水停了", "供水"), ("又停水了", "供水"), ("家里没水了", "供水"), ("一滴水都没有", "供水"), ("怎么没水了", "供水"),
        ("没气了", "燃气"), ("停气了", "燃气"), ("家里没气了", "燃气"), ("燃气停了", "燃气"), ("煤气没了", "燃气"),
        ("暖气停了", "供暖"), ("没暖气了", "供暖"), ("家里没暖气", "供暖"),
    ];

    private static readonly (string Trouble, string Category)[] Matters =
    [
        ("门锁坏了", "门禁"), ("下水道堵了", "排水管道"), ("楼道堆满了杂物", "通道占用"), ("垃圾没人清", "环境卫生"), ("楼顶漏水", "房屋漏水"), ("有人飞线充电", "飞线充电"), ("楼上半夜吵得睡不着", "噪音扰民"), ("墙皮掉了一大块", "房屋修缮"),
    ];

    [Fact]
    public void An_outage_told_by_itself_at_a_known_door_is_a_ticket()
    {
        var missed = Outages.Select(outage => (outage.Words, outage.Category, Reading: TestReader.Read(outage.Words, Me)))
            .Where(told => told.Reading.Coarse != Coarse.New || told.Reading.Category != told.Category).Select(told => $"{told.Words} -> {Shown(told.Reading)}").ToList();
        Assert.True(missed.Count == 0, string.Join('\n', missed));
    }

    [Theory]
    [InlineData(Me)]
    [InlineData("老周")]
    public void An_outage_told_after_another_matter_is_a_ticket_of_its_own(string reporter)
    {
        var missed = new List<string>();
        foreach (var (words, outage) in Outages)
        {
            foreach (var (trouble, category) in Matters)
            {
                foreach (var seconds in new[] { 20, 240, 3 * 3600 })
                {
                    var reading = TestReader.Instance.Read(Talk(reporter, trouble, category, TimeSpan.FromSeconds(seconds), words));
                    if (reading.Coarse != Coarse.New || reading.Category != outage)
                    {
                        missed.Add($"{words} [{trouble} {seconds} s] -> {Shown(reading)}");
                    }
                }
            }
        }

        Assert.True(missed.Count == 0, $"{missed.Count}\n{string.Join('\n', missed)}");
    }

    private static Conversation Talk(string reporter, string trouble, string category, TimeSpan ago, string words)
    {
        const string Door = "6栋4单元";
        List<Utterance> talk = [new(reporter, SpeakerRole.Resident, Door + trouble, ago, Tickets: ["1001"]), new("社区小助手", SpeakerRole.Bot, $"已登记 #1001 {category}｜{Door}｜一般，请网格员小余确认", ago, Tickets: ["1001"])];
        var known = new KnownTicket("1001", category, new Location(Building: "6", Unit: "4"), Door + trouble, true, false, ago, [reporter], null, null);
        return new Conversation(TestReader.Group, talk, new Utterance(Me, SpeakerRole.Resident, words, TimeSpan.Zero), Tickets: [known]);
    }

    private static string Shown(Reading reading) => $"{reading.Coarse} {reading.Intent} {reading.Category} {reading.Urgency} {string.Join(' ', reading.Reasons)}";
}

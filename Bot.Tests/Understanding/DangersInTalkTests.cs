using Bot.Domain.Understanding;

namespace Bot.Tests.Understanding;

/// <summary>A danger to life is one whatever was said before it, and help is sent where it is: never to another matter's ticket, because the same person or the group spoke of that last.</summary>
public class DangersInTalkTests
{
    private const string Me = "6-4-301";

    private static readonly string[] OfFire = ["电力故障", "飞线充电", "照明", "电梯", "通道占用", "房屋漏水", "燃气"];
    private static readonly string[] OfInjury = ["电梯", "燃气", "照明", "电力故障", "供暖", "房屋漏水", "房屋修缮"];

    /// <summary>What a frightened person writes, curt, and the kinds of tickets below that it may be the next chapter of.</summary>
    private static readonly (string Words, string[] GrowsFrom)[] Dangers =
    [
        ("着火了", OfFire), ("配电箱着火了", OfFire), ("配电箱着火了 冒浓烟", OfFire), ("楼下电动车烧起来了", OfFire), ("厨房起火了快来人", OfFire),
        ("楼道里有人晕倒了", OfInjury), ("有个老人摔倒了动不了", OfInjury), ("我爸突然喘不上气 脸都紫了", OfInjury), ("好大的煤气味", ["燃气", "供暖", "环境卫生", "排水管道"]), ("楼道里煤气味很重", ["燃气", "供暖", "环境卫生", "排水管道"]),
        ("有人被困在电梯里了", ["电梯"]), ("电梯里关着人 在喊救命", ["电梯"]), ("有人要跳楼", []), ("楼顶有人要往下跳", []), ("隔壁男的在打老婆 女的喊救命", []),
        ("有人拿刀砍人 流了好多血", ["噪音扰民"]), ("孩子不见了 找了一个小时", []), ("老人走丢了 帮忙找找", []), ("电线掉下来了 有人触电", [.. OfInjury, "排水管道", "供水", "飞线充电"]), ("有人掉进化粪池了", ["排水管道", "门禁", "电梯", "房屋修缮"]),
    ];

    private static readonly (string Trouble, string Category)[] Matters =
    [
        ("门锁坏了", "门禁"), ("楼道灯不亮了", "照明"), ("下水道堵了", "排水管道"), ("电梯停了", "电梯"), ("停水了", "供水"), ("停电了", "电力故障"), ("楼道堆满了杂物", "通道占用"), ("垃圾没人清", "环境卫生"),
        ("暖气不热", "供暖"), ("楼顶漏水", "房屋漏水"), ("有人飞线充电", "飞线充电"), ("楼上半夜吵得睡不着", "噪音扰民"), ("空调外机往下滴水", "空调滴水"), ("打不着燃气灶", "燃气"), ("墙皮掉了一大块", "房屋修缮"),
    ];

    [Fact]
    public void A_danger_told_by_itself_alerts_at_once()
    {
        var missed = Dangers.SelectMany(danger => new[] { Me, "桂花" }.Select(sender => (danger.Words, Sender: sender, Reading: TestReader.Read(danger.Words, sender))))
            .Where(told => !told.Reading.Alert || told.Reading.Urgency != Urgency.Critical).Select(told => $"{told.Words} ({told.Sender}) -> {Shown(told.Reading)}").ToList();
        Assert.True(missed.Count == 0, string.Join('\n', missed));
    }

    [Theory]
    [InlineData("open", Me, Me)]
    [InlineData("open", "桂花", Me)]
    [InlineData("open", "桂花", "桂花")]
    [InlineData("resolved", Me, Me)]
    [InlineData("resolved", "桂花", Me)]
    [InlineData("closed", Me, Me)]
    [InlineData("closed", "桂花", "老周")]
    public void A_danger_told_after_another_matter_alerts_and_is_a_ticket_of_its_own(string state, string reporter, string sender)
    {
        List<string> missed = [], swallowed = [];
        var told = 0;
        foreach (var (words, growsFrom) in Dangers)
        {
            foreach (var (trouble, category) in Matters)
            {
                foreach (var seconds in new[] { 20, 240 })
                {
                    told++;
                    var reading = TestReader.Instance.Read(Talk(state, reporter, trouble, category, TimeSpan.FromSeconds(seconds)) with { Message = new Utterance(sender, SpeakerRole.Resident, words, TimeSpan.Zero) });
                    if (!reading.Alert || reading.Urgency != Urgency.Critical)
                    {
                        missed.Add($"{words} [{trouble} {seconds}s] -> {Shown(reading)}");
                    }
                    else if (reading.Coarse == Coarse.Link && !growsFrom.Contains(category))
                    {
                        swallowed.Add($"{words} [{trouble} {seconds}s] -> {Shown(reading)}");
                    }
                }
            }
        }

        Assert.True(missed.Count == 0 && swallowed.Count == 0, $"of {told}: {missed.Count} without an alert, {swallowed.Count} told of another matter\n{string.Join('\n', missed)}\n--\n{string.Join('\n', swallowed)}");
    }

    /// <summary>What is harmless by itself and grave after what was said.</summary>
    [Theory]
    [InlineData("电梯停了", "电梯", "里面有人")]
    [InlineData("电梯停了", "电梯", "有人被困在里面了")]
    [InlineData("电梯停了", "电梯", "我妈还在里头")]
    [InlineData("电梯停了", "电梯", "里面有小孩在哭")]
    [InlineData("停电了", "电力故障", "电箱在冒烟")]
    [InlineData("停电了", "电力故障", "冒烟了")]
    [InlineData("电梯停了", "电梯", "我妈在里面")]
    [InlineData("电梯停了", "电梯", "我奶奶困里面了")]
    [InlineData("有人飞线充电", "飞线充电", "线烧起来了")]
    [InlineData("井盖没了", "井盖", "有人掉下去了")]
    [InlineData("楼上半夜吵得睡不着", "噪音扰民", "打起来了 女的在喊救命")]
    [InlineData("家里没暖气 老人一个人住", "供暖", "敲门没人应了")]
    public void What_a_matter_grows_to_alerts_too(string trouble, string category, string words)
    {
        foreach (var (sender, seconds) in new[] { (Me, 20), (Me, 240), ("桂花", 60) })
        {
            var reading = TestReader.Instance.Read(Talk("open", Me, trouble, category, TimeSpan.FromSeconds(seconds)) with { Message = new Utterance(sender, SpeakerRole.Resident, words, TimeSpan.Zero) });
            Assert.True(reading.Alert && reading.Urgency == Urgency.Critical, $"{words} ({sender}, {seconds} s) -> {Shown(reading)}");
        }
    }

    private static Conversation Talk(string state, string reporter, string trouble, string category, TimeSpan ago)
    {
        const string Door = "6栋4单元";
        var begun = state == "open" ? ago : TimeSpan.FromDays(2) + ago;
        List<Utterance> talk = [new(reporter, SpeakerRole.Resident, Door + trouble, begun, Tickets: ["1001"]), new("社区小助手", SpeakerRole.Bot, $"已登记 #1001 {category}｜{Door}｜一般，请网格员小余确认", begun, Tickets: ["1001"])];
        if (state is "resolved" or "closed")
        {
            talk.Add(new Utterance("社区小助手", SpeakerRole.Bot, $"@{reporter} #1001 {category}｜{Door}，解决了吗？回 1 好了 2 没好 3 不清楚", state == "resolved" ? ago : ago + TimeSpan.FromDays(1), Tickets: ["1001"]));
        }

        if (state == "closed")
        {
            talk.Add(new Utterance("社区小助手", SpeakerRole.Bot, $"【结果】#1001 {category}｜{Door} 已销号：1户未评价。7天内有问题回“1001 没好”。", ago, Tickets: ["1001"]));
        }

        var known = new KnownTicket("1001", category, new Location(Building: "6", Unit: "4"), Door + trouble, state == "open", state == "resolved", begun, [reporter], null, state == "resolved" ? [reporter] : null);
        return new Conversation(TestReader.Group, talk, new Utterance(reporter, SpeakerRole.Resident, "", TimeSpan.Zero), Tickets: [known]);
    }

    private static string Shown(Reading reading) => $"{reading.Coarse} {reading.Intent} {reading.Category} {reading.Urgency} {string.Join(' ', reading.Reasons)}";
}

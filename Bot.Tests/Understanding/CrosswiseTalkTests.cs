using Bot.Domain.Understanding;
using static Bot.Tests.Understanding.TestReader;

namespace Bot.Tests.Understanding;

/// <summary>Several people with several matters in one talk: each line goes where it belongs, or nowhere.</summary>
public class CrosswiseTalkTests
{
    private const string Wang = "3-2-501 王姐", Li = "6-1-302 老李", Zhen = "阿珍";

    private static readonly Utterance[] TwoMatters =
    [
        Said(Wang, "楼道灯不亮了", 30), BotSaid("已登记 #1002 照明｜3栋2单元｜一般", 30),
        Said(Li, "下水道堵了", 20), BotSaid("已登记 #1003 排水管道｜6栋1单元｜较急", 20),
    ];

    private static readonly Utterance[] LampAsked =
    [
        .. TwoMatters, Said("网格员小余", "1002 换好了", 10, SpeakerRole.GridWorker), BotSaid($"@{Wang} #1002 照明｜3栋2单元，解决了吗？回 1 好了 2 没好 3 不清楚", 10),
    ];

    private static readonly Utterance[] Lift = [Said(Li, "6栋电梯停了", 5), BotSaid("已登记 #1006 电梯｜6栋｜较急", 5), Said(Zhen, "我上班要迟到了", 4)];

    [Theory]
    [InlineData(Wang, "什么时候来修啊", "1002")]
    [InlineData(Li, "什么时候来修啊", "1003")]
    [InlineData(Li, "水漫出来了", "1003")]
    [InlineData(Li, "我家也是 灯也不亮", "1002")]
    [InlineData(Wang, "不用修了 自己换了灯泡", "1002")]
    public void What_is_said_of_a_ticket_goes_to_the_one_it_is_about(string sender, string text, string number) => Assert.Equal(number, string.Join(',', Read(text, sender, SpeakerRole.Resident, TwoMatters).Refs));

    [Theory]
    [InlineData(Wang, "停电了", "电力故障")]
    [InlineData(Wang, "垃圾没人收", "环境卫生")]
    [InlineData(Wang, "我家也停水了", "供水")]
    [InlineData(Li, "我家停水了", "供水")]
    [InlineData(Zhen, "我们5栋下水道也堵了", "排水管道")]
    public void Another_matter_is_a_ticket_of_its_own_though_its_writer_has_one_open(string sender, string text, string category)
    {
        var reading = Read(text, sender, SpeakerRole.Resident, TwoMatters);
        Assert.Equal((Coarse.New, category), (reading.Coarse, reading.Category));
    }

    [Fact]
    public void A_digit_means_something_only_to_whoever_was_asked()
    {
        Assert.Equal((Coarse.Link, "1002"), (Read("1", Wang, SpeakerRole.Resident, LampAsked).Coarse, Read("1", Wang, SpeakerRole.Resident, LampAsked).Refs[0]));
        Assert.All(new[] { Li, Zhen }, other => Assert.Equal(Coarse.None, Read("1", other, SpeakerRole.Resident, LampAsked).Coarse));
    }

    [Theory]
    [InlineData("行")]
    [InlineData("好的")]
    public void A_nod_to_what_is_promised_closes_nothing(string text)
    {
        var reading = Read(text, Wang, SpeakerRole.Resident, [.. TwoMatters, Said("网格员小余", "1002 收到，下午去换灯泡", 10, SpeakerRole.GridWorker)]);
        Assert.Equal(Coarse.None, reading.Coarse);
    }

    [Fact]
    public void A_neighbour_who_asks_where_it_is_corrects_nothing() => Assert.NotEqual("update", Read("楼上是不是6-1-402", Zhen, SpeakerRole.Resident, Said(Li, "楼上半夜拖椅子", 40), BotSaid("已登记 #1005 噪音扰民｜6栋1单元｜一般", 40)).Action);

    [Theory]
    [InlineData(Zhen, "3栋电梯是好的")]
    [InlineData(Zhen, "走楼梯吧")]
    [InlineData(Zhen, "爬了18楼")]
    public void Where_it_works_is_no_report(string sender, string text) => Assert.Equal(Coarse.None, Read(text, sender, SpeakerRole.Resident, Lift).Coarse);

    [Fact]
    public void A_danger_without_a_place_is_where_the_ticket_is() => Assert.Equal("1006", string.Join(',', Read("我奶奶困里面了", Zhen, SpeakerRole.Resident, Lift).Refs));

    [Fact]
    public void What_names_a_house_and_no_kind_is_of_the_kind_just_spoken_of()
    {
        var reading = Read("3栋也坏了", Wang, SpeakerRole.Resident, Said(Zhen, "电梯又坏了", 3), BotSaid($"@{Zhen} 收到，请问是哪一栋、哪个单元？", 3), Said(Wang, "今天超市鸡蛋打折", 2), Said(Li, "多少钱一斤", 1));
        Assert.Equal((Coarse.New, "电梯", "3"), (reading.Coarse, reading.Category, reading.Location.Building));
    }

    [Fact]
    public void What_was_announced_for_tomorrow_does_not_explain_why_it_is_off_today()
    {
        var today = Read("停水了", Wang, SpeakerRole.Resident, Said("物业小陈", "【停水通知】明天9点到17点 3栋 6栋停水检修", 300, SpeakerRole.Property));
        Assert.Equal(Coarse.New, today.Coarse);
        Assert.DoesNotContain("announced", today.Reasons);
    }
}

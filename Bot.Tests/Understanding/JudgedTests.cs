using Bot.Domain.Understanding;
using static Bot.Tests.Understanding.TestReader;

namespace Bot.Tests.Understanding;

/// <summary>What the judge makes of a first reading, with the committed weights.</summary>
public class JudgedTests
{
    private static readonly Utterance[] GasTalk = [Said("5-1-302", "5栋1单元302燃气灶打不着", 5), BotSaid("已登记 #1502 燃气｜5栋1单元302｜较急，已派物业。", 4)];

    [Fact]
    public void A_danger_told_of_a_ticket_that_stands_raises_it()
    {
        var reading = Read("现在里面两个人叫不醒了", "5-1-303", SpeakerRole.Resident, GasTalk);
        Assert.Equal((Coarse.Link, "escalate", Urgency.Critical, "1502"), (reading.Coarse, reading.Action, reading.Urgency, string.Join(',', reading.Refs)));
        Assert.NotNull(reading.Reply);
    }

    [Theory]
    [InlineData("恭喜他躲开了，哈哈")]
    [InlineData("我男朋友也叫陈鑫")]
    [InlineData("没网好，老头子终于跟我说话了")]
    [InlineData("洗到一半的不止你，我顶着一脑袋泡沫下楼去我妈家冲的")]
    public void What_tells_no_danger_calls_nobody_however_alike_it_sounds(string text)
    {
        var reading = Read(text, "5-1-302", SpeakerRole.Resident, GasTalk);
        Assert.False(reading.Alert, string.Join(' ', reading.Reasons));
        Assert.NotEqual(Urgency.Critical, reading.Urgency);
    }

    [Theory]
    [InlineData("我家停电了")]
    [InlineData("我家门锁坏了")]
    [InlineData("我家空调滴水")]
    public void What_names_a_home_and_what_is_wrong_there_is_a_report_whatever_was_told_before(string text)
    {
        Assert.Equal(Coarse.New, Read(text, "6-4-301").Coarse);
        Assert.Equal(Coarse.New, Read(text, "5-1-302", SpeakerRole.Resident, GasTalk).Coarse);
    }

    [Fact]
    public void A_danger_at_another_house_is_a_ticket_of_its_own()
    {
        var reading = Read("9栋3单元着火了，浓烟往上冒", "9-3-401", SpeakerRole.Resident, GasTalk);
        Assert.Equal((Coarse.New, Urgency.Critical, "9"), (reading.Coarse, reading.Urgency, reading.Location.Building));
    }

    [Fact]
    public void What_only_half_sounds_like_a_report_is_left_to_the_staff_and_says_so()
    {
        var unsure = HalfReports.Select(text => Read(text, "6-4-301")).Where(reading => reading.IsUnsure).ToList();
        Assert.NotEmpty(unsure);
        Assert.All(unsure, reading =>
        {
            Assert.Equal((Coarse.New, "new", null), (reading.Coarse, reading.Action, reading.Reply));
            Assert.Contains("left-to-staff", reading.Reasons);
        });
    }

    [Fact]
    public void What_cannot_wait_is_answered_however_unsure_the_reader_is()
    {
        var reading = Read("停电了", "6-4-301");
        Assert.Equal((Coarse.New, Urgency.Urgent, false), (reading.Coarse, reading.Urgency, reading.IsUnsure));
        Assert.NotNull(reading.Reply);
    }

    [Theory]
    [InlineData("6栋4单元楼道灯不亮了")]
    [InlineData("厨房下水道堵了，水漫出来了")]
    [InlineData("电梯困人了快来")]
    public void A_plain_report_is_answered(string text)
    {
        var reading = Read(text, "6-4-301");
        Assert.False(reading.IsUnsure);
        Assert.NotNull(reading.Reply);
    }

    [Theory]
    [InlineData("又不亮了")]
    [InlineData("楼道灯修了没两天又黑了")]
    [InlineData("楼道灯修好了，谢谢")]
    public void What_is_written_days_later_is_known_by_the_register_to_be_about_the_writers_ticket(string text)
    {
        KnownTicket[] register =
        [
            new("1001", "电梯", new Location(Building: "7"), "7栋电梯有异响", true, false, TimeSpan.FromDays(6), ["老李"]),
            new("1023", "照明", new Location(Building: "3"), "3栋楼道灯不亮了", false, true, TimeSpan.FromDays(4), ["老周"], null, ["老周"]),
            new("1044", "绿化", new Location(Place: "东门"), "东门树枝断了", true, false, TimeSpan.FromDays(1), ["小林"]),
        ];
        var reading = Instance.Read(new Conversation(Group, [], new Utterance("老周", SpeakerRole.Resident, text, TimeSpan.Zero), null, register));
        Assert.Equal((Coarse.Link, "1023"), (reading.Coarse, string.Join(',', reading.Refs)));
    }

    /// <summary>What may be a complaint or a sigh; which of them the reader is unsure of changes with every learning.</summary>
    internal static readonly string[] HalfReports =
    [
        "墙上有点潮", "阳台有只鸽子", "楼上又在拉小提琴", "走廊里谁在炒辣椒", "这水真凉", "屋里冷", "网好卡", "门口那只猫又来了", "楼下又开始了", "楼道一股味", "隔壁好吵", "水有点小", "灯一闪一闪的",
        "有人在敲墙", "楼上在跳绳", "窗户漏风", "电梯晃了一下", "树叶挡光", "马桶有点慢", "下水有点慢", "楼道好黑", "墙角有蚂蚁", "地库好滑", "单元门好沉", "煤气表走得快", "暖气温温的", "楼下有人唱歌", "快递堆门口", "花盆放窗台上", "院里草好高", "广告又塞门缝", "狗又叫了",
    ];
}

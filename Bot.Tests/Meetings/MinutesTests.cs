using Bot.Domain.Grids;
using Bot.Domain.Meetings;
using Bot.Domain.Understanding;
using Bot.Tests.Clocks;

namespace Bot.Tests.Meetings;

public class MinutesTests
{
    private static readonly Roster Roster = new("grid-1", "第1网格",
    [
        new Post("w1", "网格员小余", SpeakerRole.GridWorker, "grid-1"),
        new Post("p1", "物业老张", SpeakerRole.Property, "guixiangyuan"),
        new Post("c1", "社区书记", SpeakerRole.Community, "guixiangyuan"),
    ]);

    private static Minutes Read(string text, params string[] parties) => Minutes.Read(text, parties, Roster, Clock.At("2026-03-05 21:00"));

    [Fact]
    public void Every_numbered_line_is_a_matter_and_lines_without_a_number_belong_to_the_one_before()
    {
        var minutes = Read("周四夜话会纪要\n1、4栋楼道灯不亮\n2. 单车棚漏雨，\n下雨天没法停\n（三）想装充电桩\n④ 树枝挡窗");
        Assert.Equal(["4栋楼道灯不亮", "单车棚漏雨，下雨天没法停", "想装充电桩", "树枝挡窗"], minutes.Items.Select(item => item.Text));
    }

    [Theory]
    [InlineData("1、停车费为什么涨，物业老张现场答复，按合同第三条")]
    [InlineData("1、垃圾桶位置，已解释")]
    [InlineData("1、门禁卡补办，当场解决")]
    public void What_was_answered_on_the_spot_needs_nobody_and_no_time(string line)
    {
        var item = Assert.Single(Read(line).Items);
        Assert.True(item.Answered);
        Assert.Null(item.Responsible);
    }

    [Theory]
    [InlineData("1、楼道灯不亮，网格员小余负责，3月10日前修好", "w1", "2026-03-10 18:00")]
    [InlineData("1、单车棚漏雨，物业老张下周三上午前修", "p1", "2026-03-11 12:00")]
    [InlineData("1、树枝挡窗，老张月底前剪掉", "p1", "2026-03-31 18:00")]
    public void A_promise_has_a_person_and_a_time(string line, string person, string due)
    {
        var item = Assert.Single(Read(line).Items);
        Assert.False(item.Answered);
        Assert.Equal(person, item.Responsible?.Id);
        Assert.Equal(Clock.At(due), item.DueAt);
    }

    [Fact]
    public void What_nobody_promised_is_left_open()
    {
        var item = Assert.Single(Read("1、东门路灯太暗，晚上看不清路").Items);
        Assert.Equal((false, null, null), (item.Answered, item.Responsible, item.DueAt));
    }

    [Fact]
    public void Who_came_is_told_by_a_line_of_its_own()
    {
        var minutes = Read("到会：社区、物业，居民代表等共23人\n1、东门路灯太暗", "社区", "物业", "业委会");
        Assert.Equal(23, minutes.People);
        Assert.Equal(["社区", "物业"], minutes.Present!);
        Assert.Null(Read("1、东门路灯太暗", "社区").Present);
    }

    [Theory]
    [InlineData("报名+1 我和我妈", true, 2)]
    [InlineData("报名", true, 1)]
    [InlineData("我家3个人都去", true, 3)]
    [InlineData("两人", true, 2)]
    [InlineData("这次来不了，请假", false, 0)]
    public void A_sign_up_says_who_comes_and_with_how_many(string text, bool comes, int people) => Assert.Equal(new SignUp("4-1-302", comes, people), SignUp.Read("4-1-302", text));

    [Fact]
    public void A_chain_holds_one_line_each()
    {
        Assert.Equal([new SignUp("4-1-302", true, 1), new SignUp("老周", true, 2), new SignUp("陈阿姨", false, 0)], SignUp.ReadChain("#接龙\n周四夜话会\n1. 4-1-302\n2. 老周 2人\n3. 陈阿姨来不了")!.Select(one => one.Name.StartsWith("陈阿姨", StringComparison.Ordinal) ? one with { Name = "陈阿姨" } : one));
        Assert.Null(SignUp.ReadChain("1. 4-1-302"));
    }
}

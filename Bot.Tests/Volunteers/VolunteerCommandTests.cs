using Bot.Domain.Tickets;
using Bot.Domain.Volunteers;

namespace Bot.Tests.Volunteers;

public class VolunteerCommandTests
{
    private static readonly Person[] People = [new("r1", "4-1-302"), new("r2", "5-1-1203 老周"), new("r3", "4栋陈阿姨"), new("r5", "2-1-101 小陈")];

    public static TheoryData<string, VolunteerCommand> Commands => new()
    {
        { "报到", new VolunteerCommand.Report(true) },
        { "党员报到！", new VolunteerCommand.Report(false) },
        { "岗位清单", new VolunteerCommand.Posts() },
        { "设岗：楼道巡查｜每周查一次楼道｜3人", new VolunteerCommand.MakePost("楼道巡查", "每周查一次楼道", 3) },
        { "设岗：楼道巡查", new VolunteerCommand.MakePostUnread() },
        { "认岗 2", new VolunteerCommand.TakePost(2) },
        { "退岗2号岗", new VolunteerCommand.LeavePost(2) },
        { "服务 2小时 打扫楼道", new VolunteerCommand.TellHours(2, "打扫楼道") },
        { "服务1.5小时，陪王奶奶买菜", new VolunteerCommand.TellHours(1.5m, "陪王奶奶买菜") },
        { "志愿服务两个半小时 巡逻", new VolunteerCommand.TellHours(2.5m, "巡逻") },
        { "服务半小时 扫雪", new VolunteerCommand.TellHours(0.5m, "扫雪") },
        { "服务 1050 确认", new VolunteerCommand.SettleHours("1050", true) },
        { "服务 #1050 不认", new VolunteerCommand.SettleHours("1050", false) },
        { "志愿 1023 老周", new VolunteerCommand.Credit("1023", "老周") },
        { "我的服务", new VolunteerCommand.MyRoll() },
        { "服务榜", new VolunteerCommand.WholeRoll() },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_read_as_it_is_said(string text, VolunteerCommand command) => Assert.Equal(command, VolunteerCommand.Read(text));

    [Theory]
    [InlineData("谁家修下水道")]
    [InlineData("服务态度太差，等了2小时")]
    [InlineData("服务 26小时 打扫")]
    [InlineData("电梯停了2小时 没人管")]
    [InlineData("报到，路由器红灯已亮一小时")]
    [InlineData("志愿者招募，有意接龙")]
    [InlineData("志愿者真是绝了 给马哥点赞")]
    [InlineData("认岗")]
    public void Ordinary_talk_is_none(string text) => Assert.Null(VolunteerCommand.Read(text));

    [Fact]
    public void Skills_are_read_as_they_are_said()
    {
        Assert.Equal(["修水管", "理发"], Assert.IsType<SkillCommand.Add>(SkillCommand.Read("技能：修水管、理发")).Skills);
        Assert.Equal(new SkillCommand.Remove("修水管"), SkillCommand.Read("取消技能：修水管"));
        Assert.Equal(new SkillCommand.Ask("修水管"), SkillCommand.Read("谁会修水管呀？"));
        Assert.Equal(new SkillCommand.Agree("1051"), SkillCommand.Read("愿意 1051"));
    }

    [Theory]
    [InlineData("谁会急救 求求了")]
    [InlineData("谁会急救")]
    [InlineData("谁会人工呼吸快来")]
    [InlineData("谁会弄上家里帮一哈 3号楼2单元202")]
    [InlineData("谁会做糖醋排骨，醋和糖到底几比几")]
    [InlineData("谁家修下水道")]
    [InlineData("谁会弄？3栋")]
    [InlineData("技能鉴定个人网上报名系统何时开通？")]
    [InlineData("愿意")]
    public void Ordinary_talk_and_danger_are_no_matter_of_skills(string text) => Assert.Null(SkillCommand.Read(text));

    [Theory]
    [InlineData("老周", "r2")]
    [InlineData("@4栋陈阿姨", "r3")]
    [InlineData("r1", "r1")]
    [InlineData("陈", null)]
    [InlineData("老王", null)]
    public void A_neighbour_is_found_by_a_part_of_the_name_that_only_one_has(string named, string? person) => Assert.Equal(person, Neighbour.Find(named, People)?.Id);
}

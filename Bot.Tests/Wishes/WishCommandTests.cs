using Bot.Domain.Wishes;

namespace Bot.Tests.Wishes;

public class WishCommandTests
{
    public static TheoryData<string, WishCommand> Commands => new()
    {
        { "心愿：想要一辆二手轮椅", new WishCommand.Propose(null, "想要一辆二手轮椅") },
        { "我的微心愿: 一副老花镜", new WishCommand.Propose(null, "一副老花镜") },
        { "替10号楼独居的哈奶奶说个心愿：年三十想有人陪着包饺子", new WishCommand.Propose("10号楼独居的哈奶奶", "年三十想有人陪着包饺子") },
        { "代王阿姨提心愿：一台收音机", new WishCommand.Propose("王阿姨", "一台收音机") },
        { "心愿 1040 通过", new WishCommand.Approve("1040", false, null) },
        { "心愿#1040通过：一位老人想要轮椅", new WishCommand.Approve("1040", false, "一位老人想要轮椅") },
        { "心愿 1040 通过 全社区 一位老人想要轮椅", new WishCommand.Approve("1040", true, "一位老人想要轮椅") },
        { "心愿 1040 不通过 超出能力范围", new WishCommand.Refuse("1040", "超出能力范围") },
        { "认领 1040", new WishCommand.Claim("1040") },
        { "我来认领心愿#1040！", new WishCommand.Claim("1040") },
        { "认领", new WishCommand.Claim(null) },
        { "退认领 1040", new WishCommand.GiveBack("1040") },
        { "心愿 1040 完成", new WishCommand.Finish("1040") },
        { "心愿 1040 撤回", new WishCommand.Withdraw("1040") },
        { "1", new WishCommand.Answer(1) },
        { "2。", new WishCommand.Answer(2) },
        { "心愿公示", new WishCommand.PublishNow() },
        { "心愿清单", new WishCommand.List() },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_is_read_as_it_is_said(string text, WishCommand command) => Assert.Equal(command, WishCommand.Read(text));

    [Theory]
    [InlineData("谁家毛巾啊，来认领一下哈哈哈")]
    [InlineData("我妈想认领一个微心愿 是在哪个程序上点")]
    [InlineData("那个轮椅的心愿有人认领了不？想凑一份")]
    [InlineData("微心愿征集开始啦")]
    [InlineData("【微心愿征集】谁家有困难又不好意思开口的，跟我说一声")]
    [InlineData("本月微心愿征集：有需要的邻居可以说")]
    [InlineData("门口公共绿地能不能认领种点花")]
    [InlineData("心愿：")]
    [InlineData("心愿 1040 完成了吗")]
    [InlineData("1040 完成")]
    [InlineData("1栋楼道灯不亮")]
    [InlineData("3")]
    public void Ordinary_talk_is_none(string text) => Assert.Null(WishCommand.Read(text));

    [Theory]
    [InlineData("5-1-1203 老周", "老周")]
    [InlineData("4-1-302", "一位邻居")]
    [InlineData("4栋陈阿姨", "陈阿姨")]
    [InlineData("3栋2单元501室王哥", "王哥")]
    [InlineData("10号楼独居的哈奶奶", "独居的哈奶奶")]
    [InlineData("网格员小余", "网格员小余")]
    public void A_stranger_hears_a_name_without_a_door(string name, string called) => Assert.Equal(called, WishWords.Called(name));

    [Fact]
    public void What_is_shown_names_no_door_and_no_number_whoever_wrote_it()
    {
        var wish = new Wish("1040", "grid-1", new("r1", "4-1-302"), null, "我住4栋1单元302，电话13812345678", DateTimeOffset.UnixEpoch);
        Assert.Equal("我住4栋（门牌略），电话（号码略）", wish.Shown);
        Assert.Equal("5栋（门牌略）的老人想要轮椅", (wish with { Wording = "5栋2单元501的老人想要轮椅" }).Shown);
        var forOther = wish with { Teller = new("r2", "5-1-1203 老周"), For = "10号楼独居的哈奶奶", Text = "独居的哈奶奶想和老周、张大爷下棋" };
        Assert.Equal("居民想和居民、居民下棋", forOther.Shown);
    }
}

using Bot.Domain.Registers;

namespace Bot.Tests.Registers;

public sealed class RegisterCommandTests
{
    [Theory]
    [InlineData("重点人员：王奶奶，独居，4栋1单元302，每2周", RegisterKind.People, "王奶奶，独居，4栋1单元302", 14)]
    [InlineData("重点人员:王奶奶独居 每两周走访一次。", RegisterKind.People, "王奶奶独居", 14)]
    [InlineData("重点场所：东门烧烤店，油烟，每周", RegisterKind.Places, "东门烧烤店，油烟", 7)]
    [InlineData("重点事项：5栋电梯老化，每10天看一次", RegisterKind.Matters, "5栋电梯老化", 10)]
    [InlineData("重点事项：5栋电梯老化，每个月", RegisterKind.Matters, "5栋电梯老化", 30)]
    [InlineData("重点事项：5栋电梯老化，每季度", RegisterKind.Matters, "5栋电梯老化", 90)]
    [InlineData("重点人员：王奶奶，独居", RegisterKind.People, "王奶奶，独居", null)]
    [InlineData("重点人员：王奶奶，每0天", RegisterKind.People, "王奶奶", null)]
    [InlineData("重点人员：王奶奶，每900天", RegisterKind.People, "王奶奶", null)]
    public void An_entry_is_added_with_its_rhythm(string text, RegisterKind kind, string content, int? everyDays) =>
        Assert.Equal(new RegisterCommand.Add(kind, content, everyDays), RegisterCommand.Read(text));

    [Theory]
    [InlineData("清单1003", "走访")]
    [InlineData("清单 #1003 核对", "核对")]
    public void An_entry_is_looked_at_for_a_reason(string text, string why) => Assert.Equal(new RegisterCommand.Look("1003", why), RegisterCommand.Read(text));

    [Fact]
    public void The_other_words_are_known()
    {
        Assert.Equal(new RegisterCommand.Looks("1003"), RegisterCommand.Read("清单1003记录"));
        Assert.Equal(new RegisterCommand.Visit("1003", "老人身体不错，缺药"), RegisterCommand.Read("走访1003 老人身体不错，缺药"));
        Assert.Equal(new RegisterCommand.Visit("3", "老人身体不错"), RegisterCommand.Read("走访 3：老人身体不错"));
        Assert.Equal(new RegisterCommand.HandOver("1003", "网格员小林"), RegisterCommand.Read("清单1003 移交给网格员小林"));
        Assert.Equal(new RegisterCommand.StrikeOff("1003"), RegisterCommand.Read("清单1003移出"));
        Assert.Equal(new RegisterCommand.Mine(), RegisterCommand.Read("我的清单"));
    }

    [Theory]
    [InlineData("重点是4栋电梯坏了，每天都要爬楼")]
    [InlineData("请问重点人员怎么登记")]
    [InlineData("走访3栋王奶奶，她家漏水")]
    [InlineData("走访1003")]
    [InlineData("清单上的问题什么时候解决")]
    [InlineData("需求清单")]
    [InlineData("清单1003的事办好了吗")]
    [InlineData("4栋1单元302厨房漏水了，每2周漏一次")]
    public void What_a_resident_writes_is_no_command(string text) => Assert.Null(RegisterCommand.Read(text));
}

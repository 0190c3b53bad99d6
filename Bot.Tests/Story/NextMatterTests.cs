using Bot.Tests.Running;

namespace Bot.Tests.Story;

public sealed class NextMatterTests(DemoHost host) : IClassFixture<DemoHost>
{
    private readonly BotClient bot = host.Bot;

    /// <summary>The invitation to give stars stays unanswered, as most do; what the same person writes next is no answer to it.</summary>
    [Fact]
    public async Task A_new_complaint_of_somebody_who_has_just_rated_is_a_new_ticket()
    {
        await bot.MoveToMondayMorning();
        await bot.AnswerTo("demo-1", await bot.Say("demo-1", "r1", "5栋3单元下水道堵了，脏水往外冒"));
        await bot.Say("demo-1", "w1", "确认 1001");
        await bot.Say("demo-1", "w1", "1001 办好了");
        await bot.Say("demo-1", "r1", "1");
        await bot.Settle();
        Assert.Equal("closed", (await bot.Ticket("1001")).GetProperty("state").GetString());

        await bot.Advance("P2D");
        var answer = await bot.AnswerTo("demo-1", await bot.Say("demo-1", "r1", "4栋2单元楼道灯不亮了"));
        Assert.StartsWith("已登记 #1002 照明", answer.Text, StringComparison.Ordinal);
    }
}

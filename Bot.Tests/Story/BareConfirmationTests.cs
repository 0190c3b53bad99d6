using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>A tired worker writes "确认" and no number.</summary>
public sealed class BareConfirmationTests : IAsyncLifetime
{
    private readonly DemoHost host = new();

    private BotClient Bot => host.Bot;

    public async ValueTask InitializeAsync()
    {
        await host.InitializeAsync();
        await Bot.MoveToMondayMorning();
        await Say("r1", "4栋2单元楼道灯不亮了");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task After_much_other_talk_it_confirms_the_one_that_waits()
    {
        await Chat();
        await Say("w1", "确认");
        Assert.Equal("accepted", await State("1001"));
    }

    [Fact]
    public async Task With_two_that_wait_and_much_other_talk_the_worker_is_asked_which()
    {
        await Say("r2", "6栋2单元门口垃圾堆了两天没人收");
        await Chat();
        var id = await Say("w1", "确认");
        Assert.Equal(("reported", "reported"), (await State("1001"), await State("1002")));
        Assert.Equal("有 2 件等确认：#1002 环境卫生、#1001 照明。请带上编号，例如：确认 1002", Assert.Single(await Bot.BotLines("demo-1"), line => line.Quote == id).Text);
    }

    [Fact]
    public async Task What_a_reporter_chats_about_afterwards_is_met_with_silence()
    {
        await Say("r2", "6栋2单元门口垃圾堆了两天没人收");
        var before = (await Bot.BotLines("demo-1")).Count;
        await Chat();
        Assert.Equal(before, (await Bot.BotLines("demo-1")).Count);
    }

    private async Task Chat()
    {
        foreach (var (sender, text) in new[] { ("r2", "今天的橙子真甜"), ("r3", "哪里买的"), ("r2", "东门水果店"), ("r3", "明天我也去看看"), ("r2", "早点去，下午就没了"), ("r3", "好的谢谢"), ("r2", "不客气"), ("r3", "孩子放学了我去接"), ("r2", "路上小心"), ("r3", "嗯嗯") })
        {
            await Say(sender, text);
        }
    }

    /// <summary>Each reads what the bot has said before answering.</summary>
    private async Task<string> Say(string sender, string text)
    {
        var id = await Bot.Say("demo-1", sender, text);
        await Bot.Settle();
        return id;
    }

    private async Task<string?> State(string number) => (await Bot.Ticket(number)).GetProperty("state").GetString();
}

using Bot.Domain.Tickets;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>A tired worker writes "确认" and no number.</summary>
public sealed class BareConfirmationTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private async Task<PostgresHouse> Open()
    {
        var house = await PostgresHouse.Open(database);
        await Say(house, "r1", "4栋2单元楼道灯不亮了");
        return house;
    }

    [Fact]
    public async Task After_much_other_talk_it_confirms_the_one_that_waits()
    {
        var house = await Open();
        await Chat(house);
        await Say(house, "w1", "确认");
        Assert.Equal(TicketState.Accepted, (await house.Ticket("1001")).State);
    }

    [Fact]
    public async Task With_two_that_wait_and_much_other_talk_the_worker_is_asked_which()
    {
        var house = await Open();
        await Say(house, "r2", "6栋2单元门口垃圾堆了两天没人收");
        await Chat(house);
        var id = await Say(house, "w1", "确认");
        Assert.Equal((TicketState.Reported, TicketState.Reported), ((await house.Ticket("1001")).State, (await house.Ticket("1002")).State));
        Assert.Equal("有 2 件等确认：#1002 环境卫生、#1001 照明。请带上编号，例如：确认 1002", Assert.Single(house.Channel.Accepted, message => message.LaneId == "demo-1" && message.Quote == id).Text);
    }

    [Fact]
    public async Task What_a_reporter_chats_about_afterwards_is_met_with_silence()
    {
        var house = await Open();
        await Say(house, "r2", "6栋2单元门口垃圾堆了两天没人收");
        var before = house.Channel.Accepted.Count;
        await Chat(house);
        Assert.Equal(before, house.Channel.Accepted.Count);
    }

    private static async Task Chat(PostgresHouse house)
    {
        foreach (var (sender, text) in new[] { ("r2", "今天的橙子真甜"), ("r3", "哪里买的"), ("r2", "东门水果店"), ("r3", "明天我也去看看"), ("r2", "早点去，下午就没了"), ("r3", "好的谢谢"), ("r2", "不客气"), ("r3", "孩子放学了我去接"), ("r2", "路上小心"), ("r3", "嗯嗯") })
        {
            await Say(house, sender, text);
        }
    }

    /// <summary>Each reads what the bot has said before answering.</summary>
    private static async Task<string> Say(PostgresHouse house, string sender, string text)
    {
        var message = await house.Say(sender, text);
        await house.MoveTo(house.Time.Now.AddSeconds(5));
        return message.MessageId;
    }
}

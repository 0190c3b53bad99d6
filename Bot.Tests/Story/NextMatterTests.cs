using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>After a matter is closed and rated, the same people come with the next one.</summary>
public sealed class NextMatterTests : IAsyncLifetime
{
    private readonly DemoHost host = new();

    private BotClient Bot => host.Bot;

    public async ValueTask InitializeAsync()
    {
        await host.InitializeAsync();
        await Bot.MoveToMondayMorning();
        await Say("r1", "6栋2单元门口垃圾堆了两天没人收");
        await Say("r2", "我家也是");
        await Say("w1", "确认 1001");
        await Say("w1", "1001 办好了");
        await Say("r1", "1");
        await Say("r2", "1");
        Assert.Equal("closed", await State("1001"));
        await Bot.Advance("P1D");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    /// <summary>The invitation to give stars stays unanswered, as most do; what the same person writes next is no answer to it.</summary>
    [Fact]
    public async Task A_new_complaint_of_somebody_who_has_rated_is_a_new_ticket()
    {
        var id = await Say("r1", "4栋2单元楼道灯不亮了");
        Assert.StartsWith("已登记 #1002 照明", Assert.Single(await Bot.BotLines("demo-1"), line => line.Quote == id).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5栋2单元下水道堵了，脏水往外冒")]
    [InlineData("5栋2单元楼道灯不亮了")]
    public async Task Two_matters_that_one_person_writes_within_a_minute_are_two_tickets(string second)
    {
        await Say("r3", "4栋1单元楼道灯不亮了");
        await Bot.Advance("PT20S");
        await Say("r3", second);
        Assert.Equal(["1001", "1002", "1003"], (await Bot.Tickets()).Select(ticket => ticket.GetProperty("no").GetString()).Order());
    }

    [Fact]
    public async Task A_neighbour_who_has_rated_joins_and_rates_the_ticket_in_talk()
    {
        await Say("r1", "5栋3单元下水道堵了，脏水往外冒");
        await Say("r2", "我家也是");
        Assert.Equal(2, (await Bot.Ticket("1002")).GetProperty("households").GetInt32());
        await Say("w1", "确认 1002");
        await Say("w1", "1002 办好了");
        await Say("r1", "1");
        await Say("r2", "1");
        Assert.Equal(("closed", "closed"), (await State("1001"), await State("1002")));
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

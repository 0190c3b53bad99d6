using Bot.Domain.Tickets;
using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>After a matter is closed and rated, the same people come with the next one.</summary>
public sealed class NextMatterTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    /// <summary>The day after #1001 was closed and rated by two households.</summary>
    private async Task<PostgresHouse> Open()
    {
        var house = await PostgresHouse.Open(database);
        await Say(house, "r1", "6栋2单元门口垃圾堆了两天没人收");
        await Say(house, "r2", "我家也是");
        await Say(house, "w1", "确认 1001");
        await Say(house, "w1", "1001 办好了");
        await Say(house, "r1", "1");
        await Say(house, "r2", "1");
        Assert.Equal(TicketState.Closed, (await house.Ticket("1001")).State);
        await house.MoveTo(house.Time.Now.AddDays(1));
        return house;
    }

    /// <summary>The invitation to give stars stays unanswered, as most do; what the same person writes next is no answer to it.</summary>
    [Fact]
    public async Task A_new_complaint_of_somebody_who_has_rated_is_a_new_ticket()
    {
        var house = await Open();
        var id = await Say(house, "r1", "4栋2单元楼道灯不亮了");
        Assert.StartsWith("已登记 #1002 照明", Assert.Single(house.Channel.Accepted, message => message.LaneId == "demo-1" && message.Quote == id).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5栋2单元下水道堵了，脏水往外冒")]
    [InlineData("5栋2单元楼道灯不亮了")]
    public async Task Two_matters_that_one_person_writes_within_a_minute_are_two_tickets(string second)
    {
        var house = await Open();
        await Say(house, "r3", "4栋1单元楼道灯不亮了");
        await house.MoveTo(house.Time.Now.AddSeconds(20));
        await Say(house, "r3", second);
        Assert.Equal(["1001", "1002", "1003"], await house.Rows<string>("SELECT number FROM ticket WHERE district = @District ORDER BY number"));
    }

    [Fact]
    public async Task A_neighbour_who_has_rated_joins_and_rates_the_ticket_in_talk()
    {
        var house = await Open();
        await Say(house, "r1", "5栋3单元下水道堵了，脏水往外冒");
        await Say(house, "r2", "我家也是");
        Assert.Equal(2, (await house.Ticket("1002")).Households);
        await Say(house, "w1", "确认 1002");
        await Say(house, "w1", "1002 办好了");
        await Say(house, "r1", "1");
        await Say(house, "r2", "1");
        Assert.Equal((TicketState.Closed, TicketState.Closed), ((await house.Ticket("1001")).State, (await house.Ticket("1002")).State));
    }

    /// <summary>Each reads what the bot has said before answering.</summary>
    private static async Task<string> Say(PostgresHouse house, string sender, string text)
    {
        var message = await house.Say(sender, text);
        await house.Dispatch();
        return message.MessageId;
    }
}

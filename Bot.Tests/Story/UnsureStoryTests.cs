using Bot.Domain.Tickets;
using Bot.Tests.Running;
using Bot.Tests.Understanding;

namespace Bot.Tests.Story;

/// <summary>Words that only half sound like a matter, from the residents' group to the staff and back.</summary>
public sealed class UnsureStoryTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly string Half = JudgedTests.HalfReports.First(text => TestReader.Read(text, "4-1-302").IsUnsure);

    [Fact]
    public async Task The_group_hears_of_it_when_one_of_the_staff_has_taken_it_for_a_matter()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", Half);
        await house.Dispatch();
        Assert.Empty(house.Heard("demo-1"));
        Assert.Contains($"请看 #1001：居民说“{Half}”，不知是不是报事，群里还没回。", Assert.Single(house.Heard("demo-staff")), StringComparison.Ordinal);

        await house.Say("w1", "确认1001", "demo-staff");
        await house.Dispatch();
        Assert.StartsWith("已登记 #1001 ", Assert.Single(house.Heard("demo-1")), StringComparison.Ordinal);
        Assert.Equal(TicketState.Accepted, (await house.Ticket("1001")).State);
    }

    [Fact]
    public async Task The_group_hears_nothing_of_what_was_talk_after_all()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", Half);
        await house.Dispatch();
        await house.Say("w1", "1001 不予受理 闲聊", "demo-staff");
        await house.Dispatch();
        Assert.Equal(TicketState.Rejected, (await house.Ticket("1001")).State);
        Assert.Empty(house.Heard("demo-1"));
    }
}

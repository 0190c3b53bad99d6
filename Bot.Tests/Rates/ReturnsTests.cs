using Bot.Domain.Tickets;
using Bot.Tests.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Rates;

/// <summary>Returns, and merges and splits taken back, through the chat and the stores.</summary>
public sealed class ReturnsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const string Lamp = "4栋1单元楼道灯不亮了";

    private async Task<PostgresHouse> WithClosed()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", Lamp);
        await house.Say("w1", "1001 办好了");
        house.Time.Now = Clock.At("2026-03-05 09:00");
        await house.Host.Sweep.Run(CancellationToken.None);
        Assert.Equal(TicketState.Closed, (await house.Ticket("1001")).State);
        return house;
    }

    private static async Task<string?> Flag(PostgresHouse house, string number) =>
        (await house.Rows<string>("SELECT text FROM outbox WHERE district = @District AND kind = 'recurs' AND @number = ANY(tickets)", new { number })).SingleOrDefault();

    [Fact]
    public async Task The_same_light_within_thirty_days_is_flagged_to_the_staff_and_in_the_log()
    {
        var house = await WithClosed();
        house.Time.Now = Clock.At("2026-03-20 10:00");
        await house.Say("r3", Lamp);
        Assert.Equal([new Earlier("1001", Clock.At("2026-03-05 09:00").ToUniversalTime(), 30)], (await house.Ticket("1002")).Recurs);
        Assert.Contains("30天内第2次", await Flag(house, "1002"), StringComparison.Ordinal);
        Assert.Equal(1, await house.One<int>("SELECT count(*)::int FROM event WHERE district = @District AND number = '1002' AND kind = 'recurred'"));
    }

    [Theory]
    [InlineData("2026-04-04 10:00", 90)]
    [InlineData("2026-06-02 10:00", 90)]
    [InlineData("2026-06-04 10:00", null)]
    public async Task After_thirty_days_it_is_flagged_as_late_and_after_ninety_not_at_all(string again, int? within)
    {
        var house = await WithClosed();
        house.Time.Now = Clock.At(again);
        await house.Say("r3", Lamp);
        Assert.Equal(within, (await house.Ticket("1002")).Recurs.SingleOrDefault()?.Within);
        Assert.Equal(within is not null, (await Flag(house, "1002"))?.Contains("90天内第2次", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task Another_building_is_no_return_until_it_is_corrected_to_be_the_same()
    {
        var house = await WithClosed();
        house.Time.Now = Clock.At("2026-03-20 10:00");
        await house.Say("r3", "6栋1单元楼道灯不亮了");
        Assert.Empty((await house.Ticket("1002")).Recurs);
        Assert.Null(await Flag(house, "1002"));
        await house.Say("r3", "说错了，1002 是4栋1单元");
        var corrected = await house.Ticket("1002");
        Assert.Equal("4", corrected.Location.Building);
        Assert.Equal("1001", Assert.Single(corrected.Recurs).Number);
    }

    [Fact]
    public async Task A_merge_is_taken_back_on_both_sides_from_either_number()
    {
        var house = await PostgresHouse.Open(database);
        foreach (var number in new[] { "1001", "1002" })
        {
            await house.Say("r1", "20栋楼道灯不亮了");
            await house.Say("r2", "31栋楼道灯不亮了");
            await house.Say("w1", "1002并到1001");
            Assert.Equal((TicketState.Merged, 2), ((await house.Ticket("1002")).State, (await house.Ticket("1001")).Reports.Count));
            await house.Say("w1", $"撤销 {number}");
            Assert.Equal((TicketState.Reported, 1), ((await house.Ticket("1002")).State, (await house.Ticket("1001")).Reports.Count));
            house = await PostgresHouse.Open(database);
        }
    }

    [Fact]
    public async Task A_merge_that_was_built_upon_stays_whole()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "20栋楼道灯不亮了");
        await house.Say("r2", "31栋楼道灯不亮了");
        await house.Say("w1", "1002并到1001");
        await house.Say("w1", "派 1001 给 物业老张");
        await house.Say("w1", "撤销 1002");
        Assert.Equal((TicketState.Merged, TicketState.Assigned), ((await house.Ticket("1002")).State, (await house.Ticket("1001")).State));

        // Step by step, the last one first, it goes.
        await house.Say("w1", "撤销 1001");
        Assert.Equal((TicketState.Merged, TicketState.Reported), ((await house.Ticket("1002")).State, (await house.Ticket("1001")).State));
        await house.Say("w1", "撤销 1002");
        Assert.Equal((TicketState.Reported, 1), ((await house.Ticket("1002")).State, (await house.Ticket("1001")).Reports.Count));
    }

    [Fact]
    public async Task A_split_is_taken_back_by_a_word_as_long_as_nobody_works_on_it()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "20栋楼道灯不亮了");
        await house.Say("r3", "我家也是");
        await house.Say("w1", "拆分 1001");
        Assert.Equal((1, "1001"), ((await house.Ticket("1001")).Reports.Count, await house.One<string>("SELECT data ->> 'splitFrom' FROM event WHERE district = @District AND number = '1002' AND kind = 'opened'")));
        await house.Say("w1", "撤销 1001");
        var (whole, apart) = (await house.Ticket("1001"), await house.Ticket("1002"));
        Assert.Equal((2, TicketState.Merged, "1001"), (whole.Reports.Count, apart.State, apart.MergedInto));
        Assert.Equal((2, 0), await Bot.Host.Tickets.RebuildVerb.Rebuild(house.Source, house.Settings.District));
        Assert.Empty(await house.Rows<string>("SELECT kind FROM clock WHERE district = @District AND subject = 'ticket:1002' AND state = 'running'"));
    }
}

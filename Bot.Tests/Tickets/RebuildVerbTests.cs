using Bot.Host.Tickets;
using Bot.Tests.Running;

namespace Bot.Tests.Tickets;

/// <summary>Rows and events as older programs wrote them, which knew less.</summary>
public sealed class RebuildVerbTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    /// <summary>What came to the ticket, its reports, its deadline and its pauses after the first tickets were stored, and is empty in a ticket that has no use for it.</summary>
    private const string WithoutLaterFields = "(body - '{units,suspensions,handedTo,recurs,pauses,stoppedAt}'::text[]) #- '{deadline,pauses}' #- '{deadline,specialDays}' #- '{reports,0,homes}'";

    private static async Task<PostgresHouse> WithOldLog(PostgresDatabase database, params string[] said)
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "20栋楼道灯不亮了");
        foreach (var text in said)
        {
            await house.Say("w1", text);
        }

        Assert.Equal((1, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
        await house.Execute("UPDATE event SET data = data #- '{deadline,pauses}' #- '{deadline,specialDays}' #- '{report,homes}' WHERE district = @District");
        await house.Execute($"UPDATE ticket SET body = {WithoutLaterFields} WHERE district = @District");
        return house;
    }

    [Fact]
    public async Task A_row_that_lacks_only_what_was_empty_is_no_difference()
    {
        var house = await WithOldLog(database, "确认1001", "进展1001 在路上");

        // What the papers said of the deadline's days is known to neither, and neither makes it up.
        Assert.Equal((1, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
        Assert.Null((await house.Ticket("1001")).Deadline.SpecialDays);
    }

    [Fact]
    public async Task What_the_events_know_and_an_old_row_does_not_is_a_difference_once()
    {
        var house = await WithOldLog(database, "确认1001", "1001 办好了");
        Assert.Null((await house.Ticket("1001")).StoppedAt);
        Assert.Equal((1, 1), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
        Assert.Equal(house.Time.Now, (await house.Ticket("1001")).StoppedAt);
        Assert.Equal((1, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
    }

    [Fact]
    public async Task A_row_that_says_something_else_is_a_difference()
    {
        var house = await WithOldLog(database);
        await house.Execute("UPDATE ticket SET body = jsonb_set(body, '{summary}', '\"other\"') WHERE district = @District");
        Assert.Equal((1, 1), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
    }
}

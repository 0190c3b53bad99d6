using Bot.Domain.Tickets;
using Bot.Host.Tickets;
using Bot.Tests.Running;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Bot.Tests.Tickets;

/// <summary>Rows that an older program built: they lack what this one reads out of the same events.</summary>
public sealed class OlderRowsTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private readonly KeptLog<OlderRows> log = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private OlderRows Service(PostgresHouse house) => new(house.Source, house.Settings, log);

    /// <summary>Tickets that are done, in rows that do not know since when.</summary>
    private static async Task<PostgresHouse> WithOld(PostgresDatabase database, int count)
    {
        var house = await PostgresHouse.Open(database);
        for (var number = 0; number < count; number++)
        {
            await house.Say($"r{(number % 3) + 1}", $"{number + 20}栋楼道灯不亮了");
            await house.Say("w1", $"{1001 + number} 办好了");
        }

        await MakeOld(house);
        return house;
    }

    private static Task MakeOld(PostgresHouse house) => house.Execute("UPDATE ticket SET shape = 0, body = body - 'stoppedAt' WHERE district = @District");

    private static Task<IReadOnlyList<string>> Old(PostgresHouse house) =>
        house.Rows<string>("SELECT number FROM ticket WHERE district = @District AND (shape < @Shape OR NOT body ? 'stoppedAt') ORDER BY number", new { TicketHistory.Shape });

    [Fact]
    public async Task A_host_that_starts_builds_them_anew_and_only_those()
    {
        var house = await WithOld(database, 1);
        await house.Say("r2", "21栋楼道灯不亮了");
        Assert.Null((await house.Ticket("1001")).StoppedAt);
        Assert.Equal(1, await Service(house).Rebuild(Stop));
        Assert.Equal(house.Time.Now, (await house.Ticket("1001")).StoppedAt);
        Assert.Equal((2, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
        Assert.Equal(0, await Service(house).Rebuild(Stop));
    }

    [Fact]
    public async Task The_service_ends_by_itself_and_says_how_many_there_were()
    {
        var house = await WithOld(database, 3);
        using var service = Service(house);
        await service.StartAsync(Stop);
        await service.ExecuteTask!.WaitAsync(Patience.Limit, Stop);
        Assert.Empty(await Old(house));
        Assert.Equal(["3 ticket(s) of an older program built anew from their events"], log.Of(LogLevel.Information));

        using var again = Service(house);
        await again.StartAsync(Stop);
        await again.ExecuteTask!.WaitAsync(Patience.Limit, Stop);
        Assert.Single(log.Of(LogLevel.Information));
    }

    /// <summary>A change of an old row is written over it: what it lacks is still lacking, so it stays to be built anew.</summary>
    [Fact]
    public async Task A_change_does_not_make_an_old_row_a_new_one()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "20栋楼道灯不亮了");
        await house.Say("w1", "确认1001");
        await MakeOld(house);
        await house.Say("w1", "进展1001 在路上");
        Assert.Equal(0, await house.One<int>("SELECT shape FROM ticket WHERE district = @District"));
        Assert.Equal(1, await Service(house).Rebuild(Stop));
    }

    [Fact]
    public async Task Hosts_that_start_together_work_on_while_one_ticket_is_in_somebodys_hands_and_lose_nothing_of_what_is_written()
    {
        var house = await WithOld(database, 3);
        OlderRows[] services = [Service(house), Service(house)];
        await using (var connection = await house.Source.OpenConnectionAsync(Stop))
        await using (var transaction = await connection.BeginTransactionAsync(Stop))
        {
            await TicketStore.Lock(connection, transaction, house.Settings.District, ["1002"]);
            foreach (var service in services)
            {
                await service.StartAsync(Stop);
            }

            await Patience.Until(async () => (await Old(house)).SequenceEqual(["1002", "1003"]), "what is free is built");
            await house.Say("r3", "1003 没好");
            Assert.All(services, service => Assert.False(service.ExecuteTask!.IsCompleted));
        }

        await Task.WhenAll(services.Select(service => service.ExecuteTask!)).WaitAsync(Patience.Limit, Stop);
        Assert.Equal(TicketState.Working, (await house.Ticket("1003")).State);
        Assert.Equal((3, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
        Assert.Empty(log.Of(LogLevel.Error));
    }

    [Fact]
    public async Task One_whose_events_cannot_be_read_is_named_and_left_and_the_others_are_built()
    {
        var house = await WithOld(database, 3);
        await house.Execute("UPDATE event SET data = jsonb_build_object('kind', 'nonsense') WHERE district = @District AND number = '1002' AND sequence = 2");
        Assert.Equal(2, await Service(house).Rebuild(Stop));
        Assert.Equal(["1002"], await Old(house));
        Assert.Equal(["ticket 1002 cannot be built anew from its events, its row stays as an older program wrote it"], log.Of(LogLevel.Error));
    }

    [Fact]
    public async Task Without_the_database_the_host_goes_on_and_the_next_start_does_it()
    {
        var house = await WithOld(database, 1);
        await using var gone = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = house.Settings.District, Pooling = false });
        using var service = new OlderRows(gone, house.Settings, log);
        await service.StartAsync(Stop);
        await service.ExecuteTask!.WaitAsync(Patience.Limit, Stop);
        Assert.StartsWith("the database cannot be reached; the next start goes on", Assert.Single(log.Of(LogLevel.Warning)), StringComparison.Ordinal);
        Assert.Equal(1, await Service(house).Rebuild(Stop));
    }

    [Fact]
    public async Task A_host_that_stops_in_the_midst_leaves_the_rest_to_the_next()
    {
        var house = await WithOld(database, 3);
        using var service = Service(house);
        await using (var connection = await house.Source.OpenConnectionAsync(Stop))
        await using (var transaction = await connection.BeginTransactionAsync(Stop))
        {
            await TicketStore.Lock(connection, transaction, house.Settings.District, ["1002"]);
            await service.StartAsync(Stop);
            await Patience.Until(async () => (await Old(house)).Count == 2, "it has come to the one that is held");
            var stopping = service.StopAsync(Stop);
            await transaction.RollbackAsync(Stop);
            await stopping.WaitAsync(Patience.Limit, Stop);
        }

        Assert.Contains("1003", await Old(house));
        Assert.Equal((await Old(house)).Count, await Service(house).Rebuild(Stop));
        Assert.Empty(await Old(house));
        Assert.Empty(log.Of(LogLevel.Error).Concat(log.Of(LogLevel.Warning)));
    }
}

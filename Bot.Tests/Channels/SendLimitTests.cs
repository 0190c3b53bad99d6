using Bot.Host.Channels;
using Bot.Tests.Running;
using Dapper;
using Npgsql;

namespace Bot.Tests.Channels;

public sealed class SendLimitTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly SendLimit.Window[] TwentyAMinute = [new(20, TimeSpan.FromSeconds(60))];

    [Fact]
    public async Task The_twenty_first_waits_until_a_minute_after_the_first_has_ended()
    {
        var house = await PostgresHouse.Open(database);
        var limit = new SendLimit(house.Source, house.Settings, house.Host.Clock);
        for (var count = 0; count < 20; count++)
        {
            await Send(limit, "robot");
        }

        var full = await limit.Take("robot", TwentyAMinute, CancellationToken.None);
        Assert.Null(full.Id);
        Assert.InRange(full.Wait.TotalSeconds, 60, 62);
        house.Time.Now += full.Wait;
        Assert.NotNull((await limit.Take("robot", TwentyAMinute, CancellationToken.None)).Id);
    }

    [Fact]
    public async Task A_send_that_took_long_counts_from_its_end()
    {
        var house = await PostgresHouse.Open(database);
        var limit = new SendLimit(house.Source, house.Settings, house.Host.Clock);
        var slow = await limit.Take("robot", TwentyAMinute, CancellationToken.None);
        house.Time.Now += TimeSpan.FromSeconds(15);
        await limit.End("robot", slow.Id!.Value);
        for (var count = 0; count < 19; count++)
        {
            await Send(limit, "robot");
        }

        house.Time.Now += TimeSpan.FromSeconds(50);
        Assert.Null((await limit.Take("robot", TwentyAMinute, CancellationToken.None)).Id);
    }

    [Fact]
    public async Task What_a_dead_host_never_ended_counts_until_its_lease_was_over()
    {
        var house = await PostgresHouse.Open(database, lease: TimeSpan.FromSeconds(10));
        var limit = new SendLimit(house.Source, house.Settings, house.Host.Clock);
        for (var count = 0; count < 20; count++)
        {
            await limit.Take("robot", TwentyAMinute, CancellationToken.None);
        }

        house.Time.Now += TimeSpan.FromSeconds(65);
        Assert.Null((await limit.Take("robot", TwentyAMinute, CancellationToken.None)).Id);
        house.Time.Now += TimeSpan.FromSeconds(7);
        Assert.NotNull((await limit.Take("robot", TwentyAMinute, CancellationToken.None)).Id);
    }

    [Fact]
    public async Task Two_hosts_at_once_never_pass_the_limit_and_other_senders_are_free()
    {
        var house = await PostgresHouse.Open(database);
        SendLimit[] hosts = [new(house.Source, house.Settings, house.Host.Clock), new(house.Source, house.Settings, house.NewHost().Clock)];
        var places = await Task.WhenAll(Enumerable.Range(0, 60).Select(count => hosts[count % 2].Take("robot", TwentyAMinute, CancellationToken.None)));
        Assert.Equal(20, places.Count(place => place.Id is not null));
        Assert.NotNull((await hosts[0].Take("another", TwentyAMinute, CancellationToken.None)).Id);
    }

    [Fact]
    public async Task Where_the_database_does_not_answer_nobody_gets_a_place_and_an_end_is_left_to_the_lease()
    {
        var house = await PostgresHouse.Open(database);
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=nowhere");
        var limit = new SendLimit(nowhere, house.Settings, house.Host.Clock);
        var place = await limit.Take("robot", TwentyAMinute, TestContext.Current.CancellationToken);
        Assert.Null(place.Id);
        Assert.Contains("nothing was sent", place.Fault, StringComparison.Ordinal);
        await limit.End("robot", Guid.NewGuid());
    }

    [Fact]
    public async Task Whoever_gets_a_place_so_late_that_his_lease_may_be_over_does_not_use_it()
    {
        var house = await PostgresHouse.Open(database);
        await Send(new SendLimit(house.Source, house.Settings, house.Host.Clock), "robot");
        var hasty = house.Settings with { Lease = TimeSpan.FromSeconds(0.5) };
        await using var connection = await house.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("SELECT 1 FROM limited_sender WHERE district = @District FOR UPDATE", new { house.Settings.District }, transaction);
        var late = new SendLimit(house.Source, hasty, house.Host.Clock).Take("robot", TwentyAMinute, TestContext.Current.CancellationToken);
        await Task.Delay(hasty.Lease, TestContext.Current.CancellationToken);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Null((await late).Id);
    }

    private static async Task Send(SendLimit limit, string sender)
    {
        var place = await limit.Take(sender, TwentyAMinute, CancellationToken.None);
        Assert.NotNull(place.Id);
        await limit.End(sender, place.Id.Value);
    }
}

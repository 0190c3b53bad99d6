using Bot.Domain.Notices;
using Bot.Host.Channels;
using Bot.Host.Notices;
using Bot.Tests.Running;
using Npgsql;

namespace Bot.Tests.Notices;

public sealed class LanesTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static Notice Line(string key, bool waits = false) => new(key, Address.Group("demo-1"), "reply", key) { WaitsForMorning = waits };

    private static async Task<ClaimedLane?> Claim(PostgresHouse house, HostParts? host = null) =>
        (await (host ?? house.Host).Lanes.Claim(house.Host.Clock.Now, 8, CancellationToken.None)).SingleOrDefault();

    private static Task Expire(PostgresHouse house) => house.Execute("UPDATE lane SET lease_until = now() - interval '1 second' WHERE district = @District");

    [Fact]
    public async Task A_lane_is_held_by_one_host_until_it_is_released_or_the_lease_runs_out()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(Line("a"));
        var other = house.NewHost();
        var first = await Claim(house);
        Assert.NotNull(first);
        Assert.Null(await Claim(house, other));
        await Expire(house);
        var second = await Claim(house, other);
        Assert.Equal(first.Token + 1, second!.Token);
    }

    [Fact]
    public async Task A_zombies_writes_have_no_effect()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(Line("a"));
        var (lanes, zombie, attempt) = (house.Host.Lanes, await Claim(house), Guid.NewGuid());
        Assert.NotEmpty(await lanes.Begin(zombie!, [1], attempt, null));
        await Expire(house);
        var heir = await Claim(house);

        await lanes.Settle(zombie!, attempt, "sent", null, house.Host.Clock.Now, "late", null);
        Assert.Equal("sending", (await house.States())["a"]);
        Assert.Empty(await lanes.Begin(zombie!, [1], Guid.NewGuid(), null));
        await lanes.Release(zombie!);
        Assert.True(await house.One<bool>("SELECT lease_until IS NOT NULL FROM lane WHERE district = @District"));

        // The heir finds out that nobody knows, and settles it.
        var head = Assert.Single(await lanes.Head(heir!, house.Host.Clock.Now, 20));
        Assert.Equal("unknown", head.State);
    }

    [Fact]
    public async Task A_lease_that_has_run_out_begins_no_attempt_even_where_nobody_took_over()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(Line("a"));
        var lane = await Claim(house);
        await Expire(house);
        Assert.Empty(await house.Host.Lanes.Begin(lane!, [1], Guid.NewGuid(), null));
        Assert.Equal("pending", (await house.States())["a"]);
    }

    [Fact]
    public async Task A_notice_committed_while_the_lane_is_released_is_not_overlooked()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(Line("a"));
        var lane = await Claim(house);
        Assert.NotEmpty(await house.Host.Lanes.Begin(lane!, [1], Guid.NewGuid(), null));

        // A deciding transaction has taken its number in the lane, and not committed yet, when the dispatcher lets go.
        var map = await house.Map();
        await using var connection = await house.Source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            Outbox.Add(batch, map, [Line("b")], house.Host.Clock.Now);
            await batch.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await house.Execute("UPDATE outbox SET state = 'sent' WHERE district = @District AND notice_key = 'a'");
        var release = house.Host.Lanes.Release(lane!);
        while (!await house.One<bool>("SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"))
        {
            await Task.Yield();
        }

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await release;
        Assert.NotNull(await Claim(house));
    }

    [Fact]
    public async Task What_is_put_off_to_the_morning_does_not_hold_back_what_is_due_now()
    {
        var house = await PostgresHouse.Open(database, "2026-03-02 23:00");
        await house.Decide(Line("question", waits: true), Line("answer"));
        await house.Dispatch();
        Assert.Equal(["answer"], house.Channel.Accepted.Select(message => message.Key));
        Assert.Null(await Claim(house));
        house.Time.Now = Bot.Tests.Clocks.Clock.At("2026-03-03 07:00");
        await house.Dispatch();
        Assert.Equal(["answer", "question"], house.Channel.Accepted.Select(message => message.Key));
    }

    [Fact]
    public async Task What_waits_for_its_next_attempt_holds_back_those_behind_it()
    {
        var house = await PostgresHouse.Open(database);
        var refusals = 1;
        house.Channel.Answer = message => Task.FromResult<Delivery>(message.Key == "a" && refusals-- > 0
            ? new Delivery.Later(TimeSpan.FromSeconds(10), "45009")
            : new Delivery.Sent(message.Key));
        await house.Decide(Line("a"), Line("b"));
        await house.Dispatch();
        Assert.Empty(house.Channel.Accepted);
        await house.Decide(Line("c"));
        await house.Dispatch();
        Assert.Empty(house.Channel.Accepted);
        house.Time.Now += TimeSpan.FromSeconds(10);
        await house.Dispatch();
        Assert.Equal(["a", "b", "c"], house.Channel.Accepted.Select(message => message.Key));
    }
}

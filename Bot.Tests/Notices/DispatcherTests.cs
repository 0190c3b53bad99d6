using Bot.Domain.Notices;
using Bot.Host.Channels;
using Bot.Host.Notices;
using Bot.Tests.Running;

namespace Bot.Tests.Notices;

public sealed class DispatcherTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static Notice Line(string key, string group = "demo-1") => new(key, Address.Group(group), "reply", key);

    [Fact]
    public async Task Two_dispatchers_interleaved_keep_the_order_of_every_lane_and_say_each_once()
    {
        var house = await PostgresHouse.Open(database);
        var other = house.NewHost();
        var random = new Random(7);
        house.Channel.Answer = async message =>
        {
            await Task.Delay(random.Next(3), CancellationToken.None);
            return new Delivery.Sent(message.Key);
        };
        string[] groups = ["demo-1", "demo-2", "demo-staff"];
        var deciding = groups.Select(group => Task.Run(async () =>
        {
            for (var count = 0; count < 40; count++)
            {
                await house.Decide(Line($"{group}:{count:00}", group));
            }
        })).ToList();
        var decided = Task.WhenAll(deciding);
        async Task Run(HostParts host)
        {
            await Task.Yield();
            while (!decided.IsCompleted)
            {
                await host.Dispatcher.DispatchDue(CancellationToken.None);
            }
        }

        await Task.WhenAll(Run(house.Host), Run(other));
        await decided;
        await house.Dispatch();
        foreach (var group in groups)
        {
            Assert.Equal(Enumerable.Range(0, 40).Select(count => $"{group}:{count:00}"), house.Channel.Accepted.Where(message => message.LaneId == group).Select(message => message.Key));
        }
    }

    [Fact]
    public async Task A_refused_head_goes_dead_and_the_lane_goes_on()
    {
        var house = await PostgresHouse.Open(database);
        house.Channel.Answer = message => Task.FromResult<Delivery>(message.Key == "bad" ? new Delivery.Refused("content") : new Delivery.Sent(message.Key));
        await house.Decide(Line("bad"), Line("good"));
        await house.Dispatch();
        Assert.Equal(["good"], house.Channel.Accepted.Select(message => message.Key));
        Assert.Equal("dead", (await house.States())["bad"]);
        Assert.Equal("content", await house.One<string>("SELECT error FROM outbox WHERE district = @District AND notice_key = 'bad'"));
    }

    [Fact]
    public async Task A_head_that_is_always_put_off_goes_dead_after_eight_tries()
    {
        var house = await PostgresHouse.Open(database);
        house.Channel.Answer = message => Task.FromResult<Delivery>(message.Key == "bad" ? new Delivery.Later(TimeSpan.FromMinutes(1), "-1") : new Delivery.Sent(message.Key));
        await house.Decide(Line("bad"), Line("good"));
        for (var tries = 1; tries <= 8; tries++)
        {
            Assert.Empty(house.Channel.Accepted);
            await house.Dispatch();
            house.Time.Now += TimeSpan.FromMinutes(1);
        }

        Assert.Equal("dead", (await house.States())["bad"]);
        Assert.Equal(["good"], house.Channel.Accepted.Select(message => message.Key));
    }

    [Theory]
    [InlineData(true, 2, "sent")]
    [InlineData(false, 1, "dead")]
    public async Task An_unknown_outcome_is_sent_again_only_where_the_channel_removes_duplicates(bool removes, int deliveries, string end)
    {
        var house = await PostgresHouse.Open(database);
        house.Channel.Flags = house.Channel.Flags with { RemovesDuplicates = removes };
        var answers = 0;
        house.Channel.Answer = message =>
        {
            if (answers++ == 0)
            {
                // The call arrived, its answer was lost.
                house.Channel.Keep(message);
                throw new HttpRequestException("connection reset");
            }

            return Task.FromResult<Delivery>(new Delivery.Sent(message.Key));
        };
        await house.Decide(Line("a"));
        await house.Dispatch();
        Assert.Equal("unknown", (await house.States())["a"]);
        house.Time.Now += TimeSpan.FromMinutes(2);
        await house.Dispatch();
        Assert.Equal(end, (await house.States())["a"]);
        Assert.Equal(deliveries, house.Channel.Accepted.Count);
    }

    [Fact]
    public async Task A_killed_senders_row_is_unknown_and_never_silently_sent_again()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(Line("a"), Line("b"));
        var lane = (await house.Host.Lanes.Claim(house.Host.Clock.Now, 8, CancellationToken.None)).Single();
        Assert.NotEmpty(await house.Host.Lanes.Begin(lane, [1], Guid.NewGuid(), null));
        await house.Execute("UPDATE lane SET lease_until = now() - interval '1 second' WHERE district = @District");
        await house.Dispatch(house.NewHost());
        Assert.Equal("dead", (await house.States())["a"]);
        Assert.Equal(["b"], house.Channel.Accepted.Select(message => message.Key));
    }

    [Fact]
    public async Task A_channel_that_breaks_in_an_unheard_of_way_stops_neither_the_dispatcher_nor_other_lanes()
    {
        var house = await PostgresHouse.Open(database);
        house.Channel.Answer = message => message.Key == "bad" ? throw new InvalidCastException() : Task.FromResult<Delivery>(new Delivery.Sent(message.Key));
        await house.Decide(Line("bad"), Line("good", "demo-2"));
        await house.Dispatch();
        Assert.Equal(["good"], house.Channel.Accepted.Select(message => message.Key));
        Assert.Equal("unknown", (await house.States())["bad"]);
    }

    [Fact]
    public async Task A_conversation_without_a_channel_is_dead_and_says_why()
    {
        var house = await PostgresHouse.Open(database);
        await house.Decide(Line("a", "nowhere"));
        await house.Dispatch();
        Assert.Equal("no channel for this conversation", await house.One<string>("SELECT error FROM outbox WHERE district = @District AND state = 'dead'"));
    }

    [Fact]
    public async Task A_channel_that_does_not_answer_in_time_leaves_the_outcome_unknown_while_the_lane_is_still_held()
    {
        var house = await PostgresHouse.Open(database);
        house.Channel.Answer = _ => throw new TaskCanceledException();
        await house.Decide(Line("a"));
        await house.Dispatch();
        Assert.Equal("unknown", (await house.States())["a"]);
    }
}

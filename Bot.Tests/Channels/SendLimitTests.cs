using Bot.Host.Channels;
using Bot.Host.Clocks;
using Bot.Tests.Running;

namespace Bot.Tests.Channels;

public sealed class SendLimitTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static readonly SendLimit.Window[] Windows = [new(20, TimeSpan.FromSeconds(60))];

    /// <summary>A clock that is off by a little.</summary>
    private sealed class OffTime(TimeProvider time, TimeSpan off) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + off;
    }

    /// <summary>
    /// Two hosts with clocks 0.8 s apart send as fast as they may; a call takes up to 15 s, arrives at any time within it, and may end with the
    /// death of its host. Arrivals are counted here, by the platform's own clock.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Never_more_than_20_arrive_in_any_60_s_whatever_two_hosts_do(int seed)
    {
        var house = await PostgresHouse.Open(database);
        SendLimit[] hosts =
        [
            new(house.Source, house.Settings, new BotClock(house.Source, house.Time)),
            new(house.Source, house.Settings, new BotClock(house.Source, new OffTime(house.Time, TimeSpan.FromSeconds(0.8)))),
        ];
        var random = new Random(seed);
        var arrivals = new List<DateTimeOffset>();
        var ends = new PriorityQueue<(int Host, Guid Place), DateTimeOffset>();
        var stop = house.Time.Now + TimeSpan.FromMinutes(20);
        while (house.Time.Now < stop)
        {
            var host = random.Next(2);
            var place = await hosts[host].Take("robot", Windows, TestContext.Current.CancellationToken);
            if (place.Id is { } id)
            {
                var took = TimeSpan.FromSeconds(random.Next(5) == 0 ? random.NextDouble() * 15 : random.NextDouble());
                if (random.Next(8) > 0)
                {
                    arrivals.Add(house.Time.Now + (took * random.NextDouble()));
                }

                if (random.Next(10) > 0)
                {
                    ends.Enqueue((host, id), house.Time.Now + took);
                }
            }

            // Bursts, and now and then until there is room again.
            var next = house.Time.Now + (place.Id is null && random.Next(2) == 0 ? place.Wait : TimeSpan.FromSeconds(random.Next(3) == 0 ? random.NextDouble() * 3 : 0.01));
            while (ends.TryPeek(out var over, out var at) && at <= next)
            {
                ends.Dequeue();
                house.Time.Now = at;
                await hosts[over.Host].End("robot", over.Place);
            }

            house.Time.Now = next;
        }

        arrivals.Sort();
        Assert.All(arrivals.Zip(arrivals.Skip(20)), pair => Assert.True(pair.Second - pair.First > TimeSpan.FromSeconds(60), $"21 within {pair.Second - pair.First}"));
        Assert.True(arrivals.Count > 120, $"only {arrivals.Count} in 20 minutes");
    }
}

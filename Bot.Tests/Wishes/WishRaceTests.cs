using System.Globalization;
using Bot.Domain.Tickets;
using Bot.Domain.Wishes;
using Bot.Host.Database;
using Bot.Host.Messages;
using Bot.Host.Wishes;
using Bot.Tests.Running;
using Npgsql;

namespace Bot.Tests.Wishes;

/// <summary>A thousand neighbours want the same wish at the same moment.</summary>
public sealed class WishRaceTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private const int Neighbours = 1000;
    private const string Late = "谢谢您的热心！#1001 已有邻居认领了";

    private async Task<PostgresHouse> Published()
    {
        var house = await PostgresHouse.Open(database);
        await house.Execute(
            """
            INSERT INTO person (district, person_id, name) SELECT @District, 'n' || n, '邻居' || n FROM generate_series(1, @Neighbours) AS n;
            INSERT INTO chat_group (district, group_id, name, channel, kind, node_id, communities, default_community)
              SELECT @District, 'dm-n' || n, '邻居' || n, 'simulator', 'private', 'grid-1', '{桂香园}', '桂香园' FROM generate_series(1, @Neighbours) AS n;
            INSERT INTO member (district, group_id, person_id) SELECT @District, 'dm-n' || n, 'n' || n FROM generate_series(1, @Neighbours) AS n;
            INSERT INTO member (district, group_id, person_id) SELECT @District, 'demo-1', 'n' || n FROM generate_series(1, @Neighbours) AS n;
            """,
            new { Neighbours });
        house.Renew();
        await house.Hear("r1", "心愿：想要一辆二手轮椅", "dm-r1");
        await house.Hear("w1", "心愿 1001 通过", "demo-staff");
        await house.Hear("w1", "心愿公示", "demo-staff");
        return house;
    }

    private static async Task<Wish> Only(PostgresHouse house) => Assert.Single(await new WishStore(house.Source).List(house.Settings.District, null, null, CancellationToken.None));

    private static Task<int> Claims(PostgresHouse house) => house.One<int>("SELECT count(*)::int FROM journal WHERE district = @District AND kind = 'wish_claimed'");

    [Fact]
    public async Task Of_a_thousand_simultaneous_claims_one_wins_and_999_are_thanked()
    {
        var house = await Published();
        var map = await house.Map();
        await using var source = DatabaseSource.Open(new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 24, Timeout = 300 }.ConnectionString);
        var store = new WishStore(source);
        var decisions = await Task.WhenAll(Enumerable.Range(1, Neighbours).Select(async n =>
        {
            await Task.Yield();
            var by = new Person(string.Create(CultureInfo.InvariantCulture, $"n{n}"), "邻居");
            return (By: by, Decision: (await store.Step(map, "1001", grid => map.ActorFor(by.Id, grid), (wish, scene) => WishSteps.Claim(wish, by, scene), house.Time.Now, CancellationToken.None))!);
        }));
        var winner = Assert.Single(decisions, one => one.Decision.After is not null);
        Assert.Equal(winner.By.Id, (await Only(house)).Claimant?.Id);
        Assert.Equal(Neighbours - 1, decisions.Count(one => one.Decision.Refusal?.Code == "wish_taken" && one.Decision.Answer == Late));
        Assert.Equal(1, await Claims(house));
    }

    [Fact]
    public async Task Of_a_thousand_who_write_it_to_two_hosts_at_once_one_wins_and_999_read_one_kind_line()
    {
        var house = await Published();
        var messages = Enumerable.Range(1, Neighbours).Select(n => string.Create(CultureInfo.InvariantCulture, $"n{n}")).Select(person => house.Message(person, "认领 1001", $"dm-{person}"));
        await house.Store([.. messages]);
        var hosts = new[] { house.Host, house.NewHost() };
        await Task.WhenAll(hosts.SelectMany(host => Enumerable.Repeat(host.Worker, 4)).Select(Empty));
        await house.Dispatch();
        var winner = (await Only(house)).Claimant!.Id;
        var heard = house.Channel.Accepted.Where(message => message.LaneId.StartsWith("dm-n", StringComparison.Ordinal)).ToLookup(message => message.LaneId, message => message.Text);
        Assert.Equal(Neighbours, heard.Count);
        Assert.All(heard.Where(chat => chat.Key != $"dm-{winner}"), chat => Assert.Equal(Late, Assert.Single(chat)));
        Assert.StartsWith("谢谢您认领 #1001", Assert.Single(heard[$"dm-{winner}"]), StringComparison.Ordinal);
        Assert.Equal(1, await Claims(house));

        static async Task Empty(InboxWorker worker)
        {
            while (await worker.HandleNext(CancellationToken.None))
            {
            }
        }
    }
}

using Bot.Host.Messages;
using Bot.Tests.Running;
using Npgsql;

namespace Bot.Tests.Messages;

public sealed class InboxTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_that_stands_twice_in_one_batch_is_stored_once()
    {
        var house = await PostgresHouse.Open(database);
        var message = house.Message("r1", "楼道灯不亮");
        Assert.Equal([message.Key], await house.Store(message, message with { Text = "同一条" }));
        Assert.Empty(await house.Store(message));
        Assert.Equal(1, await Count(house));
    }

    [Fact]
    public async Task The_same_message_given_to_two_inboxes_at_the_same_moment_is_new_to_one_of_them()
    {
        var house = await PostgresHouse.Open(database);
        var other = house.NewHost();
        await Run([house.Host.Inbox, other.Inbox], async () =>
        {
            for (var round = 0; round < 20; round++)
            {
                var message = house.Message("r1", $"第{round}条");
                var stored = await Task.WhenAll(Enumerable.Range(0, 6).Select(index => (index % 2 == 0 ? house.Host.Inbox : other.Inbox).Store(message, Stop)));
                Assert.Single(stored, isNew => isNew);
            }
        });
        Assert.Equal(20, await Count(house));
    }

    [Fact]
    public async Task Many_at_once_are_all_stored_before_they_are_answered()
    {
        var house = await PostgresHouse.Open(database);
        await Run([house.Host.Inbox], async () =>
        {
            var stored = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => house.Host.Inbox.Store(house.Message("r1", "楼道灯不亮"), Stop)));
            Assert.All(stored, Assert.True);
            Assert.Equal(1000, await Count(house));
        });
    }

    [Fact]
    public async Task What_comes_at_once_keeps_its_order_in_each_conversation()
    {
        var house = await PostgresHouse.Open(database);
        await Run([house.Host.Inbox], async () =>
            await Task.WhenAll(Enumerable.Range(0, 2000).Select(index => house.Host.Inbox.Store(house.Message("r1", $"{index / 5}", $"demo-{index % 5}"), Stop))));
        for (var group = 0; group < 5; group++)
        {
            var texts = await house.Rows<int>("SELECT (body ->> 'text')::integer FROM inbox WHERE district = @District AND group_id = @group ORDER BY position", new { group = $"demo-{group}" });
            Assert.Equal(Enumerable.Range(0, 400), texts);
        }
    }

    [Fact]
    public async Task One_that_the_database_cannot_keep_does_not_fail_its_neighbours()
    {
        var house = await PostgresHouse.Open(database);
        await Run([house.Host.Inbox], async () =>
        {
            var bad = house.Host.Inbox.Store(house.Message("r1", "坏\0的"), Stop);
            var good = Enumerable.Range(0, 20).Select(_ => house.Host.Inbox.Store(house.Message("r1", "好的"), Stop)).ToList();
            await Assert.ThrowsAsync<PostgresException>(() => bad);
            Assert.All(await Task.WhenAll(good), Assert.True);
        });
        Assert.Equal(20, await Count(house));
    }

    [Fact]
    public async Task What_was_taken_before_the_stop_is_stored()
    {
        var house = await PostgresHouse.Open(database);
        await house.Host.Inbox.StartAsync(CancellationToken.None);

        // Stopped before it has begun, it would take nothing; so the first one is waited for.
        await house.Host.Inbox.Store(house.Message("r1", "楼道灯不亮"), Stop);
        var stored = Enumerable.Range(0, 500).Select(_ => house.Host.Inbox.Store(house.Message("r1", "楼道灯不亮"), Stop)).ToList();
        await house.Host.Inbox.StopAsync(CancellationToken.None);
        Assert.All(await Task.WhenAll(stored), Assert.True);
        Assert.Equal(501, await Count(house));
    }

    private static Task<int> Count(PostgresHouse house) => house.One<int>("SELECT count(*)::int FROM inbox WHERE district = @District");

    private static async Task Run(Inbox[] inboxes, Func<Task> test)
    {
        foreach (var inbox in inboxes)
        {
            await inbox.StartAsync(CancellationToken.None);
        }

        try
        {
            await test();
        }
        finally
        {
            foreach (var inbox in inboxes)
            {
                await inbox.StopAsync(CancellationToken.None);
            }
        }
    }
}

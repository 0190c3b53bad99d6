using Bot.Tests.Running;

namespace Bot.Tests.Story;

/// <summary>Two host processes on one database.</summary>
public sealed class TwoHostsTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private RunningHost first = null!;
    private RunningHost second = null!;

    /// <summary>Both start at the same moment on an empty database: the migrations, too, bear company.</summary>
    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.Create();
        var hosts = await Task.WhenAll(RunningHost.Start(database, lease: 15), RunningHost.Start(database, lease: 15));
        (first, second) = (hosts[0], hosts[1]);
    }

    [Fact]
    public async Task A_message_delivered_to_both_at_the_same_moment_is_one_ticket_and_one_answer()
    {
        var messages = await Complaints.Some(12, database, first, second);
        await Task.WhenAll(messages.SelectMany(message => new[] { first, second, first, second }.Select(host => Deliver(host, message))));
        await first.Client.Settle();
        await EverythingIsHandledOnce(messages);
    }

    [Fact]
    public async Task When_one_is_killed_in_mid_work_the_other_finishes_within_a_minute_and_nothing_is_lost_or_said_twice()
    {
        var messages = await Complaints.Some(100, database, first, second);
        var rejected = new System.Collections.Concurrent.ConcurrentBag<Complaint>();
        var killed = new TaskCompletionSource();
        var deliveries = Parallel.ForEachAsync(messages.Index(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (pair, _) =>
        {
            // However late the death comes, there is work left for after it.
            await (pair.Index < 60 ? Task.CompletedTask : killed.Task);
            if (!await TryDeliver(pair.Index % 2 == 0 ? first : second, pair.Item))
            {
                rejected.Add(pair.Item);
            }
        });
        await Patience.Until(async () => await Handled() >= 20, "some work is done");
        await second.Kill();
        var handled = await Handled();
        killed.SetResult();
        await deliveries;
        Assert.InRange(handled, 1, 99);

        // Whoever was not told "stored" delivers again, as every platform does.
        await Task.WhenAll(rejected.Select(message => Deliver(first, message)));
        await Patience.Until(async () => await Handled() == 100 && await Waiting() == 0, "the host that lives finishes", TimeSpan.FromSeconds(60));
        await EverythingIsHandledOnce(messages);
    }

    public async ValueTask DisposeAsync()
    {
        await first.DisposeAsync();
        await second.DisposeAsync();
        await database.DisposeAsync();
    }

    private Task<long> Handled() => database.One<long>("SELECT count(*) FROM inbox WHERE state = 'handled' AND body ->> 'flushOf' IS NULL");

    private Task<long> Waiting() => database.One<long>("SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'withdrawn') AND due_at <= now()");

    private static async Task Deliver(RunningHost host, Complaint message) => await host.Client.Say(message.Group, message.Sender, message.Text, id: message.Id);

    /// <summary>False where the host was gone before it could say "stored".</summary>
    private static async Task<bool> TryDeliver(RunningHost host, Complaint message)
    {
        try
        {
            await Deliver(host, message);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Each message stands in its group once and in one report of one ticket; each ticket was announced once; each notice was said once.</summary>
    private async Task EverythingIsHandledOnce(IReadOnlyList<Complaint> messages)
    {
        var expected = messages.Select(message => message.Id).Order().ToList();
        Assert.Equal(expected, (await database.Query<string>("SELECT message_id FROM simulated_message WHERE sender_id <> 'bot'")).Order());
        Assert.Equal(expected, (await database.Query<string>("SELECT message_id FROM inbox WHERE state = 'handled' AND body ->> 'flushOf' IS NULL")).Order());
        Assert.Equal(expected, (await database.Query<string>("SELECT data #>> '{report,messageId}' FROM event WHERE kind IN ('opened', 'joined')")).Order());

        var opened = await database.Query<string>("SELECT number FROM event WHERE kind = 'opened'");
        Assert.Equal(opened.Order(), (await database.Query<string>("SELECT number FROM ticket")).Order());
        var announced = await database.Query<string>("SELECT (regexp_match(text, '^已登记 #([0-9]+) '))[1] FROM simulated_message WHERE sender_id = 'bot' AND text LIKE '已登记%'");
        Assert.Equal(opened.Order(), announced.Order());
        Assert.Equal(
            (await database.Query<string>("SELECT provider_id FROM outbox WHERE state <> 'withdrawn' AND due_at <= now()")).Order(),
            (await database.Query<string>("SELECT message_id FROM simulated_message WHERE sender_id = 'bot'")).Order());
        Assert.Empty(await database.Query<string>("SELECT quote FROM simulated_message WHERE sender_id = 'bot' GROUP BY quote, text HAVING count(*) > 1"));
    }
}

using Bot.Domain.Tickets;
using Bot.Host.Messages;
using Bot.Tests.Running;

namespace Bot.Tests.Messages;

public sealed class InboxWorkerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static Task Drain(PostgresHouse house, params HostParts[] hosts) => Task.WhenAll(hosts.SelectMany(host => Enumerable.Repeat(host, 4)).Select(async host =>
    {
        await Task.Yield();
        while (await house.One<bool>("SELECT EXISTS (SELECT 1 FROM inbox WHERE district = @District AND state = 'pending' AND due_at <= @now)", new { now = house.Host.Clock.Now }))
        {
            await host.Worker.HandleNext(CancellationToken.None);
        }
    }));

    [Fact]
    public async Task Several_workers_of_two_hosts_keep_the_order_of_each_group_and_handle_each_message_once()
    {
        var house = await PostgresHouse.Open(database);
        var messages = new List<IncomingMessage>();
        for (var count = 0; count < 15; count++)
        {
            messages.Add(house.Message("r1", $"4栋1单元楼道灯不亮，第{count}层"));
            messages.Add(house.Message("r4", $"2栋3单元电梯异响，第{count}次", "demo-2"));
        }

        await house.Store(messages);
        await Drain(house, house.Host, house.NewHost());
        foreach (var group in new[] { "demo-1", "demo-2" })
        {
            var rows = await house.Rows<(string MessageId, string[] Tickets)>(
                "SELECT message_id, tickets FROM inbox WHERE district = @District AND group_id = @group ORDER BY position", new { group });
            Assert.Equal(15, rows.Count);
            var opened = (await house.Rows<string>("SELECT data -> 'report' ->> 'messageId' FROM event WHERE district = @District AND kind IN ('opened', 'joined') AND data ->> 'kind' IN ('opened', 'joined') AND number IN (SELECT number FROM ticket WHERE district = @District AND group_id = @group) ORDER BY at, number::int, sequence", new { group })).ToList();
            Assert.Equal(opened.Distinct().Count(), opened.Count);
        }

        Assert.Equal(30, await house.One<int>("SELECT count(*)::int FROM inbox WHERE district = @District AND state = 'handled' AND attempts = 0"));

        // Within a group the next message waits for the one before: what each saw as the last one spoken is its neighbour.
        var numbers = await house.Rows<string>("SELECT number FROM ticket WHERE district = @District AND group_id = 'demo-1' ORDER BY number::int");
        var first = await house.Rows<(string Number, long Position)>(
            """
            SELECT ticket.number, inbox.position FROM ticket JOIN event USING (district, number) JOIN inbox ON inbox.district = ticket.district AND inbox.message_id = event.data -> 'report' ->> 'messageId' AND inbox.group_id = ticket.group_id
            WHERE ticket.district = @District AND ticket.group_id = 'demo-1' AND event.kind = 'opened' ORDER BY inbox.position
            """);
        Assert.Equal(numbers, first.Select(row => row.Number));
    }

    [Fact]
    public async Task A_poisoned_message_is_dead_after_five_tries_and_the_group_goes_on()
    {
        var house = await PostgresHouse.Open(database);

        // A quote of a group that no longer belongs to a grid cannot be handled: the group is taken from its node.
        await house.Execute("UPDATE chat_group SET node_id = NULL WHERE district = @District AND group_id = 'demo-2'");
        var fresh = house.NewHost();
        await house.Store(house.Message("r4", "2栋3单元电梯异响", "demo-2"), house.Message("r1", "4栋1单元楼道灯不亮"));
        for (var tries = 0; tries < 5; tries++)
        {
            await Drain(house, fresh);
            house.Time.Now += TimeSpan.FromMinutes(1);
        }

        var (state, attempts, error) = await house.One<(string, int, string)>("SELECT state, attempts, error FROM inbox WHERE district = @District AND group_id = 'demo-2'");
        Assert.Equal(("dead", 5, "InvalidOperationException"), (state, attempts, error));
        Assert.Equal("handled", await house.One<string>("SELECT state FROM inbox WHERE district = @District AND group_id = 'demo-1'"));

        await house.Execute("UPDATE chat_group SET node_id = 'grid-2' WHERE district = @District AND group_id = 'demo-2'");
        await house.Store(house.Message("r4", "2栋3单元电梯异响", "demo-2"));
        await Drain(house, house.NewHost());
        Assert.Equal(1, await house.One<int>("SELECT count(*)::int FROM ticket WHERE district = @District AND group_id = 'demo-2'"));
    }

    [Fact]
    public async Task A_failed_message_holds_back_its_group_until_it_is_tried_again()
    {
        var house = await PostgresHouse.Open(database);
        await house.Store(house.Message("r1", "4栋1单元楼道灯不亮"), house.Message("r1", "查 1001"));
        await house.Execute("UPDATE inbox SET attempts = 1, due_at = due_at + interval '1 minute' WHERE district = @District AND position = (SELECT min(position) FROM inbox WHERE district = @District)");
        Assert.False(await house.Host.Worker.HandleNext(CancellationToken.None));
        house.Time.Now += TimeSpan.FromMinutes(1);
        await house.Work();
        Assert.Equal(2, await house.One<int>("SELECT count(*)::int FROM inbox WHERE district = @District AND state = 'handled'"));
        await house.Dispatch();
        Assert.Equal(2, house.Channel.Accepted.Count);
    }

    [Fact]
    public async Task However_much_waits_in_one_group_the_others_get_their_turn()
    {
        var house = await PostgresHouse.Open(database);
        await house.Store([.. Enumerable.Range(0, 30).Select(_ => house.Message("r1", "今天天气不错"))]);
        await house.Store([.. Enumerable.Range(0, 3).Select(_ => house.Message("r4", "今天天气不错", "demo-2"))]);
        for (var turn = 0; turn < 6; turn++)
        {
            Assert.True(await house.Host.Worker.HandleNext(CancellationToken.None));
        }

        Assert.Equal([("demo-1", 3L), ("demo-2", 3L)], await house.Rows<(string, long)>("SELECT group_id, count(*) FROM inbox WHERE district = @District AND state = 'handled' GROUP BY 1 ORDER BY 1"));
        await house.Work();
        Assert.Equal(33, await house.One<long>("SELECT count(*) FROM inbox WHERE district = @District AND state = 'handled'"));
    }

    [Fact]
    public async Task Groups_that_wait_for_their_next_try_hide_none_behind_them()
    {
        var house = await PostgresHouse.Open(database);
        await house.Store([.. Enumerable.Range(0, 40).Select(index => house.Message("r1", "今天天气不错", $"a-{index:D2}"))]);
        await house.Execute("UPDATE inbox SET attempts = 1, due_at = @later WHERE district = @District", new { later = house.Time.Now.AddHours(1).ToUniversalTime() });
        await house.Store(house.Message("r1", "今天天气不错"));
        Assert.True(await house.Host.Worker.HandleNext(CancellationToken.None));
        Assert.False(await house.Host.Worker.HandleNext(CancellationToken.None));
        Assert.Equal("demo-1", await house.One<string>("SELECT group_id FROM inbox WHERE district = @District AND state = 'handled'"));
    }

    [Fact]
    public async Task A_message_delivered_again_after_it_was_handled_changes_nothing()
    {
        var house = await PostgresHouse.Open(database);
        var message = await house.Say("r1", "4栋1单元楼道灯不亮");
        await house.Store(message);
        await house.Work();
        Assert.Equal(1, await house.One<int>("SELECT count(*)::int FROM ticket WHERE district = @District"));
    }

    [Fact]
    public async Task A_fragment_that_nobody_completes_is_taken_up_when_its_window_has_run_out()
    {
        var house = await PostgresHouse.Open(database);
        var fragment = await house.Say("r1", "4栋1单元");
        Assert.Equal(1, await house.One<int>("SELECT count(*)::int FROM inbox WHERE district = @District AND body ->> 'flushOf' = @Key AND state = 'pending'", new { fragment.Key }));
        house.Time.Now += HandleMessage.BurstWindow - TimeSpan.FromSeconds(1);
        await house.Work();
        Assert.Equal(1, await house.One<int>("SELECT count(*)::int FROM inbox WHERE district = @District AND state = 'pending'"));
        house.Time.Now += TimeSpan.FromSeconds(1);
        await house.Work();
        Assert.Equal(0, await house.One<int>("SELECT count(*)::int FROM inbox WHERE district = @District AND state = 'pending'"));
    }

    [Fact]
    public async Task A_fragment_that_was_completed_is_not_taken_up_again()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "4栋1单元");
        house.Time.Now += TimeSpan.FromSeconds(10);
        await house.Say("r1", "楼道灯不亮");
        var before = await house.One<int>("SELECT count(*)::int FROM event WHERE district = @District");
        house.Time.Now += HandleMessage.BurstWindow;
        await house.Work();
        Assert.Equal(before, await house.One<int>("SELECT count(*)::int FROM event WHERE district = @District"));
        Assert.Equal(1, await house.One<int>("SELECT count(*)::int FROM ticket WHERE district = @District"));
    }

    [Fact]
    public async Task A_private_matter_leaves_no_line_in_any_group()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "我老公又打我了，救救我");
        await house.Dispatch();
        var ticket = await house.Ticket("1001");
        Assert.True(ticket.Private);
        await house.Say("w1", "确认 1001", "demo-staff");
        await house.Say("w1", "查 1001", "demo-1");
        await house.Say("r2", "查 1001", "demo-1");
        await house.Say("c1", "派 1001 给 网格员小余", "demo-staff");
        await house.Dispatch();
        Assert.Equal("w1", (await house.Ticket("1001")).Responsible!.Id);
        Assert.All(house.Channel.Accepted.Where(message => !message.LaneId.StartsWith("dm-", StringComparison.Ordinal)), message =>
            Assert.Equal(TicketErrors.Unknown("1001").Text, message.Text));
    }

    [Fact]
    public async Task The_loop_turns_from_complaint_to_outcome_by_chat_alone()
    {
        var house = await PostgresHouse.Open(database);
        await house.Say("r1", "4栋1单元楼道灯不亮");
        await house.Say("r2", "我家也是");
        await house.Say("w1", "确认 1001");
        await house.Say("w1", "派 1001 给 物业老张 明天下班前");
        await house.Say("p1", "收到 1001");
        await house.Say("p1", "1001 办好了");
        Assert.Equal(TicketState.Resolved, (await house.Ticket("1001")).State);
        await house.Say("r1", "1001 好了");
        await house.Say("r2", "1001 好了");
        await house.Dispatch();
        var ticket = await house.Ticket("1001");
        Assert.Equal((TicketState.Closed, 2), (ticket.State, ticket.Households));
        Assert.Equal(1, await house.One<int>("SELECT count(*)::int FROM ticket WHERE district = @District"));
        Assert.Single(house.Channel.Accepted, message => message.Text.StartsWith("【结果】", StringComparison.Ordinal));
    }
}

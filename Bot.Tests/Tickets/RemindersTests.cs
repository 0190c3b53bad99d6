using Bot.Domain.Tickets;
using Bot.Host.Tickets;
using Bot.Tests.Clocks;
using Bot.Tests.Running;
using Npgsql;

namespace Bot.Tests.Tickets;

public sealed class RemindersTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    private static async Task<PostgresHouse> WithTickets(PostgresDatabase database, int count)
    {
        var house = await PostgresHouse.Open(database);
        for (var number = 0; number < count; number++)
        {
            await house.Say($"r{(number % 3) + 1}", $"{number + 20}栋楼道灯不亮了");
        }

        return house;
    }

    private static Reminders Reminders(PostgresHouse house) => new(house.Source, house.Host.Maps, house.Rules, house.Host.Clock);

    private static Task<int> Waiting(PostgresHouse house) => house.One<int>(
        "SELECT count(DISTINCT one)::int FROM clock CROSS JOIN jsonb_array_elements(reminders) AS one WHERE district = @District AND subject LIKE 'remind:%' AND state = 'running'");

    private static async Task Fired(PostgresHouse house, params Reminder[] reminders)
    {
        var map = await house.Map();
        await using var connection = await house.Source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        Bot.Host.Tickets.Reminders.Add(batch, map, reminders, _ => null, house.Rules.Now, house.Time.Now);
        await batch.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task After_a_crash_between_firing_and_telling_the_next_sweep_tells_it_once()
    {
        var house = await WithTickets(database, 3);
        await Fired(house, [.. Enumerable.Range(1001, 3).Select(number => new Reminder($"{number}", "confirm_worker", 1))]);
        await Fired(house, new Reminder("1001", "confirm_worker", 1));
        Assert.Equal(3, await Waiting(house));
        await house.Host.Sweep.Run(CancellationToken.None);
        await house.NewHost().Sweep.Run(CancellationToken.None);
        await house.Dispatch();
        var list = Assert.Single(house.Channel.Accepted, message => message.LaneId == "demo-staff");
        Assert.Equal("w1", Assert.Single(list.Mentions));
        Assert.Equal(0, await Waiting(house));
    }

    [Fact]
    public async Task Two_hosts_at_once_tell_it_once()
    {
        var house = await WithTickets(database, 5);
        await Fired(house, [.. Enumerable.Range(1001, 5).Select(number => new Reminder($"{number}", "confirm_worker", 1))]);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await Task.Yield();
            await Reminders(house).Tell(CancellationToken.None);
        }));
        Assert.Equal(1, await house.One<int>("SELECT count(*)::int FROM outbox WHERE district = @District AND kind = 'reminders'"));
    }

    [Fact]
    public async Task What_another_host_is_about_to_fire_is_waited_for_but_not_for_ever()
    {
        var house = await WithTickets(database, 2);
        house.Time.Now = Clock.At("2026-03-02 11:00");
        await using (var connection = await house.Source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await TicketStore.Lock(connection, transaction, house.Settings.District, ["1001"]);
            Assert.Equal(1, await house.Host.Sweep.Run(CancellationToken.None));
            Assert.Equal(1, await Waiting(house));
            house.Time.Now += TimeSpan.FromMinutes(1);
            Assert.Equal(1, await Reminders(house).Tell(CancellationToken.None));
        }
    }

    [Fact]
    public async Task What_fires_by_night_is_told_in_the_morning_together_with_what_fires_then_unless_it_was_answered()
    {
        var house = await WithTickets(database, 5);
        house.Time.Now = Clock.At("2026-03-02 23:00");
        await Fired(house, [.. Enumerable.Range(1001, 5).Select(number => new Reminder($"{number}", "confirm_worker", 1))]);
        Assert.Equal(0, await Reminders(house).Tell(CancellationToken.None));
        await house.Say("w1", "确认 1002");
        house.Time.Now = Clock.At("2026-03-03 07:00");
        await house.Host.Sweep.Run(CancellationToken.None);
        await house.Dispatch();
        var list = Assert.Single(house.Channel.Accepted, message => message.LaneId == "demo-staff" && message.Mentions.Contains("w1"));
        Assert.Contains("4件要办", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("#1002", list.Text, StringComparison.Ordinal);
    }

    /// <summary>Four that have fired and wait, because a fifth is in somebody's hands; 1002 is answered, and 1003 is made a closed one behind everybody's back.</summary>
    private async Task<PostgresHouse> WithFired()
    {
        var house = await WithTickets(database, 5);
        house.Time.Now = Clock.At("2026-03-02 11:00");
        await using (var connection = await house.Source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await TicketStore.Lock(connection, transaction, house.Settings.District, ["1005"]);
            Assert.Equal(4, await house.Host.Sweep.Run(CancellationToken.None));
        }

        Assert.Equal(4, await Waiting(house));
        await house.Execute("UPDATE clock SET state = 'stopped' WHERE district = @District AND subject = 'ticket:1005'");
        await house.Say("w1", "确认 1002");
        await house.Execute("UPDATE ticket SET body = jsonb_set(body, '{state}', '\"closed\"') WHERE district = @District AND number = '1003'");
        return house;
    }

    [Fact]
    public async Task What_was_worked_out_when_it_fired_holds_as_long_as_nothing_has_become_of_the_ticket()
    {
        var house = await WithFired();
        Assert.Equal(4, await Reminders(house).Tell(CancellationToken.None));
        var text = await house.One<string>("SELECT text FROM outbox WHERE district = @District AND kind = 'reminders'");
        Assert.Contains("3件要办", text, StringComparison.Ordinal);
        Assert.All([("#1001", true), ("#1002", false), ("#1003", true), ("#1004", true)], one => Assert.Equal(one.Item2, text.Contains(one.Item1, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_fired_long_ago_is_worked_out_anew()
    {
        var house = await WithFired();
        house.Time.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(4, await Reminders(house).Tell(CancellationToken.None));
        Assert.Equal(["ticket:1001:confirm_worker:ep1", "ticket:1004:confirm_worker:ep1"], await house.Rows<string>("SELECT notice_key FROM outbox WHERE district = @District AND kind = 'confirm_worker' ORDER BY 1"));
    }

    [Fact]
    public async Task A_bare_word_after_a_list_acts_on_none_of_it()
    {
        var house = await WithTickets(database, 4);
        house.Time.Now = Clock.At("2026-03-02 11:00");
        await house.Host.Sweep.Run(CancellationToken.None);
        await house.Dispatch();
        var list = Assert.Single(house.Channel.Accepted, message => message.LaneId == "demo-staff");
        await house.Say("w1", "收到", "demo-staff", quote: $"out-{list.Key}");
        Assert.Equal(4, await house.One<int>("SELECT count(*)::int FROM ticket WHERE district = @District AND state = 'reported'"));
    }

    [Fact]
    public async Task Units_are_called_and_report_in_by_chat()
    {
        var house = await WithTickets(database, 1);
        await house.Say("w1", "吹哨 1001 物业、城管", "demo-staff");
        await house.Say("p1", "报到 1001", "demo-staff");
        await house.Say("c1", "报到1001 城管", "demo-staff");
        await house.Say("p1", "1001 办好了", "demo-staff");
        var ticket = await house.Ticket("1001");
        Assert.Equal(["p1", "c1"], ticket.Units.Select(unit => unit.By!.Id));
        Assert.Equal(TicketState.Accepted, ticket.State);
        await house.Say("w1", "1001 办好了", "demo-staff");
        Assert.Equal(TicketState.Resolved, (await house.Ticket("1001")).State);
        Assert.Equal((1, 0), await RebuildVerb.Rebuild(house.Source, house.Settings.District));
    }

    [Fact]
    public async Task A_pause_without_proof_is_asked_about_once_and_the_quoted_answer_is_the_command()
    {
        var house = await WithTickets(database, 1);
        await house.Say("w1", "暂缓 1001 周五");
        await house.Say("w1", "暂缓 1001 周五");
        Assert.Equal(TicketState.Reported, (await house.Ticket("1001")).State);
        await house.Dispatch();
        var question = Assert.Single(house.Channel.Accepted, message => message.Text.Contains(TicketErrors.ThreeProofs, StringComparison.Ordinal));
        await house.Say("w1", "等配件，周五到", quote: $"out-{question.Key}");
        var ticket = await house.Ticket("1001");
        Assert.Equal((TicketState.Paused, PauseKind.Part), (ticket.State, ticket.Pause!.Proof!.Kind));
        Assert.Equal("2026-03-06", $"{ticket.Pause.Until.ToOffset(TimeSpan.FromHours(8)):yyyy-MM-dd}");
    }

    [Fact]
    public async Task The_workers_own_question_to_the_resident_is_proof_when_quoted_and_a_residents_words_are_not()
    {
        var house = await WithTickets(database, 2);
        var asked = await house.Say("w1", "302的住户，请问您哪天在家？");
        var said = await house.Say("r1", "我周三在家");
        await house.Say("w1", "暂缓 1001 周五 等居民", quote: said.MessageId);
        Assert.Equal(TicketState.Reported, (await house.Ticket("1001")).State);
        await house.Say("w1", "暂缓 1001 周五 等居民", quote: asked.MessageId);
        Assert.Equal(asked.MessageId, (await house.Ticket("1001")).Pause?.Proof?.Message);
    }

    [Fact]
    public async Task Who_has_left_the_group_is_asked_alone_whether_it_is_solved()
    {
        var house = await WithTickets(database, 1);
        await house.Say("r2", "我家也是");
        Assert.Equal(2, (await house.Ticket("1001")).Households);
        await house.Execute("DELETE FROM member WHERE district = @District AND group_id = 'demo-1' AND person_id = 'r1'");

        // A host of its own, since the first one remembers for some seconds who is in a group.
        await house.Store(house.Message("w1", "1001 办好了"));
        Assert.True(await house.NewHost().Worker.HandleNext(CancellationToken.None));
        await house.Dispatch();
        Assert.Equal(["demo-1 r2", "dm-r1 r1"], house.Channel.Accepted.Where(message => message.Text.Contains("解决了吗", StringComparison.Ordinal))
            .Select(message => $"{message.LaneId} {string.Join(' ', message.Mentions)}").Order(StringComparer.Ordinal));
    }
}

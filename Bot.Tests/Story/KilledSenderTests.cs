using Bot.Tests.Running;
using Dapper;

namespace Bot.Tests.Story;

/// <summary>A host dies while it sends; the notice it leaves in the state "sending" is said once by the next one.</summary>
[Trait("Category", "Soak")]
public sealed class KilledSenderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_notice_left_in_sending_is_said_once_whether_or_not_it_had_arrived(bool arrived)
    {
        await using var database = await TestDatabase.Create();
        string text;
        await using (var doomed = await RunningHost.Start(database, lease: 2))
        {
            // At night the staff's notices wait for the morning.
            await doomed.Client.MoveToMondayMorning();
            text = await DieWhileSending(database, doomed, arrived);
        }

        Assert.Equal("sending", await State(database));
        await using var next = await RunningHost.Start(database, lease: 2);
        await Patience.Until(async () => await State(database) == "sent", "the next host sends what was left");
        Assert.Single(await next.Client.BotLines("demo-staff"), line => line.Text == text);
    }

    /// <summary>Locks hold the host exactly there: first at the simulated group's door, then before it can note that the call was answered.</summary>
    private static async Task<string> DieWhileSending(TestDatabase database, RunningHost host, bool arrived)
    {
        await database.Execute("INSERT INTO simulated_group (district, group_id, next_cursor) VALUES ('demo', 'demo-staff', 1) ON CONFLICT DO NOTHING");
        await using var door = await database.Open();
        await using var shut = await door.BeginTransactionAsync();
        await door.ExecuteAsync("SELECT 1 FROM simulated_group WHERE group_id = 'demo-staff' FOR UPDATE", transaction: shut);

        // A matter told in private is announced in the staff group, since the worker does not read it there.
        await host.Client.Say("dm-r1", "r1", "4栋1单元楼道灯不亮了");
        await Patience.Until(async () => await State(database) == "sending", "the notice to the staff is being sent");
        var text = await database.One<string>("SELECT text FROM outbox WHERE lane_id = 'demo-staff'");
        await using var pen = await database.Open();
        await using var withheld = await pen.BeginTransactionAsync();
        if (arrived)
        {
            await pen.ExecuteAsync("SELECT 1 FROM outbox WHERE lane_id = 'demo-staff' FOR UPDATE", transaction: withheld);
            await shut.RollbackAsync();
            await Patience.Until(async () => (await host.Client.BotLines("demo-staff")).Count == 1, "the notice arrives");
        }

        // With its machine: what the server still had to do for it is not done either.
        await host.Kill();
        await database.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        return text;
    }

    private static async Task<string?> State(TestDatabase database) =>
        (await database.Query<string>("SELECT state FROM outbox WHERE lane_id = 'demo-staff'")).SingleOrDefault();
}

using Bot.Tests.Running;

namespace Bot.Tests.Channels;

/// <summary>
/// The ten points at which a host, its connection or its database may die; each is reached for certain, and the stand-in's ledger tells what came of it. Where nobody
/// can know whether a notice arrived, the application drops the repeat, the blind webhook gets alerts once more and answers no more: these wait for the operator.
/// </summary>
public sealed class CrashMatrixTests(CrashScene scene) : IClassFixture<CrashScene>
{
    private static readonly (string, int) Once = ("sent", 1);
    private static readonly string[] AllSending = ["sending", "sending", "sending"];

    [Fact]
    public async Task Point_1_what_was_not_decided_when_the_host_was_killed_is_decided_by_the_next_and_said_once()
    {
        await using var alone = new CrashScene();
        await alone.InitializeAsync();

        // At night the staff's notices wait for the morning.
        alone.Standin.Clock.Set(await alone.Host.Client.MoveToMondayMorning());
        await using (await alone.Hold("SELECT 1 FROM lane WHERE lane_id = 'demo-staff' FOR UPDATE"))
        {
            await alone.Host.Client.Say("dm-r1", "r1", "4栋1单元楼道灯不亮了");
            await alone.AllWait(lanes: 1);
            await alone.Kill();
        }

        Assert.Empty(await alone.Database.Query<string>("SELECT number FROM ticket"));
        await alone.StartNext();
        await Patience.Until(() => alone.Accepted > 0, "the staff are told");
        await alone.Host.Client.Settle();
        var number = await alone.Database.One<string>("SELECT number FROM ticket");
        Assert.Contains(number, Assert.Single(alone.Standin.Ledger.Of(Verdict.Webhook)).Content!["text"]!["content"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(["sent"], await alone.Database.Query<string>("SELECT DISTINCT state FROM outbox WHERE due_at <= (SELECT now() + lead FROM demo_clock)"));
    }

    [Fact]
    public async Task Point_2_what_was_decided_and_not_yet_claimed_is_said_once()
    {
        await scene.Begin();
        await using (await scene.HoldClaims())
        {
            await scene.Decide();
            await scene.Kill();
        }

        Assert.Equal(["pending", "pending", "pending"], await scene.Heads());
        await scene.StartNext();
        await scene.Judge(Once, Once, Once);
    }

    [Fact]
    public async Task Point_3_what_was_claimed_and_not_yet_begun_is_said_once()
    {
        await scene.Begin();
        await using (await HoldInBegin())
        {
            await scene.Kill();
        }

        Assert.Equal(["pending", "pending", "pending"], await scene.Heads());
        await scene.LeasesRunOut();
        await scene.StartNext();
        await scene.Judge(Once, Once, Once);
    }

    [Fact]
    public async Task Point_4_what_was_begun_and_not_yet_called_may_have_arrived_for_all_anybody_knows()
    {
        await scene.Begin();
        await using (await HoldInCall())
        {
            await scene.Kill();
        }

        Assert.Equal(AllSending, await scene.Heads());
        await scene.LeasesRunOut();
        await scene.StartNext();
        await scene.Judge(alert: Once, answer: ("dead", 0), chat: Once);
    }

    [Fact]
    public async Task Point_5_what_arrived_while_its_answer_was_lost_is_repeated_by_the_channels_rule_only()
    {
        await scene.Begin();
        await scene.HoldAnswers();
        await scene.Kill();
        scene.Standin.Calm();
        Assert.Equal(AllSending, await scene.Heads());
        await scene.LeasesRunOut();
        await scene.StartNext();
        await scene.Judge(alert: ("sent", 2), answer: ("dead", 1), chat: Once);
    }

    [Fact]
    public async Task Point_6_what_was_answered_and_not_yet_noted_is_repeated_by_the_channels_rule_only()
    {
        await scene.Begin();
        await using (await HoldInSettle())
        {
            await scene.Kill();
        }

        Assert.Equal(AllSending, await scene.Heads());
        await scene.LeasesRunOut();
        await scene.StartNext();
        await scene.Judge(alert: ("sent", 2), answer: ("dead", 1), chat: Once);
    }

    [Fact]
    public async Task Point_7_a_host_that_slept_past_its_lease_while_it_waited_for_an_answer_changes_nothing_any_more()
    {
        await scene.Begin();
        await scene.HoldAnswers();
        scene.Host.Pause();
        scene.Standin.Calm();
        await scene.LeasesRunOut();
        await using (var heir = await scene.StartHost())
        {
            await scene.Settled();
            await heir.Kill();
        }

        await Wake(scene.Host);
        await scene.Judge(alert: ("sent", 2), answer: ("dead", 1), chat: Once);
    }

    [Fact]
    public async Task Point_7_a_host_that_slept_past_its_lease_before_the_call_does_not_make_it_any_more()
    {
        await scene.Begin();
        await using var zombie = await scene.StartHost(lease: 6);
        scene.Host.Pause();
        await using (await HoldInBegin())
        {
            zombie.Pause();
        }

        // The server finishes what it was asked; the one who asked sleeps. Its lease really runs out, since it measures that itself.
        await Patience.Until(async () => await scene.Database.One<int>("SELECT count(*)::integer FROM lane WHERE lease_until < now()") == 3, "the leases run out");
        Assert.Equal(AllSending, await scene.Heads());
        scene.Host.Continue();
        await scene.Settled();
        scene.Host.Pause();
        await Wake(zombie);
        await zombie.Kill();
        scene.Host.Continue();
        await scene.Judge(alert: Once, answer: ("dead", 0), chat: Once);
    }

    [Fact]
    public async Task Point_9_a_dispatcher_whose_sessions_are_ended_says_everything_once_wherever_it_was()
    {
        await scene.Begin();
        foreach (var hold in new[] { HoldInBegin, HoldInCall, HoldInSettle })
        {
            await using (await hold())
            {
                await scene.EndSessions();
            }

            await scene.Settled();
        }

        await scene.APassingMinute();
        await scene.HoldAnswers();
        await scene.EndSessions();
        scene.Standin.Calm();
        await scene.Judge(Once, Once, Once);
    }

    [Fact]
    public async Task Point_10_an_answer_that_comes_while_no_connection_is_free_is_noted_when_there_is_one()
    {
        await scene.Begin();
        await scene.HoldAnswers();
        using var isOver = new CancellationTokenSource();
        Task[] readers;
        await using (await scene.Hold("LOCK TABLE simulated_message IN ACCESS EXCLUSIVE MODE"))
        {
            // Whoever reads takes a connection and waits with it; those who get none are refused and ask again.
            readers = [.. Enumerable.Range(0, CrashScene.PoolSize + 4).Select(_ => Read(isOver.Token))];
            await scene.AllWait(CrashScene.PoolSize);
            scene.Standin.Calm();

            // Connections are waited for in turn: what asked before these has been refused too.
            Assert.False(await scene.Host.Client.IsReady());
            Assert.False(await scene.Host.Client.IsReady());
        }

        await isOver.CancelAsync();
        await Task.WhenAll(readers);
        await scene.Judge(Once, Once, Once);
    }

    [Fact]
    public async Task What_a_killed_host_had_sent_counts_in_the_limit_of_the_next()
    {
        await scene.Begin();
        var before = scene.Accepted;
        await scene.Decide(1);
        await scene.Decide(11, CrashScene.Alerts);
        await scene.Settled();
        await scene.Kill();
        await scene.Decide(12, CrashScene.Alerts);
        await scene.StartNext();
        await Patience.Until(async () => await scene.Database.One<int>("SELECT count(*)::integer FROM outbox WHERE state = 'pending' AND error LIKE '20 messages%'") == 1, "the twenty-first waits");

        // It is refused while the twentieth may still be on its way; and nothing more comes when that has arrived.
        await Patience.Until(async () => await scene.Database.One<int>("SELECT count(*)::integer FROM outbox WHERE state = 'sending'") == 0, "all others have been answered");
        Assert.Equal(20 + 2, scene.Accepted - before);
        await scene.APassingMinute();
        await scene.Judge(Once, Once, Once);
    }

    /// <summary>Claims are let through once nobody can begin an attempt; the host then stands there with all lanes in hand.</summary>
    private async Task<CrashScene.Held> HoldInBegin()
    {
        CrashScene.Held notices;
        await using (await scene.HoldClaims())
        {
            await scene.Decide();
            notices = await scene.HoldNotices();
        }

        await scene.AllWait();
        return notices;
    }

    /// <summary>Attempts are begun, and none gets as far as the call.</summary>
    private async Task<CrashScene.Held> HoldInCall()
    {
        var calls = await scene.Hold("SELECT 1 FROM limited_sender FOR UPDATE");
        await scene.Decide();
        await scene.AllWait();
        return calls;
    }

    /// <summary>Calls are made and answered, and none can be noted.</summary>
    private async Task<CrashScene.Held> HoldInSettle()
    {
        var before = scene.Accepted;
        CrashScene.Held notices;
        await using (await HoldInCall())
        {
            notices = await scene.HoldNotices();
        }

        await Patience.Until(() => scene.Accepted == before + 3, "the heads are accepted");
        await scene.AllWait();
        return notices;
    }

    private async Task Read(CancellationToken isOver)
    {
        while (!isOver.IsCancellationRequested)
        {
            using var answer = await scene.Host.Client.Send(HttpMethod.Get, "/sim/groups/demo-1/messages", null);
        }
    }

    /// <summary>Once it sends something new it is through with all it had in hand when it fell asleep.</summary>
    private async Task Wake(RunningHost zombie)
    {
        zombie.Continue();
        await scene.Decide(1);
        await scene.Settled();
    }
}

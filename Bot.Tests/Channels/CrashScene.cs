using Bot.Domain.Notices;
using Bot.Host;
using Bot.Host.Database;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Platforms;
using Bot.Tests.Running;
using Dapper;
using Npgsql;

namespace Bot.Tests.Channels;

/// <summary>
/// The demo district on a stand-in, with a host that is to die; the one that comes after it is the next test's. Two groups lie behind blind webhooks, "demo-staff" with
/// alerts and "demo-2" with answers; the chat "dm-w2" lies behind the application, which drops what it has delivered before. Locks of the test hold a host at a point:
/// nothing in the host knows of it.
/// </summary>
public sealed class CrashScene : IAsyncLifetime
{
    public const string Alerts = "demo-staff";
    public const int PoolSize = 16;
    private const string Answers = "demo-2";
    private const string Chat = "dm-w2";
    private const string OfHosts = "datname = current_database() AND application_name = 'grid-bot'";
    private static readonly string[] Lanes = [Alerts, Answers, Chat];
    private readonly Dictionary<string, int> decided = Lanes.ToDictionary(lane => lane, _ => 0);
    private Dictionary<string, int> heads = [];
    private bool isJudged = true;

    static CrashScene() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public Standin Standin { get; private set; } = null!;

    public TestDatabase Database { get; private set; } = null!;

    public RunningHost Host { get; private set; } = null!;

    /// <summary>What the stand-in accepted of the bot's notices.</summary>
    public int Accepted => Standin.Ledger.Of(Verdict.Webhook).Count + Standin.Ledger.Of(Verdict.Messages).Count;

    public static Task<Standin> StartStandin()
    {
        var accounts = new Accounts();
        accounts.Webhooks["second"] = "00000000-0000-4000-8000-000000000002";
        return Standin.Start(accounts: accounts);
    }

    /// <summary>On a database of another's, whose host is not this scene's to kill.</summary>
    public static async Task<CrashScene> On(TestDatabase database, Standin standin)
    {
        var scene = new CrashScene { Database = database, Standin = standin };
        scene.heads = new(scene.decided);
        await LayRoutes(database);
        return scene;
    }

    public async ValueTask InitializeAsync()
    {
        Standin = await StartStandin();
        Database = await TestDatabase.Create();
        await using (var source = Source())
        {
            await Migrations.Apply(source, CancellationToken.None);
            await DemoDistrict.Seed(source, "demo", CancellationToken.None);
        }

        await LayRoutes(Database);
        Host = await StartHost();
    }

    private static Task LayRoutes(TestDatabase database) => database.Execute(
        """
        UPDATE chat_group SET channel = 'wecom-webhook' WHERE group_id IN ('demo-staff', 'demo-2');
        UPDATE chat_group SET channel = 'wecom' WHERE group_id = 'dm-w2';
        INSERT INTO route (district, group_id, channel, account, target, rank) VALUES
          ('demo', 'demo-staff', 'wecom-webhook', 'staff', 'staff', 0), ('demo', 'demo-2', 'wecom-webhook', 'second', 'second', 0), ('demo', 'dm-w2', 'wecom', 'community', 'lin', 0);
        INSERT INTO lane (district, lane_id) VALUES ('demo', 'demo-staff'), ('demo', 'demo-2'), ('demo', 'dm-w2') ON CONFLICT DO NOTHING;
        INSERT INTO limited_sender (district, sender) VALUES ('demo', 'wecom-webhook:staff'), ('demo', 'wecom-webhook:second'), ('demo', 'wecom:community:lin') ON CONFLICT DO NOTHING;
        """);

    /// <summary>A host that stands idle, with nothing sent in the last minute. After a test that failed everything is made anew.</summary>
    public async Task Begin()
    {
        if (!isJudged)
        {
            await DisposeAsync();
            await InitializeAsync();
        }

        isJudged = false;
        heads = new(decided);

        // What a killed host was sending counts from the end of its lease, and then for a minute.
        await APassingMinute();
        await APassingMinute();
    }

    public async Task APassingMinute()
    {
        Standin.Clock.Advance(TimeSpan.FromSeconds(70));
        await Host.Client.Advance("PT70S");
    }

    /// <summary>Its lease is long unless told, so that nothing runs out by itself on a slow machine (see <see cref="LeasesRunOut"/>); its pool is small.</summary>
    public Task<RunningHost> StartHost(double lease = 60) =>
        RunningHost.Start(Database, lease, settings: Standin.Accounts.Settings(Standin.Address).ToDictionary(), connection: $"Maximum Pool Size={PoolSize};Timeout=3");

    /// <summary>After the host has been killed.</summary>
    public async Task StartNext()
    {
        await Host.DisposeAsync();
        Host = await StartHost();
    }

    /// <summary>Writes so many notices into each lane, or into one of them, in one deciding transaction; their keys are "LANE:NUMBER" from 0. They are too long to be joined.</summary>
    public async Task Decide(int count = 3, string? only = null)
    {
        var notices = Lanes.Where(lane => only is null || lane == only).SelectMany(lane => Enumerable.Range(0, count).Select(_ =>
        {
            var key = $"{lane}:{decided[lane]++}";
            return new Notice(key, Address.Group(lane), lane == Alerts ? "alert" : "reply", Verdict.Text(key, isLong: true));
        })).ToList();
        await using var source = Source();
        var map = await new DistrictMaps(source, new BotSettings("demo", "", true, TimeSpan.FromSeconds(30))).Get(CancellationToken.None);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            Outbox.Add(batch, map, notices, (await connection.QuerySingleAsync<DateTime>("SELECT now() + lead FROM demo_clock")));
            await batch.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    /// <summary>No host gets a lane, while whoever decides still writes into them.</summary>
    public Task<Held> HoldClaims() => Hold("SELECT 1 FROM lane FOR KEY SHARE");

    /// <summary>No attempt begins, and none is settled.</summary>
    public Task<Held> HoldNotices() => Hold("SELECT 1 FROM outbox FOR UPDATE");

    public async Task<Held> Hold(string locks)
    {
        var connection = await Database.Open();
        var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(locks, transaction: transaction);
        return new Held(connection, transaction);
    }

    /// <summary>All lanes are in hand, and stand before the locks.</summary>
    public Task AllWait(int lanes = 3) => Patience.Until(
        async () => await Database.One<int>($"SELECT count(*)::integer FROM pg_stat_activity WHERE {OfHosts} AND wait_event_type = 'Lock'") == lanes, "the host stands before the locks");

    /// <summary>Every lane's first notice is accepted, and its answer withheld.</summary>
    public async Task HoldAnswers()
    {
        Standin.Script(new Fault { Path = Verdict.Webhook, Calls = 2, Kinds = ["hold"] });
        Standin.Script(new Fault { Path = Verdict.Messages, Calls = 1, Kinds = ["hold"] });
        var before = Accepted;
        await Decide();
        await Patience.Until(() => Accepted == before + 3, "the heads are accepted");
    }

    /// <summary>With its machine: what the server still had to do for it is not done either.</summary>
    public async Task Kill()
    {
        await Host.Kill();
        await EndSessions();
        await Patience.Until(async () => await Database.One<int>($"SELECT count(*)::integer FROM pg_stat_activity WHERE {OfHosts}") == 0, "its sessions are over");
    }

    public Task EndSessions() => Database.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OfHosts}");

    /// <summary>The time of the leases passes, which nobody has to wait for.</summary>
    public Task LeasesRunOut() => Database.Execute("UPDATE lane SET lease_until = now() - interval '1 second' WHERE lease_until > now()");

    /// <summary>The states of the first notices of the lanes.</summary>
    public async Task<IReadOnlyList<string>> Heads() =>
        await Database.Query<string>("SELECT state FROM outbox WHERE notice_key = ANY(@keys)", new { keys = Lanes.Select(lane => $"{lane}:{heads[lane]}").ToArray() });

    /// <summary>Everything is sent or given up, and the lanes are let go.</summary>
    public Task Settled() => Patience.Until(
        async () => await Database.One<bool>(
            """
            SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE state IN ('pending', 'sending', 'unknown') AND notice_key ~ ':[0-9]+$')
              AND NOT EXISTS (SELECT 1 FROM lane WHERE lease_until > now())
            """),
        "everything is sent or given up");

    /// <summary>All promises hold of everything that was ever sent here; the heads ended so, each with how often it stands in the ledger; all that stood behind them was said once.</summary>
    public async Task Judge((string State, int Times) alert, (string State, int Times) answer, (string State, int Times) chat)
    {
        await Settled();
        var verdict = new Verdict(
            await Database.Query<SentNotice>("SELECT notice_key, lane_id, sequence, kind, state, error, channel FROM outbox WHERE notice_key ~ ':[0-9]+$'"), Standin.Ledger.Entries);
        verdict.Holds();
        Assert.DoesNotContain(Standin.Ledger.Calls, call => call.Outcome == "45009");
        foreach (var (lane, head) in Lanes.Zip([alert, answer, chat]))
        {
            Assert.Equal((lane, head), (lane, verdict[$"{lane}:{heads[lane]}"]));
            Assert.All(Enumerable.Range(heads[lane] + 1, decided[lane] - heads[lane] - 1).Select(number => $"{lane}:{number}"), key => Assert.Equal((key, ("sent", 1)), (key, verdict[key])));
        }

        isJudged = true;
    }

    public async ValueTask DisposeAsync()
    {
        Standin.Calm();
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        await Standin.DisposeAsync();
        await Database.DisposeAsync();
    }

    private NpgsqlDataSource Source() => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Pooling = false });

    /// <summary>Locks that are held until this ends.</summary>
    public sealed class Held(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}

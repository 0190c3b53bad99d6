using Bot.Domain.Notices;
using Bot.Host.Channels;
using Bot.Host.Channels.GroupSend;
using Bot.Host.Channels.Wechat;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Jobs;
using Bot.Host.Notices;
using Bot.Platforms;
using Bot.Tests.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bot.Tests.Channels;

/// <summary>
/// Twenty-four hours of a time that the test moves: some hundreds of notices in eight conversations, two dispatchers, and platforms that lose answers, answer late, with
/// pages, half answers and codes, or not at all. The seed draws the script; how the two dispatchers interleave it does not.
/// </summary>
public sealed class FaultyDayTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    public static TheoryData<int> ManySeeds => [.. Enumerable.Range(4, 30)];

    [Theory]
    [InlineData(1)]
    public Task In_a_day_of_faults_nothing_is_lost_order_rate_and_quotas_are_kept(int seed) => Live(seed);

    [Theory]
    [MemberData(nameof(ManySeeds))]
    [Trait("Category", "Soak")]
    public Task In_many_days_of_faults_nothing_is_lost_order_rate_and_quotas_are_kept(int seed) => Live(seed);

    private async Task Live(int seed)
    {
        await using var day = await FaultyDay.Begin(database, seed);
        await day.Pass();
        await day.Judge();
    }
}

/// <summary>One day, from Monday 09:00 on.</summary>
internal sealed class FaultyDay : IAsyncDisposable
{
    private const string Resident = "o-resident";
    private const string Chat = "wrStandinGroup0000000000000001";
    private const int MonthlyQuota = 12;
    private const int MostSteps = 20_000;
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>Two groups share a robot, two have one each; members of the corp, a resident of the official account, and a residents' group whose owner has to tap.</summary>
    private static readonly string[] Lanes = ["demo-staff", "demo-2", "dm-c1", "dm-s1", "dm-w1", "dm-w2", "dm-r1", "demo-1"];
    private static readonly string[] NoticeKinds = ["alert", "due", "ack", "reply", "outcome"];

    /// <summary>What the stand-in itself would answer above 20 a minute is written otherwise where it is played.</summary>
    private static readonly string[] FaultKinds = ["drop", "reset", "html", "truncate", "500", "-1", "+45009", "40001", "42001", "delay"];
    private static readonly string[] Paths =
    [
        Verdict.Webhook, Verdict.Webhook, Verdict.Messages, Verdict.Messages, Verdict.Service, "/cgi-bin/gettoken", "/cgi-bin/stable_token",
        "/cgi-bin/externalcontact/add_msg_template", "/cgi-bin/externalcontact/get_groupmsg_list_v2", "/cgi-bin/externalcontact/groupchat/get", "*",
    ];

    private readonly PostgresHouse house;
    private readonly Standin standin;
    private readonly ServiceProvider[] hosts;
    private readonly Random random;
    private readonly Queue<(DateTimeOffset At, string Lane, int Count)> arrivals;
    private readonly Dictionary<string, int> decided = Lanes.ToDictionary(lane => lane, _ => 0);
    private bool isLateOnce;

    private FaultyDay(PostgresHouse house, Standin standin, int seed)
    {
        (this.house, this.standin, random, isLateOnce) = (house, standin, new Random(seed), seed % 4 == 1);
        hosts = [Host(), Host()];
        arrivals = new(Enumerable.Range(0, 80).Select(_ => (house.Time.Now + (Lasts * random.NextDouble()), Lanes[random.Next(Lanes.Length)], random.Next(5) == 0 ? random.Next(4, 30) : random.Next(1, 3)))
            .OrderBy(burst => burst.Item1));
    }

    public static async Task<FaultyDay> Begin(PostgresDatabase database, int seed)
    {
        var house = await PostgresHouse.Open(database, lease: TimeSpan.FromSeconds(10));
        var accounts = new Accounts();
        accounts.Webhooks["second"] = "00000000-0000-4000-8000-000000000002";
        accounts.Webhooks["third"] = "00000000-0000-4000-8000-000000000003";
        await house.Execute(
            """
            UPDATE chat_group SET channel = 'far' WHERE district = @District AND group_id = ANY(@Lanes);
            INSERT INTO route (district, group_id, channel, account, target, rank) VALUES
              (@District, 'demo-staff', 'wecom-webhook', 'staff', 'a', 0), (@District, 'demo-2', 'wecom-webhook', 'staff', 'b', 0),
              (@District, 'dm-c1', 'wecom-webhook', 'second', 'c', 0), (@District, 'dm-s1', 'wecom-webhook', 'third', 'd', 0),
              (@District, 'dm-w1', 'wecom', 'community', 'yu', 0), (@District, 'dm-w2', 'wecom', 'community', 'lin', 0),
              (@District, 'dm-r1', 'wechat', 'service', @Resident, 0), (@District, 'demo-1', 'wecom-group-send', 'groups', @Chat, 0);
            """,
            new { Lanes, Resident, Chat });

        // The stand-in lives by the same time.
        return new FaultyDay(house, await Standin.Start(time: house.Time, accounts: accounts), seed);
    }

    /// <summary>Until the day is over and everything has found its end.</summary>
    public async Task Pass()
    {
        var over = house.Time.Now + Lasts;
        for (var step = 0; await Next() is { } next && (next < over || arrivals.Count > 0 || !await IsSettled()); step++)
        {
            Assert.True(step < MostSteps, "the day does not end");
            house.Time.Now = next > house.Time.Now ? next : house.Time.Now;
            while (arrivals.TryPeek(out var burst) && burst.At <= house.Time.Now)
            {
                arrivals.Dequeue();
                await Decide(burst.Lane, burst.Count);
            }

            if (house.Time.Now < over)
            {
                GoWrong();
            }
            else
            {
                standin.Calm();
            }

            while ((await Task.WhenAll(hosts.Select(host => host.GetRequiredService<Dispatcher>().DispatchDue(CancellationToken.None)))).Sum() > 0)
            {
            }
        }
    }

    public async Task Judge()
    {
        var notices = await house.Rows<SentNotice>(
            "SELECT notice_key, lane_id, sequence, kind, CASE WHEN state = 'awaiting_tap' OR (state = 'pending' AND lane_id = 'demo-1') THEN 'parked' ELSE state END AS state, error, channel FROM outbox WHERE district = @District AND notice_key ~ ':[0-9]+$' AND kind <> 'hand_over'");
        Assert.Equal(decided.Values.Sum(), notices.Count);
        new Verdict(notices, standin.Ledger.Entries).Holds();

        // No limit and no window is ever run into: what the platform says of that was played.
        Assert.DoesNotContain(standin.Ledger.Calls, call => call.Outcome is "45009" or "45015" or "45047");
        Assert.InRange(standin.Ledger.Of("(tap)").Count(entry => entry.Target == Chat), 0, MonthlyQuota);

        // The day was neither idle nor hopeless.
        Assert.True(standin.Ledger.Calls.Count(call => call.Outcome != "0") > 25, "hardly anything went wrong");
        Assert.True(notices.Count(notice => notice.State == "sent") > notices.Count / 2, $"only {notices.Count(notice => notice.State == "sent")} of {notices.Count} were sent");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        await standin.DisposeAsync();
    }

    /// <summary>When next something is to be done.</summary>
    private async Task<DateTimeOffset?> Next()
    {
        var due = await house.One<DateTime?>("SELECT min(next_due_at) FROM lane WHERE district = @District");
        DateTimeOffset? lane = due is { } at ? new DateTimeOffset(at) : null;
        return arrivals.TryPeek(out var burst) && (lane is null || burst.At < lane) ? burst.At : lane;
    }

    private Task<bool> IsSettled() => house.One<bool>(
        "SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE district = @District AND state IN ('pending', 'sending', 'unknown') AND (lane_id <> 'demo-1' OR attempts > 0))");

    private async Task Decide(string lane, int count)
    {
        var isLong = random.Next(3) == 0;
        await house.Decide([.. Enumerable.Range(0, count).Select(_ => $"{lane}:{decided[lane]++}")
            .Select(key => new Notice(key, Address.Group(lane), NoticeKinds[random.Next(NoticeKinds.Length)], Verdict.Text(key, isLong)))]);
        if (lane == "dm-r1" && random.Next(2) == 0)
        {
            await Hear();
        }

        // The owner of the residents' group looks at his telephone now and then.
        if (random.Next(4) == 0 && standin.GroupSends.Waiting is [var task, ..])
        {
            standin.GroupSends.Tap(task);
        }

        foreach (var job in hosts[random.Next(hosts.Length)].GetServices<Job>().OfType<PollGroupSends>())
        {
            await job.Run(house.Host.Clock.Now, CancellationToken.None);
        }
    }

    /// <summary>The resident writes; platform and bot both know of it.</summary>
    private async Task Hear()
    {
        standin.CustomerService.Heard("service", Resident);
        await using var connection = await house.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ReplyWindows.Heard(connection, transaction, house.Settings.District, "service", Resident, house.Time.Now);
        await transaction.CommitAsync();
    }

    private void GoWrong()
    {
        if (random.Next(3) > 0)
        {
            return;
        }

        var kinds = Enumerable.Range(0, random.Next(1, 4)).Select(_ => FaultKinds[random.Next(FaultKinds.Length)]).ToList();
        var isLost = kinds.All(kind => kind is "500" or "html" or "drop" or "truncate");
        standin.Script(new Fault { Path = Paths[random.Next(Paths.Length)], Calls = random.Next(1, 4), Kinds = kinds, AfterAccept = isLost && random.Next(2) == 0, Seconds = 0.05 });
        if (isLateOnce && random.Next(20) == 0)
        {
            // Later than anybody waits.
            isLateOnce = false;
            standin.Script(new Fault { Path = Verdict.Webhook, Kinds = ["delay"], Seconds = house.Settings.Lease.TotalSeconds });
        }

        if (random.Next(15) == 0)
        {
            standin.Tokens.Expire("community");
        }
    }

    /// <summary>All channels, put together as the program does.</summary>
    private ServiceProvider Host()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(standin.Accounts.Settings(standin.Address).ToDictionary(pair => pair.Key, pair => (string?)pair.Value))
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Channels:WecomCustomerGroups:groups:App"] = "community", ["Channels:WecomCustomerGroups:groups:MonthlyQuota"] = $"{MonthlyQuota}" })
            .Build();
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(house.Settings).AddSingleton(house.Source).AddSingleton(new BotClock(house.Source, house.Time)).AddSingleton(house.Host.Inbox).AddSingleton(house.Rules);
        services.AddSingleton(house.Vault).AddSingleton<Bot.Host.Drawings.Pictures>().AddSingleton<DistrictMaps>().AddSingleton<Lanes>().AddSingleton<Dispatcher>().AddSingleton<IConfiguration>(configuration);
        ChannelParts.AddTo(services, ChannelSettings.From(configuration));
        return services.BuildServiceProvider();
    }
}

using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host;
using Bot.Host.Channels;
using Bot.Host.Channels.Identity;
using Bot.Host.Clocks;
using Bot.Host.Consents;
using Bot.Host.Grids;
using Bot.Host.Jobs;
using Bot.Host.Meetings;
using Bot.Host.Messages;
using Bot.Host.Needs;
using Bot.Host.Notices;
using Bot.Host.Registers;
using Bot.Host.Tickets;
using Bot.Host.Topics;
using Bot.Host.Understanding;
using Bot.Host.Volunteers;
using Bot.Host.Wishes;
using Bot.Tests.Clocks;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bot.Tests.Running;

/// <summary>A time that stands still until a test moves it.</summary>
public sealed class StandingTime(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();
}

/// <summary>The far side of all conversations: it answers as the test says and keeps what it accepted, in the order it came.</summary>
public sealed class RecordingChannel : IChannel
{
    private readonly Lock guard = new();
    private readonly List<OutgoingMessage> accepted = [];

    public string Name => "simulator";

    public ChannelFlags Flags { get; set; } = new(true, true, true, false, true, RemovesDuplicates: false);

    /// <summary>What is answered; a message counts as accepted where it is "sent". May throw, as a network does.</summary>
    public Func<OutgoingMessage, Task<Delivery>> Answer { get; set; } = message => Task.FromResult<Delivery>(new Delivery.Sent($"out-{message.Key}"));

    public IReadOnlyList<OutgoingMessage> Accepted
    {
        get
        {
            lock (guard)
            {
                return [.. accepted];
            }
        }
    }

    public async Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        var delivery = await Answer(message);
        if (delivery is Delivery.Sent)
        {
            Keep(message);
        }

        return delivery;
    }

    public void Keep(OutgoingMessage message)
    {
        lock (guard)
        {
            accepted.Add(message);
        }
    }
}

/// <summary>The parts of one host, put together as the program does, but nothing runs by itself.</summary>
public sealed record HostParts(Lanes Lanes, Dispatcher Dispatcher, Inbox Inbox, InboxWorker Worker, ClockSweep Sweep, MeetingStore Meetings, BotClock Clock, DistrictMaps Maps);

/// <summary>The demo district, in a district of its own per test so that the tests of a class share a database; its time stands still. Begins on Monday 2 March 2026, 09:00.</summary>
public sealed class PostgresHouse
{
    private static readonly RuleSet Shipped = RuleFiles.Load();
    private static readonly Lazy<Reader> Reader = new(() => new Reader(VocabularyFiles.Load(null)));
    private int messages;

    /// <summary>What the program reads messages with.</summary>
    public static Reader TheReader => Reader.Value;

    private PostgresHouse(NpgsqlDataSource source, BotSettings settings, StandingTime time)
    {
        (Source, Settings, Time, Rooms) = (source, settings, time, [new WishStore(source), new TopicStore(source), new ConsentStore(source)]);
        Vault = new Vault(source, settings, NullLogger<Vault>.Instance, new VaultKeys("k1", new Dictionary<string, string> { ["k1"] = Convert.ToBase64String(new byte[32]) }));
    }

    public NpgsqlDataSource Source { get; }
    public BotSettings Settings { get; }
    public StandingTime Time { get; }
    public RecordingChannel Channel { get; } = new();

    /// <summary>Those that come with the program, until a test exchanges them.</summary>
    public RulesInForce Rules { get; } = new(Shipped);
    public HostParts Host { get; set; } = null!;

    /// <summary>What channels do with their events; a test adds those it is about.</summary>
    public List<IChannelEvents> Events { get; } = [];

    /// <summary>The rooms that hear their own words, as the program has them.</summary>
    public List<IListener> Listeners { get; } = [new MeetingTalk(new MinutesStore(Reader.Value)), new EscalateTalk(), new WishTalk(), new NeedTalk(), new VolunteerTalk(), new SkillTalk(), new TopicTalk(Reader.Value), new ConsentTalk()];

    /// <summary>The rooms beside the meetings whose clocks the sweep rings.</summary>
    public List<IRings> Rooms { get; }

    /// <summary>Has no keys until it is ensured.</summary>
    public Vault Vault { get; }

    public static async Task<PostgresHouse> Open(PostgresDatabase database, string at = "2026-03-02 09:00", TimeSpan? lease = null)
    {
        var settings = new BotSettings($"t{Guid.NewGuid():N}", Path.GetTempPath(), true, lease ?? TimeSpan.FromSeconds(30));
        var house = new PostgresHouse(database.Source, settings, new StandingTime(Clock.At(at)));
        await DemoDistrict.Seed(database.Source, settings.District, CancellationToken.None);
        house.Host = house.NewHost();
        return house;
    }

    /// <summary>Another host on the same database; it lives by the same time.</summary>
    public HostParts NewHost()
    {
        var clock = new BotClock(Source, Time);
        var maps = new DistrictMaps(Source, Settings, clock);
        var lanes = new Lanes(Source, Settings, Vault);
        var dispatcher = new Dispatcher(lanes, maps, [Channel], Settings, clock, NullLogger<Dispatcher>.Instance);
        var meetings = new MeetingStore(Source);
        var inbox = new Inbox(Source, Settings, NullLogger<Inbox>.Instance);
        var handle = new HandleMessage(maps, Rules, Reader.Value, new Newcomers(Source, Settings, maps, new BindingCodes(Source, Settings, maps, clock), clock), Events, [.. Listeners, new RosterTalk(maps)], clock);
        var worker = new InboxWorker(Source, Settings, handle, inbox, dispatcher, clock, NullLogger<InboxWorker>.Instance);
        return new HostParts(lanes, dispatcher, inbox, worker, new ClockSweep(Source, maps, Rules, [meetings, .. Rooms], dispatcher, clock), meetings, clock, maps);
    }

    /// <summary>Begins anew with a host that knows what a test has changed in the district.</summary>
    public void Renew() => Host = NewHost();

    public JobRunner Runner(params Job[] jobs) => new(Source, Settings, jobs, new BotClock(Source, Time), NullLogger<JobRunner>.Instance);

    public Task<DistrictMap> Map() => Host.Maps.Get(CancellationToken.None);

    public async Task<IReadOnlyList<T>> Rows<T>(string sql, object? parameters = null)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return (await connection.QueryAsync<T>(sql, With(parameters))).ToList();
    }

    public async Task<int> Execute(string sql, object? parameters = null)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await connection.ExecuteAsync(sql, With(parameters));
    }

    public async Task<T> One<T>(string sql, object? parameters = null) => (await Rows<T>(sql, parameters)).Single();

    /// <summary>Stores a message as a channel would hand it over, and lets the host work until nothing is left.</summary>
    public async Task<IncomingMessage> Say(string sender, string text, string group = "demo-1", string? quote = null)
    {
        var message = Message(sender, text, group) with { Quote = quote };
        await Store(message);
        await Work();
        return message;
    }

    public IncomingMessage Message(string sender, string text, string group = "demo-1")
    {
        var id = $"m{Interlocked.Increment(ref messages)}";
        return new IncomingMessage($"simulator:{group}:{id}", group, id, sender, text, Time.Now);
    }

    public async Task<IReadOnlyList<string>> Store(params IReadOnlyList<IncomingMessage> stored)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return (await Inbox.Insert(connection, Settings.District, stored)).ToList();
    }

    public async Task Work()
    {
        while (await Host.Worker.HandleNext(CancellationToken.None))
        {
        }
    }

    /// <summary>Sends until nothing is due.</summary>
    public async Task Dispatch(HostParts? host = null)
    {
        while (await (host ?? Host).Dispatcher.DispatchDue(CancellationToken.None) > 0)
        {
        }
    }

    /// <summary>What is due by then happens then: messages that waited, clocks, notices.</summary>
    public async Task MoveTo(DateTimeOffset at)
    {
        Time.Now = at;
        await Work();
        await Host.Sweep.Run(CancellationToken.None);
        await Dispatch();
    }

    /// <summary>Writes notices as a deciding transaction does, and commits.</summary>
    public async Task Decide(params Notice[] notices)
    {
        var map = await Map();
        await using var connection = await Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            Outbox.Add(batch, map, notices, Host.Clock.Now);
            await batch.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    public async Task Withdraw(params string[] keys)
    {
        await using var connection = await Source.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        Outbox.Withdraw(batch, Settings.District, keys);
        await batch.ExecuteNonQueryAsync();
    }

    public async Task<Ticket> Ticket(string number) =>
        BotJson.Read<Ticket>(await One<string>("SELECT body FROM ticket WHERE district = @District AND number = @number", new { number }));

    /// <summary>State of every notice by its key.</summary>
    public async Task<Dictionary<string, string>> States() =>
        (await Rows<(string Key, string State)>("SELECT notice_key, state FROM outbox WHERE district = @District")).ToDictionary(row => row.Key, row => row.State);

    private DynamicParameters With(object? parameters)
    {
        var all = new DynamicParameters(parameters);
        all.Add("District", Settings.District);
        return all;
    }
}

using System.Collections.Concurrent;
using Bot.Host.Channels;
using Bot.Host.Channels.Credentials;
using Bot.Host.Channels.GroupSend;
using Bot.Host.Channels.ResidentReports;
using Bot.Host.Notices;
using Bot.Tests.Clocks;
using Bot.Tests.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bot.Tests.Channels;

/// <summary>The demo district beside the stand-in of the platforms, both in one time. Its first residents' group is the stand-in's group; its staff group stays simulated.</summary>
public sealed class PlatformHouse : IAsyncDisposable
{
    public const string Chat = "wrStandinGroup0000000000000001";
    private readonly ServiceProvider provider;

    private PlatformHouse(PostgresHouse house, Platforms.Standin standin, ServiceProvider provider, ConcurrentQueue<string> logged)
    {
        (House, Standin, this.provider, Logged) = (house, standin, provider, logged);
        Dispatcher = Get<Dispatcher>();
    }

    public PostgresHouse House { get; }
    public Platforms.Standin Standin { get; }
    public Dispatcher Dispatcher { get; }

    /// <summary>Every line of every logger, exceptions included.</summary>
    public ConcurrentQueue<string> Logged { get; }

    public T Get<T>()
        where T : notnull => provider.GetRequiredService<T>();

    public static async Task<PlatformHouse> Open(PostgresDatabase database, string at = "2026-03-02 09:00", int quota = 30)
    {
        var house = await PostgresHouse.Open(database, at);
        var standin = await Platforms.Standin.Start();
        standin.Clock.Hold(house.Time.Now);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(standin.Accounts.Settings(standin.Address).ToDictionary(pair => pair.Key, pair => (string?)pair.Value))
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Channels:WecomCustomerGroups:groups:App"] = "community",
                ["Channels:WecomCustomerGroups:groups:MonthlyQuota"] = $"{quota}",
                ["Channels:WecomReports:reports:App"] = "community",
            })
            .Build();
        var logged = new ConcurrentQueue<string>();
        var services = new ServiceCollection();
        services.AddSingleton(house.Settings).AddSingleton(house.Source).AddSingleton(house.Host.Clock).AddSingleton(house.Host.Maps).AddSingleton(house.Host.Lanes);
        services.AddSingleton(house.Host.Inbox).AddSingleton(house.Rules).AddSingleton(ChannelSettings.From(configuration)).AddSingleton<ChannelStates>();
        services.AddSingleton<TokenRows>().AddSingleton<AccessTokens>().AddSingleton<PlatformClient>().AddSingleton<Intake>().AddSingleton<KeptMedia>().AddSingleton<IFileSource, PlatformFiles>();
        services.AddSingleton<GroupSendTasks>().AddSingleton<IChannel, GroupSendChannel>().AddSingleton<IChannel>(house.Channel).AddSingleton<Dispatcher>().AddSingleton<PollGroupSends>();
        services.AddSingleton<OrderBook>().AddSingleton<PollResidentReports>().AddSingleton<Bot.Host.Channels.WecomApp.GroupNames>().AddSingleton<ResidentReportEvents>();
        PlatformHttp.AddTo(services);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Capture(logged)));
        var platform = new PlatformHouse(house, standin, services.BuildServiceProvider(), logged);
        house.Events.Add(platform.Get<ResidentReportEvents>());
        await house.Host.Inbox.StartAsync(CancellationToken.None);
        return platform;
    }

    /// <summary>What goes to the first residents' group becomes group-send tasks.</summary>
    public async Task SendByTasks()
    {
        await House.Execute(
            """
            UPDATE chat_group SET channel = 'wecom-group-send' WHERE district = @District AND group_id = 'demo-1';
            INSERT INTO route (district, group_id, channel, account, target, rank) VALUES (@District, 'demo-1', 'wecom-group-send', 'groups', @Chat, 0);
            """,
            new { Chat });
        House.Host.Maps.Forget();
    }

    /// <summary>The far side's grid means the grid of a group.</summary>
    public async Task BindReports(string target, string group)
    {
        await House.Execute("INSERT INTO route (district, group_id, channel, account, target) VALUES (@District, @group, 'wecom-report', 'reports', @target)", new { group, target });
        House.Host.Maps.Forget();
    }

    public void MoveTo(string at) => MoveTo(Clock.At(at));

    public void MoveTo(DateTimeOffset at)
    {
        House.Time.Now = at;
        Standin.Clock.Hold(at);
    }

    public async Task Dispatch()
    {
        while (await Dispatcher.DispatchDue(CancellationToken.None) > 0)
        {
        }
    }

    public async Task PollTasks()
    {
        await Get<PollGroupSends>().Run(House.Host.Clock.Now, CancellationToken.None);
        await Dispatch();
    }

    public async Task PollReports()
    {
        await Get<PollResidentReports>().Run(House.Host.Clock.Now, CancellationToken.None);
        await House.Work();
    }

    public async ValueTask DisposeAsync()
    {
        await House.Host.Inbox.StopAsync(CancellationToken.None);
        await provider.DisposeAsync();
        await Standin.DisposeAsync();
    }

    private sealed class Capture(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

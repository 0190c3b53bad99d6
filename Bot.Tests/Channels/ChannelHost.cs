using System.Collections.Concurrent;
using Bot.Host;
using Bot.Host.Channels;
using Bot.Host.Channels.Credentials;
using Bot.Host.Channels.GroupWebhook;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bot.Tests.Channels;

/// <summary>The channels of one host, put together as the program does, towards a fake platform.</summary>
public sealed class ChannelHost : IDisposable
{
    private readonly ServiceProvider provider;

    public ChannelHost(PostgresHouse house, Uri platform, string secret = FakePlatform.Secret, Uri? page = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(house.Settings).AddSingleton(house.Source).AddSingleton(new BotClock(house.Source, time ?? house.Time));
        services.AddSingleton(new ChannelSettings
        {
            Wecom = platform,
            Wechat = platform,
            WecomApps = new Dictionary<string, ChannelSettings.WecomApp> { ["grid"] = new("corp-1", "1000002", secret, "callback-token-1", "") },
            WechatApps = new Dictionary<string, ChannelSettings.WechatApp> { ["mini"] = new("mini", "appid-1", secret, "callback-token-2", "", "safe", new Dictionary<string, string>()) },
            WecomWebhooks = new Dictionary<string, ChannelSettings.WecomWebhook> { ["staff"] = new(FakePlatform.Key) { Page = page } },
        });
        services.AddSingleton<DistrictMaps>().AddSingleton<SendLimit>().AddSingleton<ChannelStates>().AddSingleton<ChannelCatalogue>();
        services.AddSingleton<TokenRows>().AddSingleton<AccessTokens>().AddSingleton<PlatformClient>();
        services.AddSingleton<Bot.Host.Drawings.Pictures>().AddSingleton<GroupWebhookChannel>().AddSingleton<IChannel>(all => all.GetRequiredService<GroupWebhookChannel>());
        PlatformHttp.AddTo(services);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Capture(Logged)));
        provider = services.BuildServiceProvider();
        Wecom = TokenOwner.Of("grid", Get<ChannelSettings>().WecomApps["grid"]);
        Mini = TokenOwner.Of("mini", Get<ChannelSettings>().WechatApps["mini"]);
    }

    public TokenOwner Wecom { get; }
    public TokenOwner Mini { get; }
    public AccessTokens Tokens => Get<AccessTokens>();
    public PlatformClient Client => Get<PlatformClient>();
    public GroupWebhookChannel Webhook => Get<GroupWebhookChannel>();

    /// <summary>Every line of every logger, exceptions included.</summary>
    public ConcurrentQueue<string> Logged { get; } = new();

    public T Get<T>()
        where T : notnull => provider.GetRequiredService<T>();

    public void Dispose() => provider.Dispose();

    private sealed class Capture(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

using System.Collections.Concurrent;
using Bot.Host.Serving;
using Bot.Platforms;
using Bot.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bot.Tests.Channels.Setup;

/// <summary>The whole program, served in the tests' own process towards a stand-in whose accounts are all set up.</summary>
public sealed class ServedHost : IAsyncLifetime
{
    private readonly string name = $"bot_test_{Guid.NewGuid():N}";
    private readonly string data = Path.Combine(Path.GetTempPath(), "served-" + Guid.NewGuid().ToString("N"));
    private WebApplication? app;

    public Standin Standin { get; private set; } = null!;

    public BotClient Bot { get; private set; } = null!;

    public string ConnectionString { get; private set; } = "";

    /// <summary>Every line of every logger from the start on.</summary>
    public ConcurrentQueue<string> Logged { get; } = new();

    public string Token => System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(data, "credentials.json"))).RootElement.GetProperty("token").GetString()!;

    /// <summary>What must be shown to nobody.</summary>
    public IReadOnlyList<string> Secrets =>
    [
        .. Standin.Accounts.WecomApps.Values.SelectMany(one => new[] { one.Secret, one.Token, one.EncodingAesKey }),
        .. Standin.Accounts.Robots.Values.SelectMany(one => new[] { one.Token, one.EncodingAesKey }),
        .. Standin.Accounts.Webhooks.Values,
        .. Standin.Accounts.Archives.Values,
        .. Standin.Accounts.WechatApps.Values.SelectMany(one => new[] { one.Secret, one.Token, one.EncodingAesKey }),
        .. Standin.Accounts.Bridges.Values.SelectMany(one => new[] { one.Secret, one.AccessToken }).Where(one => one.Length > 0),
    ];

    public T Get<T>()
        where T : notnull => app!.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await PostgresDatabase.Create(name);
        Standin = await Platforms.Standin.Start();
        var settings = new Dictionary<string, string>(Standin.Accounts.Settings(Standin.Address))
        {
            ["environment"] = "Demo",
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:Bot"] = ConnectionString,
            ["Bot:DataDirectory"] = data,
            ["Channels:OneBots:resting:BaseAddress"] = Standin.Address.ToString(),
            ["Channels:OneBots:resting:AccessToken"] = "resting-token",
            ["Channels:WecomReports:reports:App"] = "community",
            ["Channels:WecomCustomerGroups:groups:App"] = "community",
        };
        app = BotHost.Build([.. settings.Select(pair => $"--{pair.Key}={pair.Value}")]);
        Get<ILoggerFactory>().AddProvider(new Keeper(Logged));
        await BotHost.SetUp(app, CancellationToken.None);
        await app.StartAsync();
        Standin.Bot = new Uri(app.Urls.First());
        Bot = new BotClient(app.Urls.First(), data);
    }

    public async ValueTask DisposeAsync()
    {
        Bot?.Dispose();
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }

        await Standin.DisposeAsync();
        await PostgresDatabase.Drop(name);
        if (Directory.Exists(data))
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private sealed class Keeper(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

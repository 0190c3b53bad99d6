using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Bot.Domain.Channels;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;
using Bot.Host.Channels;
using Bot.Host.Channels.Credentials;
using Bot.Host.Channels.Identity;
using Bot.Host.Channels.Wechat;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Meetings;
using Bot.Host.Messages;
using Bot.Host.Notices;
using Bot.Host.Understanding;
using Bot.Platforms;
using Bot.Tests.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ContentChecks = Bot.Host.Channels.Wechat.ContentChecks;

namespace Bot.Tests.Channels.Wechat;

/// <summary>The WeChat channels of one host against the stand-in, both in a time that stands still until a test moves it.</summary>
internal sealed class WechatHouse : IAsyncDisposable
{
    public const string Progress = "template-progress thing1=text phrase2=state time3=time";
    private static readonly Lazy<Reader> Reader = new(() => new Reader(VocabularyFiles.Load(null)));
    private readonly ServiceProvider provider;
    private readonly InboxWorker worker;
    private int told;

    private WechatHouse(PostgresHouse house, Standin standin, string template)
    {
        (House, Standin) = (house, standin);
        var services = new ServiceCollection();
        services.AddSingleton(house.Settings).AddSingleton(house.Source).AddSingleton(house.Host.Clock).AddSingleton(house.Host.Maps);
        services.AddSingleton(new ChannelSettings
        {
            Wechat = standin.Address,
            WechatApps = standin.Accounts.WechatApps.ToDictionary(
                pair => pair.Key,
                pair => new ChannelSettings.WechatApp(
                    pair.Value.Kind, pair.Value.AppId, pair.Value.Secret, pair.Value.Token, pair.Value.EncodingAesKey, pair.Value.Mode, new Dictionary<string, string> { ["*"] = template })),
        });
        services.AddSingleton<ChannelStates>().AddSingleton<TokenRows>().AddSingleton<AccessTokens>().AddSingleton<PlatformClient>();
        services.AddSingleton<ReplyWindows>().AddSingleton<Accepts>().AddSingleton<PassiveReplies>().AddSingleton<ContentChecks>();
        services.AddSingleton<WechatServiceChannel>().AddSingleton<WechatSubscriptionChannel>().AddSingleton<WechatEvents>();
        PlatformHttp.AddTo(services);
        services.AddLogging(logging => logging.AddProvider(new Kept(Logged)));
        provider = services.BuildServiceProvider();
        Dispatcher = new Dispatcher(house.Host.Lanes, house.Host.Maps, [Get<WechatServiceChannel>(), Get<WechatSubscriptionChannel>(), house.Channel], house.Settings, house.Host.Clock, NullLogger<Dispatcher>.Instance);
        var newcomers = new Newcomers(house.Source, house.Settings, house.Host.Maps, new BindingCodes(house.Source, house.Settings, house.Host.Maps, house.Host.Clock), house.Host.Clock);
        var handle = new HandleMessage(house.Host.Maps, house.Rules, Reader.Value, newcomers, [Get<WechatEvents>()], [new MeetingTalk(new MinutesStore(Reader.Value))], house.Host.Clock);
        worker = new InboxWorker(house.Source, house.Settings, handle, house.Host.Inbox, Dispatcher, house.Host.Clock, NullLogger<InboxWorker>.Instance);
    }

    public PostgresHouse House { get; }
    public Standin Standin { get; }
    public Dispatcher Dispatcher { get; }
    public ConcurrentQueue<string> Logged { get; } = new();

    public static async Task<WechatHouse> Open(PostgresDatabase database, string template = Progress)
    {
        var house = await PostgresHouse.Open(database);
        var standin = await Standin.Start();
        standin.Clock.Hold(house.Time.Now);
        return new WechatHouse(house, standin, template);
    }

    public T Get<T>()
        where T : notnull => provider.GetRequiredService<T>();

    public void Advance(TimeSpan by)
    {
        House.Time.Now += by;
        Standin.Clock.Advance(by);
    }

    /// <summary>A person writes; platform and bot both know of it. Returns the person's id.</summary>
    public async Task<string> Hear(string openId, string text = "你好", string account = "service")
    {
        Standin.CustomerService.Heard(account, openId);
        var message = new ChannelMessage("wechat", account, null, openId, $"m-{++told}", text, House.Time.Now);
        await House.Store(new IncomingMessage(message.Key, $"wechat:{account}:{openId}", message.MessageId, openId, text, House.Time.Now) { From = message });
        await Work();
        return await House.One<string>("SELECT person_id FROM identity WHERE district = @District AND external_id = @openId AND account = @account", new { openId, account });
    }

    public async Task Happen(string openId, string kind, string account, params (string Name, string Value)[] values)
    {
        var happened = new ChannelEvent("wechat", account, kind, $"{openId}:{++told}", House.Time.Now) { Sender = openId, Values = values.ToDictionary(pair => pair.Name, pair => pair.Value) };
        await House.Store(new IncomingMessage(happened.Key, $"wechat:{account}:{openId}", happened.Id, openId, "", House.Time.Now) { Event = happened });
        await Work();
    }

    public async Task Say(string person, string key, string text, string kind = "outcome")
    {
        House.Host.Maps.Forget();
        await House.Decide(new Notice(key, Address.Person(person), kind, text));
        await Dispatch();
    }

    public async Task Dispatch()
    {
        while (await Dispatcher.DispatchDue(CancellationToken.None) > 0)
        {
        }
    }

    public IReadOnlyList<string> Sent() => [.. Standin.Ledger.Of("/cgi-bin/message/custom/send").Select(entry => entry.Content!["text"]!["content"]!.ToString())];

    public IReadOnlyList<JsonNode> Subscribed() => [.. Standin.Ledger.Entries.Where(entry => entry.Path.Contains("/message/subscribe/", StringComparison.Ordinal)).Select(entry => entry.Content!["data"]!)];

    public async Task<string> Fate(string key)
    {
        var (state, channel, passedOver, error) = await House.One<(string, string?, string?, string?)>(
            "SELECT state, channel, passed_over, error FROM outbox WHERE district = @District AND notice_key = @key", new { key });
        return $"{state} {channel} {passedOver} {error}".Trim();
    }

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await Standin.DisposeAsync();
    }

    private async Task Work()
    {
        while (await worker.HandleNext(CancellationToken.None))
        {
        }

        House.Host.Maps.Forget();
    }

    private sealed class Kept(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}

using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Bot.Platforms;

/// <summary>
/// A loopback server in the place of WeCom, WeChat and a OneBot bridge: it keeps their limits, windows, quotas and error codes, and a ledger of
/// what it accepted. Everything stands in memory and ends with it. One lock orders all calls, so that the ledger's order is the order of acceptance.
/// </summary>
public sealed class Standin : IAsyncDisposable
{
    private readonly WebApplication web;
    private TaskCompletionSource calm = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Standin(WebApplication web, TimeProvider? time, Accounts? accounts)
    {
        this.web = web;
        Clock = new StandinClock(time ?? TimeProvider.System);
        Accounts = accounts ?? new Accounts();
        var routes = new Routes(this);
        Tokens = new Tokens(this, routes);
        Callbacks = new Callbacks(this, routes);
        GroupWebhooks = new GroupWebhooks(this, routes);
        Robots = new Robots(this, routes);
        AppMessages = new AppMessages(this, routes);
        CustomerGroups = new CustomerGroups(routes);
        GroupSends = new GroupSends(this, routes);
        ResidentReports = new ResidentReports(routes);
        Consents = new Consents(routes);
        Logins = new Logins(this, routes);
        CustomerService = new CustomerService(this, routes);
        Subscriptions = new Subscriptions(this, routes);
        ContentChecks = new ContentChecks(this, routes);
        OneBots = new OneBots(this, routes);
        Materials = new Materials(this, routes);
        Voice = new Voice(this);
        RobotFiles = new RobotFiles(this);
        var control = new Control(this);
        web.Run(context => Control.Owns(context.Request.Path) ? control.Serve(context) : RobotFiles.Owns(context.Request.Path) ? RobotFiles.Serve(context) : routes.Serve(context));
    }

    /// <summary>"http://127.0.0.1:PORT", in the place of https://qyapi.weixin.qq.com, https://api.weixin.qq.com and a bridge's address.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Where the bot listens; its hooks are called below it.</summary>
    public Uri Bot { get; set; } = new("http://127.0.0.1:8080");

    public StandinClock Clock { get; }

    public Accounts Accounts { get; }

    public Ledger Ledger { get; } = new();

    public Faults Faults { get; } = new();

    public Tokens Tokens { get; }

    public CustomerGroups CustomerGroups { get; }

    public GroupSends GroupSends { get; }

    public ResidentReports ResidentReports { get; }

    public Consents Consents { get; }

    public Logins Logins { get; }

    public CustomerService CustomerService { get; }

    public Subscriptions Subscriptions { get; }

    public ContentChecks ContentChecks { get; }

    public RobotFiles RobotFiles { get; }

    public Materials Materials { get; }

    internal Callbacks Callbacks { get; }

    internal GroupWebhooks GroupWebhooks { get; }

    internal Robots Robots { get; }

    internal AppMessages AppMessages { get; }

    internal OneBots OneBots { get; }

    internal Voice Voice { get; }

    internal Lock Gate { get; } = new();

    /// <summary>Ends with the next <see cref="Calm"/>; asked for under the gate.</summary>
    internal Task Calmed => calm.Task;

    internal DateTimeOffset Now => Clock.GetUtcNow();

    /// <param name="port">0 for a free one.</param>
    /// <param name="time">What the stand-in's clock runs on; the machine's time unless told.</param>
    /// <param name="accounts">The accounts it knows; one of each kind unless told.</param>
    public static async Task<Standin> Start(int port = 0, TimeProvider? time = null, Accounts? accounts = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.Limits.MaxRequestBodySize = 64 << 20;
        });
        var web = builder.Build();
        var standin = new Standin(web, time, accounts);
        await web.StartAsync();
        standin.Address = new Uri(web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return standin;
    }

    /// <summary>The next calls of a path go wrong; see <see cref="Fault"/>.</summary>
    public void Script(Fault fault)
    {
        lock (Gate)
        {
            Faults.Add(fault);
        }
    }

    /// <summary>Nothing goes wrong from here on, and answers that were held go out.</summary>
    public void Calm()
    {
        lock (Gate)
        {
            Faults.Clear();
            calm.SetResult();
            calm = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The next <paramref name="calls"/> calls of a path go wrong in turn as the words say: "drop", "delay", "45009", "500", "html" ...</summary>
    public void Script(string path, int calls, params string[] kinds) => Script(new Fault { Path = path, Calls = calls, Kinds = kinds });

    /// <summary>Somebody says something, or something happens, and the platform calls the bot's hook.</summary>
    public Task<IReadOnlyList<Said>> Say(params IReadOnlyList<Saying> sayings) => Voice.Say(sayings, Order.AsTold, 0);

    /// <param name="sayings">With their copies.</param>
    /// <param name="order">In which order the calls go out.</param>
    /// <param name="seed">Of the shuffled order.</param>
    public Task<IReadOnlyList<Said>> Say(IReadOnlyList<Saying> sayings, Order order, int seed = 0) => Voice.Say(sayings, order, seed);

    /// <summary>Calls a hook as the console does when its address is saved; null when all is well, else what is wrong.</summary>
    public Task<string?> CheckHook(string channel, string account) => Voice.CheckHook(channel, account);

    public async ValueTask DisposeAsync()
    {
        // Calls that hang in a delay are not waited for.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await web.StopAsync(patience.Token);
        await web.DisposeAsync();
        Voice.Dispose();
    }
}

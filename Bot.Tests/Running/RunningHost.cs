using System.Net;
using System.Net.Sockets;

namespace Bot.Tests.Running;

/// <summary>A real host of the demo district, in a process of its own on a free port; several may share one database.</summary>
public sealed class RunningHost : IAsyncDisposable
{
    private readonly HostProgram program;

    private RunningHost(HostProgram program, BotClient client, string data)
    {
        this.program = program;
        Client = client;
        Data = data;
    }

    public BotClient Client { get; }

    /// <summary>The data folder, with the credentials.</summary>
    public string Data { get; }

    public int Id => program.Id;

    /// <param name="database">Where the host's data stands; the schema is made where it is missing.</param>
    /// <param name="lease">In seconds; 30 unless told.</param>
    /// <param name="rules">The folder of rules; the shipped ones unless told.</param>
    /// <param name="settings">Further ones, such as "Channels:WechatApps:service:AppId".</param>
    /// <param name="connection">What stands in its connection string besides, such as "Maximum Pool Size=8".</param>
    public static async Task<RunningHost> Start(
        TestDatabase database, double? lease = null, string? rules = null, IReadOnlyDictionary<string, string>? settings = null, string connection = "")
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var data = Path.Combine(Path.GetTempPath(), "host-" + Guid.NewGuid().ToString("N"));
        var program = new HostProgram(
            new Dictionary<string, string?>((settings ?? new Dictionary<string, string>()).Select(pair => new KeyValuePair<string, string?>(pair.Key.Replace(":", "__", StringComparison.Ordinal), pair.Value)))
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Demo",
                ["DOTNET_ENVIRONMENT"] = "Demo",
                ["ASPNETCORE_URLS"] = address,
                ["ConnectionStrings__Bot"] = $"{database.ConnectionString};{connection}",
                ["Bot__DataDirectory"] = data,
                ["Rules__Folder"] = rules,
                ["Bot__LeaseSeconds"] = lease?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
            "serve");
        var host = new RunningHost(program, new BotClient(address, data), data);
        await Patience.Until(async () => program.HasEnded || await host.Client.IsReady(), "the host becomes ready");
        if (program.HasEnded)
        {
            Assert.Fail((await program.End()).Error);
        }

        return host;
    }

    /// <summary>SIGKILL, and no process afterwards.</summary>
    public async Task Kill()
    {
        program.Signal("KILL");
        await program.End();
    }

    /// <summary>SIGSTOP: it stands still and does not know.</summary>
    public void Pause() => program.Signal("STOP");

    /// <summary>SIGCONT.</summary>
    public void Continue() => program.Signal("CONT");

    /// <summary>SIGTERM; returns what it leaves behind.</summary>
    public async Task<Ended> Stop()
    {
        program.Signal("TERM");
        return await program.End();
    }

    public ValueTask DisposeAsync()
    {
        program.Dispose();
        Client.Dispose();
        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>One host on an empty database, for the tests of a class.</summary>
public sealed class DemoHost : IAsyncLifetime
{
    private RunningHost? host;

    public TestDatabase Database { get; private set; } = null!;

    public BotClient Bot => host!.Client;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.Create();
        host = await RunningHost.Start(Database);
    }

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        await Database.DisposeAsync();
    }
}

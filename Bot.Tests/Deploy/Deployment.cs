using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Npgsql;

namespace Bot.Tests.Deploy;

/// <summary>A real <c>deploy/up</c> with a data folder and a port of its own; it can be started again on the same folder.</summary>
public sealed class Deployment : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private Script? script;

    /// <summary>The data folder. Its parent lets every user pass, as a system's folder for temporary files does.</summary>
    public string Data { get; } = Path.Combine(Path.GetTempPath(), "deployment-" + Guid.NewGuid().ToString("N"));

    public int Port { get; } = FreePort();

    /// <summary>What differs from the environment of the tests.</summary>
    public Dictionary<string, string?> Variables { get; } = new() { ["ConnectionStrings__Bot"] = null };

    public Script Script => script ?? throw new InvalidOperationException("not started");

    public NpgsqlConnectionStringBuilder Connection => new(File.ReadAllText(Path.Combine(Data, "connection")).Trim());

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>PostgreSQL's process and the host's.</summary>
    public int PostgreSql => Member("/postgres -D ");

    public int Host => Member("Bot.Host.dll serve");

    public async ValueTask InitializeAsync() => await Start();

    /// <summary>Starts, and returns when the ready line is there; fails with what was said when the script ends before.</summary>
    public async Task Start()
    {
        script?.Dispose();
        script = new Script("up", Variables, "--port", $"{Port}", "--data", Data);
        await Until(() => script.HasEnded || script.Output.Length > 0);
        if (script.HasEnded) Assert.Fail(string.Join('\n', script.Error));
    }

    /// <summary>Sends a signal to the script alone, sees that its whole family ends, and returns its exit code.</summary>
    public async Task<int> Stop(string signal)
    {
        var family = Processes.Family(Script.Id);
        Processes.Signal(signal, Script.Id);
        var code = await Script.End();
        Assert.DoesNotContain(family, Processes.Lives);
        return code;
    }

    /// <summary>SIGKILL for the script, the host, PostgreSQL and all of its workers at once.</summary>
    public async Task KillEverything()
    {
        var family = Processes.Family(Script.Id);
        Processes.Signal("KILL", family);
        await Until(() => !family.Any(Processes.Lives));
    }

    /// <summary>Writes a message as the resident r1 into the group demo-1.</summary>
    public async Task Say(string text)
    {
        using var answer = await http.PostAsJsonAsync($"{Address}/sim/groups/demo-1/messages", new { sender = "r1", text });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>The texts of the last messages in the group demo-1.</summary>
    public async Task<IReadOnlyList<string?>> Texts()
    {
        var answer = await http.GetFromJsonAsync<JsonElement>($"{Address}/sim/groups/demo-1/messages");
        return [.. answer.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString())];
    }

    public async Task<bool> IsReady()
    {
        using var answer = await http.GetAsync($"{Address}/readyz");
        return answer.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>Waits for what is bound to happen; two minutes is for a machine under load, and says no more than that it hangs.</summary>
    public static async Task Until(Func<bool> condition) => await Until(() => Task.FromResult(condition()));

    public static async Task Until(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await condition()) await Task.Delay(50, patience.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (script is { HasEnded: false }) await Stop("TERM");
        script?.Dispose();
        http.Dispose();
        if (Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
    }

    private int Member(string command) =>
        Processes.Family(Script.Id).First(id => Processes.Command(id).Contains(command, StringComparison.Ordinal));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

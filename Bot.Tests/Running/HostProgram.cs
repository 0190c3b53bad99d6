using System.Diagnostics;
using Bot.Tests.Deploy;

namespace Bot.Tests.Running;

/// <summary>The built program as a process of its own.</summary>
public sealed class HostProgram : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output;
    private readonly Task<string> error;

    /// <param name="environment">What differs from the tests' own environment.</param>
    /// <param name="arguments">The verb and what follows it.</param>
    public HostProgram(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
        : this(environment, "", arguments)
    {
    }

    private HostProgram(IReadOnlyDictionary<string, string?> environment, string input, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path, .. arguments])
        {
            WorkingDirectory = System.IO.Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        output = process.StandardOutput.ReadToEndAsync();
        error = process.StandardError.ReadToEndAsync();
        using var bytes = new StreamWriter(process.StandardInput.BaseStream, new System.Text.UTF8Encoding(false));
        bytes.Write(input);
    }

    /// <summary>Bot.Host.dll where its own project builds it, in the configuration of the tests and with the same parts.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        Script.Root, "Bot.Host", System.IO.Path.GetRelativePath(System.IO.Path.Combine(Script.Root, "Bot.Tests"), AppContext.BaseDirectory), "Bot.Host.dll");

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>A verb that works on a database and ends by itself.</summary>
    public static async Task<Ended> Run(string? connectionString, params string[] arguments)
    {
        using var program = new HostProgram(new Dictionary<string, string?> { ["ConnectionStrings__Bot"] = connectionString, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" }, arguments);
        return await program.End();
    }

    /// <summary>A verb that reads what it works on and needs no database.</summary>
    public static async Task<Ended> Feed(string input, params string[] arguments)
    {
        using var program = new HostProgram(new Dictionary<string, string?>(), input, arguments);
        return await program.End();
    }

    /// <param name="name">Such as TERM or KILL.</param>
    public void Signal(string name) => Processes.Signal(name, Id);

    public async Task<Ended> End()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        await process.WaitForExitAsync(patience.Token);
        return new Ended(process.ExitCode, await output, await error);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }
}

/// <summary>What a process leaves behind.</summary>
public sealed record Ended(int Code, string Output, string Error)
{
    public IReadOnlyList<string> ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

using System.Diagnostics;

namespace Bot.Tests.Deploy;

/// <summary>One of the scripts in <c>deploy</c>, run as an operator runs it: a process of its own, from another folder.</summary>
public sealed class Script : IDisposable
{
    private readonly Process process;
    private readonly List<string> output = [];
    private readonly List<string> error = [];

    /// <param name="name">The file's name in <c>deploy</c>.</param>
    /// <param name="environment">What differs from the environment of the tests; null takes a variable away.</param>
    /// <param name="arguments">The command line.</param>
    public Script(string name, IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Root, "deploy", name), arguments)
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>()) start.Environment[key] = value;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    public string[] Output => Copy(output);

    public string[] Error => Copy(error);

    /// <summary>Waits for the end, at most two minutes, and returns the exit code.</summary>
    public async Task<int> End()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
    }

    private static string FindRoot(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Bot.slnx")) ? folder.FullName : FindRoot(folder.Parent!);

    private static void Keep(List<string> lines, string? line)
    {
        if (line is null) return;
        lock (lines) lines.Add(line);
    }

    private static string[] Copy(List<string> lines)
    {
        lock (lines) return [.. lines];
    }
}

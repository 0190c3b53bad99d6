using System.Diagnostics;
using System.Globalization;

namespace Bot.Tests.Deploy;

/// <summary>Processes as /proc shows them.</summary>
public static class Processes
{
    /// <summary>Sends a signal, such as <c>TERM</c>; the framework has no call for any but SIGKILL.</summary>
    public static void Signal(string signal, params IEnumerable<int> ids)
    {
        using var kill = Process.Start("bash", ["-c", $"kill -{signal} {string.Join(' ', ids)}"]);
        kill.WaitForExit();
    }

    /// <summary>The process and all that descend from it, the eldest first.</summary>
    public static IReadOnlyList<int> Family(int id)
    {
        var parents = Directory.GetDirectories("/proc")
            .Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => Number(name!))
            .Select(child => (child, parent: Parent(child))).ToLookup(pair => pair.parent, pair => pair.child);
        List<int> family = [id];
        for (var index = 0; index < family.Count; index++) family.AddRange(parents[family[index]]);
        return family;
    }

    /// <summary>Whether the process runs; one that only waits to be collected by its parent does not.</summary>
    public static bool Lives(int id) => State(id) is { } state and not ['Z', ..];

    /// <summary>The command line, its words separated by spaces; empty when the process is gone.</summary>
    public static string Command(int id) => Read(id, "cmdline")?.Replace('\0', ' ') ?? "";

    /// <summary>The number of the user that the process runs as.</summary>
    public static int User(int id) =>
        Number(Read(id, "status")!.Split('\n').Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2]);

    private static int Parent(int id) => State(id)?.Split(' ') is [_, var parent, ..] ? Number(parent) : 0;

    // The second field, the program's name in brackets, may hold spaces and brackets itself.
    private static string? State(int id) => Read(id, "stat") is { } line ? line[(line.LastIndexOf(')') + 2)..] : null;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string? Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (IOException) // it has ended, before the file was opened or while it was read
        {
            return null;
        }
    }
}

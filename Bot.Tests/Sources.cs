namespace Bot.Tests;

/// <summary>The project's own source files, found from the solution's folder.</summary>
internal static class Sources
{
    public static string Root { get; } = Find();

    public static string Of(string path) => Path.Combine(Root, path);

    public static IEnumerable<string> Under(string folder) => Directory.EnumerateFiles(Of(folder), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Bot.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"no Bot.slnx above {AppContext.BaseDirectory}");
    }
}

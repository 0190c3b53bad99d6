namespace Bot.Tests.Simulator;

/// <summary>The page's files as they stand in the source.</summary>
public static class PageFiles
{
    public static string Folder { get; } = Find();

    public static IEnumerable<string> Named(string pattern) => Directory.EnumerateFiles(Folder, pattern).Order(StringComparer.Ordinal);

    /// <summary>The media type that the host must give a file; a browser refuses a module of another one.</summary>
    public static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new NotSupportedException($"the page has no files of type {other}"),
    };

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Bot.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("the project's root (Bot.slnx) lies above no folder of the tests");
        }

        return Path.Combine(folder, "Bot.Host", "Simulator", "Page");
    }
}

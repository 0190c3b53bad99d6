using System.Globalization;

namespace Bot.Host;

/// <summary>The section "Bot" of appsettings.json; each value can be set as an environment variable Bot__Name.</summary>
public sealed record BotSettings(string District, string DataDirectory, bool Simulator, TimeSpan Lease)
{
    /// <summary>
    /// The section "Rules", value "Folder": where this district keeps rules of its own; empty for those that come with the program.
    /// A relative one starts where appsettings.json stands.
    /// </summary>
    public string RulesFolder { get; init; } = "";

    /// <summary>
    /// Where people reach the host, such as https://grid.example.cn; codes on posters and links in bulletins begin so. Null where it is not told; in the demo the first address it
    /// listens on.
    /// </summary>
    public string? BaseAddress { get; init; }

    public static BotSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Bot");
        return new BotSettings(
            section["District"] ?? "demo",
            section["DataDirectory"] ?? ".data",
            string.Equals(section["Simulator"], "true", StringComparison.OrdinalIgnoreCase),
            TimeSpan.FromSeconds(double.Parse(section["LeaseSeconds"] ?? "30", CultureInfo.InvariantCulture)))
        {
            RulesFolder = configuration["Rules:Folder"] is { Length: > 0 } folder ? Path.GetFullPath(folder, FindFolder()) : "",
            BaseAddress = AddressIn(section["BaseAddress"]),
        };
    }

    private static string? AddressIn(string? given)
    {
        if (string.IsNullOrEmpty(given))
        {
            return null;
        }

        return Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Query.Length == 0
            ? given.TrimEnd('/')
            : throw new FormatException($"Bot:BaseAddress '{given}' is no address such as https://grid.example.cn");
    }

    /// <summary>The nearest appsettings.json above the program that stands beside the solution, so that the root's file counts from any folder; else the copy beside the program.</summary>
    public static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bot.slnx")) && File.Exists(Path.Combine(folder.FullName, "appsettings.json")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}

namespace Bot.Host.Channels.Setup;

/// <summary>What to create in which console and which field goes where, in Chinese: deploy/channels/CHANNEL.md. "{name}" stands for the account.</summary>
public sealed class Guides
{
    private readonly Dictionary<string, string> texts = SetupKind.All.ToDictionary(kind => kind.Channel, kind => File.ReadAllText(Path.Combine(Folder, $"{kind.Channel}.md")));

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Channels", "Setup", "Guides");

    public string Of(SetupKind kind) => texts[kind.Channel];
}

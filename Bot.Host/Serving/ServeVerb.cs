using Bot.Host.Database;
using Npgsql;

namespace Bot.Host.Serving;

/// <summary>Runs the host until it is told to stop. What prevents a start is one line on standard error, exit 2.</summary>
public static class ServeVerb
{
    public static async Task<int> Run(string[] arguments)
    {
        try
        {
            await using var app = BotHost.Build(arguments);
            await BotHost.SetUp(app, CancellationToken.None);
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or DatabaseTooNewException or NpgsqlException or FormatException or IOException or ArgumentException)
        {
            return Verbs.Refuse($"the host does not start: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }
}

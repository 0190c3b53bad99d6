using Bot.Host.Database;
using Npgsql;

namespace Bot.Host.Serving;

/// <summary>Runs the host until it is told to stop. What prevents a start is one line on standard error, exit 2.</summary>
public static class ServeVerb
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(25);

    public static async Task<int> Run(string[] arguments)
    {
        try
        {
            await using var app = BotHost.Build(arguments);
            await BotHost.SetUp(app, CancellationToken.None);
            app.Lifetime.ApplicationStopping.Register(() => _ = EndAnyway());
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or DatabaseTooNewException or NpgsqlException or FormatException or IOException or ArgumentException)
        {
            return Verbs.Refuse($"the host does not start: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>
    /// While the database is away the job engine waits for it even when told to stop. Everything unfinished is a transaction that the
    /// server rolls back, or a claim that another host takes over, so ending without it loses nothing.
    /// </summary>
    private static async Task EndAnyway()
    {
        await Task.Delay(LongestStop);
        await Console.Error.WriteLineAsync("the host did not stop in time and is ended; what was unfinished is left for the next start");
        System.Diagnostics.Process.GetCurrentProcess().Kill();
    }
}

using Bot.Host.Database;
using Npgsql;

namespace Bot.Host.Understanding;

/// <summary>Writes what workers have judged as labelled messages, one JSON line each, for the verb learn.</summary>
public static class ExamplesVerb
{
    public static async Task<int> Run(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            return Verbs.Refuse($"examples takes no arguments, got '{arguments[0]}'");
        }

        try
        {
            var configuration = MigrateVerb.Configuration();
            await using var source = DatabaseSource.Open(configuration.GetConnectionString("Bot"));
            foreach (var line in await Examples.Export(source, BotSettings.From(configuration).District))
            {
                Console.WriteLine(line);
            }

            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or NpgsqlException or ArgumentException)
        {
            return Verbs.Refuse(exception.Message.ReplaceLineEndings(" "));
        }
    }
}

using Npgsql;

namespace Bot.Host.Database;

/// <summary>Brings the database to this program's schema; a database newer than the program is refused.</summary>
public static class MigrateVerb
{
    public static async Task<int> Run(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            return Verbs.Refuse($"migrate takes no arguments, got '{arguments[0]}'");
        }

        try
        {
            await using var source = DatabaseSource.Open(Configuration().GetConnectionString("Bot"));
            var applied = await Migrations.Apply(source, CancellationToken.None);
            Console.WriteLine($"schema {Migrations.All.Count}, {applied} step(s) applied");
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or DatabaseTooNewException or NpgsqlException or ArgumentException)
        {
            return Verbs.Refuse(exception.Message.ReplaceLineEndings(" "));
        }
    }

    internal static IConfiguration Configuration() => new ConfigurationBuilder()
        .SetBasePath(BotSettings.FindFolder())
        .AddJsonFile("appsettings.json", optional: true)
        .AddEnvironmentVariables()
        .Build();
}

using Bot.Domain.Clocks;
using Bot.Host.Clocks;
using Bot.Host.Database;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>The table of limits on the command line: see what is in force, check a file before it is put in force.</summary>
public static class LimitsVerb
{
    private const string Usage = "usage: limits export [--node X] | limits check FILE";

    public static async Task<int> Run(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                ["export"] => await Export(""),
                ["export", "--node", var node] => await Export(node),
                ["check", var file] => Check(file),
                _ => Verbs.Refuse($"limits: {Usage}"),
            };
        }
        catch (Exception exception) when (exception is FormatException or ClockException or IOException or UnauthorizedAccessException or InvalidOperationException or DatabaseTooNewException or NpgsqlException or ArgumentException)
        {
            return Verbs.Refuse($"limits: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static async Task<int> Export(string node)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        var configuration = MigrateVerb.Configuration();
        await using var source = DatabaseSource.Open(configuration.GetConnectionString("Bot"));
        if (!await Migrations.AreDone(source, CancellationToken.None))
        {
            return Verbs.Refuse("the database is not at this program's schema: run migrate first");
        }

        var settings = BotSettings.From(configuration);
        var imported = await new LimitTables(source, settings).Newest(CancellationToken.None);
        var map = await new DistrictMaps(source, settings).Get(CancellationToken.None);
        Console.Write(LimitsApi.Text(RuleFiles.Load(settings.RulesFolder, imported: imported), map, node));
        return 0;
    }

    /// <summary>As a whole table; needs no database, and so does not know the nodes of the district.</summary>
    private static int Check(string file)
    {
        var rules = new LimitRules(LimitFiles.Load(file));
        rules.RefuseGaps();
        Console.WriteLine($"{rules.All.Count} rule(s) can be used");
        return 0;
    }
}

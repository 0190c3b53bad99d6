using Bot.Domain.Tickets;
using Bot.Host.Database;
using Dapper;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>Builds every ticket row of the district anew from its events, and says how many differed.</summary>
public static class RebuildVerb
{
    public static async Task<int> Run(string[] arguments)
    {
        if (arguments.Length > 0)
        {
            return Verbs.Refuse($"rebuild takes no arguments, got '{arguments[0]}'");
        }

        try
        {
            var configuration = MigrateVerb.Configuration();
            await using var source = DatabaseSource.Open(configuration.GetConnectionString("Bot"));
            if (!await Migrations.AreDone(source, CancellationToken.None))
            {
                return Verbs.Refuse("the database is not at this program's schema: run migrate first");
            }

            var (rebuilt, different) = await Rebuild(source, BotSettings.From(configuration).District);
            Console.WriteLine($"{rebuilt} ticket(s) rebuilt from their events, {different} differed");
            return 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or DatabaseTooNewException or NpgsqlException or ArgumentException)
        {
            return Verbs.Refuse(exception.Message.ReplaceLineEndings(" "));
        }
    }

    public static async Task<(int Rebuilt, int Different)> Rebuild(NpgsqlDataSource source, string district)
    {
        await using var connection = await source.OpenConnectionAsync();
        var numbers = (await connection.QueryAsync<string>("SELECT DISTINCT number FROM event WHERE district = @district", new { district })).ToList();
        var different = 0;
        foreach (var number in numbers)
        {
            different += await Build(connection, district, number) ? 1 : 0;
        }

        return (numbers.Count, different);
    }

    /// <returns>Whether the row was not what its events say; it is now.</returns>
    internal static async Task<bool> Build(NpgsqlConnection connection, string district, string number)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await TicketStore.Lock(connection, transaction, district, [number]);
        var history = await TicketStore.History(connection, district, number, transaction);
        var built = TicketHistory.Build(history);

        // Compared as jsonb: it keeps keys in an order of its own, so equal rows may differ as text. What an older program wrote is first read as this one reads it:
        // it lacks the fields that came later (units, suspensions, handedTo, recurs, homes, specialDays ...), which says nothing else than their being empty.
        var (stored, shape) = await connection.QuerySingleOrDefaultAsync<(string?, int)>("SELECT body, shape FROM ticket WHERE district = @district AND number = @number", new { district, number }, transaction);
        var same = stored is not null && await connection.ExecuteScalarAsync<bool>(
            "SELECT @row::jsonb = @body::jsonb", new { row = BotJson.Write(BotJson.Read<Ticket>(stored)), body = BotJson.Write(built) }, transaction);
        if (!same || shape != TicketHistory.Shape)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            TicketStore.AddRows(batch, district, [built], _ => TicketStore.TouchedAt(history));
            await batch.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return !same;
    }
}

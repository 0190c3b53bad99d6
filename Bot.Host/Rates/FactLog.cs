using System.Runtime.CompilerServices;
using Bot.Domain.Rates;
using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Rates;

/// <summary>The fact lines of a period's tickets, read from the log in one pass: at any moment one ticket's events are in memory.</summary>
public static class FactLog
{
    /// <summary>Ordered by number, code point by code point.</summary>
    /// <param name="from">The first instant of the period; tickets registered in [from, until) are of it.</param>
    /// <param name="asOf">Later events are not read, so that a figure of the past can be computed again.</param>
    /// <param name="grids">Null for all.</param>
    public static async IAsyncEnumerable<TicketFact> Read(NpgsqlDataSource source, DistrictMap map, DateTimeOffset from, DateTimeOffset until, DateTimeOffset asOf, string[]? grids, DistrictRules rules, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var cameBack = await CameBack(connection, map.District, from, asOf, stop);
        await using var command = new NpgsqlCommand(
            """
            SELECT number, sequence, batch, at, actor, data::text FROM event
            WHERE district = $1 AND at >= $2 AND at <= $4 AND number IN (
              SELECT number FROM event
              WHERE district = $1 AND kind = 'opened' AND at >= $2 AND at < $3 AND at <= $4 AND ($5::text[] IS NULL OR data ->> 'gridId' = ANY($5)))
            ORDER BY number COLLATE "C", sequence
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = map.District },
                new() { Value = from.ToUniversalTime() },
                new() { Value = until.ToUniversalTime() },
                new() { Value = asOf.ToUniversalTime() },
                new() { Value = (object?)grids ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text },
            },
        };
        var events = new List<RecordedEvent>();
        await using var rows = await command.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
        {
            var number = rows.GetString(0);
            if (events.Count > 0 && events[0].Number != number)
            {
                yield return Draw();
                events.Clear();
            }

            events.Add(new RecordedEvent(number, rows.GetInt32(1), rows.GetInt32(2), rows.GetFieldValue<DateTimeOffset>(3), rows.GetString(4), BotJson.Read<TicketEvent>(rows.GetString(5))));
        }

        if (events.Count > 0)
        {
            yield return Draw();
        }

        TicketFact Draw() => DrawFact.From(events, asOf, rules.For(map.PathOf(((Opened)events[0].Event).GridId)), cameBack.TryGetValue(events[0].Number, out var within) ? within : null);
    }

    /// <summary>Numbers that the logs of later tickets name as come back, each with 30 or 90. A later ticket's last word on it holds, if it has not been taken back.</summary>
    private static async Task<Dictionary<string, int>> CameBack(NpgsqlConnection connection, string district, DateTimeOffset from, DateTimeOffset asOf, CancellationToken stop) =>
        (await connection.QueryAsync<(string Number, int Within)>(new CommandDefinition(
            """
            SELECT earlier ->> 'number', min((earlier ->> 'within')::integer)
            FROM (
              SELECT DISTINCT ON (number) data FROM event AS flag
              WHERE district = @district AND kind = 'recurred' AND at >= @from AND at <= @asOf AND NOT EXISTS (
                SELECT 1 FROM event AS undone
                WHERE undone.district = @district AND undone.number = flag.number AND undone.kind = 'undone' AND undone.at <= @asOf AND (undone.data ->> 'batch')::integer = flag.batch)
              ORDER BY number, sequence DESC) AS last,
              jsonb_array_elements(last.data -> 'of') AS earlier
            GROUP BY 1
            """,
            new { district, from = from.ToUniversalTime(), asOf = asOf.ToUniversalTime() },
            cancellationToken: stop))).ToDictionary(row => row.Number, row => row.Within);
}

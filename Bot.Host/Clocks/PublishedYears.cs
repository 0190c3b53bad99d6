using System.Globalization;
using Bot.Domain.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Clocks;

/// <summary>A year that was published over the API.</summary>
/// <param name="At">In UTC, by the database's clock.</param>
public sealed record YearOnRecord(PublishedYear Year, string By, DateTimeOffset At);

/// <summary>The years that were published over the API: kept in the database, so that every host of the district takes them up.</summary>
public sealed class PublishedYears(NpgsqlDataSource source, BotSettings settings)
{
    /// <summary>How errors call what came over the API.</summary>
    public static string NameOf(int year) => $"the published year {year.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Differs as soon as a year is added or replaced.</summary>
    public async Task<string> Stamp(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT string_agg(year || '@' || extract(epoch FROM published_at), ' ' ORDER BY year) FROM published_year WHERE district = @District",
            new { settings.District },
            cancellationToken: stop)) ?? "";
    }

    public async Task<IReadOnlyList<YearOnRecord>> All(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await Read(connection, null, stop);
    }

    /// <summary>Keeps a year, or replaces it, unless the check throws.</summary>
    /// <param name="check">Is given all years as they would stand then. No other host can publish in the meantime.</param>
    public async Task Publish(PublishedYear year, string body, string user, Func<IReadOnlyList<YearOnRecord>, Task> check, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync("LOCK TABLE published_year IN SHARE ROW EXCLUSIVE MODE", transaction: transaction);
        var others = (await Read(connection, transaction, stop)).Where(known => known.Year.Year != year.Year);
        await check([.. others, new YearOnRecord(year, user, default)]);
        await connection.ExecuteAsync(
            """
            INSERT INTO published_year (district, year, body, published_by) VALUES (@District, @Year, @body, @user)
            ON CONFLICT (district, year) DO UPDATE SET body = excluded.body, published_by = excluded.published_by, published_at = excluded.published_at
            """,
            new { settings.District, year.Year, body, user },
            transaction);
        await transaction.CommitAsync(stop);
    }

    private async Task<IReadOnlyList<YearOnRecord>> Read(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken stop) =>
        (await connection.QueryAsync<(int Year, string Body, string By, DateTime At)>(new CommandDefinition(
            "SELECT year, body, published_by, published_at FROM published_year WHERE district = @District ORDER BY year",
            new { settings.District },
            transaction,
            cancellationToken: stop)))
        .Select(row => new YearOnRecord(CalendarFiles.Parse(row.Body, NameOf(row.Year)), row.By, new DateTimeOffset(row.At)))
        .ToList();
}

using System.Globalization;
using Bot.Domain.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Clocks;

/// <summary>A table of limits that was put in force over the API.</summary>
/// <param name="Node">Whose rules were exchanged; empty for the whole table.</param>
/// <param name="At">In UTC, by the database's clock.</param>
public sealed record LimitsOnRecord(int Version, string Node, IReadOnlyList<LimitRule> Rules, string By, DateTimeOffset At);

/// <summary>The versions of the table of limits that were put in force over the API: kept in the database, so that every host of the district takes them up.</summary>
public sealed class LimitTables(NpgsqlDataSource source, BotSettings settings)
{
    /// <summary>How errors call what came over the API.</summary>
    public static string NameOf(int version) => $"limits version {version.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Differs as soon as a version is added.</summary>
    public async Task<string> Stamp(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return $"{await connection.ExecuteScalarAsync<int?>(new CommandDefinition("SELECT max(version) FROM limit_table WHERE district = @District", new { settings.District }, cancellationToken: stop))}";
    }

    /// <summary>Null where none was put in force, or the last one took it back.</summary>
    public async Task<LimitsOnRecord?> Newest(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var row = await connection.QuerySingleOrDefaultAsync<(int Version, string Node, string? Body, string By, DateTime At)>(new CommandDefinition(
            "SELECT version, node, body, published_by, published_at FROM limit_table WHERE district = @District ORDER BY version DESC LIMIT 1",
            new { settings.District },
            cancellationToken: stop));
        return row.Body is null ? null : new LimitsOnRecord(row.Version, row.Node, LimitTable.Parse(row.Body, NameOf(row.Version)), row.By, new DateTimeOffset(row.At));
    }

    /// <summary>Who changed what, and when; the newest first.</summary>
    public async Task<IReadOnlyList<(int Version, string Node, bool IsBack, string By, DateTime At)>> Versions(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<(int, string, bool, string, DateTime)>(new CommandDefinition(
            "SELECT version, node, body IS NULL, published_by, published_at FROM limit_table WHERE district = @District ORDER BY version DESC LIMIT 200",
            new { settings.District },
            cancellationToken: stop))).ToList();
    }

    /// <summary>Adds a version, unless the change throws.</summary>
    /// <param name="change">Makes the table that shall hold, checked; null takes it back. No other host can add one in the meantime.</param>
    public async Task Put(string node, string user, Func<Task<IReadOnlyList<LimitRule>?>> change, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync("LOCK TABLE limit_table IN SHARE ROW EXCLUSIVE MODE", transaction: transaction);
        var body = await change() is { } rules ? LimitTable.Write(rules, '\t') : null;
        await connection.ExecuteAsync(
            """
            INSERT INTO limit_table (district, version, node, body, published_by)
            SELECT @District, coalesce(max(version), 0) + 1, @node, @body, @user FROM limit_table WHERE district = @District
            """,
            new { settings.District, node, body, user },
            transaction);
        await transaction.CommitAsync(stop);
    }
}

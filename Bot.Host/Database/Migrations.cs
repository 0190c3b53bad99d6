using System.Reflection;
using Dapper;
using Npgsql;

namespace Bot.Host.Database;

/// <summary>The database is of a newer program; going on could lose what only the newer one understands.</summary>
public sealed class DatabaseTooNewException(int found, int known)
    : Exception($"the database is at schema {found}, this program knows only up to {known}: start the newer program, or restore a backup from before the upgrade");

/// <summary>Numbered .sql files, embedded, applied once and in order. Several hosts may start at once: a row lock lets one work and the others wait.</summary>
public static class Migrations
{
    public sealed record Step(int Number, string Name, string Sql);

    public static IReadOnlyList<Step> All { get; } = Load();

    /// <summary>Applies what is missing and returns how many steps that were.</summary>
    /// <exception cref="DatabaseTooNewException">The database knows a step that this program does not.</exception>
    public static async Task<int> Apply(NpgsqlDataSource source, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);

        // Creating the table is itself a race between hosts; the second one's duplicate is no error.
        try
        {
            await connection.ExecuteAsync("""
                CREATE TABLE IF NOT EXISTS schema_step (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
                INSERT INTO schema_step (number, name) VALUES (0, 'lock') ON CONFLICT DO NOTHING;
                """);
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateObject)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
        }

        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync("SELECT 1 FROM schema_step WHERE number = 0 FOR UPDATE", transaction: transaction);
        var found = await connection.ExecuteScalarAsync<int>("SELECT max(number) FROM schema_step", transaction: transaction);
        if (found > All.Count)
        {
            throw new DatabaseTooNewException(found, All.Count);
        }

        foreach (var step in All.Skip(found))
        {
            await connection.ExecuteAsync(step.Sql, transaction: transaction);
            await connection.ExecuteAsync("INSERT INTO schema_step (number, name) VALUES (@Number, @Name)", step, transaction);
        }

        await transaction.CommitAsync(stop);
        return All.Count - found;
    }

    /// <summary>Whether the database is exactly at this program's schema; false where it has none.</summary>
    /// <exception cref="DatabaseTooNewException">The database knows a step that this program does not.</exception>
    public static async Task<bool> AreDone(NpgsqlDataSource source, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        if (await connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT to_regclass('schema_step')::text", cancellationToken: stop)) is null)
        {
            return false;
        }

        var found = await connection.ExecuteScalarAsync<int?>(new CommandDefinition("SELECT max(number) FROM schema_step", cancellationToken: stop));
        return found > All.Count ? throw new DatabaseTooNewException(found.Value, All.Count) : found == All.Count;
    }

    private static List<Step> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var steps = assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return new Step(int.Parse(name[..4], System.Globalization.CultureInfo.InvariantCulture), name, reader.ReadToEnd());
            })
            .ToList();
        return steps.Select(step => step.Number).SequenceEqual(Enumerable.Range(1, steps.Count))
            ? steps
            : throw new InvalidOperationException("the migrations are not numbered 1, 2, 3 ... without gaps");
    }
}

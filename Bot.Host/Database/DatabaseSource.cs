using Npgsql;

namespace Bot.Host.Database;

/// <summary>Opens the one PostgreSQL all hosts of a district share.</summary>
public static class DatabaseSource
{
    /// <exception cref="InvalidOperationException">No connection string is configured.</exception>
    public static NpgsqlDataSource Open(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new InvalidOperationException("no database: set ConnectionStrings__Bot, or start with deploy/up, which makes a private one");
        }

        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (string.IsNullOrEmpty(settings.Options))
        {
            // A host that is stopped in the middle of a transaction (SIGSTOP, a hung machine) must not hold a group's lock for ever:
            // the server ends such a transaction, and another host goes on.
            settings.Options = "-c idle_in_transaction_session_timeout=30s -c lock_timeout=20s";
        }

        settings.ApplicationName ??= "grid-bot";
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}

using Bot.Host.Database;
using Dapper;
using Npgsql;

namespace Bot.Tests.Running;

/// <summary>A fresh database for one test class, with all migrations; dropped at the end. The server is the one that deploy/test starts.</summary>
public sealed class PostgresDatabase : IAsyncLifetime
{
    private readonly string name = $"bot_test_{Guid.NewGuid():N}";

    static PostgresDatabase() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public string ConnectionString { get; private set; } = "";
    public NpgsqlDataSource Source { get; private set; } = null!;

    /// <exception cref="InvalidOperationException">No server was given.</exception>
    public static string Server => Environment.GetEnvironmentVariable("BOT_TEST_POSTGRES") is { Length: > 0 } server
        ? server
        : throw new InvalidOperationException("BOT_TEST_POSTGRES is not set: run deploy/test, which starts a PostgreSQL of its own");

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await Create(name);
        Source = DatabaseSource.Open(ConnectionString);
        await Migrations.Apply(Source, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Drop(name);
    }

    /// <summary>An empty database; returns how to reach it. Its pool is small, because many test classes share the server.</summary>
    public static async Task<string> Create(string name)
    {
        await using var admin = await Admin();
        await admin.ExecuteAsync($"CREATE DATABASE {name}");
        return new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 20, IncludeErrorDetail = true }.ConnectionString;
    }

    public static async Task Drop(string name)
    {
        await using var admin = await Admin();
        await admin.ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    }

    private static async Task<NpgsqlConnection> Admin()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}

using Dapper;
using Npgsql;

namespace Bot.Tests.Running;

/// <summary>A database of its own on the tests' PostgreSQL, empty at first and dropped at the end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string server;
    private readonly NpgsqlDataSource source;
    private bool isAnothers;

    private TestDatabase(string server, string name)
    {
        this.server = server;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false });
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public static async Task<TestDatabase> Create()
    {
        var server = Environment.GetEnvironmentVariable("BOT_TEST_POSTGRES")
            ?? throw new InvalidOperationException("BOT_TEST_POSTGRES is not set: run the tests with deploy/test, or set it to the connection string of a PostgreSQL administrator");
        var database = new TestDatabase(server, "story_" + Guid.NewGuid().ToString("N"));
        await database.Administer($"CREATE DATABASE {database.Name}");
        return database;
    }

    /// <summary>One that another has made and will drop.</summary>
    public static TestDatabase Of(NpgsqlConnectionStringBuilder connection) => new(connection.ConnectionString, connection.Database!) { isAnothers = true };

    public async Task<NpgsqlConnection> Open() => await source.OpenConnectionAsync();

    public async Task Execute(string sql, object? parameters = null)
    {
        await using var connection = await Open();
        await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<IReadOnlyList<T>> Query<T>(string sql, object? parameters = null)
    {
        await using var connection = await Open();
        return (await connection.QueryAsync<T>(sql, parameters)).ToList();
    }

    public async Task<T> One<T>(string sql, object? parameters = null) => Assert.Single(await Query<T>(sql, parameters));

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        if (isAnothers)
        {
            return;
        }

        await Administer($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
    }

    private async Task Administer(string sql)
    {
        await using var administrator = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await administrator.ExecuteAsync(sql);
    }
}

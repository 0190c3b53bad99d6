using Bot.Host.Database;
using Dapper;
using Npgsql;

namespace Bot.Tests.Running;

public sealed class PostgresDatabaseTests
{
    [Fact]
    public async Task Several_hosts_that_start_at_once_apply_each_migration_once()
    {
        await With(async source =>
        {
            var applied = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Migrations.Apply(source, CancellationToken.None))));
            Assert.Equal(Migrations.All.Count, applied.Sum());
            Assert.Single(applied, count => count > 0);
            Assert.True(await Migrations.AreDone(source, CancellationToken.None));
            await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            Assert.Equal(Migrations.All.Count + 1, await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM schema_step"));
            Assert.Equal(0, await Migrations.Apply(source, CancellationToken.None));
        });
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_and_left_alone()
    {
        await With(async source =>
        {
            await Migrations.Apply(source, CancellationToken.None);
            await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await connection.ExecuteAsync("INSERT INTO schema_step (number, name) VALUES (9000, 'of tomorrow')");
            var error = await Assert.ThrowsAsync<DatabaseTooNewException>(() => Migrations.Apply(source, CancellationToken.None));
            Assert.Contains("9000", error.Message, StringComparison.Ordinal);
            Assert.Contains($"{Migrations.All.Count}", error.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<DatabaseTooNewException>(() => Migrations.AreDone(source, CancellationToken.None));
        });
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_half()
    {
        await With(async source =>
        {
            await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);

            // A table that a later step wants to make: that step fails, and the earlier ones must go with it.
            await connection.ExecuteAsync("CREATE TABLE meeting (nothing integer)");
            await Assert.ThrowsAsync<PostgresException>(() => Migrations.Apply(source, CancellationToken.None));
            Assert.Null(await connection.ExecuteScalarAsync<string?>("SELECT to_regclass('district')::text"));
            await connection.ExecuteAsync("DROP TABLE meeting");
            Assert.Equal(Migrations.All.Count, await Migrations.Apply(source, CancellationToken.None));
        });
    }

    [Fact]
    public void Without_a_connection_string_the_operator_is_told_what_to_set()
    {
        var error = Assert.Throws<InvalidOperationException>(() => DatabaseSource.Open(" "));
        Assert.Contains("ConnectionStrings__Bot", error.Message, StringComparison.Ordinal);
    }

    private static async Task With(Func<NpgsqlDataSource, Task> test)
    {
        var name = $"bot_test_{Guid.NewGuid():N}";
        var connectionString = await PostgresDatabase.Create(name);
        try
        {
            await using var source = DatabaseSource.Open(connectionString);
            await test(source);
        }
        finally
        {
            await PostgresDatabase.Drop(name);
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Bot.Tests.Deploy;

[Collection(nameof(Deploy))]
public class RestartTests
{
    [Fact]
    public async Task A_signal_stops_all_that_was_started_and_the_next_start_has_all_data()
    {
        await using var deployment = new Deployment();
        await deployment.Start();
        await deployment.Say("楼道灯坏了");
        var credentials = File.ReadAllText(Path.Combine(deployment.Data, "credentials.json"));
        Assert.Equal(0, await deployment.Stop("INT"));

        await deployment.Start();
        Assert.Contains("楼道灯坏了", await deployment.Texts());
        Assert.Equal(credentials, File.ReadAllText(Path.Combine(deployment.Data, "credentials.json")));
        Assert.Equal(0, await deployment.Stop("TERM"));
    }

    [Fact]
    public async Task After_SIGKILL_of_everything_all_data_is_there_even_if_the_port_has_a_new_owner()
    {
        await using var deployment = new Deployment();
        await deployment.Start();
        await deployment.Say("楼道灯坏了");
        var port = deployment.Connection.Port;
        await deployment.KillEverything();
        using var owner = new TcpListener(IPAddress.Loopback, port);
        owner.Start();

        await deployment.Start();
        Assert.Contains("楼道灯坏了", await deployment.Texts());
        Assert.NotEqual(port, deployment.Connection.Port);
    }

    [Fact]
    public async Task The_host_and_PostgreSQL_end_even_when_the_script_alone_is_killed()
    {
        await using var deployment = new Deployment();
        await deployment.Start();
        var family = Processes.Family(deployment.Script.Id);
        Processes.Signal("KILL", deployment.Script.Id);
        await Deployment.Until(() => !family.Any(Processes.Lives));
    }

    [Fact]
    public async Task With_a_given_server_none_is_started()
    {
        await using var deployment = new Deployment();
        var server = Environment.GetEnvironmentVariable("BOT_TEST_POSTGRES") ?? throw new InvalidOperationException("run by deploy/test");
        var given = new NpgsqlConnectionStringBuilder(server) { Database = "given_" + Guid.NewGuid().ToString("N"), Pooling = false };
        await using var administrator = NpgsqlDataSource.Create(server);
        await administrator.CreateCommand($"CREATE DATABASE {given.Database}").ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        deployment.Variables["ConnectionStrings__Bot"] = given.ConnectionString;

        await deployment.Start();

        Assert.DoesNotContain(Processes.Family(deployment.Script.Id), id => Processes.Command(id).Contains("/postgres -D ", StringComparison.Ordinal));
        Assert.Equal(given.Database, deployment.Connection.Database);
        await using var database = NpgsqlDataSource.Create(given);
        await using var tables = database.CreateCommand("SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
        Assert.NotEqual(0L, await tables.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, await deployment.Stop("TERM"));
    }
}

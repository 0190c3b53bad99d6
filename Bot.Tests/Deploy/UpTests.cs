using System.Runtime.Versioning;
using Npgsql;

namespace Bot.Tests.Deploy;

[Collection(nameof(Deploy))]
public class UpTests(Deployment running) : IClassFixture<Deployment>
{
    [Fact]
    public void The_ready_line_alone_stands_on_standard_output() =>
        Assert.Equal([$"ready {running.Address}"], running.Script.Output);

    [Theory]
    [InlineData("connection")]
    [InlineData("credentials.json")]
    [SupportedOSPlatform("linux")]
    public void Secrets_in_the_data_folder_are_for_their_owner_alone(string file) =>
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(running.Data, file)));

    [Fact]
    public async Task A_second_one_on_the_same_data_is_refused_and_the_first_goes_on()
    {
        using var second = new Script("up", running.Variables, "--port", $"{running.Port}", "--data", running.Data);
        Assert.Equal(1, await second.End());
        Assert.Empty(second.Output);
        Assert.Contains($"another deploy/up (process {running.Script.Id}) runs on {running.Data}", Assert.Single(second.Error), StringComparison.Ordinal);
        Assert.True(await running.IsReady());
    }

    [Fact]
    public async Task PostgreSQL_runs_unprivileged_and_lets_nobody_in_without_the_password()
    {
        Assert.NotEqual(0, Processes.User(running.PostgreSql));
        var wrong = new NpgsqlConnectionStringBuilder(running.Connection.ConnectionString) { Password = "wrong", Pooling = false };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    [Fact]
    public async Task A_PostgreSQL_that_is_killed_is_started_again_under_the_running_host()
    {
        var host = running.Host;
        var killed = running.PostgreSql;
        Processes.Signal("KILL", killed);
        await Deployment.Until(() => !Processes.Lives(killed));
        await Deployment.Until(running.IsReady);
        Assert.Equal(host, running.Host);
    }
}

using Bot.Tests.Deploy;
using Bot.Tests.Running;

namespace Bot.Tests.Channels;

/// <summary>The point of the crash matrix that takes a PostgreSQL of its own: the one that deploy/up starts, and starts again when it ends.</summary>
[Collection(nameof(Deploy))]
public sealed class CrashRestartTests
{
    [Fact]
    public async Task Point_8_when_PostgreSQL_is_restarted_in_mid_batch_everything_is_said_once()
    {
        await using var deployment = new Deployment();
        var standin = await CrashScene.StartStandin();
        foreach (var (key, value) in standin.Accounts.Settings(standin.Address))
        {
            deployment.Variables[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        deployment.Variables["Bot__LeaseSeconds"] = "60";
        await deployment.Start();
        await using var scene = await CrashScene.On(TestDatabase.Of(deployment.Connection), standin);
        using var client = new BotClient(deployment.Address, deployment.Data);

        // What is older than a second is read again.
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        await client.Get("/sim/world");
        await scene.HoldAnswers();
        var postgres = deployment.PostgreSql;
        Processes.Signal("QUIT", postgres);
        await Patience.Until(() => !Processes.Lives(postgres), "PostgreSQL ends at once");
        standin.Calm();
        await Patience.Until(client.IsReady, "the host is ready again");
        await scene.Judge(("sent", 1), ("sent", 1), ("sent", 1));
    }
}

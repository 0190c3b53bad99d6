using Bot.Host.Database;
using Bot.Host.Notices;
using Npgsql;

namespace Bot.Host.Serving;

/// <summary>Alive, and ready: the database answers, its schema is this program's, and the dispatcher comes round.</summary>
public static class Health
{
    private static readonly TimeSpan DispatcherSilence = TimeSpan.FromSeconds(15);

    public static void Map(WebApplication app)
    {
        app.MapGet("/healthz", () => Results.Ok(new { status = "alive" }));
        app.MapGet("/readyz", Ready);
    }

    private static async Task<IResult> Ready(NpgsqlDataSource source, Dispatcher dispatcher, Readiness readiness, CancellationToken stop)
    {
        var migrated = false;
        var reachable = true;
        try
        {
            migrated = await Migrations.AreDone(source, stop);
        }
        catch (DatabaseTooNewException)
        {
            // A newer program has migrated while this one runs: it must no longer be asked.
            migrated = false;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            reachable = false;
        }

        var dispatching = dispatcher.SinceLastRound < DispatcherSilence;
        var ready = readiness.IsSetUp && reachable && migrated && dispatching;
        return Results.Json(
            new { status = ready ? "ready" : "not ready", database = reachable, migrations = migrated, dispatcher = dispatching, setUp = readiness.IsSetUp },
            statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>Set once the host has done what must be done before the first request: credentials, demo data, plans.</summary>
public sealed class Readiness
{
    private volatile bool isSetUp;

    public bool IsSetUp => isSetUp;

    public void SetUp() => isSetUp = true;
}

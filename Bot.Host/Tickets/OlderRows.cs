using Bot.Domain.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>Brings the rows of an older program to this one's shape while the host already works; ends when there are none left.</summary>
public sealed class OlderRows(NpgsqlDataSource source, BotSettings settings, ILogger<OlderRows> log) : BackgroundService
{
    /// <summary>
    /// Builds anew the rows that an older program built (<see cref="TicketHistory.Shape"/>): it did not know yet what the same events tell this one. Each under its
    /// lock, so that everybody works on meanwhile and hosts that start together share it. A ticket whose events cannot be read is named in the log and stays as it is.
    /// </summary>
    /// <returns>How many were built.</returns>
    public async Task<int> Rebuild(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var numbers = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT number FROM ticket WHERE district = @District AND shape < @Shape ORDER BY number", new { settings.District, TicketHistory.Shape }, cancellationToken: stop));
        var built = 0;
        foreach (var number in numbers)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                await RebuildVerb.Build(connection, settings.District, number);
                built++;
            }
            catch (Exception exception) when (exception is not (NpgsqlException or TimeoutException))
            {
                log.LogError(exception, "ticket {Number} cannot be built anew from its events, its row stays as an older program wrote it", number);
            }
        }

        return built;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await Rebuild(stoppingToken) is > 0 and var built)
            {
                log.LogInformation("{Built} ticket(s) of an older program built anew from their events", built);
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            log.LogWarning("the database cannot be reached; the next start goes on with the older rows ({Reason})", exception.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("stopping");
        }
    }
}

using Bot.Domain.Clocks;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>Rules that could not be taken over.</summary>
public sealed record RefusedRules(DateTimeOffset At, string Error);

/// <summary>
/// Keeps the rules of this host the same as what stands in the rules folder and in the database: looks every two seconds, which costs two short queries and no
/// reading of files. What cannot be used is refused as a whole and said once; the running rules stay in force.
/// </summary>
public sealed class RulesWatch(
    RulesInForce inForce, PublishedYears years, LimitTables limits, DistrictMaps maps, RecomputeDeadlines recompute, BotSettings settings, BotClock clock, ILogger<RulesWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim reading = new(1);
    private string? stamp;
    private bool isAway;

    public DateTimeOffset LoadedAt { get; private set; }

    /// <summary>The last attempt that failed; null where the last one went well.</summary>
    public RefusedRules? Refused { get; private set; }

    /// <summary>Looks whether anything has changed, and takes it over.</summary>
    /// <param name="again">Read even what has not changed.</param>
    /// <returns>What is wrong; null where the rules in force are those that stand in the folder and the database.</returns>
    public async Task<RefusedRules?> Refresh(CancellationToken stop, bool again = false)
    {
        await reading.WaitAsync(stop);
        try
        {
            var found = RuleFiles.Stamp(settings.RulesFolder) + "|" + await years.Stamp(stop) + "|" + await limits.Stamp(stop);
            if (found == stamp && !again)
            {
                return Refused;
            }

            try
            {
                inForce.Take(await Load(await years.All(stop), await limits.Newest(stop), stop));
                (LoadedAt, Refused) = (clock.Now, null);
                recompute.Request();
                log.LogInformation("rules {Fingerprint} taken over", inForce.Set.Fingerprint);
            }
            catch (Exception exception) when (exception is ClockException or FormatException or IOException or UnauthorizedAccessException)
            {
                Refused = new RefusedRules(clock.Now, exception.Message.ReplaceLineEndings(" "));
                log.LogError("rules refused, those in force stay: {Reason}", Refused.Error);
            }

            stamp = found;
            return Refused;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Reads all that would be in force with these years and limits, and refuses what no grid could live by.</summary>
    public async Task<RuleSet> Load(IReadOnlyList<YearOnRecord> published, LimitsOnRecord? imported, CancellationToken stop)
    {
        var set = RuleFiles.Load(settings.RulesFolder, published, imported);
        var map = await maps.Get(stop);
        if (map.Nodes.Count > 0)
        {
            RuleFiles.RefuseUnknownNodes(set, map.Nodes);
        }

        RuleFiles.RefuseIdleGrids(set, map.Grids.Select(map.PathOf));
        return set;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
            {
                await Round(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            log.LogDebug("stopping");
        }
    }

    private async Task Round(CancellationToken stop)
    {
        try
        {
            await Refresh(stop);
            await recompute.RunRequested(stop);
            isAway = false;
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            if (!isAway)
            {
                log.LogWarning("the database cannot be reached; the rules stay as they are ({Reason})", exception.Message);
            }

            isAway = true;
        }
    }
}

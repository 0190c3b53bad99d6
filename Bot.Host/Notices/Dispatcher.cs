using Bot.Host.Clocks;
using Bot.Host.Grids;
using Npgsql;

namespace Bot.Host.Notices;

/// <summary>
/// Sends what waits in the lanes: in order within each, several lanes at a time. Woken after every commit of this host; a poll finds
/// what other hosts left. What happens when a call fails is told by the channel: later, never, or unknown.
/// </summary>
public sealed class Dispatcher(Lanes lanes, DistrictMaps maps, IEnumerable<IChannel> channels, BotSettings settings, BotClock clock, ILogger<Dispatcher> log) : BackgroundService
{
    private const int LanesAtOnce = 8;
    private const int RowsAtOnce = 20;
    private const int MostAttempts = 8;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private readonly SemaphoreSlim woken = new(0);
    private readonly Dictionary<string, IChannel> channels = channels.ToDictionary(channel => channel.Name);
    private long lastRound;

    /// <summary>When the loop last came round, by the monotonic clock; readiness asks this.</summary>
    public TimeSpan SinceLastRound => TimeProvider.System.GetElapsedTime(Interlocked.Read(ref lastRound));

    public void Wake()
    {
        if (woken.CurrentCount == 0)
        {
            woken.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await DispatchDue(stoppingToken) == 0)
                {
                    await woken.WaitAsync(Poll, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
            {
                log.LogWarning("the database cannot be reached; trying again ({Reason})", exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }

    /// <summary>Sends everything that is due in up to <see cref="LanesAtOnce"/> lanes; returns how many lanes had something.</summary>
    public async Task<int> DispatchDue(CancellationToken stop)
    {
        Interlocked.Exchange(ref lastRound, TimeProvider.System.GetTimestamp());
        var claimed = await lanes.Claim(clock.GetUtcNow(), LanesAtOnce, stop);
        await Task.WhenAll(claimed.Select(lane => Empty(lane, stop)));
        return claimed.Count;
    }

    private async Task Empty(ClaimedLane lane, CancellationToken stop)
    {
        try
        {
            var map = await maps.Get(stop);
            foreach (var notice in await lanes.Head(lane, clock.GetUtcNow(), RowsAtOnce))
            {
                if (stop.IsCancellationRequested || !await Send(lane, notice, map))
                {
                    break;
                }
            }
        }
        finally
        {
            await lanes.Release(lane);
        }
    }

    /// <summary>False where the lane must not go on: the order within it would break, or it is no longer ours.</summary>
    private async Task<bool> Send(ClaimedLane lane, WaitingNotice notice, DistrictMap map)
    {
        var attempt = Guid.NewGuid();
        if (!await lanes.Begin(lane, notice.Sequence, attempt))
        {
            return false;
        }

        if (map.Group(lane.LaneId) is not { } group || !channels.TryGetValue(group.Channel, out var channel))
        {
            await lanes.Settle(lane, notice.Sequence, attempt, "dead", null, null, null, "no channel for this conversation");
            return true;
        }

        if (notice.State == "unknown" && !channel.Flags.RemovesDuplicates)
        {
            // Whether it arrived cannot be found out here; sending again could say it twice. It stays for the operator.
            await lanes.Settle(lane, notice.Sequence, attempt, "dead", null, null, null, "outcome unknown and the channel cannot remove duplicates");
            return true;
        }

        var now = clock.GetUtcNow();
        Delivery delivery;
        try
        {
            // Shorter than the lease, so that an answer always comes while the lane is still ours.
            using var timeout = new CancellationTokenSource(settings.Lease * 0.6);
            delivery = await channel.Send(new OutgoingMessage(notice.NoticeKey, lane.LaneId, notice.Text, notice.Mentions, notice.Quote), timeout.Token);
        }
        catch (Exception exception)
        {
            // Whatever it was, nobody knows whether the message arrived, and one bad message must not stop the other lanes.
            log.LogWarning(exception, "notice {Key}: no answer from {Channel}", notice.NoticeKey, channel.Name);
            var dead = notice.Attempts + 1 >= MostAttempts;
            await lanes.Settle(lane, notice.Sequence, attempt, dead ? "dead" : "unknown", now + Backoff(notice.Attempts), null, null, exception.GetType().Name);
            return dead;
        }

        switch (delivery)
        {
            case Delivery.Sent sent:
                await lanes.Settle(lane, notice.Sequence, attempt, "sent", null, now, sent.ProviderId, null);
                return true;
            case Delivery.Later later when notice.Attempts + 1 < MostAttempts:
                await lanes.Settle(lane, notice.Sequence, attempt, "pending", now + later.After, null, null, later.Reason);
                return false;
            case Delivery.Later later:
                await lanes.Settle(lane, notice.Sequence, attempt, "dead", null, null, null, later.Reason);
                return true;
            case Delivery.Refused refused:
                await lanes.Settle(lane, notice.Sequence, attempt, "dead", null, null, null, refused.Reason);
                return true;
            default:
                throw new InvalidOperationException("a channel answered with an outcome the dispatcher does not know");
        }
    }

    private static TimeSpan Backoff(int attempts) => TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, attempts)) * (0.75 + (Random.Shared.NextDouble() / 2)));
}

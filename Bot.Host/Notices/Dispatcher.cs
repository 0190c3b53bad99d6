using System.Text;
using Bot.Domain.Understanding;
using Bot.Host.Channels;
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

    /// <summary>Where a conversation has a limit, so many waiting notices become one message.</summary>
    private const int MergeFrom = 3;

    /// <summary>Where every message costs a person a tap and the group one of its few, two become one already, and all that fit do.</summary>
    private const int MergeTapsFrom = 2;
    private const int TapsRowsAtOnce = 200;

    /// <summary>What staff are told that calls nobody. All else they are told is an alert, by whatever name a district's ladder has for it.</summary>
    private static readonly HashSet<string> NoAlerts = [.. Bot.Domain.Notices.HandOver.Acknowledgements, "outcome", "digest"];
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(250);

    /// <summary>Shares of the lease: what beginning an attempt may take, and what the call may take after it.</summary>
    private const double ToBegin = 0.4;
    private const double ToCall = 0.6;
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
            var taps = map.RoutesOf(lane.LaneId).Any(route => channels.GetValueOrDefault(route.Channel)?.Flags.NeedsTap == true);
            var waiting = new Queue<WaitingNotice>(await lanes.Head(lane, clock.GetUtcNow(), taps ? TapsRowsAtOnce : RowsAtOnce, withPutAside: taps));
            while (waiting.Count > 0 && !stop.IsCancellationRequested)
            {
                var routes = map.RoutesOf(lane.LaneId).Where(route => channels.ContainsKey(route.Channel)).ToList();
                if (!await Send(lane, Together(waiting, routes), routes, map))
                {
                    break;
                }
            }
        }
        finally
        {
            await Insist(() => lanes.Release(lane));
        }
    }

    /// <summary>The next notice; where the channel has a limit and many wait, as many as fit into one message, in their order.</summary>
    private List<WaitingNotice> Together(Queue<WaitingNotice> waiting, IReadOnlyList<ChannelRoute> routes)
    {
        var first = waiting.Dequeue();
        List<WaitingNotice> together = [first];
        if (first is { Doubts: > 0, Channel: { } way } && channels.GetValueOrDefault(way)?.Flags.RemovesDuplicates == true)
        {
            // Joined once more as it was: the far side would not know a part of it again.
            while (waiting.TryPeek(out var joined) && joined.Doubts > 0 && joined.AttemptId == first.AttemptId)
            {
                together.Add(waiting.Dequeue());
            }

            return together;
        }

        if (routes.Count == 0 || first is not { Attempts: 0, Doubts: 0, Picture: null })
        {
            return together;
        }

        var flags = channels[routes[0].Channel].Flags;
        var (from, most) = (flags.NeedsTap ? MergeTapsFrom : flags.PerMinute is not null ? MergeFrom : int.MaxValue, flags.MostBytes);
        if (waiting.Count + 1 < from)
        {
            return together;
        }

        var bytes = Encoding.UTF8.GetByteCount(first.Text);
        while (waiting.TryPeek(out var next) && next is { Attempts: 0, Doubts: 0, Picture: null } && (bytes += 1 + Encoding.UTF8.GetByteCount(next.Text)) <= (most ?? int.MaxValue))
        {
            together.Add(waiting.Dequeue());
        }

        return together;
    }

    /// <summary>False where the lane must not go on: the order within it would break, or it is no longer ours.</summary>
    private async Task<bool> Send(ClaimedLane lane, List<WaitingNotice> notices, IReadOnlyList<ChannelRoute> routes, DistrictMap map)
    {
        var attempt = Guid.NewGuid();
        var first = notices[0];

        // Whether an earlier attempt arrived only its own way can tell.
        var open = first.Doubts > 0 ? routes.Where(route => route.Channel == first.Channel && route.Account == first.Account).ToList() : routes;
        if (await Begin(lane, notices, attempt, open.Count > 0 ? open[0] : null) is not { Count: > 0 } begun)
        {
            return false;
        }

        notices.RemoveAll(notice => !begun.Contains(notice.Sequence));
        first = notices[0];
        if (open.Count == 0 && first.Doubts == 0)
        {
            return await NoWay(lane, attempt, "no channel for this conversation", map);
        }

        var repeated = first.Doubts > 0 && (open.Count == 0 || !channels[open[0].Channel].Flags.RemovesDuplicates);
        if (repeated && (open.Count == 0 || first.Doubts > 1 || !MayBeSaidTwice(first.Kind, lane.LaneId, map)))
        {
            // Whether it arrived cannot be found out here; sending again could say it twice. It stays for the operator.
            await Insist(() => lanes.Settle(lane, attempt, "dead", null, null, null, "outcome unknown and the channel cannot remove duplicates"));
            return true;
        }

        var message = Message(lane, notices) with { MayBeRepeated = repeated };
        var passedOver = "";
        foreach (var route in open)
        {
            if (passedOver.Length > 0)
            {
                await Insist(() => lanes.PassOver(lane, attempt, passedOver, route));
            }

            switch (await Call(lane, message, route, attempt, first.Attempts))
            {
                case Delivery.Closed closed:
                    passedOver += $"{(passedOver.Length > 0 ? "; " : "")}{route}: {closed.Reason}";
                    break;
                case { } delivery:
                    return await Settle(lane, attempt, delivery, first.Attempts);
                case null:
                    return first.Attempts + 1 >= MostAttempts;
            }
        }

        return await NoWay(lane, attempt, $"no way is open: {passedOver}", map);
    }

    /// <summary>What residents should have read, one of them or their group, is left to staff, who can go and say it; all else is dead, and the operator sees it.</summary>
    private async Task<bool> NoWay(ClaimedLane lane, Guid attempt, string reason, DistrictMap map)
    {
        var isResidents = IsResidents(lane.LaneId, map);
        await Insist(() => isResidents ? lanes.HandOver(lane, attempt, reason, map, clock.GetUtcNow()) : lanes.Settle(lane, attempt, "dead", null, null, null, reason));
        return true;
    }

    /// <summary>Better twice than never, where nobody knows whether it arrived: danger to life, and what calls staff.</summary>
    private static bool MayBeSaidTwice(string kind, string lane, DistrictMap map) => kind is "danger" or "private" || !(NoAlerts.Contains(kind) || IsResidents(lane, map));

    private static bool IsResidents(string lane, DistrictMap map) => map.Group(lane) switch
    {
        { Kind: "grid" } => true,
        { Kind: "private" } => map.MembersOf(lane).All(person => map.RoleOf(person) == SpeakerRole.Resident),
        _ => false,
    };

    /// <summary>
    /// Which of the rows are in hand now. Where that cannot be found out, or took so long that the lease might not outlast the call, they are taken back: no call was
    /// made. A host that slept meanwhile sees it by its own clock, before it says what another has said or given up since.
    /// </summary>
    private async Task<IReadOnlyList<long>> Begin(ClaimedLane lane, List<WaitingNotice> notices, Guid attempt, ChannelRoute? route)
    {
        var since = TimeProvider.System.GetTimestamp();
        try
        {
            var begun = await lanes.Begin(lane, notices.Select(notice => notice.Sequence).ToList(), attempt, route);
            if (TimeProvider.System.GetElapsedTime(since) <= settings.Lease * ToBegin)
            {
                return begun;
            }
        }
        catch (Exception exception) when (IsAway(exception))
        {
            log.LogWarning("the database cannot be reached; the attempt is taken back ({Reason})", exception.Message);
        }

        await Insist(() => lanes.TakeBack(lane, attempt));
        return [];
    }

    private static OutgoingMessage Message(ClaimedLane lane, List<WaitingNotice> notices) => new(
        notices[0].NoticeKey, lane.LaneId, string.Join('\n', notices.Select(notice => notice.Text)), [.. notices.SelectMany(notice => notice.Mentions).Distinct()], notices.Count == 1 ? notices[0].Quote : null)
    {
        Kind = notices[0].Kind,
        Picture = notices[0].Picture,
        Keys = [.. notices.Select(notice => notice.NoticeKey)],
        Kinds = [.. notices.Select(notice => notice.Kind)],
        Tickets = [.. notices.SelectMany(notice => notice.Tickets).Distinct()],
    };

    /// <summary>Null where no answer came: the outcome is unknown, and noted so.</summary>
    private async Task<Delivery?> Call(ClaimedLane lane, OutgoingMessage message, ChannelRoute route, Guid attempt, int attempts)
    {
        try
        {
            // Shorter than the lease, so that an answer always comes while the lane is still ours.
            using var timeout = new CancellationTokenSource(settings.Lease * ToCall);
            return await channels[route.Channel].Send(message, route, timeout.Token);
        }
        catch (Exception exception)
        {
            // Whatever it was, nobody knows whether the message arrived, and one bad message must not stop the other lanes. The exception itself is
            // not logged: an address in it may hold a key.
            log.LogWarning("notice {Key}: no answer from {ChannelRoute} ({Fault})", message.Key, route.ToString(), exception.GetType().Name);
            await Insist(() => lanes.Settle(lane, attempt, attempts + 1 >= MostAttempts ? "dead" : "unknown", clock.GetUtcNow() + Backoff(attempts), null, null, exception.GetType().Name));
            return null;
        }
    }

    private async Task<bool> Settle(ClaimedLane lane, Guid attempt, Delivery delivery, int attempts)
    {
        var now = clock.GetUtcNow();
        switch (delivery)
        {
            case Delivery.Sent sent:
                await Insist(() => lanes.Settle(lane, attempt, "sent", null, now, sent.ProviderId, null));
                return true;
            case Delivery.AwaitingTap waiting:
                await Insist(() => lanes.Settle(lane, attempt, "awaiting_tap", null, null, waiting.ProviderId, null));
                return true;
            case Delivery.Later { IsPutAside: true } later:
                await Insist(() => lanes.PutAside(lane, attempt, now + later.After, later.Reason));
                return true;
            case Delivery.Later later when later.IsOwnWait || attempts + 1 < MostAttempts:
                await Insist(() => lanes.Settle(lane, attempt, "pending", now + later.After, null, null, later.Reason, uncounted: later.IsOwnWait));
                return false;
            case Delivery.Later later:
                await Insist(() => lanes.Settle(lane, attempt, "dead", null, null, null, later.Reason));
                return true;
            case Delivery.Refused refused:
                await Insist(() => lanes.Settle(lane, attempt, "dead", null, null, null, refused.Reason));
                return true;
            default:
                throw new InvalidOperationException("a channel answered with an outcome the dispatcher does not know");
        }
    }

    /// <summary>
    /// The outcome of a call must not be forgotten because the database is away for a moment: written again and again until the lease is over. Whether the lane is
    /// still ours each write asks itself.
    /// </summary>
    private async Task Insist(Func<Task> write)
    {
        for (var since = TimeProvider.System.GetTimestamp(); ;)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception) when (IsAway(exception) && TimeProvider.System.GetElapsedTime(since) < settings.Lease)
            {
                log.LogWarning("the database cannot be reached; what is known is written again ({Reason})", exception.Message);
                await Task.Delay(BetweenWrites);
            }
        }
    }

    /// <summary>As opposed to a statement that the database refuses for good.</summary>
    private static bool IsAway(Exception exception) =>
        exception is TimeoutException or (NpgsqlException and (not PostgresException or PostgresException { IsTransient: true } or PostgresException { InvariantSeverity: "FATAL" }));

    private static TimeSpan Backoff(int attempts) => TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, attempts)) * (0.75 + (Random.Shared.NextDouble() / 2)));
}

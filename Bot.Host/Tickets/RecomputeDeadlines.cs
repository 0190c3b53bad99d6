using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>What the last walk over the open tickets did.</summary>
/// <param name="Moved">Due times that changed.</param>
/// <param name="Confirmed">Due times that stayed, no longer provisional or for other reasons.</param>
/// <param name="Aligned">Tickets of which only clocks were moved.</param>
public sealed record RecomputeCount(int Checked, int Moved, int Confirmed, int Aligned);

/// <summary>
/// Walks over the open tickets after the rules have changed: provisional due times, and those of a corrected paper, are measured anew, clocks brought in line. Nothing is kept of how far it
/// came: a ticket that is right already is passed over, so a walk that was cut short, or that two hosts make at once, ends in the same state.
/// </summary>
public sealed class RecomputeDeadlines(NpgsqlDataSource source, DistrictMaps maps, RulesInForce inForce, BotClock clock, ILogger<RecomputeDeadlines> log)
{
    private const int BatchSize = 200;

    /// <summary>A second walk, so long after the first, finds what was being decided by the old rules at the moment of the change.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>The database keeps microseconds.</summary>
    private static readonly TimeSpan SameInstant = TimeSpan.FromMilliseconds(1);

    private readonly Lock guard = new();
    private bool isRequested;
    private long? changedAt;

    private sealed record Running(string Subject, string Kind, int Episode, DateTime DueAt);

    /// <summary>Null where none has been made.</summary>
    public RecomputeCount? Last { get; private set; }

    public void Request()
    {
        lock (guard)
        {
            (isRequested, changedAt) = (true, TimeProvider.System.GetTimestamp());
        }
    }

    /// <summary>Makes the walk where one is asked for.</summary>
    public async Task RunRequested(CancellationToken stop)
    {
        lock (guard)
        {
            var isSettled = changedAt is { } since && TimeProvider.System.GetElapsedTime(since) >= Settling;
            if (!isRequested && !isSettled)
            {
                return;
            }

            changedAt = isSettled ? null : changedAt;
            isRequested = false;
        }

        try
        {
            await Run(stop);
        }
        catch
        {
            Request();
            throw;
        }
    }

    public async Task<RecomputeCount> Run(CancellationToken stop)
    {
        var map = await maps.Get(stop);
        var count = new RecomputeCount(0, 0, 0, 0);
        foreach (var numbers in (await Open(map.District, stop)).Chunk(BatchSize))
        {
            stop.ThrowIfCancellationRequested();
            var rules = inForce.Now;
            await using var connection = await source.OpenConnectionAsync(stop);
            var bodies = await connection.QueryAsync<string>(
                "SELECT body FROM ticket WHERE district = @District AND number = ANY(@numbers)", new { map.District, numbers });
            var wrong = await Wrong(connection, map, rules, bodies.Select(BotJson.Read<Ticket>).ToList());
            count = count with { Checked = count.Checked + numbers.Length };
            count = wrong.Count == 0 ? count : await Correct(connection, map, rules, wrong, count);
        }

        Last = count;
        if (count.Moved + count.Confirmed + count.Aligned > 0)
        {
            log.LogInformation(
                "due times measured anew: {Checked} open, {Moved} moved, {Confirmed} confirmed, clocks of {Aligned} moved",
                count.Checked,
                count.Moved,
                count.Confirmed,
                count.Aligned);
        }

        return count;
    }

    /// <summary>Only the index of open tickets is read, however many are closed.</summary>
    private async Task<IReadOnlyList<string>> Open(string district, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT number FROM ticket WHERE district = @district AND state IN ('reported', 'accepted', 'assigned', 'working', 'paused') ORDER BY due_at, number",
            new { district },
            cancellationToken: stop))).ToList();
    }

    /// <summary>Those whose due time or clocks are not as the rules have them; read without a lock, and looked at once more under it.</summary>
    private static async Task<IReadOnlyList<string>> Wrong(NpgsqlConnection connection, DistrictMap map, DistrictRules rules, IReadOnlyList<Ticket> tickets)
    {
        var running = (await connection.QueryAsync<Running>(
            "SELECT subject, kind, episode, due_at FROM clock WHERE district = @District AND state = 'running' AND subject = ANY(@subjects)",
            new { map.District, subjects = tickets.Select(ticket => $"ticket:{ticket.Number}").ToArray() })).ToLookup(one => one.Subject["ticket:".Length..]);
        return tickets.Where(ticket =>
        {
            var own = rules.For(map.PathOf(ticket.GridId));
            return RecomputeDeadline.Decide(ticket, own).Events.Count > 0 || !AreInLine(TicketClocks.For(ticket, own), running[ticket.Number].ToList());
        }).Select(ticket => ticket.Number).ToList();
    }

    private static bool AreInLine(IReadOnlyList<TicketClock> wanted, IReadOnlyList<Running> running) => wanted.Count == running.Count
        && wanted.All(clock => running.Any(one =>
            one.Kind == clock.Kind && one.Episode == clock.Round && (new DateTimeOffset(one.DueAt) - clock.DueAt).Duration() < SameInstant));

    private async Task<RecomputeCount> Correct(NpgsqlConnection connection, DistrictMap map, DistrictRules rules, IReadOnlyList<string> numbers, RecomputeCount count)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await connection.BeginTransactionAsync();
        var changes = new List<Change>();
        var aligned = new List<Ticket>();
        foreach (var ticket in await TicketStore.Lock(connection, transaction, map.District, numbers))
        {
            var decision = RecomputeDeadline.Decide(ticket, rules.For(map.PathOf(ticket.GridId)));
            if (decision.Events.Count > 0)
            {
                changes.Add(new Change(ticket.Number, ticket, decision, Actor.Clock.Id));
                var moved = decision.Events.Any(happened => happened is DeadlineRecomputed anew ? anew.Deadline.At != anew.OldDueAt : happened is StepRecomputed step && step.Deadline.At != step.OldDueAt);
                count = moved ? count with { Moved = count.Moved + 1 } : count with { Confirmed = count.Confirmed + 1 };
            }
            else
            {
                aligned.Add(ticket);
            }
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        TicketStore.Write(batch, map, changes, rules, now);
        if (aligned.Count > 0)
        {
            TicketStore.Align(batch, map, aligned, rules, now);
            count = count with { Aligned = count.Aligned + aligned.Count };
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return count;
    }
}

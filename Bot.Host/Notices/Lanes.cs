using Bot.Domain.Notices;
using Bot.Host.Channels;
using Bot.Host.Grids;
using Bot.Host.Registers;
using Dapper;
using Npgsql;

namespace Bot.Host.Notices;

/// <summary>A lane in this host's hands, until the lease runs out. Every later write carries the token, so a host that slept too long is fenced off.</summary>
public sealed record ClaimedLane(string LaneId, long Token);

public sealed record WaitingNotice
{
    public long Sequence { get; init; }
    public string NoticeKey { get; init; } = "";
    public string Text { get; init; } = "";
    public string[] Mentions { get; init; } = [];
    public string? Quote { get; init; }
    public string? Picture { get; init; }
    public string State { get; init; } = "";
    public int Attempts { get; init; }

    /// <summary>Attempts of which nobody knows whether they arrived.</summary>
    public int Doubts { get; init; }

    /// <summary>The last one; the same for all that were joined in it.</summary>
    public Guid? AttemptId { get; init; }
    public string Kind { get; init; } = "";
    public string[] Tickets { get; init; } = [];

    /// <summary>The way an earlier attempt took; null before the first.</summary>
    public string? Channel { get; init; }
    public string? Account { get; init; }
}

/// <summary>The SQL of the lanes: claiming, beginning an attempt, settling it, letting go.</summary>
/// <param name="vault">Opens texts that stand sealed in the outbox, on their way out.</param>
public sealed class Lanes(NpgsqlDataSource source, BotSettings settings, Vault vault)
{
    /// <summary>Claims free lanes that have something due, longest waiting first.</summary>
    public async Task<IReadOnlyList<ClaimedLane>> Claim(DateTimeOffset now, int count, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<ClaimedLane>(
            """
            UPDATE lane SET lease_until = now() + @Lease, lease_token = lease_token + 1
            WHERE (district, lane_id) IN (
              SELECT district, lane_id FROM lane
              WHERE district = @District AND next_due_at <= @now AND (lease_until IS NULL OR lease_until < now())
              ORDER BY next_due_at LIMIT @count FOR UPDATE SKIP LOCKED)
            RETURNING lane_id, lease_token AS token
            """,
            new { settings.District, settings.Lease, now, count })).ToList();
    }

    /// <summary>
    /// The first rows of the lane that are due, in order. A row found "sending" under a new lease was left by a host that died: its outcome is
    /// unknown. A row that has been tried and waits for its next attempt holds back all behind it, or the order would break; one that has only
    /// been put off to the morning does not.
    /// </summary>
    /// <param name="withPutAside">Where something is due, what was put aside before it comes along: it would be overtaken otherwise. Danger goes alone and first.</param>
    public async Task<IReadOnlyList<WaitingNotice>> Head(ClaimedLane lane, DateTimeOffset now, int count, bool withPutAside = false)
    {
        await using var connection = await source.OpenConnectionAsync();
        var waiting = await connection.QueryAsync<WaitingNotice>(
            """
            UPDATE outbox SET state = 'unknown', doubts = doubts + 1 WHERE district = @District AND lane_id = @LaneId AND state = 'sending'
              AND EXISTS (SELECT 1 FROM lane WHERE lane.district = @District AND lane.lane_id = @LaneId AND lease_token = @Token);
            SELECT sequence, notice_key, text, mentions, quote, state, attempts, doubts, attempt_id, kind, tickets, picture, channel, account FROM outbox
            WHERE district = @District AND lane_id = @LaneId AND state IN ('pending', 'unknown')
              AND (due_at <= @now OR (@withPutAside AND attempts = 0 AND error IS NOT NULL AND sequence < (
                SELECT max(sequence) FROM outbox WHERE district = @District AND lane_id = @LaneId AND state IN ('pending', 'unknown') AND due_at <= @now AND kind <> 'danger')))
              AND sequence < COALESCE((
                SELECT min(sequence) FROM outbox WHERE district = @District AND lane_id = @LaneId AND state IN ('pending', 'unknown') AND attempts > 0 AND due_at > @now), sequence + 1)
            ORDER BY sequence LIMIT @count
            """,
            new { settings.District, lane.LaneId, lane.Token, now, count, withPutAside });
        return [.. waiting.Select(notice => notice with { Text = vault.OpenNotice(notice.NoticeKey, notice.Text) })];
    }

    /// <summary>
    /// Commits "sending" before the call and makes the lease outlast it; tells which of the rows are in hand: none where the lane is no longer this
    /// host's, and not those that were withdrawn meanwhile.
    /// </summary>
    public async Task<IReadOnlyList<long>> Begin(ClaimedLane lane, IReadOnlyList<long> sequences, Guid attempt, ChannelRoute? route)
    {
        await using var connection = await source.OpenConnectionAsync();
        return (await connection.QueryAsync<long>(
            """
            WITH held AS (
              UPDATE lane SET lease_until = now() + @Lease
              WHERE district = @District AND lane_id = @LaneId AND lease_token = @Token AND lease_until > now()
              RETURNING lane_id)
            UPDATE outbox SET state = 'sending', attempt_id = @attempt, attempts = attempts + 1, channel = @channel, account = @account
            FROM held WHERE outbox.district = @District AND outbox.lane_id = held.lane_id AND sequence = ANY(@sequences) AND state IN ('pending', 'unknown')
            RETURNING sequence
            """,
            new { settings.District, settings.Lease, lane.LaneId, lane.Token, sequences = sequences.ToArray(), attempt, channel = route?.Channel, account = route?.Account })).ToList();
    }

    /// <summary>The way that was begun is shut: the same attempt goes on by another, and the row says which was passed over.</summary>
    public async Task PassOver(ClaimedLane lane, Guid attempt, string passedOver, ChannelRoute next)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            UPDATE outbox SET channel = @Channel, account = @Account, passed_over = @passedOver
            WHERE district = @District AND lane_id = @LaneId AND attempt_id = @attempt AND state = 'sending'
              AND EXISTS (SELECT 1 FROM lane WHERE lane.district = @District AND lane.lane_id = @LaneId AND lease_token = @Token)
            """,
            new { settings.District, lane.LaneId, lane.Token, attempt, passedOver, next.Channel, next.Account });
    }

    /// <summary>Writes the outcome of an attempt; nothing where another host has taken over since.</summary>
    /// <param name="uncounted">It was no attempt; the row stays one that has been tried, so that what stands behind it waits.</param>
    public async Task Settle(ClaimedLane lane, Guid attempt, string state, DateTimeOffset? due, DateTimeOffset? sent, string? providerId, string? error, bool uncounted = false)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            UPDATE outbox SET state = @state, due_at = COALESCE(@due, due_at), sent_at = @sent, provider_id = @providerId, error = @error,
              attempts = CASE WHEN @uncounted THEN GREATEST(attempts - 1, 1) ELSE attempts END,
              doubts = CASE WHEN @state = 'unknown' THEN doubts + 1 ELSE doubts END
            WHERE district = @District AND lane_id = @LaneId AND attempt_id = @attempt AND state = 'sending'
              AND EXISTS (SELECT 1 FROM lane WHERE lane.district = @District AND lane.lane_id = @LaneId AND lease_token = @Token)
            """,
            new { settings.District, lane.LaneId, lane.Token, attempt, state, due = due?.ToUniversalTime(), sent = sent?.ToUniversalTime(), providerId, error, uncounted });
    }

    /// <summary>
    /// The readers can be reached by no way. Staff are asked to tell them, in the same transaction: those of the grid for a group, those of each ticket for a single
    /// person, and what speaks of no ticket is dead then. An acknowledgement is only taken back.
    /// </summary>
    public async Task HandOver(ClaimedLane lane, Guid attempt, string reason, DistrictMap map, DateTimeOffset now)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var group = map.Group(lane.LaneId) is { Kind: "grid" } residents ? residents : null;
        var rows = (await connection.QueryAsync<WaitingNotice>(
            """
            UPDATE outbox SET error = @reason, state = CASE WHEN kind = ANY(@acknowledgements) THEN 'withdrawn' WHEN tickets = '{}' AND NOT @isGroup THEN 'dead' ELSE 'handed_over' END
            WHERE district = @District AND lane_id = @LaneId AND attempt_id = @attempt AND state = 'sending'
              AND EXISTS (SELECT 1 FROM lane WHERE lane.district = @District AND lane.lane_id = @LaneId AND lease_token = @Token)
            RETURNING sequence, notice_key, kind, text, tickets, state
            """,
            new { settings.District, lane.LaneId, lane.Token, attempt, reason, isGroup = group is not null, acknowledgements = Bot.Domain.Notices.HandOver.Acknowledgements.ToArray() },
            transaction)).Where(row => row.State == "handed_over").OrderBy(row => row.Sequence).ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(batch, map, group is not null && map.GridOf(group) is { } grid ? rows.Select(row => ForGroup(row, group, grid, map)) : await ForTickets(connection, transaction, rows, map), now);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
    }

    private static Notice ForGroup(WaitingNotice row, ChatGroup group, string grid, DistrictMap map)
    {
        var person = map.RosterOf(grid).InCharge?.PersonId;
        return new Notice($"hand-over:{row.NoticeKey}", Address.Staff(grid), "hand_over", Bot.Domain.Notices.HandOver.ForGroup(group.Name, row.Text))
        {
            Mentions = person is null ? [] : [person],
            Tickets = row.Tickets,
            WaitsForMorning = row.Kind != "danger",
        };
    }

    private async Task<IEnumerable<Notice>> ForTickets(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<WaitingNotice> rows, DistrictMap map)
    {
        var tickets = (await connection.QueryAsync<(string Number, string Grid, bool Private, string Summary, string? Responsible)>(
            "SELECT number, grid_id, private, summary, body #>> '{responsible,id}' FROM ticket WHERE district = @District AND number = ANY(@numbers)",
            new { settings.District, numbers = rows.SelectMany(row => row.Tickets).Distinct().ToArray() },
            transaction)).ToDictionary(ticket => ticket.Number);
        return rows.SelectMany(row => row.Tickets.Where(tickets.ContainsKey).Select(number => (Row: row, Ticket: tickets[number]))).Select(one =>
        {
            var (number, grid, isPrivate, summary, responsible) = one.Ticket;
            var roster = isPrivate ? map.RosterOf(grid).WithoutHelpers : map.RosterOf(grid);
            var person = responsible ?? roster.InCharge?.PersonId;
            return new Notice($"hand-over:{number}:{one.Row.NoticeKey}", isPrivate && person is not null ? Address.Person(person) : Address.Staff(grid), "hand_over", Bot.Domain.Notices.HandOver.Words(one.Row.Kind, number, isPrivate ? null : summary, one.Row.Text))
            {
                Mentions = person is null ? [] : [person],
                Tickets = [number],
                WaitsForMorning = true,
            };
        });
    }

    /// <summary>No call was made: the rows are as they were before the attempt, if it was begun at all.</summary>
    public async Task TakeBack(ClaimedLane lane, Guid attempt)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            UPDATE outbox SET state = 'pending', attempts = attempts - 1
            WHERE district = @District AND lane_id = @LaneId AND attempt_id = @attempt AND state = 'sending'
              AND EXISTS (SELECT 1 FROM lane WHERE lane.district = @District AND lane.lane_id = @LaneId AND lease_token = @Token)
            """,
            new { settings.District, lane.LaneId, lane.Token, attempt });
    }

    /// <summary>Nothing was tried: the rows wait for a better hour as if they had never been in hand, and say why.</summary>
    public async Task PutAside(ClaimedLane lane, Guid attempt, DateTimeOffset due, string reason)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            UPDATE outbox SET state = 'pending', attempts = 0, due_at = @due, error = @reason
            WHERE district = @District AND lane_id = @LaneId AND attempt_id = @attempt AND state = 'sending'
              AND EXISTS (SELECT 1 FROM lane WHERE lane.district = @District AND lane.lane_id = @LaneId AND lease_token = @Token)
            """,
            new { settings.District, lane.LaneId, lane.Token, attempt, due = due.ToUniversalTime(), reason });
    }

    /// <summary>
    /// Lets the lane go and notes when it is next due. The row is locked first and the waiting rows are read in a second statement:
    /// in one statement a notice that is committed meanwhile could be overlooked, and the lane would sleep on it.
    /// </summary>
    public async Task Release(ClaimedLane lane)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var held = await connection.ExecuteScalarAsync<int?>(
            "SELECT 1 FROM lane WHERE district = @District AND lane_id = @LaneId AND lease_token = @Token FOR UPDATE",
            new { settings.District, lane.LaneId, lane.Token },
            transaction);
        if (held is not null)
        {
            await connection.ExecuteAsync(
                """
                WITH waiting AS (
                  SELECT sequence, due_at, attempts FROM outbox
                  WHERE outbox.district = @District AND outbox.lane_id = @LaneId AND state IN ('pending', 'unknown', 'sending'))
                UPDATE lane SET lease_until = NULL, next_due_at = (
                  SELECT min(due_at) FROM waiting WHERE sequence <= COALESCE((SELECT min(sequence) FROM waiting WHERE attempts > 0), sequence))
                WHERE district = @District AND lane_id = @LaneId
                """,
                new { settings.District, lane.LaneId },
                transaction);
        }

        await transaction.CommitAsync();
    }
}

using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Clocks;

/// <summary>
/// Fires what is due, in batches, on any number of hosts at once: clocks and tickets are locked with SKIP LOCKED and a clock is checked
/// against its ticket before it fires. A tick asks the index of running clocks once for the first that is due; where there is none, that is all it does.
/// </summary>
public sealed class ClockSweep(NpgsqlDataSource source, DistrictMaps maps, RulesInForce inForce, IEnumerable<IRings> rooms, Dispatcher dispatcher, BotClock clock)
{
    private const int BatchSize = 500;
    private readonly Reminders reminders = new(source, maps, inForce, clock);

    private sealed record DueClock(string Subject, string Kind, int Episode)
    {
        public string Number => Subject["ticket:".Length..];
    }

    private sealed record DueLine(DueClock Clock, byte[] Body);

    /// <summary>What becomes of a due clock that does not fire: it goes on running until <paramref name="DueAt"/>, or is moot.</summary>
    private sealed record Settled(DueClock Clock, DateTimeOffset? DueAt, string? Reason);

    /// <summary>Fires until nothing is due that this host can get hold of; returns how many clocks were settled.</summary>
    public async Task<int> Run(CancellationToken stop)
    {
        if (!await IsAnythingDue(stop))
        {
            return 0;
        }

        var settled = await RingRooms(stop);
        while (!stop.IsCancellationRequested)
        {
            var batch = await RunBatch(stop);
            settled += batch;
            if (batch == 0)
            {
                break;
            }
        }

        if (await reminders.Tell(stop) + settled > 0)
        {
            dispatcher.Wake();
        }

        return settled;
    }

    /// <summary>
    /// Asked in the order of the index and not with EXISTS, which PostgreSQL may answer by reading the table where it guesses that much is due:
    /// with a million open clocks this is one look at one page.
    /// </summary>
    private async Task<bool> IsAnythingDue(CancellationToken stop)
    {
        await using var command = source.CreateCommand("SELECT due_at FROM clock WHERE district = $1 AND state = 'running' AND due_at <= $2 ORDER BY due_at LIMIT 1");
        command.Parameters.Add(new() { Value = maps.District });
        command.Parameters.Add(new() { Value = clock.GetUtcNow().ToUniversalTime() });
        return await command.ExecuteScalarAsync(stop) is not null;
    }

    private async Task<int> RingRooms(CancellationToken stop)
    {
        var map = await maps.Get(stop);
        var now = clock.GetUtcNow();
        List<DueClock> due;
        await using (var connection = await source.OpenConnectionAsync(stop))
        {
            due = (await connection.QueryAsync<DueClock>(new CommandDefinition(
                "SELECT subject, kind, episode FROM clock WHERE district = @District AND state = 'running' AND due_at <= @now AND split_part(subject, ':', 1) = ANY(@nouns) ORDER BY due_at, subject, kind",
                new { map.District, now, nouns = rooms.Select(room => room.Noun).ToArray() },
                cancellationToken: stop))).ToList();
        }

        var settled = 0;
        foreach (var one in due)
        {
            var colon = one.Subject.IndexOf(':', StringComparison.Ordinal);
            var room = rooms.First(room => room.Noun == one.Subject[..colon]);
            settled += await room.Ring(one.Subject[(colon + 1)..], one.Kind, one.Episode, map, now, stop) ? 1 : 0;
        }

        return settled;
    }

    /// <summary>
    /// Hosts take different clocks, since each skips those another holds; then the tickets are locked. Whoever handles a message locks in the
    /// other order, so a ticket that is held is left for the next tick, never waited for.
    /// </summary>
    private async Task<int> RunBatch(CancellationToken stop)
    {
        var map = await maps.Get(stop);
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var rules = inForce.Now;
        var due = await Claim(connection, transaction, map.District, now, stop);
        if (due.Count == 0)
        {
            return 0;
        }

        var tickets = new Dictionary<string, Ticket>(StringComparer.Ordinal);
        var changes = new List<Change>();
        var settled = new List<Settled>();
        foreach (var line in due)
        {
            var ticket = tickets.GetValueOrDefault(line.Clock.Number) ?? BotJson.Read<Ticket>(line.Body);
            tickets[line.Clock.Number] = Fire(map, rules, ticket, line.Clock, now, changes, settled);
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        Settle(batch, map.District, settled, now);
        TicketStore.Write(batch, map, changes, rules, now);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(stop);
        return due.Count;
    }

    /// <summary>Bodies stay the bytes they come as: as text they would be turned into UTF-16 and back.</summary>
    private static async Task<List<DueLine>> Claim(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, DateTimeOffset now, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH due AS MATERIALIZED (
              SELECT subject, kind, episode, due_at FROM clock
              WHERE district = $1 AND state = 'running' AND due_at <= $2 AND starts_with(subject, 'ticket:')
              ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
            SELECT subject, kind, episode, body FROM due JOIN ticket ON district = $1 AND number = substr(subject, 8)
            ORDER BY due.due_at FOR UPDATE OF ticket SKIP LOCKED
            """,
            connection,
            transaction)
        {
            Parameters = { new() { Value = district }, new() { Value = now.ToUniversalTime() }, new() { Value = BatchSize } },
        };
        var due = new List<DueLine>(BatchSize);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            due.Add(new DueLine(new DueClock(reader.GetString(0), reader.GetString(1), reader.GetInt32(2)), reader.GetFieldValue<byte[]>(3)));
        }

        return due;
    }

    /// <summary>Checks once more whether the clock still holds, and fires it, puts it off to the morning, or records why not.</summary>
    private static Ticket Fire(DistrictMap map, DistrictRules all, Ticket ticket, DueClock due, DateTimeOffset now, List<Change> changes, List<Settled> settled)
    {
        var rules = all.For(map.PathOf(ticket.GridId));
        var wanted = due.Episode == TicketClocks.RoundOf(ticket, due.Kind) ? TicketClocks.Find(ticket, rules, due.Kind) : null;
        if (wanted is null || wanted.DueAt > now)
        {
            settled.Add(new Settled(due, wanted?.DueAt, wanted is null ? $"ticket is {TicketStore.Word(ticket.State)}" : null));
            return ticket;
        }

        if (TicketClocks.Calls(ticket, due.Kind, rules) && ticket.Urgency != Urgency.Critical && ShanghaiTime.IsNight(now))
        {
            settled.Add(new Settled(due, ShanghaiTime.NotByNight(now), null));
            return ticket;
        }

        var decision = FireClock.Decide(ticket, wanted, new Scene(now, Actor.Clock, map.RosterOf(ticket), rules));
        var change = new Change(ticket.Number, ticket, decision, Actor.Clock.Id);
        changes.Add(change);
        return change.After(change.Record(now))!;
    }

    private static void Settle(NpgsqlBatch batch, string district, List<Settled> settled, DateTimeOffset now)
    {
        if (settled.Count == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            UPDATE clock SET state = CASE WHEN line.due_at IS NULL THEN 'moot' ELSE 'running' END, due_at = COALESCE(line.due_at, clock.due_at),
              reason = line.reason, settled_at = CASE WHEN line.due_at IS NULL THEN $7 END
            FROM unnest($2, $3, $4, $5, $6) AS line (subject, kind, episode, due_at, reason)
            WHERE district = $1 AND clock.subject = line.subject AND clock.kind = line.kind AND clock.episode = line.episode
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = settled.Select(one => one.Clock.Subject).ToArray() },
                new() { Value = settled.Select(one => one.Clock.Kind).ToArray() },
                new() { Value = settled.Select(one => one.Clock.Episode).ToArray() },
                new() { Value = settled.Select(one => one.DueAt?.ToUniversalTime()).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                new() { Value = settled.Select(one => one.Reason).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = now.ToUniversalTime() },
            },
        });
    }
}

using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Tickets;

/// <summary>Loads tickets under their row lock and writes what was decided: events, row, clocks and notices in one round trip.</summary>
public static class TicketStore
{
    /// <summary>Locks in the order of the numbers, so that two merges never wait for each other in a circle.</summary>
    public static async Task<IReadOnlyList<Ticket>> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, IEnumerable<string> numbers)
    {
        var wanted = numbers.Distinct().ToArray();
        if (wanted.Length == 0)
        {
            return [];
        }

        var bodies = await connection.QueryAsync<string>(
            "SELECT body FROM ticket WHERE district = @district AND number = ANY(@wanted) ORDER BY number FOR UPDATE",
            new { district, wanted },
            transaction);
        return bodies.Select(BotJson.Read<Ticket>).ToList();
    }

    public static async Task<IReadOnlyList<RecordedEvent>> History(NpgsqlConnection connection, string district, string number, NpgsqlTransaction? transaction = null)
    {
        var rows = await connection.QueryAsync<(int Sequence, int Batch, DateTime At, string Actor, string Data)>(
            "SELECT sequence, batch, at, actor, data FROM event WHERE district = @district AND number = @number ORDER BY sequence",
            new { district, number },
            transaction);
        return rows.Select(row => new RecordedEvent(number, row.Sequence, row.Batch, new DateTimeOffset(row.At), row.Actor, BotJson.Read<TicketEvent>(row.Data))).ToList();
    }

    public static async Task<string> NextNumber(NpgsqlConnection connection, NpgsqlTransaction transaction, string district)
    {
        var number = await connection.ExecuteScalarAsync<int>(
            "UPDATE district SET next_ticket = next_ticket + 1 WHERE district = @district RETURNING next_ticket - 1", new { district }, transaction);
        return number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Adds everything that follows from the changes to a batch. A refused decision has nothing to write but what it says.</summary>
    public static void Write(NpgsqlBatch batch, DistrictMap map, IReadOnlyList<Change> changes, TicketRules rules, DateTimeOffset now)
    {
        foreach (var change in changes)
        {
            var recorded = change.Record(now);
            if (recorded.Count == 0 || change.After(recorded) is not { } after)
            {
                continue;
            }

            AddEvents(batch, map.District, recorded);
            AddRow(batch, map.District, after, now);
            AddClocks(batch, map.District, after, recorded, rules, now);
        }

        Outbox.Withdraw(batch, map.District, changes.SelectMany(change => change.Decision.Withdrawn));
        var notices = changes.SelectMany(change => change.Decision.Notices).ToList();
        Outbox.Add(batch, map, notices.Where(notice => notice.Reminder is null), now);
        Reminders.Add(batch, map.District, notices.Select(notice => notice.Reminder).OfType<Reminder>(), now);
    }

    internal static void AddRow(NpgsqlBatch batch, string district, Ticket ticket, DateTimeOffset now) => batch.BatchCommands.Add(new NpgsqlBatchCommand("""
        INSERT INTO ticket (district, number, state, level, urgency, category, grid_id, group_id, summary, private, opened_at, changed_at, due_at, version, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        ON CONFLICT (district, number) DO UPDATE SET
          state = excluded.state, level = excluded.level, urgency = excluded.urgency, category = excluded.category, grid_id = excluded.grid_id,
          summary = excluded.summary, opened_at = excluded.opened_at, changed_at = excluded.changed_at, due_at = excluded.due_at,
          version = excluded.version, body = excluded.body
        """)
    {
        Parameters =
        {
            new() { Value = district },
            new() { Value = ticket.Number },
            new() { Value = Word(ticket.State) },
            new() { Value = Word(ticket.Level) },
            new() { Value = TicketWords.Of(ticket.Urgency) },
            new() { Value = ticket.Category },
            new() { Value = ticket.GridId },
            new() { Value = ticket.GroupId },
            new() { Value = ticket.Summary },
            new() { Value = ticket.Private },
            new() { Value = ticket.OpenedAt.ToUniversalTime() },
            new() { Value = now.ToUniversalTime() },
            new() { Value = ticket.Deadline.At.ToUniversalTime() },
            new() { Value = ticket.Version },
            new() { Value = BotJson.Write(ticket), NpgsqlDbType = NpgsqlDbType.Jsonb },
        },
    });

    /// <summary>Enumerations as the outside writes them: one lower-case word.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void AddEvents(NpgsqlBatch batch, string district, IReadOnlyList<RecordedEvent> recorded)
    {
        var bodies = recorded.Select(happened => BotJson.Write(happened.Event)).ToArray();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            INSERT INTO event (district, number, sequence, batch, at, actor, kind, data)
            SELECT $1, $2, line.sequence, $3, $4, $5, line.data ->> 'kind', line.data FROM unnest($6, $7::jsonb[]) AS line (sequence, data)
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = recorded[0].Number },
                new() { Value = recorded[0].Batch },
                new() { Value = recorded[0].At.ToUniversalTime() },
                new() { Value = recorded[0].Actor },
                new() { Value = recorded.Select(happened => happened.Sequence).ToArray() },
                new() { Value = bodies },
            },
        });
    }

    /// <summary>Brings the stored clocks in line with the ticket: fired ones are marked, those no longer wanted stop, new ones run.</summary>
    internal static void AddClocks(NpgsqlBatch batch, string district, Ticket ticket, IReadOnlyList<RecordedEvent> recorded, TicketRules rules, DateTimeOffset now)
    {
        var subject = $"ticket:{ticket.Number}";
        foreach (var fired in recorded.Select(happened => happened.Event).OfType<ClockFired>())
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                "UPDATE clock SET state = 'fired', settled_at = $5 WHERE district = $1 AND subject = $2 AND kind = $3 AND episode = $4")
            {
                Parameters = { new() { Value = district }, new() { Value = subject }, new() { Value = fired.Clock }, new() { Value = fired.Round }, new() { Value = now.ToUniversalTime() } },
            });
        }

        var wanted = TicketClocks.For(ticket, rules);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            WITH wanted AS (SELECT * FROM unnest($3, $4, $5) AS line (kind, episode, due_at)),
            stopped AS (
              UPDATE clock SET state = 'stopped', settled_at = $6, reason = $7
              WHERE district = $1 AND subject = $2 AND state = 'running'
                AND NOT EXISTS (SELECT 1 FROM wanted WHERE wanted.kind = clock.kind AND wanted.episode = clock.episode))
            INSERT INTO clock (district, subject, kind, episode, due_at)
            SELECT $1, $2, kind, episode, due_at FROM wanted
            ON CONFLICT (district, subject, kind, episode) DO UPDATE
              SET due_at = excluded.due_at, state = 'running', settled_at = NULL, reason = NULL
              WHERE clock.state <> 'fired' AND (clock.state <> 'running' OR clock.due_at <> excluded.due_at)
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = subject },
                new() { Value = wanted.Select(clock => clock.Kind).ToArray() },
                new() { Value = wanted.Select(clock => clock.Round).ToArray() },
                new() { Value = wanted.Select(clock => clock.DueAt.ToUniversalTime()).ToArray() },
                new() { Value = now.ToUniversalTime() },
                new() { Value = Word(ticket.State) },
            },
        });
    }
}

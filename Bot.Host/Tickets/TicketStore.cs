using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Registers;
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

    /// <summary>
    /// Adds everything that follows from the changes to a batch, with one statement per table however many tickets there are. A refused decision
    /// has nothing to write but what it says. Several changes of one ticket stand in their order.
    /// </summary>
    public static void Write(NpgsqlBatch batch, DistrictMap map, IReadOnlyList<Change> changes, DistrictRules rules, DateTimeOffset now)
    {
        var events = new List<RecordedEvent>();
        var steps = new Dictionary<string, Step>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var recorded = change.Record(now);
            if (recorded.Count > 0 && change.After(recorded) is { } after)
            {
                events.AddRange(recorded);
                var isTouched = recorded.Any(IsTouch);
                steps[change.Number] = steps.TryGetValue(change.Number, out var earlier) ? new Step(earlier.Before, after, earlier.IsTouched || isTouched) : new Step(change.Before, after, isTouched);
            }
        }

        if (events.Count > 0)
        {
            // In the order of the numbers, as they were locked.
            Step[] written = [.. steps.Values.OrderBy(step => step.After.Number, StringComparer.Ordinal)];
            AddEvents(batch, map.District, events);
            AddRows(batch, map.District, [.. written.Where(step => step.Before is null).Select(step => step.After)], _ => now);
            ChangeRows(batch, map.District, [.. written.Where(step => step.Before is not null)], now);
            AddClocks(batch, map, written, events, rules, now);
            RegisterTouches.Add(batch, map.District, written.Where(step => step.Before is null || step.Before.Location != step.After.Location || step.Before.Reports.Count < step.After.Reports.Count).Select(step => step.After), now);
        }

        Outbox.Withdraw(batch, map.District, changes.SelectMany(change => change.Decision.Withdrawn));
        var notices = changes.SelectMany(change => change.Decision.Notices).ToList();
        Outbox.Add(batch, map, notices.Where(notice => notice.Reminder is null), now);
        Reminders.Add(batch, map, notices.Select(notice => notice.Reminder).OfType<Reminder>(), number => steps.TryGetValue(number, out var step) ? step.After : null, rules, now);
    }

    /// <summary>A ticket as it is stored (null for a new one), and as it is after all changes of a batch.</summary>
    /// <param name="IsTouched">Whether more has happened to it than that its clocks fired.</param>
    private readonly record struct Step(Ticket? Before, Ticket After, bool IsTouched);

    /// <summary>
    /// The column changed_at, by which a talk finds its tickets, follows what happens to a matter: not its reminders, which go to the staff and would put those that
    /// nobody speaks of before the others.
    /// </summary>
    private static bool IsTouch(RecordedEvent recorded) => recorded.Event is not (ClockFired or Escalated);

    /// <summary>What stands in the column changed_at of a ticket with these events.</summary>
    internal static DateTimeOffset TouchedAt(IEnumerable<RecordedEvent> history) => history.Last(IsTouch).At;

    internal static void AddRows(NpgsqlBatch batch, string district, IReadOnlyList<Ticket> tickets, Func<Ticket, DateTimeOffset> changedAt)
    {
        if (tickets.Count > 0)
        {
            batch.BatchCommands.Add(Rows(district, tickets, changedAt));
        }
    }

    private static NpgsqlBatchCommand Rows(string district, IReadOnlyList<Ticket> tickets, Func<Ticket, DateTimeOffset> changedAt) => new("""
        INSERT INTO ticket (district, number, state, level, urgency, category, grid_id, group_id, summary, private, opened_at, changed_at, due_at, version, body, shape)
        SELECT $1, line.*, $16 FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb[]) AS line
        ON CONFLICT (district, number) DO UPDATE SET
          state = excluded.state, level = excluded.level, urgency = excluded.urgency, category = excluded.category, grid_id = excluded.grid_id,
          summary = excluded.summary, opened_at = excluded.opened_at, changed_at = excluded.changed_at, due_at = excluded.due_at,
          version = excluded.version, body = excluded.body, shape = excluded.shape
        """)
    {
        Parameters =
        {
            new() { Value = district },
            new() { Value = tickets.Select(ticket => ticket.Number).ToArray() },
            new() { Value = tickets.Select(ticket => Word(ticket.State)).ToArray() },
            new() { Value = tickets.Select(ticket => Word(ticket.Level)).ToArray() },
            new() { Value = tickets.Select(ticket => TicketWords.Of(ticket.Urgency)).ToArray() },
            new() { Value = tickets.Select(ticket => ticket.Category).ToArray() },
            new() { Value = tickets.Select(ticket => ticket.GridId).ToArray() },
            new() { Value = tickets.Select(ticket => ticket.GroupId).ToArray() },
            new() { Value = tickets.Select(ticket => ticket.Summary).ToArray() },
            new() { Value = tickets.Select(ticket => ticket.Private).ToArray() },
            new() { Value = tickets.Select(ticket => ticket.OpenedAt.ToUniversalTime()).ToArray() },
            new() { Value = tickets.Select(ticket => changedAt(ticket).ToUniversalTime()).ToArray() },
            new() { Value = tickets.Select(ticket => ticket.Deadline.At.ToUniversalTime()).ToArray() },
            new() { Value = tickets.Select(ticket => ticket.Version).ToArray() },
            new() { Value = tickets.Select(BotJson.Write).ToArray() },
            new() { Value = TicketHistory.Shape },
        },
    };

    /// <summary>
    /// Of the body only what has changed travels and is read as JSON: whole ones cost PostgreSQL more time to read, and this program to write, than all else of a
    /// sweep together. Neither group nor privacy ever change.
    /// </summary>
    private static void ChangeRows(NpgsqlBatch batch, string district, IReadOnlyList<Step> steps, DateTimeOffset now)
    {
        if (steps.Count == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            UPDATE ticket SET state = line.state, level = line.level, urgency = line.urgency, category = line.category, grid_id = line.grid_id, summary = line.summary,
              opened_at = line.opened_at, changed_at = COALESCE(line.changed_at, ticket.changed_at), due_at = line.due_at, version = line.version, body = ticket.body || line.body
            FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb[]) AS line
              (number, state, level, urgency, category, grid_id, summary, opened_at, due_at, changed_at, version, body)
            WHERE ticket.district = $1 AND ticket.number = line.number
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = steps.Select(step => step.After.Number).ToArray() },
                new() { Value = steps.Select(step => Word(step.After.State)).ToArray() },
                new() { Value = steps.Select(step => Word(step.After.Level)).ToArray() },
                new() { Value = steps.Select(step => TicketWords.Of(step.After.Urgency)).ToArray() },
                new() { Value = steps.Select(step => step.After.Category).ToArray() },
                new() { Value = steps.Select(step => step.After.GridId).ToArray() },
                new() { Value = steps.Select(step => step.After.Summary).ToArray() },
                new() { Value = steps.Select(step => step.After.OpenedAt.ToUniversalTime()).ToArray() },
                new() { Value = steps.Select(step => step.After.Deadline.At.ToUniversalTime()).ToArray() },
                new() { Value = steps.Select(step => step.IsTouched ? now.ToUniversalTime() : (DateTimeOffset?)null).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
                new() { Value = steps.Select(step => step.After.Version).ToArray() },
                new() { Value = steps.Select(step => BotJson.Difference(step.Before!, step.After)).ToArray() },
            },
        });
    }

    /// <summary>Enumerations as the outside writes them: one lower-case word.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void AddEvents(NpgsqlBatch batch, string district, IReadOnlyList<RecordedEvent> recorded) => batch.BatchCommands.Add(new NpgsqlBatchCommand("""
        INSERT INTO event (district, number, sequence, batch, at, actor, kind, data)
        SELECT $1, line.number, line.sequence, line.batch, line.at, line.actor, line.data ->> 'kind', line.data
        FROM unnest($2, $3, $4, $5, $6, $7::jsonb[]) AS line (number, sequence, batch, at, actor, data)
        """)
    {
        Parameters =
        {
            new() { Value = district },
            new() { Value = recorded.Select(happened => happened.Number).ToArray() },
            new() { Value = recorded.Select(happened => happened.Sequence).ToArray() },
            new() { Value = recorded.Select(happened => happened.Batch).ToArray() },
            new() { Value = recorded.Select(happened => happened.At.ToUniversalTime()).ToArray() },
            new() { Value = recorded.Select(happened => happened.Actor).ToArray() },
            new() { Value = recorded.Select(happened => BotJson.Write(happened.Event)).ToArray() },
        },
    });

    /// <summary>Brings the stored clocks in line with the tickets: fired ones are marked, those no longer wanted stop, new ones run.</summary>
    private static void AddClocks(NpgsqlBatch batch, DistrictMap map, IReadOnlyList<Step> steps, IEnumerable<RecordedEvent> recorded, DistrictRules rules, DateTimeOffset now)
    {
        var district = map.District;
        var fired = recorded.Where(happened => happened.Event is ClockFired).Select(happened => (Subject: SubjectOf(happened.Number), Clock: (ClockFired)happened.Event)).ToArray();
        if (fired.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("""
                UPDATE clock SET state = 'fired', settled_at = $5 FROM unnest($2, $3, $4) AS line (subject, kind, episode)
                WHERE district = $1 AND clock.subject = line.subject AND clock.kind = line.kind AND clock.episode = line.episode
                """)
            {
                Parameters =
                {
                    new() { Value = district },
                    new() { Value = fired.Select(one => one.Subject).ToArray() },
                    new() { Value = fired.Select(one => one.Clock.Clock).ToArray() },
                    new() { Value = fired.Select(one => one.Clock.Round).ToArray() },
                    new() { Value = now.ToUniversalTime() },
                },
            });
        }

        // Most of what a sweep writes only fires: then all other clocks stand as they did, and but a few tickets get a new one.
        var tickets = new List<Ticket>();
        var begun = new List<(string Subject, TicketClock Clock)>();
        foreach (var (before, after, _) in steps)
        {
            var own = rules.For(map.PathOf(after.GridId));
            if (before is not null && TicketClocks.BegunByFiring(before, after, own) is { } only)
            {
                begun.AddRange(only.Select(clock => (SubjectOf(after.Number), clock)));
            }
            else
            {
                tickets.Add(after);
            }
        }

        Begin(batch, district, begun);
        Align(batch, map, tickets, rules, now);
    }

    /// <summary>A clock that has fired in this round stays fired.</summary>
    private static void Begin(NpgsqlBatch batch, string district, IReadOnlyList<(string Subject, TicketClock Clock)> begun)
    {
        if (begun.Count == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            INSERT INTO clock (district, subject, kind, episode, due_at) SELECT $1, line.* FROM unnest($2, $3, $4, $5) AS line
            ON CONFLICT (district, subject, kind, episode) DO UPDATE
              SET due_at = excluded.due_at, state = 'running', settled_at = NULL, reason = NULL WHERE clock.state <> 'fired'
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = begun.Select(one => one.Subject).ToArray() },
                new() { Value = begun.Select(one => one.Clock.Kind).ToArray() },
                new() { Value = begun.Select(one => one.Clock.Round).ToArray() },
                new() { Value = begun.Select(one => one.Clock.DueAt.ToUniversalTime()).ToArray() },
            },
        });
    }

    /// <summary>Compares all running clocks of the tickets with those that the rules want.</summary>
    internal static void Align(NpgsqlBatch batch, DistrictMap map, IReadOnlyList<Ticket> tickets, DistrictRules rules, DateTimeOffset now)
    {
        if (tickets.Count == 0)
        {
            return;
        }

        var wanted = tickets.SelectMany(ticket => TicketClocks.For(ticket, rules.For(map.PathOf(ticket.GridId))).Select(clock => (Subject: SubjectOf(ticket.Number), Clock: clock))).ToArray();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            WITH wanted AS (SELECT * FROM unnest($4, $5, $6, $7) AS line (subject, kind, episode, due_at)),
            stopped AS (
              UPDATE clock SET state = 'stopped', settled_at = $8, reason = changed.state
              FROM unnest($2, $3) AS changed (subject, state)
              WHERE clock.district = $1 AND clock.subject = changed.subject AND clock.state = 'running'
                AND NOT EXISTS (SELECT 1 FROM wanted WHERE wanted.subject = clock.subject AND wanted.kind = clock.kind AND wanted.episode = clock.episode))
            INSERT INTO clock (district, subject, kind, episode, due_at)
            SELECT $1, subject, kind, episode, due_at FROM wanted
            WHERE NOT EXISTS (SELECT 1 FROM clock WHERE clock.district = $1 AND clock.subject = wanted.subject AND clock.kind = wanted.kind
              AND clock.episode = wanted.episode AND clock.state = 'running' AND clock.due_at = wanted.due_at)
            ON CONFLICT (district, subject, kind, episode) DO UPDATE
              SET due_at = excluded.due_at, state = 'running', settled_at = NULL, reason = NULL
              WHERE clock.state <> 'fired' AND (clock.state <> 'running' OR clock.due_at <> excluded.due_at)
            """)
        {
            Parameters =
            {
                new() { Value = map.District },
                new() { Value = tickets.Select(ticket => SubjectOf(ticket.Number)).ToArray() },
                new() { Value = tickets.Select(ticket => Word(ticket.State)).ToArray() },
                new() { Value = wanted.Select(one => one.Subject).ToArray() },
                new() { Value = wanted.Select(one => one.Clock.Kind).ToArray() },
                new() { Value = wanted.Select(one => one.Clock.Round).ToArray() },
                new() { Value = wanted.Select(one => one.Clock.DueAt.ToUniversalTime()).ToArray() },
                new() { Value = now.ToUniversalTime() },
            },
        });
    }

    private static string SubjectOf(string number) => $"ticket:{number}";
}

using System.Text.Json.Serialization;
using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Tickets;

/// <summary>
/// Rungs that have fired and wait to be told. What fired in one transaction is a clock of its own ("remind:" and an id) that is written in it and removed
/// in the transaction that writes the notices: a host that dies in between leaves it to the next sweep, and none is told twice.
/// </summary>
public sealed class Reminders(NpgsqlDataSource source, DistrictMaps maps, RulesInForce inForce, BotClock clock)
{
    private const string Prefix = "remind:";

    /// <summary>So long at most a reminder waits for clocks of its minute that no host can get hold of.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private sealed record Row(string Subject, DateTime DueAt, string Reminders);

    /// <param name="Calling">As it was when it fired; null where it has to be worked out when it is told.</param>
    private sealed record Waiting(string Number, string Kind, int Round, Calling? Calling = null)
    {
        [JsonIgnore]
        public Reminder Reminder => new(Number, Kind, Round);
    }

    /// <summary>By night they wait: what fired then is told in the morning, together with what fires then, and as things stand in the morning.</summary>
    /// <param name="after">The tickets as they are written in the same transaction, by number.</param>
    public static void Add(NpgsqlBatch batch, DistrictMap map, IEnumerable<Reminder> fired, Func<string, Ticket?> after, DistrictRules rules, DateTimeOffset now)
    {
        var dueAt = ShanghaiTime.NotByNight(now);
        Waiting[] waiting = [.. fired.Distinct().Select(reminder => new Waiting(reminder.Number, reminder.Kind, reminder.Round, dueAt == now && after(reminder.Number) is { } ticket
            ? Calling.Of(ticket, reminder, new Scene(now, Actor.Clock, map.RosterOf(ticket), rules.For(map.PathOf(ticket.GridId))))
            : null))];
        if (waiting.Length == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO clock (district, subject, kind, episode, due_at, reminders) VALUES ($1, $2, 'reminders', 1, $3, $4)")
        {
            Parameters =
            {
                new() { Value = map.District },
                new() { Value = Prefix + Guid.CreateVersion7(now) },
                new() { Value = dueAt.ToUniversalTime() },
                new() { Value = BotJson.Write(waiting), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        });
    }

    /// <summary>
    /// Tells what is due, unless clocks that are due too still wait to fire (another host holds their tickets): their reminders belong into the same lists.
    /// Returns how many that were.
    /// </summary>
    public async Task<int> Tell(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var rules = inForce.Now;
        await using var connection = await source.OpenConnectionAsync(stop);
        var map = await maps.Get(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var late = now - LongestWait;
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT subject, due_at, reminders FROM clock
            WHERE district = @District AND state = 'running' AND due_at <= @now AND subject LIKE 'remind:%'
              AND (due_at <= @late OR NOT EXISTS (
                SELECT 1 FROM clock firing WHERE firing.district = @District AND firing.state = 'running' AND firing.due_at <= @now AND firing.subject LIKE 'ticket:%'))
            ORDER BY due_at, subject FOR UPDATE SKIP LOCKED
            """,
            new { map.District, now, late },
            transaction,
            cancellationToken: stop))).ToList();
        if (rows.Count == 0)
        {
            return 0;
        }

        // What fired long ago (its host died) is worked out anew: who is in charge may have changed since.
        var waiting = rows
            .SelectMany(row => BotJson.Read<Waiting[]>(row.Reminders).Select(one => row.DueAt > late.UtcDateTime ? one : one with { Calling = null }))
            .DistinctBy(one => one.Reminder)
            .OrderBy(one => one.Number, StringComparer.Ordinal)
            .ToList();
        var tickets = await Changed(connection, transaction, map.District, waiting);
        var due = waiting
            .Select(one => (one.Reminder, Calling: tickets.TryGetValue(one.Number, out var ticket) ? Calling.Of(ticket, one.Reminder, SceneOf(ticket)) : one.Calling))
            .Where(one => one.Calling is not null)
            .Select(one => (one.Reminder, one.Calling!));
        var tellings = TellReminders.Gather(due, map.Resolve);
        await Read(connection, transaction, map.District, tellings.SelectMany(telling => telling.Named), tickets);
        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(batch, map, tellings.Select(telling => telling.Say(tickets, SceneOf, now)).OfType<Notice>(), now);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM clock WHERE district = $1 AND subject = ANY($2)")
        {
            Parameters = { new() { Value = map.District }, new() { Value = rows.Select(row => row.Subject).ToArray() } },
        });
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return waiting.Count;

        Scene SceneOf(Ticket ticket) => new(now, Actor.Clock, map.RosterOf(ticket), rules.For(map.PathOf(ticket.GridId)));
    }

    /// <summary>The tickets of which something has become since their reminders fired, or of which nothing was worked out then.</summary>
    private static async Task<Dictionary<string, Ticket>> Changed(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, IEnumerable<Waiting> waiting)
    {
        var versions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in waiting)
        {
            var version = one.Calling?.Version ?? 0;
            versions[one.Number] = versions.TryGetValue(one.Number, out var other) && other != version ? 0 : version;
        }

        var bodies = await connection.QueryAsync<string>(
            """
            SELECT body FROM unnest(@numbers, @held) AS held (number, version) JOIN ticket USING (number)
            WHERE district = @district AND ticket.version <> held.version
            """,
            new { district, numbers = versions.Keys.ToArray(), held = versions.Values.ToArray() },
            transaction);
        return bodies.Select(BotJson.Read<Ticket>).ToDictionary(ticket => ticket.Number, StringComparer.Ordinal);
    }

    /// <summary>Adds those that are not there yet.</summary>
    private static async Task Read(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, IEnumerable<string> numbers, Dictionary<string, Ticket> tickets)
    {
        var missing = numbers.Distinct().Where(number => !tickets.ContainsKey(number)).ToArray();
        foreach (var body in await connection.QueryAsync<string>("SELECT body FROM ticket WHERE district = @district AND number = ANY(@missing)", new { district, missing }, transaction))
        {
            var ticket = BotJson.Read<Ticket>(body);
            tickets[ticket.Number] = ticket;
        }
    }
}

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

    private sealed record Row(string Subject, string Reminders);

    /// <summary>By night they wait: what fired then is told in the morning, together with what fires then.</summary>
    public static void Add(NpgsqlBatch batch, string district, IEnumerable<Reminder> fired, DateTimeOffset now)
    {
        Reminder[] waiting = [.. fired.Distinct()];
        if (waiting.Length == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO clock (district, subject, kind, episode, due_at, reminders) VALUES ($1, $2, 'reminders', 1, $3, $4)")
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = Prefix + Guid.CreateVersion7(now) },
                new() { Value = ShanghaiTime.NotByNight(now).ToUniversalTime() },
                new() { Value = BotJson.Write(waiting), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        });
    }

    /// <summary>
    /// Tells what is due, unless clocks that are due too still wait to fire (another host holds their tickets): their reminders belong into the same lists.
    /// Returns how many that were.
    /// </summary>
    /// <param name="fired">Tickets as this host has just written them. One that is still at that version is not read again.</param>
    public async Task<int> Tell(CancellationToken stop, IReadOnlyDictionary<string, Ticket>? fired = null)
    {
        var now = clock.GetUtcNow();
        var rules = inForce.Now;
        await using var connection = await source.OpenConnectionAsync(stop);
        var map = await maps.Get(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT subject, reminders FROM clock
            WHERE district = @District AND state = 'running' AND due_at <= @now AND subject LIKE 'remind:%'
              AND (due_at <= @late OR NOT EXISTS (
                SELECT 1 FROM clock firing WHERE firing.district = @District AND firing.state = 'running' AND firing.due_at <= @now AND firing.subject LIKE 'ticket:%'))
            ORDER BY due_at, subject FOR UPDATE SKIP LOCKED
            """,
            new { map.District, now, late = now - LongestWait },
            transaction,
            cancellationToken: stop))).ToList();
        if (rows.Count == 0)
        {
            return 0;
        }

        var reminders = rows.SelectMany(row => BotJson.Read<Reminder[]>(row.Reminders)).Distinct().OrderBy(reminder => reminder.Number, StringComparer.Ordinal).ToList();
        var tickets = await Read(connection, transaction, map.District, reminders, fired ?? new Dictionary<string, Ticket>());
        var scenes = new Dictionary<string, Scene>(StringComparer.Ordinal);
        var due = reminders
            .Where(reminder => tickets.ContainsKey(reminder.Number))
            .Select(reminder => new DueReminder(tickets[reminder.Number], reminder, SceneOf(tickets[reminder.Number].GridId)));
        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(batch, map, TellReminders.Decide(due, map.Resolve, now), now);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM clock WHERE district = $1 AND subject = ANY($2)")
        {
            Parameters = { new() { Value = map.District }, new() { Value = rows.Select(row => row.Subject).ToArray() } },
        });
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return reminders.Count;

        Scene SceneOf(string grid) => scenes.TryGetValue(grid, out var scene)
            ? scene
            : scenes[grid] = new Scene(now, Actor.Clock, map.RosterOf(grid), rules.For(map.PathOf(grid)));
    }

    /// <summary>
    /// What another host fired, or somebody has answered since, is read; of the rest only the version. The other hosts have nothing left to do by then: all
    /// processors read.
    /// </summary>
    private static async Task<Dictionary<string, Ticket>> Read(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string district, IEnumerable<Reminder> reminders, IReadOnlyDictionary<string, Ticket> fired)
    {
        var numbers = reminders.Select(reminder => reminder.Number).Distinct().ToArray();
        var versions = numbers.Select(number => fired.TryGetValue(number, out var ticket) ? ticket.Version : 0).ToArray();
        await using var command = new NpgsqlCommand(
            """
            SELECT number, CASE WHEN ticket.version = held.version THEN NULL ELSE body END
            FROM unnest($2, $3) AS held (number, version) JOIN ticket USING (number) WHERE district = $1
            """,
            connection,
            transaction)
        {
            Parameters = { new() { Value = district }, new() { Value = numbers }, new() { Value = versions } },
        };
        var found = new List<(string Number, byte[]? Body)>(numbers.Length);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                found.Add((reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<byte[]>(1)));
            }
        }

        return found.AsParallel().Select(one => (one.Number, Ticket: one.Body is { } body ? BotJson.Read<Ticket>(body) : fired[one.Number])).ToDictionary(one => one.Number, one => one.Ticket);
    }
}

using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>
/// Rungs that have fired and wait to be told. Each is a clock of its own ("remind:1023") that is written in the transaction of the firing and removed
/// in the transaction that writes the notice: a host that dies in between leaves it to the next sweep, and none is told twice.
/// </summary>
public sealed class Reminders(NpgsqlDataSource source, DistrictMaps maps, RulesInForce inForce, BotClock clock)
{
    private const string Prefix = "remind:";

    /// <summary>So long at most a reminder waits for clocks of its minute that no host can get hold of.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private sealed record Row(string Subject, string Kind, int Episode);

    /// <summary>By night they wait: what fired then is told in the morning, together with what fires then.</summary>
    public static void Add(NpgsqlBatch batch, string district, IEnumerable<Reminder> fired, DateTimeOffset now)
    {
        Reminder[] waiting = [.. fired.Distinct()];
        if (waiting.Length == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "INSERT INTO clock (district, subject, kind, episode, due_at) SELECT $1, line.*, $5 FROM unnest($2, $3, $4) AS line ON CONFLICT DO NOTHING")
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = waiting.Select(reminder => Prefix + reminder.Number).ToArray() },
                new() { Value = waiting.Select(reminder => reminder.Kind).ToArray() },
                new() { Value = waiting.Select(reminder => reminder.Round).ToArray() },
                new() { Value = ShanghaiTime.NotByNight(now).ToUniversalTime() },
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
            SELECT subject, kind, episode FROM clock
            WHERE district = @District AND state = 'running' AND due_at <= @now AND subject LIKE 'remind:%'
              AND (due_at <= @late OR NOT EXISTS (
                SELECT 1 FROM clock firing WHERE firing.district = @District AND firing.state = 'running' AND firing.due_at <= @now AND firing.subject LIKE 'ticket:%'))
            ORDER BY due_at, subject, kind FOR UPDATE SKIP LOCKED
            """,
            new { map.District, now, late = now - LongestWait },
            transaction,
            cancellationToken: stop))).ToList();
        if (rows.Count == 0)
        {
            return 0;
        }

        var tickets = await Read(connection, transaction, map.District, rows, fired ?? new Dictionary<string, Ticket>());
        var scenes = new Dictionary<string, Scene>(StringComparer.Ordinal);
        var due = rows
            .Select(row => new Reminder(row.Subject[Prefix.Length..], row.Kind, row.Episode))
            .Where(reminder => tickets.ContainsKey(reminder.Number))
            .Select(reminder => new DueReminder(tickets[reminder.Number], reminder, SceneOf(tickets[reminder.Number].GridId)));
        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(batch, map, TellReminders.Decide(due, map.Resolve, now), now);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            DELETE FROM clock USING unnest($2, $3, $4) AS told (subject, kind, episode)
            WHERE clock.district = $1 AND clock.subject = told.subject AND clock.kind = told.kind AND clock.episode = told.episode
            """)
        {
            Parameters =
            {
                new() { Value = map.District },
                new() { Value = rows.Select(row => row.Subject).ToArray() },
                new() { Value = rows.Select(row => row.Kind).ToArray() },
                new() { Value = rows.Select(row => row.Episode).ToArray() },
            },
        });
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return rows.Count;

        Scene SceneOf(string grid) => scenes.TryGetValue(grid, out var scene)
            ? scene
            : scenes[grid] = new Scene(now, Actor.Clock, map.RosterOf(grid), rules.For(map.PathOf(grid)));
    }

    /// <summary>What another host fired, or somebody has answered since, is read; of the rest only the version.</summary>
    private static async Task<Dictionary<string, Ticket>> Read(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string district, IEnumerable<Row> rows, IReadOnlyDictionary<string, Ticket> fired)
    {
        var numbers = rows.Select(row => row.Subject[Prefix.Length..]).Distinct().ToArray();
        var versions = numbers.Select(number => fired.TryGetValue(number, out var ticket) ? ticket.Version : 0).ToArray();
        var found = await connection.QueryAsync<(string Number, string? Body)>(
            """
            SELECT number, CASE WHEN ticket.version = held.version THEN NULL ELSE body END
            FROM unnest(@numbers, @versions) AS held (number, version) JOIN ticket USING (number) WHERE district = @district
            """,
            new { district, numbers, versions },
            transaction);
        return found.ToDictionary(one => one.Number, one => one.Body is { } body ? BotJson.Read<Ticket>(body) : fired[one.Number]);
    }
}

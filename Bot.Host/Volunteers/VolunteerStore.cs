using Bot.Domain.Tickets;
using Bot.Domain.Volunteers;
using Bot.Host.Journal;
using Dapper;
using Npgsql;

namespace Bot.Host.Volunteers;

/// <summary>Who has reported to which grid, hours, credited tickets, and what each has done.</summary>
public static class VolunteerStore
{
    private sealed record HoursRow(string Number, string PersonId, string GridId, decimal Hours, string Work, string State)
    {
        public ServiceHours Value => new(Number, PersonId, GridId, Hours, Work, Enum.Parse<HoursState>(State, ignoreCase: true));
    }

    private sealed record RollRow
    {
        public string PersonId { get; init; } = "";
        public string Name { get; init; } = "";
        public decimal Hours { get; init; }
        public decimal Waiting { get; init; }
        public string[] Posts { get; init; } = [];
        public string[] Tickets { get; init; } = [];
        public int Wishes { get; init; }
        public string[] Skills { get; init; } = [];
        public VolunteerRoll Value => new(PersonId, Name, Hours, Waiting, Posts, Tickets, Wishes, Skills);
    }

    /// <summary>报到 at a grid; false where the person has reported there already. At another grid, the last one counts.</summary>
    public static async Task<bool> Report(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string person, string grid, DateTimeOffset now)
    {
        await Hold(connection, transaction, district, person);
        var changed = await connection.ExecuteAsync(
            """
            INSERT INTO volunteer (district, person_id, grid_id, since) VALUES (@district, @person, @grid, @now)
            ON CONFLICT (district, person_id) DO UPDATE SET grid_id = excluded.grid_id, since = excluded.since WHERE volunteer.grid_id <> excluded.grid_id
            """,
            new { district, person, grid, now = now.ToUniversalTime() },
            transaction);
        if (changed > 0)
        {
            await Note(connection, transaction, district, $"volunteer:{person}", "volunteer_reported", person, grid, new { }, now);
        }

        return changed > 0;
    }

    public static async Task TellHours(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, ServiceHours hours, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            "INSERT INTO volunteer_hours (district, number, person_id, grid_id, hours, work, state, at) VALUES (@district, @Number, @PersonId, @GridId, @Hours, @Work, 'told', @now)",
            new { district, hours.Number, hours.PersonId, hours.GridId, hours.Hours, hours.Work, now = now.ToUniversalTime() },
            transaction);
        await Note(connection, transaction, district, $"hours:{hours.Number}", "hours_told", hours.PersonId, hours.GridId, new { hours.Hours }, now);
    }

    /// <summary>Locked for the transaction; null where there is none.</summary>
    public static async Task<ServiceHours?> LockHours(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string number) =>
        (await connection.QueryFirstOrDefaultAsync<HoursRow>(
            "SELECT number, person_id, grid_id, hours, work, state FROM volunteer_hours WHERE district = @district AND number = @number FOR UPDATE", new { district, number }, transaction))?.Value;

    public static async Task SettleHours(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, ServiceHours hours, string actor, DateTimeOffset now)
    {
        var word = hours.State.ToString().ToLowerInvariant();
        await connection.ExecuteAsync("UPDATE volunteer_hours SET state = @word WHERE district = @district AND number = @Number", new { district, hours.Number, word }, transaction);
        await Note(connection, transaction, district, $"hours:{hours.Number}", $"hours_{word}", actor, hours.GridId, new { hours.Hours, person = hours.PersonId }, now);
    }

    /// <summary>The grid of a ticket; null where there is none.</summary>
    public static Task<string?> GridOfTicket(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string ticket) =>
        connection.ExecuteScalarAsync<string?>("SELECT grid_id FROM ticket WHERE district = @district AND number = @ticket", new { district, ticket }, transaction);

    /// <summary>Said twice, it counts once.</summary>
    public static async Task Credit(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string ticket, string grid, Person person, string actor, DateTimeOffset now)
    {
        await Hold(connection, transaction, district, person.Id);
        var added = await connection.ExecuteAsync(
            "INSERT INTO volunteer_credit (district, ticket, person_id, at) VALUES (@district, @ticket, @Id, @now) ON CONFLICT DO NOTHING", new { district, ticket, person.Id, now = now.ToUniversalTime() }, transaction);
        if (added > 0)
        {
            await Note(connection, transaction, district, $"volunteer:{person.Id}", "ticket_credited", actor, grid, new { ticket }, now);
        }
    }

    /// <summary>Of one person, or of everybody who has done anything in these grids, those with the most hours first.</summary>
    public static async Task<IReadOnlyList<VolunteerRoll>> Rolls(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, string? person, IEnumerable<string>? grids) =>
        (await connection.QueryAsync<RollRow>(
            """
            WITH hours AS (
              SELECT person_id, COALESCE(sum(hours) FILTER (WHERE state = 'confirmed'), 0) AS hours, COALESCE(sum(hours) FILTER (WHERE state = 'told'), 0) AS waiting
              FROM volunteer_hours WHERE district = @district AND (@grids::text[] IS NULL OR grid_id = ANY(@grids)) GROUP BY person_id),
            posts AS (
              SELECT person_id, array_agg(title ORDER BY post) AS posts FROM volunteer_post_holder JOIN volunteer_post USING (district, post)
              WHERE district = @district AND is_open GROUP BY person_id),
            credits AS (
              SELECT person_id, array_agg(ticket ORDER BY ticket) AS tickets FROM volunteer_credit JOIN ticket ON ticket.district = volunteer_credit.district AND ticket.number = volunteer_credit.ticket
              WHERE volunteer_credit.district = @district AND (@grids::text[] IS NULL OR grid_id = ANY(@grids)) GROUP BY person_id),
            wishes AS (
              SELECT body -> 'claimant' ->> 'id' AS person_id, count(*)::integer AS wishes FROM wish
              WHERE district = @district AND state = 'fulfilled' AND (@grids::text[] IS NULL OR grid_id = ANY(@grids)) GROUP BY 1),
            skills AS (SELECT person_id, array_agg(skill ORDER BY skill) AS skills FROM skill WHERE district = @district GROUP BY person_id)
            SELECT person_id, name, COALESCE(hours, 0) AS hours, COALESCE(waiting, 0) AS waiting, COALESCE(posts, '{}') AS posts, COALESCE(tickets, '{}') AS tickets,
              COALESCE(wishes, 0) AS wishes, COALESCE(skills, '{}') AS skills
            FROM person LEFT JOIN hours USING (person_id) LEFT JOIN posts USING (person_id) LEFT JOIN credits USING (person_id) LEFT JOIN wishes USING (person_id) LEFT JOIN skills USING (person_id)
            WHERE district = @district AND (person_id = @person OR (@person::text IS NULL AND (hours.hours > 0 OR hours.waiting > 0 OR tickets IS NOT NULL OR wishes.wishes > 0)))
            ORDER BY COALESCE(hours.hours, 0) DESC, name
            """,
            new { district, person, grids = grids?.ToArray() },
            transaction)).Select(row => row.Value).ToList();

    /// <summary>One line of the journal; whoever writes holds the subject's row.</summary>
    internal static async Task Note(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string subject, string kind, string actor, string node, object data, DateTimeOffset now)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, district, subject, kind, actor, node, data, now);
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Two conversations of one person do not write the same line of his journal.</summary>
    internal static Task Hold(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string person) =>
        connection.ExecuteAsync("SELECT 1 FROM person WHERE district = @district AND person_id = @person FOR NO KEY UPDATE", new { district, person }, transaction);
}

using Bot.Domain.Meetings;
using Dapper;
using Npgsql;

namespace Bot.Host.Meetings;

/// <summary>报名 as it is said in the group; nothing is answered, the next reminder tells how many come.</summary>
public static class GuestStore
{
    /// <summary>Which coming meeting of that conversation was spoken of last; null where none was within a few days.</summary>
    public static Task<string?> SpokenOf(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string group, DateTimeOffset now) =>
        connection.ExecuteScalarAsync<string?>(
            """
            SELECT meeting_id FROM outbox JOIN meeting USING (district)
            WHERE district = @district AND lane_id = @group AND outbox.kind = 'meeting' AND outbox.state = 'sent' AND sent_at > @since
              AND meeting_id = split_part(notice_key, ':', 2) AND NOT cancelled AND at > @now
            ORDER BY sent_at DESC LIMIT 1
            """,
            new { district, group, now = now.ToUniversalTime(), since = now.AddDays(-5).ToUniversalTime() },
            transaction);

    /// <summary>Said again, the last word counts.</summary>
    public static Task Note(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string meeting, string person, SignUp said, DateTimeOffset now) =>
        Write(connection, transaction, district, meeting, [(person, person, said)], chained: false, now);

    /// <summary>A 接龙 replaces the one before: it holds all its lines.</summary>
    public static async Task NoteChain(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string meeting, IReadOnlyList<SignUp> chain, DateTimeOffset now)
    {
        await connection.ExecuteAsync("DELETE FROM meeting_guest WHERE district = @district AND meeting_id = @meeting AND chained", new { district, meeting }, transaction);
        await Write(connection, transaction, district, meeting, [.. chain.DistinctBy(said => said.Name).Select(said => ($"chain:{said.Name}", (string?)null, said))], chained: true, now);
    }

    private static Task Write(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string meeting, IReadOnlyList<(string Guest, string? Person, SignUp Said)> guests, bool chained, DateTimeOffset now) =>
        connection.ExecuteAsync(
            """
            INSERT INTO meeting_guest (district, meeting_id, guest, person_id, name, comes, people, chained, at)
            VALUES (@district, @meeting, @guest, @person, @Name, @Comes, @People, @chained, @now)
            ON CONFLICT (district, meeting_id, guest) DO UPDATE SET name = excluded.name, comes = excluded.comes, people = excluded.people, at = excluded.at
            """,
            guests.Select(one => new { district, meeting, guest = one.Guest, person = one.Person, one.Said.Name, one.Said.Comes, one.Said.People, chained, now = now.ToUniversalTime() }),
            transaction);

    /// <summary>People who come: a person who also stands in a 接龙 under the same name counts once.</summary>
    public static Task<int> Comers(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string meeting) =>
        connection.ExecuteScalarAsync<int>(
            "SELECT COALESCE(sum(people), 0)::integer FROM (SELECT max(people) AS people FROM meeting_guest WHERE district = @district AND meeting_id = @meeting AND comes GROUP BY name) AS one",
            new { district, meeting },
            transaction);
}

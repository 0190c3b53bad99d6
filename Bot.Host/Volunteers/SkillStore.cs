using Bot.Domain.Volunteers;
using Dapper;
using Npgsql;

namespace Bot.Host.Volunteers;

/// <summary>互助: what neighbours can do, and who was asked for it.</summary>
public static class SkillStore
{
    /// <summary>Who asked for a skill, who was asked in private, and who agreed.</summary>
    public sealed record Request
    {
        public string Number { get; init; } = "";
        public string GridId { get; init; } = "";
        public string AskerId { get; init; } = "";
        public string Skill { get; init; } = "";
        public string[] Asked { get; init; } = [];
        public string[] Willing { get; init; } = [];
    }

    public static async Task Add(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string person, string grid, IReadOnlyList<string> skills, DateTimeOffset now)
    {
        await VolunteerStore.Hold(connection, transaction, district, person);
        await connection.ExecuteAsync(
            "INSERT INTO skill (district, person_id, skill, grid_id, at) SELECT @district, @person, skill, @grid, @now FROM unnest(@skills) AS skill ON CONFLICT DO NOTHING",
            new { district, person, grid, skills = skills.ToArray(), now = now.ToUniversalTime() },
            transaction);
        await VolunteerStore.Note(connection, transaction, district, $"volunteer:{person}", "skill_added", person, grid, new { skills }, now);
    }

    /// <summary>False where the person has not registered it.</summary>
    public static async Task<bool> Remove(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string person, string grid, string skill, DateTimeOffset now)
    {
        await VolunteerStore.Hold(connection, transaction, district, person);
        if (await connection.ExecuteAsync("DELETE FROM skill WHERE district = @district AND person_id = @person AND skill = @skill", new { district, person, skill }, transaction) == 0)
        {
            return false;
        }

        await VolunteerStore.Note(connection, transaction, district, $"volunteer:{person}", "skill_removed", person, grid, new { skill }, now);
        return true;
    }

    /// <summary>Persons of these grids who have registered the skill, or one that is part of the other; never the asker.</summary>
    public static async Task<IReadOnlyList<string>> Skilled(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, IEnumerable<string> grids, string skill, string asker) =>
        (await connection.QueryAsync<(string Person, string Skill)>(
            "SELECT person_id, skill FROM skill WHERE district = @district AND grid_id = ANY(@grids) AND person_id <> @asker ORDER BY at, person_id",
            new { district, grids = grids.ToArray(), asker },
            transaction)).Where(line => SkillCommand.Fits(line.Skill, skill)).Select(line => line.Person).Distinct().ToList();

    public static async Task Ask(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Request request, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            "INSERT INTO skill_request (district, number, grid_id, asker_id, skill, asked, at) VALUES (@district, @Number, @GridId, @AskerId, @Skill, @Asked, @now)",
            new { district, request.Number, request.GridId, request.AskerId, request.Skill, request.Asked, now = now.ToUniversalTime() },
            transaction);
        await VolunteerStore.Note(connection, transaction, district, $"skill:{request.Number}", "skill_asked", request.AskerId, request.GridId, new { request.Skill, asked = request.Asked.Length }, now);
    }

    /// <summary>Locked for the transaction; null where there is none.</summary>
    public static Task<Request?> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string number) => connection.QueryFirstOrDefaultAsync<Request>(
        "SELECT number, grid_id, asker_id, skill, asked, willing FROM skill_request WHERE district = @district AND number = @number FOR UPDATE", new { district, number }, transaction);

    public static async Task Agree(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Request request, string person, DateTimeOffset now)
    {
        await connection.ExecuteAsync("UPDATE skill_request SET willing = willing || @person WHERE district = @district AND number = @Number", new { district, request.Number, person }, transaction);
        await VolunteerStore.Note(connection, transaction, district, $"skill:{request.Number}", "skill_willing", person, request.GridId, new { }, now);
    }
}

using Bot.Domain.Volunteers;
using Dapper;
using Npgsql;

namespace Bot.Host.Volunteers;

/// <summary>先锋岗 and who holds them.</summary>
public static class PostStore
{
    private const string Columns = "post, node_id, title, tasks, places, is_open, ARRAY(SELECT person_id FROM volunteer_post_holder AS held WHERE held.district = volunteer_post.district AND held.post = volunteer_post.post ORDER BY since) AS holders";

    private sealed record Row
    {
        public int Post { get; init; }
        public string NodeId { get; init; } = "";
        public string Title { get; init; } = "";
        public string Tasks { get; init; } = "";
        public int Places { get; init; }
        public bool IsOpen { get; init; }
        public string[] Holders { get; init; } = [];
        public VolunteerPost Value => new(Post, NodeId, Title, Tasks, Places, IsOpen, Holders);
    }

    /// <summary>Those at any of these nodes; all where none are given.</summary>
    public static async Task<IReadOnlyList<VolunteerPost>> List(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, IEnumerable<string>? nodes) =>
        (await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM volunteer_post WHERE district = @district AND (@nodes::text[] IS NULL OR node_id = ANY(@nodes)) ORDER BY post",
            new { district, nodes = nodes?.ToArray() },
            transaction)).Select(row => row.Value).ToList();

    /// <summary>Locked for the transaction, so that its places are given once; null where there is none.</summary>
    public static async Task<VolunteerPost?> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, int post)
    {
        // Who holds it is read after the lock is held: in one statement it would be as before the wait.
        await connection.ExecuteAsync("SELECT 1 FROM volunteer_post WHERE district = @district AND post = @post FOR UPDATE", new { district, post }, transaction);
        return (await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM volunteer_post WHERE district = @district AND post = @post", new { district, post }, transaction))?.Value;
    }

    public static async Task<VolunteerPost> Make(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string node, string title, string tasks, int places, string actor, DateTimeOffset now)
    {
        var number = await connection.ExecuteScalarAsync<int>("UPDATE district SET next_post = next_post + 1 WHERE district = @district RETURNING next_post - 1", new { district }, transaction);
        await connection.ExecuteAsync(
            "INSERT INTO volunteer_post (district, post, node_id, title, tasks, places) VALUES (@district, @number, @node, @title, @tasks, @places)",
            new { district, number, node, title, tasks, places },
            transaction);
        var post = new VolunteerPost(number, node, title, tasks, places, true, []);
        await Note(connection, transaction, district, post, "post_made", actor, now);
        return post;
    }

    public static async Task Take(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, VolunteerPost post, string person, string actor, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            "INSERT INTO volunteer_post_holder (district, post, person_id, since) VALUES (@district, @Number, @person, @now)", new { district, post.Number, person, now = now.ToUniversalTime() }, transaction);
        await Note(connection, transaction, district, post, "post_taken", actor, now);
    }

    /// <summary>False where the person does not hold it.</summary>
    public static async Task<bool> Leave(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, VolunteerPost post, string person, DateTimeOffset now)
    {
        if (await connection.ExecuteAsync("DELETE FROM volunteer_post_holder WHERE district = @district AND post = @Number AND person_id = @person", new { district, post.Number, person }, transaction) == 0)
        {
            return false;
        }

        await Note(connection, transaction, district, post, "post_left", person, now);
        return true;
    }

    public static async Task Change(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, VolunteerPost post, string actor, DateTimeOffset now)
    {
        await connection.ExecuteAsync("UPDATE volunteer_post SET is_open = @IsOpen, places = @Places WHERE district = @district AND post = @Number", new { district, post.Number, post.IsOpen, post.Places }, transaction);
        await Note(connection, transaction, district, post, "post_changed", actor, now);
    }

    private static Task Note(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, VolunteerPost post, string kind, string actor, DateTimeOffset now) =>
        VolunteerStore.Note(connection, transaction, district, $"post:{post.Number}", kind, actor, post.NodeId, new { post.Title, post.Places, post.IsOpen }, now);
}

using System.Security.Cryptography;
using Bot.Domain.Meetings;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Meetings;

/// <summary>日历订阅: the meetings of a node or of a person under an address that nobody can guess, since calendar programs send no token.</summary>
public static class FeedApi
{
    private static readonly TimeSpan Past = TimeSpan.FromDays(92);

    public sealed record FeedInput(string? Node, string? Person);

    private sealed record Feed(string District, string? NodeId, string? PersonId);

    public static void Map(WebApplication app, RouteGroupBuilder api)
    {
        api.MapPost("/feeds", Create);
        api.MapDelete("/feeds/{id}", Delete);
        app.MapGet("/feeds/{id}.ics", Show);
    }

    /// <summary>The address of a node or person; asked for again, the same.</summary>
    private static async Task<IResult> Create(FeedInput input, NpgsqlDataSource source, DistrictMaps maps, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if ((input.Node is null) == (input.Person is null))
        {
            return Problems.BadRequest("feed_incomplete", "either 'node' or 'person' is needed");
        }

        if (input.Node is { } node ? !map.Nodes.Contains(node) : map.NameOf(input.Person!) is null)
        {
            return Problems.NotFound(input.Node is null ? "person_unknown" : "node_unknown", "unknown node or person");
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        var id = await connection.ExecuteScalarAsync<string>(new CommandDefinition(
            """
            INSERT INTO feed (feed_id, district, node_id, person_id, created_at) VALUES (@id, @District, @Node, @Person, @now)
            ON CONFLICT (district, node_id, person_id) DO UPDATE SET created_at = feed.created_at RETURNING feed_id
            """,
            new { id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), map.District, input.Node, input.Person, now = clock.GetUtcNow() },
            cancellationToken: stop));
        return Results.Ok(new { id, path = $"/feeds/{id}.ics" });
    }

    /// <summary>An address that has got into wrong hands is taken away; the next one asked for is another.</summary>
    private static async Task<IResult> Delete(string id, NpgsqlDataSource source, BotSettings settings, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteAsync(new CommandDefinition("DELETE FROM feed WHERE feed_id = @id AND district = @District", new { id, settings.District }, cancellationToken: stop)) > 0
            ? Results.NoContent()
            : Problems.NotFound("feed_unknown", "unknown feed");
    }

    private static async Task<IResult> Show(string id, NpgsqlDataSource source, MeetingStore meetings, DistrictMaps maps, BotClock clock, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var feed = await connection.QueryFirstOrDefaultAsync<Feed>(new CommandDefinition(
            "SELECT district, node_id, person_id FROM feed WHERE feed_id = @id AND district = @District", new { id, maps.District }, cancellationToken: stop));
        if (feed is null)
        {
            return Problems.NotFound("feed_unknown", "unknown feed");
        }

        var map = await maps.Get(stop);
        var now = clock.GetUtcNow();
        var groups = feed.NodeId is { } node
            ? map.ResidentGroupsUnder(node).ToHashSet()
            : map.Groups.Where(group => map.IsMember(group.GroupId, feed.PersonId!)).Select(group => group.GroupId).ToHashSet();
        var name = (feed.NodeId is { } named ? map.Node(named)?.Name : map.NameOf(feed.PersonId!)) ?? "";
        var told = (await meetings.List(map.District, stop)).Where(meeting => meeting.At > now - Past && (meeting.GroupIds.Any(groups.Contains) || (feed.PersonId is { } person && meeting.Host == person)));
        return Results.Text(MeetingFeed.Write($"{name}会议", map.District, told, now), "text/calendar; charset=utf-8");
    }
}

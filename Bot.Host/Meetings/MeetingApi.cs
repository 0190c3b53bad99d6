using System.Text.Json.Serialization;
using Bot.Host.Clocks;
using Bot.Domain.Clocks;
using Bot.Domain.Meetings;
using Bot.Host.Access;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;
using Npgsql;

namespace Bot.Host.Meetings;

public static class MeetingApi
{
    /// <summary>Nobody plans further ahead; a year mistyped as 20260 is refused.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(2 * 366);

    private const int LongestMinutes = 20_000;

    private const string TimeRefused = "'at' must be an instant in the coming two years, ISO 8601 with offset";

    public sealed record MeetingInput(string? Group, string? Node, string? Title, [property: JsonConverter(typeof(ShanghaiInstant))] DateTimeOffset? At, string? Place, string? Agenda, string? Host, IReadOnlyList<string>? Parties, Quorum? Quorum);

    public sealed record MeetingPatch([property: JsonConverter(typeof(ShanghaiInstant))] DateTimeOffset? At, string? Place, bool? Cancelled);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/meetings", async (MeetingStore meetings, BotSettings settings, CancellationToken stop) =>
            Results.Ok(new { items = (await meetings.List(settings.District, stop)).Select(Show) }));
        api.MapPost("/meetings", Create);
        api.MapPatch("/meetings/{id}", Change);
        api.MapGet("/meetings/{id}", Load);
        api.MapPost("/meetings/{id}/minutes", TakeMinutes);
    }

    private static async Task<IResult> Create(MeetingInput input, MeetingStore meetings, DistrictMaps maps, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (input.Node is { } node && !map.Nodes.Contains(node))
        {
            return Problems.NotFound("node_unknown", "unknown node");
        }

        IReadOnlyList<string> groups = input.Node is { } above ? map.ResidentGroupsUnder(above) : input.Group is { } group && map.Group(group) is not null ? [group] : [];
        if (groups.Count == 0)
        {
            return Problems.NotFound("group_unknown", "unknown group, or no residents' group at or below the node");
        }

        if (input.Host is { } host && map.NameOf(host) is null)
        {
            return Problems.NotFound("person_unknown", "unknown host");
        }

        if (string.IsNullOrWhiteSpace(input.Title) || input.Title.Length > 60 || string.IsNullOrWhiteSpace(input.Place) || input.Place.Length > 100 || input.Agenda?.Length > 1000)
        {
            return Problems.BadRequest("meeting_incomplete", "title (up to 60 characters) and place (up to 100) are needed; agenda up to 1000");
        }

        if (!IsQuorum(input.Quorum, input.Parties))
        {
            return QuorumRefused;
        }

        if (input.At is not { } at || !IsPlannable(at, clock))
        {
            return Problems.BadRequest("meeting_time", TimeRefused);
        }

        var meeting = await meetings.Create(
            map, new MeetingStore.Draft(groups, input.Title.Trim(), ShanghaiTime.Of(at), input.Place.Trim(), input.Agenda) { Host = input.Host, Parties = Clean(input.Parties), Quorum = input.Quorum ?? Quorum.None }, clock.GetUtcNow());
        return Results.Ok(new { id = meeting!.Id });
    }

    private static async Task<IResult> Change(string id, MeetingPatch patch, MeetingStore meetings, DistrictMaps maps, Dispatcher dispatcher, BotClock clock, CancellationToken stop)
    {
        if (patch.At is { } moved && !IsPlannable(moved, clock))
        {
            return Problems.BadRequest("meeting_time", TimeRefused);
        }

        if (patch.Place is { } place && (string.IsNullOrWhiteSpace(place) || place.Length > 100))
        {
            return Problems.BadRequest("meeting_incomplete", "place must not be empty and has up to 100 characters");
        }

        var changed = await meetings.Change(
            await maps.Get(stop),
            id,
            meeting => meeting with
            {
                At = patch.At is { } at ? ShanghaiTime.Of(at) : meeting.At,
                Place = patch.Place?.Trim() ?? meeting.Place,
                Cancelled = patch.Cancelled ?? meeting.Cancelled,
            },
            clock.GetUtcNow());
        dispatcher.Wake();
        return changed is null ? Problems.NotFound("meeting_unknown", "unknown meeting") : Results.Ok(Show(changed));
    }

    private static bool IsPlannable(DateTimeOffset at, BotClock clock) => at > clock.GetUtcNow() && at - clock.GetUtcNow() <= Furthest;

    public sealed record MinutesInput(string? Text);

    private static async Task<IResult> TakeMinutes(string id, MinutesInput input, HttpContext http, MinutesStore minutes, NpgsqlDataSource source, DistrictMaps maps, RulesInForce rules, Dispatcher dispatcher, BotClock clock, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(input.Text) || input.Text.Length > LongestMinutes)
        {
            return Problems.BadRequest("minutes_incomplete", $"text is needed, up to {LongestMinutes} characters");
        }

        var map = await maps.Get(stop);
        var user = (string)http.Items["user"]!;
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var taken = await minutes.Take(connection, transaction, map, rules.Now, id, input.Text, _ => new Actor($"api:{user}", user, [SpeakerRole.District]), now);
        if (taken.Refusal is { } refused)
        {
            return Problems.Of(refused.Code == "meeting_unknown" ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, refused.Code, refused.Text);
        }

        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            TicketStore.Write(batch, map, taken.Changes, rules.Now, now);
            if (batch.BatchCommands.Count > 0)
            {
                await batch.ExecuteNonQueryAsync(stop);
            }
        }

        await transaction.CommitAsync(stop);
        dispatcher.Wake();
        return Results.Ok(new { taken.Minutes!.People, taken.Minutes.Present, absent = taken.Minutes.Present is { } present ? taken.Meeting!.Parties.Except(present) : null, quorum = taken.Meeting!.Quorum.Came(taken.Minutes), taken.Minutes.Items });
    }

    private static async Task<IResult> Load(string id, MeetingStore meetings, BotSettings settings, CancellationToken stop) =>
        await meetings.Detail(settings.District, id, stop) is { } detail
            ? Results.Ok(new { meeting = Show(detail.Meeting), detail.People, detail.Present, detail.Minutes, detail.MinutesAt, detail.Items, detail.Guests })
            : Problems.NotFound("meeting_unknown", "unknown meeting");

    internal static IResult QuorumRefused => Problems.BadRequest("quorum_refused", "'quorum' has 'parties', at most as many as there are, and 'people', 1 to 10000; either may be left out");

    internal static bool IsQuorum(Quorum? quorum, IReadOnlyList<string>? parties) =>
        quorum is null || (quorum.Parties is null or > 0 && !(quorum.Parties > Clean(parties).Count) && quorum.People is null or (> 0 and <= 10_000));

    internal static IReadOnlyList<string> Clean(IReadOnlyList<string>? parties) => [.. (parties ?? []).Select(party => party.Trim()).Where(party => party.Length > 0).Distinct()];

    private static object Show(Meeting meeting) =>
        new { meeting.Id, group = meeting.GroupIds[0], groups = meeting.GroupIds, meeting.Title, meeting.At, meeting.Place, meeting.Agenda, meeting.Cancelled, meeting.Host, meeting.Parties, meeting.Quorum };
}

using System.Globalization;
using System.Text.RegularExpressions;
using Bot.Domain.Meetings;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Tickets;

namespace Bot.Host.Meetings;

/// <summary>The series of meetings: see them with their coming dates, put one, take one away.</summary>
public static partial class SeriesApi
{
    /// <param name="Rule">As <see cref="SeriesRule"/> says, such as 每周四.</param>
    /// <param name="Holidays">As <see cref="HolidayRule"/> says; 照开 where it is null.</param>
    /// <param name="Time">"19:30", in Shanghai.</param>
    public sealed record SeriesInput(string? Node, string? Title, string? Rule, string? Holidays, string? Time, string? Place, string? Host, IReadOnlyList<string>? Parties, Quorum? Quorum);

    /// <summary>What an answer is made of.</summary>
    public sealed record Parts(SeriesStore Series, DistrictMaps Maps, RulesInForce Rules, BotClock Clock);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/meeting-series", async ([AsParameters] Parts parts, CancellationToken stop) =>
        {
            var map = await parts.Maps.Get(stop);
            return Results.Ok(new { items = (await parts.Series.List(map.District, stop)).Select(series => Show(series, map, parts)) });
        });
        api.MapPut("/meeting-series/{id}", Put);
        api.MapDelete("/meeting-series/{id}", async (string id, [AsParameters] Parts parts, CancellationToken stop) =>
            await parts.Series.Delete(parts.Maps.District, id, stop) ? Results.NoContent() : Problems.NotFound("series_unknown", "unknown series"));
    }

    private static async Task<IResult> Put(string id, SeriesInput input, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if (!Id().IsMatch(id))
        {
            return Problems.BadRequest("series_id", "the id has 1 to 40 small letters, digits and hyphens");
        }

        if (input.Node is null || map.ResidentGroupsUnder(input.Node).Count == 0)
        {
            return Problems.NotFound("node_unknown", "unknown node, or no residents' group at or below it");
        }

        if (input.Host is { } host && map.NameOf(host) is null)
        {
            return Problems.NotFound("person_unknown", "unknown host");
        }

        if (string.IsNullOrWhiteSpace(input.Title) || input.Title.Length > 60 || string.IsNullOrWhiteSpace(input.Place) || input.Place.Length > 100)
        {
            return Problems.BadRequest("meeting_incomplete", "title (up to 60 characters) and place (up to 100) are needed");
        }

        if (!MeetingApi.IsQuorum(input.Quorum, input.Parties))
        {
            return MeetingApi.QuorumRefused;
        }

        if (!TimeOnly.TryParseExact(input.Time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return Problems.BadRequest("meeting_time", "'time' must be a time of day such as 19:30");
        }

        try
        {
            var series = new MeetingSeries(
                id, input.Node, input.Title.Trim(), SeriesRule.Parse(input.Rule ?? ""), HolidayRule.Parse(input.Holidays ?? "照开"), time, input.Place.Trim(), input.Host, MeetingApi.Clean(input.Parties)) { Quorum = input.Quorum ?? Quorum.None };
            await parts.Series.Put(map.District, series, stop);
            await parts.Series.Plan(map, parts.Rules.Now, parts.Clock.GetUtcNow(), stop);
            return Results.Ok(Show(series, map, parts));
        }
        catch (FormatException refused)
        {
            return Problems.BadRequest("series_refused", refused.Message);
        }
    }

    private static object Show(MeetingSeries series, DistrictMap map, Parts parts) => new
    {
        series.Id,
        node = series.NodeId,
        series.Title,
        rule = series.Rule.Text,
        holidays = series.Holidays.ToString(),
        time = series.TimeOfDay.ToString("HH:mm", CultureInfo.InvariantCulture),
        series.Place,
        series.Host,
        series.Parties,
        series.Quorum,

        // The coming quarter: a rule is best checked by the dates it gives.
        dates = series.Coming(parts.Clock.GetUtcNow(), 92, parts.Rules.Now.For(map.PathOf(series.NodeId)).Calendar).Select(one => one.Date),
    };

    [GeneratedRegex("^[a-z0-9-]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}

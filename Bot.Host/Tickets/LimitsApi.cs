using System.Text;
using Bot.Domain.Clocks;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;

namespace Bot.Host.Tickets;

/// <summary>The table of limits as one file: take it, put it back changed, see who changed it, take it back to the rules folder.</summary>
public static class LimitsApi
{
    /// <summary>Some ten thousand lines; the longest preset has 519 in 100 kB.</summary>
    private const int LongestTable = 2_000_000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/rules/limits", Export);
        api.MapPut("/rules/limits", Import);
        api.MapDelete("/rules/limits", TakeBack);
        api.MapGet("/rules/limits/versions", async (LimitTables limits, CancellationToken stop) => Results.Ok(new
        {
            items = (await limits.Versions(stop)).Select(one => new { one.Version, one.Node, takenBack = one.IsBack, one.By, at = ShanghaiTime.Of(new DateTimeOffset(one.At)) }),
        }));
    }

    /// <summary>What is in force at a node, as the text that can be put back.</summary>
    /// <exception cref="ClockException">The district has no such node.</exception>
    public static string Text(RuleSet set, DistrictMap map, string node) => LimitTable.Write(LimitTable.At(set.Rules.Limits.All, PathOf(map, node)), '\t');

    /// <param name="node">Empty: the whole table between tabs; left out: as a spreadsheet takes it, between commas and with a byte order mark.</param>
    private static async Task<IResult> Export(string? node, RulesInForce rules, DistrictMaps maps, CancellationToken stop)
    {
        if (node is null)
        {
            return Results.File([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(LimitTable.Write(rules.Now.Limits.All))], "text/csv; charset=utf-8", RuleFiles.Limits);
        }

        try
        {
            return Results.Text(Text(rules.Set, await maps.Get(stop), node), "text/tab-separated-values", Encoding.UTF8);
        }
        catch (ClockException exception)
        {
            return Problems.BadRequest("node_unknown", exception.Message);
        }
    }

    /// <summary>Puts the body in force: as the whole table, or as a node's own rules. This host uses it when it answers, the others within seconds.</summary>
    private static async Task<IResult> Import(string? node, HttpContext http, PublishedYears years, DistrictMaps maps, [AsParameters] RulesApi.Parts parts, CancellationToken stop)
    {
        if (await RulesApi.Text(http.Request, LongestTable, stop) is not { } body)
        {
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"a table has up to {LongestTable} characters");
        }

        try
        {
            var path = PathOf(await maps.Get(stop), node ?? "");
            var file = LimitTable.Parse(body, "body");
            await parts.Limits.Put(node ?? "", (string)http.Items["user"]!, async () =>
            {
                // Not what this host has in force: another may have put a version there a moment ago.
                var published = await years.All(stop);
                var now = await parts.Watch.Load(published, await parts.Limits.Newest(stop), stop);
                var rules = path.Count == 0 ? file : LimitTable.Exchange(now.Rules.Limits.All, path, file);
                await parts.Watch.Load(published, new LimitsOnRecord(0, node ?? "", rules, "", default), stop);
                return rules;
            }, stop);
        }
        catch (Exception exception) when (exception is ClockException or FormatException)
        {
            return Problems.BadRequest("limits_refused", exception.Message);
        }

        return RulesApi.Answer(await parts.Watch.Refresh(stop), parts);
    }

    private static async Task<IResult> TakeBack(HttpContext http, PublishedYears years, [AsParameters] RulesApi.Parts parts, CancellationToken stop)
    {
        try
        {
            await parts.Limits.Put("", (string)http.Items["user"]!, async () =>
            {
                await parts.Watch.Load(await years.All(stop), null, stop);
                return null;
            }, stop);
        }
        catch (Exception exception) when (exception is ClockException or FormatException)
        {
            return Problems.BadRequest("limits_refused", exception.Message);
        }

        return RulesApi.Answer(await parts.Watch.Refresh(stop), parts);
    }

    private static IReadOnlyList<string> PathOf(DistrictMap map, string node) => node.Length == 0 ? []
        : map.PathOf(node) is { Count: > 0 } path ? path
        : throw new ClockException($"the district has no node '{node}'");
}

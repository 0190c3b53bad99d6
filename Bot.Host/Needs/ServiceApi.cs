using Bot.Domain.Needs;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Needs;

/// <summary>服务清单 for staff's programs.</summary>
public static class ServiceApi
{
    private const int LongestField = 60;

    /// <param name="Item">Of the list of needs; found by the title's words where it is not given.</param>
    /// <param name="Capacity">Null without a limit.</param>
    public sealed record ServiceInput(string? Node, string? Title, string? Item, string? Times, string? Place, string? Provider, int? Capacity);

    public sealed record ServicePatch(bool? Open, int? Capacity);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/services", List);
        api.MapPost("/services", Add);
        api.MapPatch("/services/{no}", Change);
    }

    private static async Task<IResult> List(NpgsqlDataSource source, BotSettings settings, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return Results.Ok(new { items = (await ServiceStore.List(connection, null, settings.District, null, openOnly: false)).Select(View) });
    }

    private static async Task<IResult> Add(ServiceInput input, HttpContext http, NpgsqlDataSource source, DistrictMaps maps, RulesInForce rules, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (input.Node is null || !map.Nodes.Contains(input.Node))
        {
            return Problems.NotFound("node_unknown", "unknown node");
        }

        if (new[] { input.Title, input.Times, input.Place, input.Provider }.Any(field => string.IsNullOrWhiteSpace(field) || field.Length > LongestField) || input.Capacity is < 1 or > 10_000)
        {
            return Problems.BadRequest("service_incomplete", $"title, times, place and provider are needed, up to {LongestField} characters each; capacity is 1 to 10000, or none");
        }

        var kinds = rules.Now.NeedKinds;
        if (input.Item is { } item && kinds.Named(item) is null)
        {
            return Problems.BadRequest("item_unknown", $"the list of needs has no item '{item}'");
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var number = await TicketStore.NextNumber(connection, transaction, map.District);
        var service = new Service(number, input.Node, input.Title!.Trim(), input.Item ?? kinds.Find(input.Title)?.Item, input.Times!.Trim(), input.Place!.Trim(), input.Provider!.Trim(), input.Capacity, true, 0);
        await ServiceStore.Add(connection, transaction, map.District, service, Caller.Of(http).Id, clock.GetUtcNow());
        await transaction.CommitAsync(stop);
        return Results.Ok(View(service));
    }

    private static async Task<IResult> Change(string no, ServicePatch patch, HttpContext http, NpgsqlDataSource source, BotSettings settings, BotClock clock, CancellationToken stop)
    {
        if (patch.Capacity is < 1 or > 10_000)
        {
            return Problems.BadRequest("service_incomplete", "capacity is 1 to 10000");
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (await ServiceStore.Lock(connection, transaction, settings.District, no.TrimStart('#')) is not { } service)
        {
            return Problems.NotFound("service_unknown", "no such service");
        }

        var after = service with { IsOpen = patch.Open ?? service.IsOpen, Capacity = patch.Capacity ?? service.Capacity };
        await ServiceStore.Change(connection, transaction, settings.District, after, Caller.Of(http).Id, clock.GetUtcNow());
        await transaction.CommitAsync(stop);
        return Results.Ok(View(after));
    }

    private static object View(Service service) =>
        new { no = service.Number, node = service.NodeId, service.Title, service.Item, service.Times, service.Place, service.Provider, service.Capacity, open = service.IsOpen, service.Linked };
}

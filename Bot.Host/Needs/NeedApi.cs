using Bot.Domain.Needs;
using Bot.Domain.Tickets;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Needs;

/// <summary>Needs for staff's programs. Private ones are here in full: the API is staff's.</summary>
public static class NeedApi
{
    private const int LongestText = 1000;

    public sealed record NeedInput(string? Grid, string? Person, string? Text);

    /// <param name="Item">Of the list, for classify.</param>
    /// <param name="Service">A number, for link.</param>
    public sealed record ActionInput(string? Action, string? Item, string? Service, string? Reason);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/needs", List);
        api.MapPost("/needs", Tell);
        api.MapGet("/needs/counts", Counts);
        api.MapGet("/needs/{no}", Show);
        api.MapPost("/needs/{no}/actions", Act);
    }

    private static async Task<IResult> List(string? state, string? item, string? grid, NpgsqlDataSource source, BotSettings settings, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return Results.Ok(new { items = (await NeedStore.List(connection, settings.District, state, item, grid)).Select(View) });
    }

    /// <summary>Every item of the list with its counts, also those nobody has needed; the node may be a grid or one above.</summary>
    private static async Task<IResult> Counts(string? node, NpgsqlDataSource source, DistrictMaps maps, RulesInForce rules, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (node is not null && !map.Nodes.Contains(node))
        {
            return Problems.NotFound("node_unknown", "unknown node");
        }

        var kinds = rules.Now.NeedKinds;
        await using var connection = await source.OpenConnectionAsync(stop);
        var counts = await NeedStore.Counts(connection, null, map.District, node is null ? map.Grids : map.GridsUnder(node));
        var listed = kinds.Items.Select(item => counts.FirstOrDefault(count => count.Item == item.Item) ?? new NeedCount(item.Kind, item.Item, 0, 0, 0, 0));
        var unlisted = counts.Where(count => kinds.Named(count.Item) is null);
        return Results.Ok(new { kinds = kinds.Kinds.Count, items = kinds.Items.Count, total = counts.Sum(count => count.All), counts = listed.Concat(unlisted) });
    }

    private static async Task<IResult> Tell(NeedInput input, HttpContext http, NpgsqlDataSource source, DistrictMaps maps, RulesInForce rules, Dispatcher dispatcher, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (input.Grid is null || !map.Grids.Contains(input.Grid))
        {
            return Problems.NotFound("grid_unknown", "unknown grid");
        }

        if (input.Person is { } named && map.NameOf(named) is null)
        {
            return Problems.NotFound("person_unknown", "unknown person");
        }

        if (string.IsNullOrWhiteSpace(input.Text) || input.Text.Length > LongestText)
        {
            return Problems.BadRequest("need_incomplete", $"text is needed, up to {LongestText} characters");
        }

        var caller = Caller.Of(http);
        var person = input.Person is { } id ? new Person(id, map.NameOf(id)!) : new Person(caller.Id, caller.Name);
        return await Run(source, map, rules, dispatcher, clock, async desk => await desk.Tell(input.Grid, person, input.Text.Trim(), inPrivate: true), stop);
    }

    private static async Task<IResult> Show(string no, NpgsqlDataSource source, BotSettings settings, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        return await NeedStore.Lock(connection, transaction, settings.District, no.TrimStart('#')) is { } need
            ? Results.Ok(new { need = View(need), events = await JournalStore.Of(connection, settings.District, $"need:{need.Number}") })
            : Problems.NotFound("need_unknown", "no such need");
    }

    private static async Task<IResult> Act(string no, ActionInput input, HttpContext http, NpgsqlDataSource source, DistrictMaps maps, RulesInForce rules, Dispatcher dispatcher, BotClock clock, CancellationToken stop)
    {
        var caller = Caller.Of(http);
        Func<NeedDesk, Need, Task<NeedOutcome>>? step = input.Action switch
        {
            "classify" => (desk, need) => desk.Classify(need, input.Item ?? "", caller),
            "link" => (desk, need) => desk.Link(need, input.Service?.TrimStart('#') ?? "", caller),
            "met" => (desk, need) => desk.End(need, true, "", caller),
            "drop" => (desk, need) => desk.End(need, false, input.Reason?.Trim() ?? "", caller),
            _ => null,
        };
        return step is null
            ? Problems.BadRequest("action_unknown", "unknown action; one of classify, link, met, drop")
            : await Run(source, await maps.Get(stop), rules, dispatcher, clock, async desk => await NeedStore.Lock(desk.Connection, desk.Transaction, desk.Map.District, no.TrimStart('#')) is { } need ? await step(desk, need) : null, stop);
    }

    private static async Task<IResult> Run(NpgsqlDataSource source, DistrictMap map, RulesInForce rules, Dispatcher dispatcher, BotClock clock, Func<NeedDesk, Task<NeedOutcome?>> step, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (await step(new NeedDesk(connection, transaction, map, rules.Now.NeedKinds, now)) is not { } outcome)
        {
            return Problems.NotFound("need_unknown", "no such need");
        }

        if (outcome.Refusal is { } refused)
        {
            return Problems.Of(StatusCodes.Status409Conflict, refused.Code, refused.Text);
        }

        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            Outbox.Add(batch, map, outcome.Notices, now);
            if (batch.BatchCommands.Count > 0)
            {
                await batch.ExecuteNonQueryAsync(stop);
            }
        }

        await transaction.CommitAsync(stop);
        dispatcher.Wake();
        return Results.Ok(View(outcome.Need!));
    }

    private static object View(Need need) =>
        new { no = need.Number, grid = need.GridId, need.Person, need.Text, need.Kind, need.Item, need.IsPrivate, state = NeedStore.Word(need.State), need.Service, need.At };
}

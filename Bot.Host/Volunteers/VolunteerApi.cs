using Bot.Domain.Tickets;
using Bot.Domain.Volunteers;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Npgsql;

namespace Bot.Host.Volunteers;

/// <summary>先锋岗, hours and credits for staff's programs.</summary>
public static class VolunteerApi
{
    public sealed record PostInput(string? Node, string? Title, string? Tasks, int? Places);

    public sealed record PostPatch(bool? Open, int? Places);

    public sealed record PersonInput(string? Person);

    public sealed record CreditInput(string? Ticket, string? Person);

    /// <param name="State">"confirmed" or "refused".</param>
    public sealed record HoursInput(string? State);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/volunteer-posts", List);
        api.MapPost("/volunteer-posts", Make);
        api.MapPatch("/volunteer-posts/{post:int}", Change);
        api.MapPost("/volunteer-posts/{post:int}/holders", Take);
        api.MapGet("/volunteers", Rolls);
        api.MapPost("/volunteer-hours/{no}", Settle);
        api.MapPost("/volunteer-credits", Credit);
    }

    private static async Task<IResult> List(NpgsqlDataSource source, BotSettings settings, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return Results.Ok(new { items = (await PostStore.List(connection, null, settings.District, null)).Select(View) });
    }

    private static async Task<IResult> Make(PostInput input, HttpContext http, NpgsqlDataSource source, DistrictMaps maps, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (input.Node is null || !map.Nodes.Contains(input.Node))
        {
            return Problems.NotFound("node_unknown", "unknown node");
        }

        if (string.IsNullOrWhiteSpace(input.Title) || input.Title.Length > 20 || string.IsNullOrWhiteSpace(input.Tasks) || input.Tasks.Length > 60 || input.Places is not (>= 1 and <= 999))
        {
            return Problems.BadRequest("post_incomplete", "title (up to 20 characters), tasks (up to 60) and places (1 to 999) are needed");
        }

        return await Run(
            source,
            async (connection, transaction) => Results.Ok(View(await PostStore.Make(
                connection, transaction, map.District, input.Node, input.Title.Trim(), input.Tasks.Trim(), input.Places.Value, Caller.Of(http).Id, clock.GetUtcNow()))),
            stop);
    }

    private static Task<IResult> Change(int post, PostPatch patch, HttpContext http, NpgsqlDataSource source, BotSettings settings, BotClock clock, CancellationToken stop) => Run(source, async (connection, transaction) =>
    {
        if (patch.Places is < 1 or > 999)
        {
            return Problems.BadRequest("post_incomplete", "places is 1 to 999");
        }

        if (await PostStore.Lock(connection, transaction, settings.District, post) is not { } before)
        {
            return Problems.NotFound("post_unknown", "no such post");
        }

        var after = before with { IsOpen = patch.Open ?? before.IsOpen, Places = patch.Places ?? before.Places };
        await PostStore.Change(connection, transaction, settings.District, after, Caller.Of(http).Id, clock.GetUtcNow());
        return Results.Ok(View(after));
    }, stop);

    private static async Task<IResult> Take(int post, PersonInput input, HttpContext http, NpgsqlDataSource source, DistrictMaps maps, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (input.Person is not { } person || map.NameOf(person) is null)
        {
            return Problems.NotFound("person_unknown", "unknown person");
        }

        return await Run(source, async (connection, transaction) =>
        {
            if (await PostStore.Lock(connection, transaction, map.District, post) is not { } before)
            {
                return Problems.NotFound("post_unknown", "no such post");
            }

            if (before.RefusesToBeTaken(person, [before.NodeId]) is { } refusal)
            {
                return Problems.Of(StatusCodes.Status409Conflict, refusal.Code, refusal.Text);
            }

            await PostStore.Take(connection, transaction, map.District, before, person, Caller.Of(http).Id, clock.GetUtcNow());
            return Results.Ok(View(before with { Holders = [.. before.Holders, person] }));
        }, stop);
    }

    /// <summary>What everybody has done in the grids at or below a node, those with the most confirmed hours first.</summary>
    private static async Task<IResult> Rolls(string? node, NpgsqlDataSource source, DistrictMaps maps, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (node is not null && !map.Nodes.Contains(node))
        {
            return Problems.NotFound("node_unknown", "unknown node");
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        return Results.Ok(new { items = await VolunteerStore.Rolls(connection, null, map.District, null, node is null ? null : map.GridsUnder(node)) });
    }

    private static Task<IResult> Settle(string no, HoursInput input, HttpContext http, NpgsqlDataSource source, BotSettings settings, BotClock clock, CancellationToken stop) => Run(source, async (connection, transaction) =>
    {
        if (input.State is not ("confirmed" or "refused"))
        {
            return Problems.BadRequest("state_unknown", "state is confirmed or refused");
        }

        if (await VolunteerStore.LockHours(connection, transaction, settings.District, no.TrimStart('#')) is not { } told)
        {
            return Problems.NotFound("hours_unknown", "no such hours");
        }

        if (told.RefusesToBeSettled(Caller.Of(http)) is { } refusal)
        {
            return Problems.Of(StatusCodes.Status409Conflict, refusal.Code, refusal.Text);
        }

        var settled = told with { State = input.State == "confirmed" ? HoursState.Confirmed : HoursState.Refused };
        await VolunteerStore.SettleHours(connection, transaction, settings.District, settled, Caller.Of(http).Id, clock.GetUtcNow());
        return Results.Ok(new { no = settled.Number, state = input.State, settled.Hours });
    }, stop);

    private static async Task<IResult> Credit(CreditInput input, HttpContext http, NpgsqlDataSource source, DistrictMaps maps, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (input.Person is not { } id || map.NameOf(id) is not { } name)
        {
            return Problems.NotFound("person_unknown", "unknown person");
        }

        return await Run(source, async (connection, transaction) =>
        {
            var ticket = input.Ticket?.TrimStart('#') ?? "";
            if (await VolunteerStore.GridOfTicket(connection, transaction, map.District, ticket) is not { } grid)
            {
                return Problems.NotFound("ticket_unknown", "no such ticket");
            }

            await VolunteerStore.Credit(connection, transaction, map.District, ticket, grid, new Person(id, name), Caller.Of(http).Id, clock.GetUtcNow());
            return Results.Ok(new { ticket, person = id });
        }, stop);
    }

    private static async Task<IResult> Run(NpgsqlDataSource source, Func<NpgsqlConnection, NpgsqlTransaction, Task<IResult>> step, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var result = await step(connection, transaction);
        await transaction.CommitAsync(stop);
        return result;
    }

    private static object View(VolunteerPost post) => new { post = post.Number, node = post.NodeId, post.Title, post.Tasks, post.Places, open = post.IsOpen, post.Holders };
}

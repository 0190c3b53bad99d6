using Bot.Domain.Tickets;
using Bot.Domain.Wishes;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Npgsql;

namespace Bot.Host.Wishes;

/// <summary>Wishes for staff's programs.</summary>
public static class WishApi
{
    private const int LongestText = 1000;

    private const string Actions = "approve, refuse, claim, give_back, finish, answer, withdraw";

    /// <param name="Person">Who wishes, a person's id; null where he uses no chat, then <paramref name="For"/> names him.</param>
    public sealed record WishInput(string? Grid, string? Person, string? For, string? Text);

    /// <param name="Wide">Told in the whole community.</param>
    /// <param name="Person">Who claims.</param>
    /// <param name="Value">1 solved, 2 not.</param>
    public sealed record ActionInput(string? Action, string? Text, bool? Wide, string? Reason, string? Person, int? Value);

    public sealed record PublishInput(string? Node);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/wishes", List);
        api.MapPost("/wishes", Propose);
        api.MapGet("/wishes/{no}", Show);
        api.MapPost("/wishes/{no}/actions", Act);
        api.MapPost("/wishes/publish", Publish);
    }

    private static async Task<IResult> List(string? state, string? grid, WishStore wishes, BotSettings settings, CancellationToken stop) =>
        state is not null && !Enum.GetValues<WishState>().Select(WishStore.Word).Contains(state)
            ? Problems.BadRequest("state_unknown", $"unknown state; one of {string.Join(", ", Enum.GetValues<WishState>().Select(WishStore.Word))}")
            : Results.Ok(new { items = (await wishes.List(settings.District, state, grid, stop)).Select(View) });

    private static async Task<IResult> Propose(WishInput input, HttpContext http, WishStore wishes, DistrictMaps maps, Dispatcher dispatcher, BotClock clock, CancellationToken stop)
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

        if (string.IsNullOrWhiteSpace(input.Text) || input.Text.Length > LongestText || input.For?.Length > 60)
        {
            return Problems.BadRequest("wish_incomplete", $"text is needed, up to {LongestText} characters; 'for' has up to 60");
        }

        var actor = Caller.Of(http);
        var teller = input.Person is { } person ? new Person(person, map.NameOf(person)!) : new Person(actor.Id, actor.Name);
        var decision = await wishes.Propose(map, input.Grid, teller, input.For, input.Text.Trim(), actor, clock.GetUtcNow(), stop);
        dispatcher.Wake();
        return Results.Ok(View(decision.After!));
    }

    private static async Task<IResult> Show(string no, WishStore wishes, NpgsqlDataSource source, BotSettings settings, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        return await WishStore.Lock(connection, transaction, settings.District, no.TrimStart('#')) is { } wish
            ? Results.Ok(new { wish = View(wish), events = await JournalStore.Of(connection, settings.District, wish.Subject) })
            : Problems.NotFound("wish_unknown", "no such wish");
    }

    private static async Task<IResult> Act(string no, ActionInput input, HttpContext http, WishStore wishes, DistrictMaps maps, Dispatcher dispatcher, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (input.Action == "claim" && (input.Person is null || map.NameOf(input.Person) is null))
        {
            return Problems.NotFound("person_unknown", "'person' who claims is not known");
        }

        if (input.Action == "answer" && input.Value is not (1 or 2))
        {
            return Problems.BadRequest("value_refused", "value is 1 (solved) or 2 (not)");
        }

        Func<Wish, WishScene, WishDecision>? step = input.Action switch
        {
            "approve" => (wish, scene) => WishSteps.Approve(wish, input.Wide == true, string.IsNullOrWhiteSpace(input.Text) ? null : input.Text.Trim(), scene),
            "refuse" => (wish, scene) => WishSteps.Refuse(wish, input.Reason?.Trim() ?? "", scene),
            "claim" => (wish, scene) => WishSteps.Claim(wish, new Person(input.Person!, map.NameOf(input.Person!)!), scene),
            "give_back" => WishSteps.GiveBack,
            "finish" => WishSteps.Finish,
            "answer" => (wish, scene) => WishSteps.Answer(wish, input.Value!.Value, scene),
            "withdraw" => WishSteps.Withdraw,
            _ => null,
        };
        if (step is null)
        {
            return Problems.BadRequest("action_unknown", $"unknown action; one of {Actions}");
        }

        var decision = await wishes.Step(map, no.TrimStart('#'), _ => Caller.Of(http), step, clock.GetUtcNow(), stop);
        dispatcher.Wake();
        return decision switch
        {
            null => Problems.NotFound("wish_unknown", "no such wish"),
            { Refusal: { } refused } => Problems.Of(StatusCodes.Status409Conflict, refused.Code, refused.Text),
            _ => Results.Ok(View(decision.After!)),
        };
    }

    /// <summary>All that is approved in the grids at or below the node is told now and not with the next batch.</summary>
    private static async Task<IResult> Publish(PublishInput input, HttpContext http, WishStore wishes, DistrictMaps maps, Dispatcher dispatcher, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (input.Node is null || !map.Nodes.Contains(input.Node))
        {
            return Problems.NotFound("node_unknown", "unknown node");
        }

        var told = await wishes.Publish(map, [.. map.GridsUnder(input.Node)], Caller.Of(http).Id, clock.GetUtcNow(), stop);
        dispatcher.Wake();
        return Results.Ok(new { told });
    }

    private static object View(Wish wish) => new
    {
        no = wish.Number,
        grid = wish.GridId,
        state = WishStore.Word(wish.State),
        wish.Teller,
        wish.For,
        wish.Text,
        wish.Shown,
        wish.Wide,
        wish.Claimant,
        wish.ClaimedUntil,
        wish.Answer,
        wish.ProposedAt,
    };
}

using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Registers;
using Bot.Domain.Understanding;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Registers;

/// <summary>三张清单 for community staff. Lists tell nothing of what entries say; one entry is shown at a time, for a reason, and it is noted who saw it.</summary>
public static class RegisterApi
{
    /// <param name="Kind">"people", "places" or "matters".</param>
    /// <param name="Node">A grid.</param>
    /// <param name="Owner">A worker of the grid, or above it.</param>
    public sealed record EntryInput(string? Kind, string? Node, string? Owner, int? EveryDays, string? Text, TicketActions.PlaceInput? Place, string? Person);

    public sealed record EntryPatch(string? Owner, int? EveryDays, bool? Closed);

    public sealed record VisitInput(string? Text);

    /// <summary>What an answer is made of.</summary>
    public sealed record Parts(HttpContext Http, RegisterStore Registers, NpgsqlDataSource Source, DistrictMaps Maps, Dispatcher Dispatcher, BotClock Clock)
    {
        /// <summary>The account stands for the district: it sees every entry.</summary>
        public string User => $"api:{Http.Items["user"]}";
    }

    public static void Map(RouteGroupBuilder api)
    {
        var registers = api.MapGroup("/registers").AddEndpointFilter<VaultFilter>();
        registers.MapGet("", List);
        registers.MapPost("", Add);
        registers.MapGet("/{number}", Look);
        registers.MapPatch("/{number}", Change);
        registers.MapPost("/{number}/visits", Visit);
        registers.MapGet("/{number}/looks", Looks);
    }

    private static async Task<IResult> List(string? owner, [AsParameters] Parts parts, CancellationToken stop)
    {
        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        return Results.Ok(new { items = (await RegisterStore.List(connection, parts.Maps.District, owner)).Select(Show) });
    }

    private static async Task<IResult> Add(EntryInput input, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if (KindOf(input.Kind) is not { } kind)
        {
            return Problems.BadRequest("register_kind", "kind must be people, places or matters");
        }

        if (input.Node is not { } node || !map.Grids.Contains(node))
        {
            return Problems.NotFound("node_unknown", "node must be a grid");
        }

        if (!IsWorker(map, node, input.Owner))
        {
            return Problems.NotFound("person_unknown", "owner must be a worker of the grid, or somebody above it");
        }

        if (input.EveryDays is not (>= 1 and <= RegisterEntry.LongestRhythm) || string.IsNullOrWhiteSpace(input.Text) || input.Text.Length > Secrecy.LongestText)
        {
            return Problems.BadRequest("register_incomplete", $"everyDays (1 to {RegisterEntry.LongestRhythm}) and text (up to {Secrecy.LongestText} characters) are needed");
        }

        var place = input.Place is { } given ? new Location(given.Community, given.Building, given.Unit, given.Floor, given.Room, given.Place) : RegisterMarks.DoorIn(input.Text);
        var draft = new RegisterStore.Draft(kind, node, input.Owner!, input.EveryDays.Value, new RegisterContent(input.Text.Trim(), place, input.Person));
        return await Within(parts, async (connection, transaction) => Results.Ok(Show(await parts.Registers.Add(connection, transaction, map, draft, parts.User, parts.Clock.GetUtcNow()))), stop);
    }

    private static async Task<IResult> Look(string number, string? why, [AsParameters] Parts parts, CancellationToken stop)
    {
        if (why is null || !RegisterCommand.Reasons.Contains(why))
        {
            return Problems.BadRequest("reason_missing", $"why must be one of {string.Join(", ", RegisterCommand.Reasons)}: it is kept who looked, and what for");
        }

        return await OfEntry(number, parts, async (connection, transaction, entry) =>
        {
            var shown = await parts.Registers.Look(connection, transaction, parts.Maps.District, entry, parts.User, why, "api", parts.Clock.GetUtcNow());
            return Results.Ok(new { entry = Show(entry), shown.Content.Text, shown.Content.Place, person = shown.Content.PersonId, visits = shown.Visits.Select(visit => new { at = ShanghaiTime.Of(visit.At), visit.By, visit.Text }) });
        }, stop);
    }

    private static async Task<IResult> Change(string number, EntryPatch patch, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if (patch.EveryDays is not (null or (>= 1 and <= RegisterEntry.LongestRhythm)))
        {
            return Problems.BadRequest("register_incomplete", $"everyDays must be 1 to {RegisterEntry.LongestRhythm}");
        }

        return await OfEntry(number, parts, async (connection, transaction, entry) =>
        {
            if (patch.Owner is not null && !IsWorker(map, entry.NodeId, patch.Owner))
            {
                return Problems.NotFound("person_unknown", "owner must be a worker of the grid, or somebody above it");
            }

            var wanted = entry with { OwnerId = patch.Owner ?? entry.OwnerId, EveryDays = patch.EveryDays ?? entry.EveryDays, IsClosed = patch.Closed ?? entry.IsClosed };
            return Results.Ok(Show(wanted == entry ? entry : await RegisterStore.Change(connection, transaction, map, entry, wanted, parts.User, parts.Clock.GetUtcNow())));
        }, stop);
    }

    private static async Task<IResult> Visit(string number, VisitInput input, [AsParameters] Parts parts, CancellationToken stop) =>
        string.IsNullOrWhiteSpace(input.Text) || input.Text.Length > Secrecy.LongestText
            ? Problems.BadRequest("register_incomplete", $"text is needed, up to {Secrecy.LongestText} characters")
            : await OfEntry(number, parts, async (connection, transaction, entry) => entry.IsClosed
                ? Problems.Of(StatusCodes.Status409Conflict, "register_closed", "the entry is closed")
                : Results.Ok(Show(await parts.Registers.Visit(connection, transaction, parts.Maps.District, entry, input.Text.Trim(), parts.User, parts.Clock.GetUtcNow()))), stop);

    private static Task<IResult> Looks(string number, [AsParameters] Parts parts, CancellationToken stop) => OfEntry(number, parts, async (connection, transaction, entry) =>
    {
        var looks = await Secrecy.Looks(connection, parts.Maps.District, RegisterStore.SubjectOf(entry.Number), transaction);
        return Results.Ok(new { items = looks.Select(look => new { at = ShanghaiTime.Of(look.At), look.Actor, look.Why, look.Through, look.Refused }) });
    }, stop);

    private static Task<IResult> OfEntry(string number, Parts parts, Func<NpgsqlConnection, NpgsqlTransaction, RegisterEntry, Task<IResult>> answer, CancellationToken stop) =>
        Within(parts, async (connection, transaction) => await RegisterStore.Lock(connection, transaction, parts.Maps.District, number) is { } entry
            ? await answer(connection, transaction, entry)
            : Problems.NotFound("register_unknown", "no such entry"), stop);

    private static async Task<IResult> Within(Parts parts, Func<NpgsqlConnection, NpgsqlTransaction, Task<IResult>> answer, CancellationToken stop)
    {
        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var result = await answer(connection, transaction);
        await transaction.CommitAsync(stop);
        parts.Dispatcher.Wake();
        return result;
    }

    private static bool IsWorker(DistrictMap map, string node, string? person) => person is not null && map.ActorFor(person, node).Steers;

    private static RegisterKind? KindOf(string? word) => word switch { "people" => RegisterKind.People, "places" => RegisterKind.Places, "matters" => RegisterKind.Matters, _ => null };

    private static object Show(RegisterEntry entry) =>
        new { entry.Number, entry.Kind, node = entry.NodeId, owner = entry.OwnerId, entry.EveryDays, dueOn = entry.DueOn, entry.VisitedAt, closed = entry.IsClosed };
}

/// <summary>A closed vault is the operator's trouble, and told as such.</summary>
public sealed class VaultFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (VaultException exception)
        {
            return Problems.Of(exception.Code == "register_row_refused" ? StatusCodes.Status409Conflict : StatusCodes.Status503ServiceUnavailable, exception.Code, exception.Message);
        }
    }
}

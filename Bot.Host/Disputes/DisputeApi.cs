using Bot.Domain.Clocks;
using Bot.Domain.Disputes;
using Bot.Domain.Registers;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Registers;
using Npgsql;

namespace Bot.Host.Disputes;

/// <summary>矛盾纠纷 for community staff: lists say nothing of the matter; one is shown at a time, for a reason, and it is noted who saw it.</summary>
public static class DisputeApi
{
    /// <param name="Node">A grid.</param>
    /// <param name="Mediator">A worker of the grid, or somebody above it.</param>
    /// <param name="Parties">Person ids or words.</param>
    public sealed record DisputeInput(string? Node, string? Text, IReadOnlyList<string>? Parties, string? Mediator);

    /// <param name="Kind">"progress", "agreed", "failed" or "followedUp".</param>
    /// <param name="FollowUpAfter">Days until the follow-up visit, of an agreement; 7 where it is null.</param>
    public sealed record StepInput(DisputeStep? Kind, string? Text, int? FollowUpAfter);

    /// <summary>What an answer is made of.</summary>
    public sealed record Parts(HttpContext Http, DisputeStore Disputes, NpgsqlDataSource Source, DistrictMaps Maps, Dispatcher Dispatcher, BotClock Clock)
    {
        public string User => $"api:{Http.Items["user"]}";
    }

    public sealed record DisputePatch(string? Mediator);

    public static void Map(RouteGroupBuilder api)
    {
        var disputes = api.MapGroup("/disputes").AddEndpointFilter<VaultFilter>();
        disputes.MapGet("", async ([AsParameters] Parts parts, CancellationToken stop) =>
        {
            await using var connection = await parts.Source.OpenConnectionAsync(stop);
            return Results.Ok(new { items = (await DisputeStore.List(connection, parts.Maps.District)).Select(Show) });
        });
        disputes.MapPost("", Open);
        disputes.MapGet("/{number}", Look);
        disputes.MapPatch("/{number}", Name);
        disputes.MapPost("/{number}/steps", Step);
        disputes.MapGet("/{number}/looks", Looks);
    }

    private static async Task<IResult> Open(DisputeInput input, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if (input.Node is not { } node || !map.Grids.Contains(node))
        {
            return Problems.NotFound("node_unknown", "node must be a grid");
        }

        if (input.Mediator is not { } mediator || !map.ActorFor(mediator, node).Steers)
        {
            return Problems.NotFound("person_unknown", "mediator must be a worker of the grid, or somebody above it");
        }

        if (string.IsNullOrWhiteSpace(input.Text) || input.Text.Length > Secrecy.LongestText)
        {
            return Problems.BadRequest("dispute_incomplete", $"text is needed, up to {Secrecy.LongestText} characters");
        }

        return await Within(parts, async (connection, transaction) => Results.Ok(Show(await parts.Disputes.Open(
            connection, transaction, map, new DisputeStore.Draft(node, parts.User, mediator, null, new DisputeContent(input.Text.Trim(), input.Parties ?? [])), parts.Clock.GetUtcNow()))), stop);
    }

    private static async Task<IResult> Look(string number, string? why, [AsParameters] Parts parts, CancellationToken stop)
    {
        if (why is null || !RegisterCommand.Reasons.Contains(why))
        {
            return Problems.BadRequest("reason_missing", $"why must be one of {string.Join(", ", RegisterCommand.Reasons)}: it is kept who looked, and what for");
        }

        return await OfDispute(number, parts, async (connection, transaction, dispute) =>
        {
            var shown = await parts.Disputes.Look(connection, transaction, parts.Maps.District, dispute, parts.User, why, "api", parts.Clock.GetUtcNow());
            return Results.Ok(new { dispute = Show(dispute), shown.Content.Text, shown.Content.Parties, steps = shown.Steps.Select(step => new { at = ShanghaiTime.Of(step.At), step.Kind, step.Text }) });
        }, stop);
    }

    private static async Task<IResult> Name(string number, DisputePatch patch, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        return await OfDispute(number, parts, async (connection, transaction, dispute) => patch.Mediator is { } mediator && map.ActorFor(mediator, dispute.NodeId).Steers
            ? Results.Ok(Show(await DisputeStore.Name(connection, transaction, map, dispute, mediator, parts.User, parts.Clock.GetUtcNow())))
            : Problems.NotFound("person_unknown", "mediator must be a worker of the grid, or somebody above it"), stop);
    }

    private static async Task<IResult> Step(string number, StepInput input, [AsParameters] Parts parts, CancellationToken stop)
    {
        if (input.Kind is not { } kind || string.IsNullOrWhiteSpace(input.Text) || input.Text.Length > Secrecy.LongestText || input.FollowUpAfter is < 1 or > Dispute.LatestFollowUp)
        {
            return Problems.BadRequest("dispute_incomplete", $"kind (progress, agreed, failed, followedUp) and text (up to {Secrecy.LongestText} characters) are needed; followUpAfter is 1 to {Dispute.LatestFollowUp} days");
        }

        return await OfDispute(number, parts, async (connection, transaction, dispute) =>
            await parts.Disputes.Step(connection, transaction, parts.Maps.District, dispute, kind, input.Text.Trim(), input.FollowUpAfter ?? Dispute.FollowUpAfter, parts.User, parts.Clock.GetUtcNow()) is { } after
                ? Results.Ok(Show(after))
                : Problems.Of(StatusCodes.Status409Conflict, "dispute_state", $"the dispute is {DisputeStore.Word(dispute.State)}: this step does not go with it"), stop);
    }

    private static Task<IResult> Looks(string number, [AsParameters] Parts parts, CancellationToken stop) => OfDispute(number, parts, async (connection, transaction, dispute) =>
    {
        var looks = await Secrecy.Looks(connection, parts.Maps.District, DisputeStore.SubjectOf(dispute.Number), transaction);
        return Results.Ok(new { items = looks.Select(look => new { at = ShanghaiTime.Of(look.At), look.Actor, look.Why, look.Through, look.Refused }) });
    }, stop);

    private static Task<IResult> OfDispute(string number, Parts parts, Func<NpgsqlConnection, NpgsqlTransaction, Dispute, Task<IResult>> answer, CancellationToken stop) =>
        Within(parts, async (connection, transaction) => await DisputeStore.Lock(connection, transaction, parts.Maps.District, number) is { } dispute
            ? await answer(connection, transaction, dispute)
            : Problems.NotFound("dispute_unknown", "no such dispute"), stop);

    private static async Task<IResult> Within(Parts parts, Func<NpgsqlConnection, NpgsqlTransaction, Task<IResult>> answer, CancellationToken stop)
    {
        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var result = await answer(connection, transaction);
        await transaction.CommitAsync(stop);
        parts.Dispatcher.Wake();
        return result;
    }

    private static object Show(Dispute dispute) =>
        new { dispute.Number, node = dispute.NodeId, dispute.OpenedBy, openedAt = ShanghaiTime.Of(dispute.OpenedAt), mediator = dispute.MediatorId, dispute.Ticket, dispute.State, dispute.FollowUpOn };
}

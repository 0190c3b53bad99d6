using System.Text.RegularExpressions;
using Bot.Domain.Grids;
using Bot.Domain.Inspections;
using Bot.Domain.Understanding;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Inspections;

/// <summary>监督抽查 for staff programs: plans, results, and the draws as anybody may compute them again.</summary>
public static partial class InspectionApi
{
    private const int MostItems = 12, LongestItem = 20;

    /// <param name="Weekdays">"monday" ... "sunday".</param>
    /// <param name="People">Person ids to draw from.</param>
    /// <param name="Responsible">Whoever puts right what fails: somebody of the roster of the place's grid.</param>
    public sealed record PlanInput(
        string? Node, string? Place, IReadOnlyList<string>? Items, IReadOnlyList<DayOfWeek>? Weekdays, int? LeastDays, int? MostDays, IReadOnlyList<string>? People, string? Responsible);

    public sealed record ResultInput(IReadOnlyList<Finding>? Findings, IReadOnlyList<string>? Pictures);

    /// <summary>What an answer is made of.</summary>
    public sealed record Parts(HttpContext Http, NpgsqlDataSource Source, DistrictMaps Maps, RulesInForce Rules, Dispatcher Dispatcher, BotClock Clock)
    {
        public string User => (string)Http.Items["user"]!;
    }

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/inspections", async ([AsParameters] Parts parts, CancellationToken stop) =>
        {
            await using var connection = await parts.Source.OpenConnectionAsync(stop);
            return Results.Ok(new { items = (await InspectionStore.List(connection, parts.Maps.District)).Select(one => Show(one.Plan, one.IsActive)) });
        });
        api.MapPut("/inspections/{id}", Put);
        api.MapDelete("/inspections/{id}", End);
        api.MapGet("/inspections/{id}/draws", Draws);
        api.MapPost("/inspections/results/{number}", TakeIn);
    }

    private static async Task<IResult> Put(string id, PlanInput input, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if (Refuse(id, input, map) is { } refused)
        {
            return refused;
        }

        var plan = new InspectionPlan(
            id, input.Node!, input.Place!.Trim(), [.. input.Items!.Select(item => item.Trim())], [.. input.Weekdays!.Distinct()], input.LeastDays ?? 1, input.MostDays ?? 2, [.. input.People!.Distinct()], input.Responsible!);
        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await InspectionStore.Put(connection, transaction, map.District, plan, $"api:{parts.User}", parts.Clock.GetUtcNow());
        await transaction.CommitAsync(stop);
        return Results.Ok(Show(plan, true));
    }

    private static IResult? Refuse(string id, PlanInput input, DistrictMap map)
    {
        if (!Id().IsMatch(id))
        {
            return Problems.BadRequest("inspection_id", "the id has 1 to 40 small letters, digits and hyphens");
        }

        if (input.Node is null || map.ResidentGroupsUnder(input.Node).Count == 0)
        {
            return Problems.NotFound("node_unknown", "unknown node, or no residents' group at or below it");
        }

        if (string.IsNullOrWhiteSpace(input.Place) || input.Place.Length > 20 || input.Items is not { Count: >= 1 and <= MostItems } items || items.Any(item => string.IsNullOrWhiteSpace(item) || item.Length > LongestItem))
        {
            return Problems.BadRequest("inspection_incomplete", $"place (up to 20 characters) and 1 to {MostItems} items (up to {LongestItem} each) are needed");
        }

        var (least, most) = (input.LeastDays ?? 1, input.MostDays ?? 2);
        if (input.Weekdays is not { Count: >= 1 } weekdays || least < 1 || most < least || most > weekdays.Distinct().Count())
        {
            return Problems.BadRequest("inspection_days", "weekdays are needed, and 1 <= leastDays <= mostDays <= number of weekdays");
        }

        if (input.People is not { Count: >= 1 } people || people.FirstOrDefault(person => map.NameOf(person) is null) is not null)
        {
            return Problems.NotFound("person_unknown", "people must name at least one known person");
        }

        return input.Responsible is { } responsible && map.RosterOf(map.GridsUnder(input.Node).First()).Of(responsible).Any()
            ? null
            : Problems.NotFound("person_unknown", "responsible must be somebody of the roster of the place's grid");
    }

    private static async Task<IResult> End(string id, [AsParameters] Parts parts, CancellationToken stop)
    {
        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var ended = await InspectionStore.End(connection, transaction, parts.Maps.District, id, $"api:{parts.User}", parts.Clock.GetUtcNow());
        await transaction.CommitAsync(stop);
        return ended ? Results.NoContent() : Unknown();
    }

    /// <summary>Of a week that is not over only what was published before it is told, and those inspections that have been asked for.</summary>
    private static async Task<IResult> Draws(string id, [AsParameters] Parts parts, CancellationToken stop)
    {
        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        if ((await InspectionStore.List(connection, parts.Maps.District)).All(one => one.Plan.Id != id))
        {
            return Unknown();
        }

        var inspections = (await InspectionStore.Inspections(connection, parts.Maps.District, id)).ToLookup(one => one.Week);
        return Results.Ok(new
        {
            rule = "number(label, n): for counter 0, 1, ...: v = first 8 bytes big-endian of HMAC-SHA256(seed, plan|week|label|counter); v < 2^64 - 2^64 mod n gives v mod n. "
                + "count = leastDays + number('count', mostDays - leastDays + 1); for i = 1 .. count: day = days.remove(number('day|i', size)), person = people.remove(number('person|i', size)), all people again when none is left",
            items = (await InspectionStore.Draws(connection, parts.Maps.District, id)).Select(draw => new
            {
                draw.Week,
                committedAt = Bot.Domain.Clocks.ShanghaiTime.Of(draw.CommittedAt),
                draw.Commitment,
                draw.Inputs,
                seed = draw.RevealedAt is null ? null : Convert.ToHexStringLower(draw.Seed),
                drawn = draw.RevealedAt is null ? null : InspectionDraw.Draw(draw.Seed, draw.Inputs),
                inspections = inspections[draw.Week],
            }),
        });
    }

    private static async Task<IResult> TakeIn(string number, ResultInput input, TakeResult results, [AsParameters] Parts parts, CancellationToken stop)
    {
        if (input.Findings is not { } findings || findings.Any(finding => finding is null || finding.Note?.Length > InspectionResult.LongestNote) || input.Pictures is { Count: > 20 })
        {
            return Problems.BadRequest("findings_incomplete", $"findings with item, isGood and note (up to {InspectionResult.LongestNote} characters) are needed; up to 20 pictures");
        }

        var map = await parts.Maps.Get(stop);
        var now = parts.Clock.GetUtcNow();
        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var taken = await results.Take(
            connection, transaction, map, parts.Rules.Now, number, items => InspectionResult.Check(findings, items), input.Pictures ?? [], _ => new Actor($"api:{parts.User}", parts.User, [SpeakerRole.District]), now);
        if (taken.Refusal is { } refused)
        {
            return Problems.Of(
                refused.Code switch { "inspection_unknown" => StatusCodes.Status404NotFound, "findings_incomplete" => StatusCodes.Status400BadRequest, _ => StatusCodes.Status409Conflict }, refused.Code, refused.Text);
        }

        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            TicketStore.Write(batch, map, taken.Changes, parts.Rules.Now, now);
            if (batch.BatchCommands.Count > 0)
            {
                await batch.ExecuteNonQueryAsync(stop);
            }
        }

        await transaction.CommitAsync(stop);
        parts.Dispatcher.Wake();
        return Results.Ok(new { inspection = taken.Inspection, tickets = taken.Tickets });
    }

    private static IResult Unknown() => Problems.NotFound("inspection_unknown", "unknown plan");

    private static object Show(InspectionPlan plan, bool isActive) =>
        new { plan.Id, node = plan.NodeId, plan.Place, plan.Items, plan.Weekdays, plan.LeastDays, plan.MostDays, plan.People, responsible = plan.ResponsibleId, active = isActive };

    [GeneratedRegex("^[a-z0-9-]{1,40}$", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}

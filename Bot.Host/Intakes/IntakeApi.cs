using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Intakes;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Intakes;

/// <summary>What came in at the desk, in the box, in the notebook or on a visit, recorded by a staff program.</summary>
public static class IntakeApi
{
    /// <param name="Source">"desk", "box", "notebook" or "visit".</param>
    /// <param name="Grid">The grid it belongs to.</param>
    /// <param name="RecordedBy">Person id of the staff member who is told the outcome and tells the person; the one in charge of the grid where it is null.</param>
    public sealed record IntakeInput(string? Source, string? Grid, string? Text, string? ReporterName, bool? Anonymous, string? RecordedBy);

    /// <summary>What an answer is made of.</summary>
    public sealed record Parts(IntakeStore Intakes, NpgsqlDataSource Source, DistrictMaps Maps, RulesInForce Rules, BotClock Clock, Dispatcher Dispatcher);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/intake", Record);
        api.MapGet("/intake", List);
    }

    private static async Task<IResult> Record(IntakeInput input, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if (!Enum.TryParse<IntakeSource>(input.Source, ignoreCase: true, out var source) || source == IntakeSource.Qr || int.TryParse(input.Source, out _))
        {
            return Problems.BadRequest("source_unknown", $"source '{input.Source}' is none of desk, box, notebook, visit");
        }

        if (input.Grid is null || !map.Grids.Contains(input.Grid))
        {
            return Problems.NotFound("grid_unknown", "unknown grid");
        }

        if (input.Text?.Trim() is not { Length: >= 3 and <= IntakeNote.LongestText } text || input.ReporterName is { Length: > 40 })
        {
            return Problems.BadRequest("text_refused", $"text has 3 to {IntakeNote.LongestText} characters, reporterName up to 40");
        }

        if ((input.RecordedBy ?? map.RosterOf(input.Grid).InCharge?.PersonId) is not { } person || map.ActorFor(person, input.Grid) is not { IsStaff: true } staff)
        {
            return Problems.NotFound("person_unknown", "recordedBy is nobody of the staff of that grid");
        }

        var now = parts.Clock.GetUtcNow();
        var reporter = input.Anonymous == true || string.IsNullOrWhiteSpace(input.ReporterName) ? null : input.ReporterName.Trim();
        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var received = IntakeStore.ByStaff(map, new IntakeNote(source, reporter, text), input.Grid, staff, now);
        var changes = await parts.Intakes.Open(connection, transaction, map, parts.Rules.Now, received, staff, null, now);
        await using var batch = new NpgsqlBatch(connection, transaction);
        TicketStore.Write(batch, map, changes, parts.Rules.Now, now);
        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        parts.Dispatcher.Wake();
        return Results.Ok(new { no = changes[0].Number });
    }

    /// <summary>The newest 500.</summary>
    private static async Task<IResult> List(NpgsqlDataSource source, DistrictMaps maps, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var items = await connection.QueryAsync<KeptIntake>(new CommandDefinition(
            """
            SELECT intake.number, source, reporter_name, received_at, ticket.state FROM intake LEFT JOIN ticket USING (district, number)
            WHERE intake.district = @District ORDER BY received_at DESC, intake.number DESC LIMIT 500
            """,
            new { maps.District },
            cancellationToken: stop));
        return Results.Ok(new { items = items.Select(item => new { no = item.Number, item.Source, item.ReporterName, receivedAt = ShanghaiTime.Of(new DateTimeOffset(item.ReceivedAt)), item.State }) });
    }
}

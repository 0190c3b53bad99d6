using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Bot.Domain.Clocks;
using Bot.Domain.Consents;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Npgsql;

namespace Bot.Host.Consents;

/// <summary>Consent lists for staff: open one, see and export who has signed, keep signatures on paper. Nobody can sign in another's name here: paper is paper.</summary>
public static class ConsentApi
{
    public sealed record ThresholdInput(int? Count, decimal? Share);

    /// <param name="Houses">"4-1-302" or "4栋1单元302"; left out, every household of the node may sign.</param>
    public sealed record ConsentInput(
        string? Node, string? Title, string? Text, IReadOnlyList<string>? Houses, ThresholdInput? Threshold, [property: JsonConverter(typeof(ShanghaiInstant))] DateTimeOffset? Until);

    /// <param name="CollectedBy">Who has the paper; else the caller.</param>
    public sealed record PaperInput(string? House, string? Name, string? CollectedBy);

    /// <summary>What an answer is made of.</summary>
    public sealed record Parts(NpgsqlDataSource Source, ConsentStore Consents, DistrictMaps Maps, Dispatcher Dispatcher, BotClock Clock, HttpContext Http)
    {
        public string Actor => $"api:{Http.Items["user"]}";
    }

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/consents", async ([AsParameters] Parts parts, CancellationToken stop) => Results.Ok(new { items = await parts.Consents.All(parts.Maps.District, stop) }));
        api.MapPost("/consents", Create);
        api.MapGet("/consents/{number}", Load);
        api.MapGet("/consents/{number}/signatures.csv", Export);
        api.MapPost("/consents/{number}/signatures", AddPaper);
        api.MapDelete("/consents/{number}/signatures/{house}", TakeBackPaper);
    }

    private static async Task<IResult> Create(ConsentInput input, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        var now = parts.Clock.GetUtcNow();
        var groups = input.Node is { } node ? map.ResidentGroupsUnder(node) : [];
        if (groups.Count == 0)
        {
            return Problems.NotFound("node_unknown", "unknown node, or no residents' group at or below it");
        }

        if (string.IsNullOrWhiteSpace(input.Title) || input.Title.Length > ConsentList.LongestTitle || string.IsNullOrWhiteSpace(input.Text) || input.Text.Length > ConsentList.LongestText)
        {
            return Problems.BadRequest("consent_incomplete", $"title (up to {ConsentList.LongestTitle} characters) and text (up to {ConsentList.LongestText}) are needed");
        }

        var given = input.Houses ?? [];
        var wrong = given.Where(house => ConsentList.HouseOf(house ?? "") is null).Take(3).ToList();
        if (given.Count > ConsentList.MostHouses || wrong.Count > 0)
        {
            return Problems.BadRequest("house_refused", $"up to {ConsentList.MostHouses} houses such as 4-1-302; not understood: {string.Join(", ", wrong)}");
        }

        string[] houses = [.. given.Select(house => ConsentList.HouseOf(house)!).Distinct()];
        if (ConsentList.Threshold(input.Threshold?.Count, input.Threshold?.Share, houses.Length) is not { } needed)
        {
            return Problems.BadRequest("threshold_refused", "'threshold' has either 'count', at most as many as there are houses, or 'share' of the houses, above 0 and at most 1");
        }

        if (input.Until is not { } until || until <= now || until - now > TimeSpan.FromDays(366))
        {
            return Problems.BadRequest("until_refused", "'until' must be an instant in the coming year, ISO 8601 with offset");
        }

        var list = await parts.Consents.Create(map, new ConsentList("", input.Node!, groups, input.Title.Trim(), input.Text.Trim(), houses, needed, ShanghaiTime.Of(until), null, null), parts.Actor, now);
        parts.Dispatcher.Wake();
        return Results.Ok(list);
    }

    private static async Task<IResult> Load(string number, [AsParameters] Parts parts, CancellationToken stop)
    {
        if ((await parts.Consents.All(parts.Maps.District, stop)).FirstOrDefault(list => list.Number == number) is not { } list)
        {
            return Problems.NotFound("consent_unknown", "no such consent list");
        }

        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        return Results.Ok(new { list, signatures = await ConsentStore.Signatures(connection, null, parts.Maps.District, number) });
    }

    private static async Task<IResult> Export(string number, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if ((await parts.Consents.All(map.District, stop)).All(list => list.Number != number))
        {
            return Problems.NotFound("consent_unknown", "no such consent list");
        }

        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        var text = new StringBuilder("户,签字人,日期,方式,收集人\r\n");
        foreach (var one in await ConsentStore.Signatures(connection, null, map.District, number))
        {
            var collected = one.CollectedBy is { } by ? map.NameOf(by) ?? by : "";
            text.AppendJoin(',', new[] { one.House, one.Name, one.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), one.PersonId is null ? "纸质" : "本人", collected }.Select(Cell)).Append("\r\n");
        }

        return Results.File([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())], "text/csv; charset=utf-8", $"consent-{number}.csv");
    }

    /// <summary>A nickname that begins like a formula must not become one in a spreadsheet.</summary>
    private static string Cell(string value)
    {
        var safe = value.Length > 0 && value[0] is '=' or '+' or '-' or '@' or '\t' ? $"'{value}" : value;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static async Task<IResult> AddPaper(string number, PaperInput input, [AsParameters] Parts parts, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(input.Name) || input.Name.Length > 40 || ConsentList.HouseOf(input.House ?? "") is not { } house || input.CollectedBy is { Length: 0 or > 40 })
        {
            return Problems.BadRequest("signature_incomplete", "house such as 4-1-302, and the name of whoever signed, are needed; collectedBy has up to 40 characters");
        }

        return await Run(number, parts, (connection, transaction, map, list, now) =>
            ConsentStore.Sign(connection, transaction, map.District, list, house, input.Name.Trim(), parts.Actor, input.CollectedBy?.Trim() ?? parts.Actor, now), stop);
    }

    private static Task<IResult> TakeBackPaper(string number, string house, [AsParameters] Parts parts, CancellationToken stop) => Run(number, parts, (connection, transaction, map, list, now) =>
        ConsentStore.Withdraw(connection, transaction, map, list, signature => signature.PersonId is null && signature.House == house, byStaff: true, parts.Actor, $"{Guid.NewGuid():N}", now), stop);

    private static async Task<IResult> Run(
        string number, Parts parts, Func<NpgsqlConnection, NpgsqlTransaction, DistrictMap, ConsentList, DateTimeOffset, Task<ConsentStore.Outcome>> step, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        var now = parts.Clock.GetUtcNow();
        await using var connection = await parts.Source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (await ConsentStore.Lock(connection, transaction, map.District, number) is not { } list)
        {
            return Problems.NotFound("consent_unknown", "no such consent list");
        }

        var outcome = await step(connection, transaction, map, list, now);
        if (outcome.Refusal is { } refused)
        {
            return Problems.Of(StatusCodes.Status409Conflict, refused.Code, refused.Text);
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(batch, map, outcome.Notices, now);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(stop);
        parts.Dispatcher.Wake();
        return Results.Ok(new { signatures = (await ConsentStore.Signatures(connection, null, map.District, number)).Count, list.Needed });
    }
}

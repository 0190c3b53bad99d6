using System.Globalization;
using Bot.Domain.Bulletins;
using Bot.Domain.Clocks;
using Bot.Domain.Sheets;
using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Bot.Host.Sheets;
using Npgsql;

namespace Bot.Host.Bulletins;

/// <summary>Bulletins for staff: made, seen, released, and every number opened.</summary>
public static class BulletinApi
{
    /// <param name="Title">一月一通报, or any other.</param>
    /// <param name="Period">"2026-03", "2026-Q1" or "2026".</param>
    public sealed record BulletinInput(string? Title, string? Node, string? Period);

    /// <summary>What an answer is made of.</summary>
    public sealed record Parts(BulletinStore Store, BulletinCounter Counter, DistrictMaps Maps, BotClock Clock, Dispatcher Dispatcher, NpgsqlDataSource Source, HttpContext Http);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/bulletins", async (string? state, [AsParameters] Parts parts, CancellationToken stop) =>
            Results.Ok(new { items = (await parts.Store.List(parts.Maps.District, state, stop)).Select(kept => Show(kept, parts)) }));
        api.MapPost("/bulletins", Make);
        api.MapGet("/bulletins/{id}", async (string id, [AsParameters] Parts parts, CancellationToken stop) =>
            await parts.Store.Find(parts.Maps.District, id, stop) is { } kept ? Results.Ok(Show(kept, parts)) : Unknown());
        api.MapPost("/bulletins/{id}/release", (string id, [AsParameters] Parts parts, CancellationToken stop) => Settle(id, true, parts, stop));
        api.MapPost("/bulletins/{id}/drop", (string id, [AsParameters] Parts parts, CancellationToken stop) => Settle(id, false, parts, stop));
        api.MapGet("/bulletins/{id}/numbers/{key}", Open);
        api.MapGet("/bulletins/{id}/numbers.csv", (string id, [AsParameters] Parts parts, CancellationToken stop) => File(id, "csv", "text/csv; charset=utf-8", CsvText.Write, parts, stop));
        api.MapGet("/bulletins/{id}/numbers.xlsx", (string id, [AsParameters] Parts parts, CancellationToken stop) =>
            File(id, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheet => ExcelFile.Write(new Workbook([sheet])), parts, stop));
        api.MapGet("/roll-up", RollUp);
        api.MapGet("/people/{person}/duties", Duties);
    }

    private static async Task<IResult> Make(BulletinInput input, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if (Refusal(input.Node, input.Period, map, out var period) is { } refused)
        {
            return refused;
        }

        if (string.IsNullOrWhiteSpace(input.Title) || input.Title.Trim().Length > 12)
        {
            return Problems.BadRequest("title_refused", "a title has 1 to 12 characters");
        }

        var id = await parts.Store.Draft(map, input.Title.Trim(), input.Node!, period!, null, parts.Clock.GetUtcNow(), stop);
        parts.Dispatcher.Wake();
        return id is null
            ? Problems.Of(StatusCodes.Status409Conflict, "bulletin_not_made", "there is such a bulletin already, nothing was counted for it, or nobody answers for the node")
            : Results.Ok(Show((await parts.Store.Find(map.District, id, stop))!, parts));
    }

    private static async Task<IResult> Settle(string id, bool isRelease, Parts parts, CancellationToken stop)
    {
        var (map, now, by) = (await parts.Maps.Get(stop), parts.Clock.GetUtcNow(), $"api:{parts.Http.Items["user"]}");
        await using (var connection = await parts.Source.OpenConnectionAsync(stop))
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            if (await BulletinStore.Lock(connection, transaction, map.District, id, "") is not { } kept)
            {
                return Unknown();
            }

            if (kept.State != "draft")
            {
                return Problems.Of(StatusCodes.Status409Conflict, "bulletin_settled", $"it is {kept.State} already");
            }

            await using var batch = new NpgsqlBatch(connection, transaction);
            if (isRelease)
            {
                parts.Store.SendOut(batch, map, kept, by, now);
            }
            else
            {
                BulletinStore.Drop(batch, map.District, kept, by, now);
            }

            await batch.ExecuteNonQueryAsync(stop);
            await transaction.CommitAsync(stop);
        }

        parts.Dispatcher.Wake();
        return Results.Ok(Show((await parts.Store.Find(map.District, id, stop))!, parts));
    }

    /// <summary>The lines behind a number, counted again from the log as it stood: numbers, times and kinds, nothing else.</summary>
    private static async Task<IResult> Open(string id, string key, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if (await parts.Store.Find(map.District, id, stop) is not { } kept)
        {
            return Unknown();
        }

        var counted = await parts.Counter.Count(map, kept.NodeId, kept.Bulletin.Period, kept.AsOf, stop);
        return counted.FirstOrDefault(one => one.Key == key) is { } number
            ? Results.Ok(new { number.Key, number.Name, published = kept.Bulletin[key], items = Lines(number.Lines), of = number.Of is null ? null : Lines(number.Of) })
            : Problems.NotFound("number_unknown", $"no number '{key}'; there are {string.Join(", ", kept.Bulletin.Numbers.Select(one => one.Key))}");
    }

    private static async Task<IResult> File(string id, string ending, string type, Func<Sheet, byte[]> write, Parts parts, CancellationToken stop) =>
        await parts.Store.Find(parts.Maps.District, id, stop) is { } kept ? Results.Bytes(write(SheetOf(kept.Bulletin)), type, $"bulletin-{kept.Id}.{ending}") : Unknown();

    /// <summary>The bulletin for a spreadsheet, the head first.</summary>
    public static Sheet SheetOf(Bulletin bulletin) => new(
        "通报",
        [
            ["通报", "范围", "时段", "项目", "数", "单位", "分母", "比率"],
            .. bulletin.Numbers.Select(number => (IReadOnlyList<string>)
            [
                bulletin.Title, bulletin.NodeName, bulletin.Period.Words, number.Name, number.Value.ToString(CultureInfo.InvariantCulture), number.Unit,
                number.Of?.ToString(CultureInfo.InvariantCulture) ?? "", number.Of is null ? "" : number.Percent,
            ]),
        ]);

    /// <param name="level">Of the nodes that are told apart: grid, community, or another level of the district's tree.</param>
    private static async Task<IResult> RollUp(string? node, string? level, string? period, [AsParameters] Parts parts, CancellationToken stop)
    {
        var map = await parts.Maps.Get(stop);
        if (Refusal(node, period, map, out var read) is { } refused)
        {
            return refused;
        }

        var (nodes, now) = (BulletinTalk.RollUpNodes(map, node!, level ?? "grid"), parts.Clock.GetUtcNow());
        var counted = await parts.Counter.CountEach(map, nodes, read!, now, stop);
        return Results.Ok(new { period = read!.Code, items = nodes.Zip(counted, (one, numbers) => new { node = one, name = map.Node(one)!.Name, numbers = numbers.Select(number => Show(number.Number)) }) });
    }

    private static async Task<IResult> Duties(string person, string? period, [AsParameters] Parts parts, CancellationToken stop)
    {
        var (map, now) = (await parts.Maps.Get(stop), parts.Clock.GetUtcNow());
        if (map.NameOf(person) is not { } name)
        {
            return Problems.NotFound("person_unknown", "unknown person");
        }

        if ((period is null ? Period.Around(ShanghaiTime.DateOf(now), 1) : Period.Parse(period)) is not { } read)
        {
            return Problems.BadRequest("period_refused", $"'{period}' is no period such as 2026-03, 2026-Q1 or 2026");
        }

        var duties = await parts.Counter.Duties(map, person, read, now, stop);
        return Results.Ok(new
        {
            person,
            name,
            period = read.Code,
            handled = Lines(duties.Handled.Lines),
            steps = duties.Steps.Select(step => new { step.Key, step.Name, value = step.Lines.Count, step.Unit, items = Lines(step.Lines) }),
            inHand = duties.InHand.Select(problem => new { no = problem.Number, problem.Category, dueAt = ShanghaiTime.Of(problem.DueAt) }),
        });
    }

    private static IResult? Refusal(string? node, string? period, DistrictMap map, out Period? read)
    {
        read = Period.Parse(period);
        return node is null || map.Node(node) is null ? Problems.NotFound("node_unknown", "unknown node")
            : read is null ? Problems.BadRequest("period_refused", $"'{period}' is no period such as 2026-03, 2026-Q1 or 2026")
            : null;
    }

    private static IResult Unknown() => Problems.NotFound("bulletin_unknown", "unknown bulletin");

    private static object Show(KeptBulletin kept, Parts parts) => new
    {
        kept.Id,
        kept.Title,
        node = kept.NodeId,
        kept.Period,
        kept.State,
        kept.Answers,
        asOf = ShanghaiTime.Of(kept.AsOf),
        releasedAt = kept.ReleasedAt is { } at ? ShanghaiTime.Of(at) : (DateTimeOffset?)null,
        kept.ReleasedBy,
        hasPicture = kept.PictureId is not null,
        page = kept.State == "released" ? parts.Store.PageOf(kept.Id) : null,
        text = BulletinWords.Text(kept.Bulletin, parts.Store.PageOf(kept.Id)),
        numbers = kept.Bulletin.Numbers.Select(Show),
    };

    private static object Show(BulletinNumber number) => new { number.Key, number.Group, number.Name, number.Value, number.Unit, number.Of, percent = number.Of is null ? null : number.Percent };

    private static IEnumerable<object> Lines(IReadOnlyList<LineBehind> lines) => lines.Select(line => new { no = line.Number, at = ShanghaiTime.Of(line.At), line.Kind });
}

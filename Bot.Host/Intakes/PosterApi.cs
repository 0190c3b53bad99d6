using Bot.Host.Access;
using Bot.Host.Clocks;
using Bot.Host.Drawings;
using Bot.Host.Grids;

namespace Bot.Host.Intakes;

/// <summary>Posters for staff: made once per notice board, printed as often as wanted.</summary>
public static class PosterApi
{
    private const string NoAddress = "Bot:BaseAddress is not set: tell in appsettings.json (or Bot__BaseAddress) where residents reach this host, such as https://grid.example.cn";

    /// <param name="Grid">The grid its matters belong to.</param>
    /// <param name="Place">The notice board: 4栋公告栏.</param>
    /// <param name="Phone">Printed beside the worker's name; none where it is null.</param>
    public sealed record PosterInput(string? Grid, string? Place, string? Phone);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/posters", async (PosterStore posters, CancellationToken stop) => Results.Ok(new { items = (await posters.List(stop)).Select(poster => Show(poster, posters)) }));
        api.MapPost("/posters", Make);
        api.MapGet("/posters/{code}.png", (string code, PosterStore posters, DistrictMaps maps, SvgConverter converter, CancellationToken stop) => Print(code, false, posters, maps, converter, stop));
        api.MapGet("/posters/{code}.pdf", (string code, PosterStore posters, DistrictMaps maps, SvgConverter converter, CancellationToken stop) => Print(code, true, posters, maps, converter, stop));
    }

    private static async Task<IResult> Make(PosterInput input, PosterStore posters, DistrictMaps maps, BotClock clock, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (input.Grid is null || !map.Grids.Contains(input.Grid))
        {
            return Problems.NotFound("grid_unknown", "unknown grid");
        }

        if (string.IsNullOrWhiteSpace(input.Place) || input.Place.Trim().Length > 30 || input.Phone is { Length: > 20 })
        {
            return Problems.BadRequest("poster_incomplete", "place (up to 30 characters) is needed; phone has up to 20");
        }

        if (posters.AddressOf("") is null)
        {
            return Problems.Of(StatusCodes.Status409Conflict, "base_address_missing", NoAddress);
        }

        var poster = await posters.Make(input.Grid, input.Place.Trim(), string.IsNullOrWhiteSpace(input.Phone) ? null : input.Phone.Trim(), clock.GetUtcNow(), stop);
        return Results.Ok(Show(poster, posters));
    }

    private static async Task<IResult> Print(string code, bool asPdf, PosterStore posters, DistrictMaps maps, SvgConverter converter, CancellationToken stop)
    {
        if (await posters.Find(code, stop) is not { } poster)
        {
            return Problems.NotFound("poster_unknown", "unknown poster");
        }

        if (posters.AddressOf(code) is null)
        {
            return Problems.Of(StatusCodes.Status409Conflict, "base_address_missing", NoAddress);
        }

        var drawing = posters.Draw(poster, await maps.Get(stop)).Draw();
        return (asPdf ? await converter.Pdf(drawing, stop) : await converter.Png(drawing, stop)) is { } made
            ? Results.Bytes(made, asPdf ? "application/pdf" : "image/png", $"poster-{code}.{(asPdf ? "pdf" : "png")}")
            : Problems.Of(StatusCodes.Status503ServiceUnavailable, "converter_missing", $"{SvgConverter.Program} is missing or failed, see the log; on Debian: apt-get install librsvg2-bin fonts-noto-cjk");
    }

    private static object Show(KeptPoster poster, PosterStore posters) => new
    {
        poster.Code,
        grid = poster.NodeId,
        poster.Place,
        poster.Phone,
        address = posters.AddressOf(poster.Code),
        png = $"/api/posters/{poster.Code}.png",
        pdf = $"/api/posters/{poster.Code}.pdf",
    };
}

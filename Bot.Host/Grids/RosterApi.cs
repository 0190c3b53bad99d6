using Bot.Domain.Grids;
using Bot.Domain.Sheets;
using Bot.Host.Access;
using Bot.Host.Sheets;

namespace Bot.Host.Grids;

/// <summary>The roster as one workbook, or a noun of it as CSV: take it, fill it in, put it back.</summary>
public static class RosterApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/rosters.xlsx", async (RosterStore rosters, CancellationToken stop) => Excel(RosterSheets.Write(await rosters.Load(stop)), "rosters.xlsx"));
        api.MapGet("/rosters/template.xlsx", () => Excel(RosterSheets.Template(), "rosters-template.xlsx"));
        api.MapGet("/rosters/{sheet}.csv", async (string sheet, RosterStore rosters, CancellationToken stop) => RosterSheets.Find(sheet) is { } layout
            ? Results.File(CsvText.Write(RosterSheets.Write(await rosters.Load(stop)).Find(layout.Name)!), "text/csv; charset=utf-8", $"{layout.Key}.csv")
            : UnknownSheet());
        api.MapPost("/rosters", Import);
    }

    /// <param name="sheet">Which one a CSV is; an Excel file says so itself.</param>
    private static async Task<IResult> Import(string? sheet, HttpContext http, RosterStore rosters, CancellationToken stop)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, stop);
        var file = body.ToArray();
        try
        {
            Workbook workbook;
            if (ExcelFile.IsExcel(file))
            {
                workbook = ExcelFile.Read(file);
            }
            else if (RosterSheets.Find(sheet ?? "") is { } layout)
            {
                workbook = new Workbook([CsvText.Read(layout.Name, file)]);
            }
            else
            {
                return UnknownSheet();
            }

            if (!workbook.Sheets.Any(page => RosterSheets.Find(page.Name.Trim()) is not null))
            {
                return UnknownSheet();
            }

            var (taken, changed) = await rosters.Import(workbook, (string)http.Items["user"]!, stop);
            return Results.Ok(new { taken.Taken, changed, taken.Refused, taken.Warnings });
        }
        catch (UnreadableSheetException unreadable)
        {
            return Problems.BadRequest("sheet_unreadable", unreadable.Message);
        }
    }

    private static IResult Excel(Workbook workbook, string name) => Results.File(ExcelFile.Write(workbook), ExcelFile.ContentType, name);

    private static IResult UnknownSheet() =>
        Problems.NotFound("sheet_unknown", $"the sheets are {string.Join(", ", RosterSheets.All.Select(layout => $"{layout.Key} ({layout.Name})"))}; a CSV says which it is by ?sheet=");
}

using Microsoft.AspNetCore.StaticFiles;

namespace Bot.Host.Simulator;

/// <summary>The chat page /sim and its files, as they stand in the folder Page beside the program.</summary>
public static class SimulatorPage
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Simulator", "Page");
    private static readonly FileExtensionContentTypeProvider Types = new();

    public static void Map(WebApplication app)
    {
        app.MapGet("/", () => Results.Redirect("/sim"));
        app.MapGet("/sim", (HttpResponse response) => Send(response, "index.html"));
        app.MapGet("/sim/page/{file}", (string file, HttpResponse response) => Send(response, file));
    }

    private static IResult Send(HttpResponse response, string file)
    {
        var path = Path.Combine(Folder, Path.GetFileName(file));
        if (!File.Exists(path) || !Types.TryGetContentType(path, out var type))
        {
            return Results.NotFound();
        }

        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.File(path, type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type);
    }
}

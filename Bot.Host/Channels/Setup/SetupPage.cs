using Microsoft.AspNetCore.StaticFiles;

namespace Bot.Host.Channels.Setup;

/// <summary>The page /setup. Anybody may have the page itself; what it shows comes from the staff API with the token that is typed into it.</summary>
public static class SetupPage
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Channels", "Setup", "Page");
    private static readonly FileExtensionContentTypeProvider Types = new();

    public static void Map(WebApplication app)
    {
        app.MapGet("/setup", (HttpResponse response) => Send(response, "index.html"));
        app.MapGet("/setup/page/{file}", (string file, HttpResponse response) => Send(response, file));
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

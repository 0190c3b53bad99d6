using System.Net;
using System.Text;

namespace Bot.Host.Serving;

/// <summary>The frame of a page in Chinese that needs no script, readable on a phone. It may load nothing from elsewhere, be framed by nobody and send its forms only to this host.</summary>
/// <param name="Styles">Where its style sheet stands: "/q.css".</param>
public sealed record PlainPage(string Title, string Styles)
{
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>HTML above the body, such as the way back; none unless told.</summary>
    public string Header { get; init; } = "";

    /// <summary>An SVG; none unless told.</summary>
    public string? Icon { get; init; }

    /// <summary>What one person wrote or may read is kept by no cache and found by no search.</summary>
    public bool IsPersonal { get; init; }

    /// <param name="body">HTML; what people wrote must be encoded in it.</param>
    public IResult Show(HttpResponse response, string body, int status = StatusCodes.Status200OK)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = IsPersonal ? "no-store" : "no-cache";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (IsPersonal)
        {
            response.Headers["X-Robots-Tag"] = "noindex";
        }

        return Results.Content(
            $"""
            <!DOCTYPE html>
            <html lang="zh-CN">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="color-scheme" content="light">
              <title>{WebUtility.HtmlEncode(Title)}</title>
              {(Icon is null ? "" : $"<link rel=\"icon\" href=\"{Icon}\" type=\"image/svg+xml\">")}
              <link rel="stylesheet" href="{Styles}">
            </head>
            <body>
            {Header}
            <main>
            {body}
            </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8",
            Encoding.UTF8,
            status);
    }
}

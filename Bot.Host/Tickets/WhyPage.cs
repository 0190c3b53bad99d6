using System.Net;
using System.Text;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>"为什么这个时限" of the demo district's tickets as a plain page, without a script, readable on a phone. A private ticket is as one that does not exist.</summary>
public static class WhyPage
{
    private const string Policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private const int LongestNumber = 12;

    public static void Map(WebApplication app) => app.MapGet("/sim/why", Show);

    private static async Task<IResult> Show(string? ticket, HttpResponse response, NpgsqlDataSource source, BotSettings settings, BotClock clock, CancellationToken stop)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-cache";
        response.Headers["Referrer-Policy"] = "no-referrer";
        var number = (ticket ?? "").Trim().TrimStart('#');
        if (number.Length == 0)
        {
            return Page("", number, StatusCodes.Status200OK);
        }

        var body = number.Length > LongestNumber || !number.All(char.IsAsciiDigit) ? null : await Load(source, settings.District, number, stop);
        return body is null || BotJson.Read<Ticket>(body) is not { Private: false } found
            ? Page($"<p>没有找到 #{WebUtility.HtmlEncode(number)}，请看看单号对不对。</p>", number, StatusCodes.Status404NotFound)
            : Page(Steps(TicketWords.Why(found, clock.Now)), number, StatusCodes.Status200OK);
    }

    private static async Task<string?> Load(NpgsqlDataSource source, string district, string number, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT body FROM ticket WHERE district = @district AND number = @number", new { district, number }, cancellationToken: stop));
    }

    /// <summary>One section a limit; the steps of its computation stand below each other.</summary>
    private static string Steps(string why)
    {
        var html = new StringBuilder();
        foreach (var line in why.Split('\n'))
        {
            var steps = line.Split('；');
            html.Append("<section><p>").Append(WebUtility.HtmlEncode(steps[0])).Append("</p>");
            if (steps.Length > 1)
            {
                html.Append("<ol>").AppendJoin("", steps.Skip(1).Select(step => $"<li>{WebUtility.HtmlEncode(step)}</li>")).Append("</ol>");
            }

            html.Append("</section>");
        }

        return html.ToString();
    }

    private static IResult Page(string body, string number, int status) => Results.Content(
        $"""
        <!DOCTYPE html>
        <html lang="zh-CN">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <meta name="color-scheme" content="light">
          <title>为什么这个时限</title>
          <link rel="icon" href="/sim/page/icon.svg" type="image/svg+xml">
          <link rel="stylesheet" href="/sim/rates.css">
        </head>
        <body>
        <header><a href="/sim">回到群聊</a><h1>为什么这个时限</h1></header>
        <main>
        <form>
          <label>单号 <input name="ticket" value="{WebUtility.HtmlEncode(number)}" inputmode="numeric" required></label>
          <button>看</button>
        </form>
        {body}
        </main>
        </body>
        </html>
        """,
        "text/html; charset=utf-8",
        Encoding.UTF8,
        status);
}

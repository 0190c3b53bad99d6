using System.Net;
using System.Text;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Serving;
using Dapper;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>"为什么这个时限" of the demo district's tickets as a plain page, without a script, readable on a phone. A private ticket is as one that does not exist.</summary>
public static class WhyPage
{
    private static readonly PlainPage Page = new("为什么这个时限", "/sim/rates.css") { Header = "<header><a href=\"/sim\">回到群聊</a><h1>为什么这个时限</h1></header>", Icon = "/sim/page/icon.svg" };
    private const int LongestNumber = 12;

    public static void Map(WebApplication app) => app.MapGet("/sim/why", Show);

    private static async Task<IResult> Show(string? ticket, HttpResponse response, NpgsqlDataSource source, BotSettings settings, BotClock clock, CancellationToken stop)
    {
        var number = (ticket ?? "").Trim().TrimStart('#');
        if (number.Length == 0)
        {
            return Page.Show(response, Form(number));
        }

        var body = number.Length > LongestNumber || !number.All(char.IsAsciiDigit) ? null : await Load(source, settings.District, number, stop);
        return body is null || BotJson.Read<Ticket>(body) is not { Private: false } found
            ? Page.Show(response, Form(number) + $"<p>没有找到 #{WebUtility.HtmlEncode(number)}，请看看单号对不对。</p>", StatusCodes.Status404NotFound)
            : Page.Show(response, Form(number) + Steps(TicketWords.Why(found, clock.Now)));
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

    private static string Form(string number) =>
        $"""
        <form>
          <label>单号 <input name="ticket" value="{WebUtility.HtmlEncode(number)}" inputmode="numeric" required></label>
          <button>看</button>
        </form>

        """;
}

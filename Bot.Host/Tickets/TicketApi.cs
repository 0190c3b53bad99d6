using Bot.Host.Clocks;
using System.Globalization;
using System.Text;
using Bot.Domain.Clocks;
using Bot.Domain.Tickets;
using Bot.Host.Access;
using Bot.Host.Channels;
using Dapper;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>Reading tickets, for staff.</summary>
public static class TicketApi
{
    private const int PageSize = 50;

    private sealed record Row(string Number, string Body, DateTime OpenedAt);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/tickets", List);
        api.MapGet("/tickets/{no}", Show);
        api.MapPost("/tickets/{no}/actions", TicketActions.Run);
    }

    private static async Task<IResult> List(string? group, string? grid, string? state, bool? overdue, string? q, string? cursor, NpgsqlDataSource source, BotSettings settings, BotClock clock, CancellationToken stop)
    {
        var states = Enum.GetValues<TicketState>().Select(TicketStore.Word).ToList();
        if (state is not null && !states.Contains(state, StringComparer.OrdinalIgnoreCase))
        {
            return Problems.BadRequest("state_unknown", $"unknown state; one of {string.Join(", ", states)}");
        }

        if (!TryReadCursor(cursor, out var before, out var number))
        {
            return Problems.BadRequest("cursor_refused", "not a cursor of this list");
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT number, body, opened_at FROM ticket
            WHERE district = @District
              AND (@group::text IS NULL OR group_id = @group) AND (@grid::text IS NULL OR grid_id = @grid) AND (@state::text IS NULL OR state = @state)
              AND (@overdue::boolean IS NULL OR @overdue = (state IN ('reported', 'accepted', 'assigned', 'working', 'paused') AND due_at <= @now
                AND NOT (state = 'paused' AND (body -> 'pause' ->> 'from')::timestamptz < due_at)))
              AND (@q::text IS NULL OR number = ltrim(@q, '#') OR position(@q IN summary) > 0 OR category = @q)
              AND (@before::timestamptz IS NULL OR (opened_at, number) < (@before, @number))
            ORDER BY opened_at DESC, number DESC LIMIT @limit
            """,
            new { settings.District, group, grid, state = state?.ToLowerInvariant(), overdue, q = string.IsNullOrWhiteSpace(q) ? null : q.Trim(), before, number, now = clock.Now, limit = PageSize + 1 },
            cancellationToken: stop))).ToList();
        var page = rows.Take(PageSize).ToList();
        var clocks = await Clocks(connection, settings.District, page.Select(row => row.Number));
        var tickets = page.ConvertAll(row => BotJson.Read<Ticket>(row.Body));
        var media = await KeptMedia.Standings(connection, settings.District, tickets);
        return Results.Ok(new
        {
            items = tickets.Select(ticket => TicketView.Of(ticket, clocks[ticket.Number].ToList(), null, media)),
            cursor = rows.Count > PageSize ? WriteCursor(page[^1]) : null,
        });
    }

    private static async Task<IResult> Show(string no, NpgsqlDataSource source, BotSettings settings, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var view = await Load(connection, settings.District, no.TrimStart('#'));
        return view is null ? Problems.NotFound("ticket_unknown", "no such ticket") : Results.Ok(view);
    }

    internal static async Task<Dictionary<string, object?>?> Load(NpgsqlConnection connection, string district, string number)
    {
        var body = await connection.ExecuteScalarAsync<string?>("SELECT body FROM ticket WHERE district = @district AND number = @number", new { district, number });
        if (body is null)
        {
            return null;
        }

        var ticket = BotJson.Read<Ticket>(body);
        var clocks = (await Clocks(connection, district, [number]))[number].ToList();
        return TicketView.Of(ticket, clocks, await TicketStore.History(connection, district, number), await KeptMedia.Standings(connection, district, [ticket]));
    }

    private static async Task<ILookup<string, ClockView>> Clocks(NpgsqlConnection connection, string district, IEnumerable<string> numbers) =>
        (await connection.QueryAsync<(string Subject, string Kind, DateTime DueAt, string State, int Episode)>(
            "SELECT subject, kind, due_at, state, episode FROM clock WHERE district = @district AND subject = ANY(@subjects) ORDER BY due_at, kind",
            new { district, subjects = numbers.Select(number => $"ticket:{number}").ToArray() }))
        .ToLookup(row => row.Subject["ticket:".Length..], row => new ClockView(row.Kind, ShanghaiTime.Of(new DateTimeOffset(row.DueAt)), row.State, row.Episode));

    private static string WriteCursor(Row last) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{last.OpenedAt.Ticks.ToString(CultureInfo.InvariantCulture)} {last.Number}"));

    private static bool TryReadCursor(string? cursor, out DateTime? before, out string? number)
    {
        (before, number) = (null, null);
        if (string.IsNullOrEmpty(cursor))
        {
            return true;
        }

        var bytes = new byte[cursor.Length];
        if (!Convert.TryFromBase64String(cursor, bytes, out var length)
            || Encoding.UTF8.GetString(bytes, 0, length).Split(' ') is not [var ticks, var last]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || value > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        (before, number) = (new DateTime(value, DateTimeKind.Utc), last);
        return true;
    }
}

using Bot.Domain.Channels.ResidentReports;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.ResidentReports;

/// <summary>How far an account was polled; the cursor is empty at the beginning of a round.</summary>
public sealed record PollPlace(DateTime ModifiedSince, DateTime RoundBeganAt, string Cursor);

/// <summary>What is known of an order: no word of its reporter.</summary>
public sealed record KnownOrder
{
    public string OrderId { get; init; } = "";

    /// <summary>"unbound" or "taken".</summary>
    public string State { get; init; } = "";
    public string? Ticket { get; init; }
    public int Urge { get; init; }
    public int Steps { get; init; }

    /// <summary>Null where something of it is still to be done.</summary>
    public byte[]? Digest { get; init; }
}

/// <summary>An order that waits since its grid is bound to none of the bot's.</summary>
public sealed record UnboundGrid(string Account, string Grid, string Name, int Waiting);

/// <summary>The SQL of the polled orders.</summary>
public sealed class OrderBook(NpgsqlDataSource source, BotSettings settings)
{
    /// <summary>What was filed before the bot came is in other hands; what came in on its first day is not.</summary>
    private static readonly TimeSpan FirstLook = TimeSpan.FromHours(24);

    /// <summary>Windows overlap: what is written at the far side while a round runs may carry an earlier time.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);
    private const int AtOnce = 50;

    /// <summary>Where to go on; a new round begins where the last one has ended.</summary>
    public async Task<PollPlace> Begin(string account, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.QuerySingleAsync<PollPlace>(new CommandDefinition(
            """
            INSERT INTO report_poll (district, account, modified_since, round_began_at, polled_at) VALUES (@District, @account, @first, @now, @now)
            ON CONFLICT (district, account) DO UPDATE
              SET round_began_at = CASE WHEN report_poll.cursor = '' THEN excluded.round_began_at ELSE report_poll.round_began_at END, polled_at = @now
            RETURNING modified_since, round_began_at, cursor
            """,
            new { settings.District, account, first = now - FirstLook, now },
            cancellationToken: stop));
    }

    /// <summary>A page has been dealt with. Without a next one the round is over, and the next window begins a little before this round did.</summary>
    public async Task TurnPage(string account, PollPlace place, string next, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE report_poll SET cursor = @next, modified_since = CASE WHEN @next = '' THEN GREATEST(modified_since, @since) ELSE modified_since END
            WHERE district = @District AND account = @account
            """,
            new { settings.District, account, next, since = place.RoundBeganAt - Overlap },
            cancellationToken: stop));
    }

    /// <summary>The far side no longer takes the cursor: the round begins again.</summary>
    public async Task StartOver(string account)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("UPDATE report_poll SET cursor = '' WHERE district = @District AND account = @account", new { settings.District, account });
    }

    public async Task<KnownOrder?> Find(string account, string orderId, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.QueryFirstOrDefaultAsync<KnownOrder>(new CommandDefinition(
            "SELECT order_id, state, ticket, urge, steps, digest FROM resident_report WHERE district = @District AND account = @account AND order_id = @orderId",
            new { settings.District, account, orderId },
            cancellationToken: stop));
    }

    public async Task Keep(string account, ReportedOrder order, KnownOrder known, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO resident_report (district, account, order_id, report_grid, grid_name, state, ticket, urge, steps, digest, seen_at)
            VALUES (@District, @account, @OrderId, @GridId, @GridName, @State, @Ticket, @Urge, @Steps, @Digest, @now)
            ON CONFLICT (district, account, order_id) DO UPDATE SET report_grid = excluded.report_grid, grid_name = excluded.grid_name, state = excluded.state, ticket = excluded.ticket,
              urge = excluded.urge, steps = excluded.steps, digest = excluded.digest, seen_at = excluded.seen_at
            """,
            new { settings.District, account, order.OrderId, order.GridId, order.GridName, known.State, known.Ticket, known.Urge, known.Steps, known.Digest, now },
            cancellationToken: stop));
    }

    /// <summary>The ticket that the order's message opened; null while it has not been handled.</summary>
    public async Task<string?> TicketOf(string messageKey, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT tickets[1] FROM inbox WHERE district = @District AND message_key = @messageKey AND state = 'handled'", new { settings.District, messageKey }, cancellationToken: stop));
    }

    /// <summary>Orders with something still to do: their grid has been bound meanwhile, or their ticket was not there yet.</summary>
    public async Task<IReadOnlyList<string>> Unfinished(string account, IReadOnlyList<string> boundGrids, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT order_id FROM resident_report
            WHERE district = @District AND account = @account AND digest IS NULL AND (state = 'taken' OR report_grid = ANY(@grids)) ORDER BY seen_at LIMIT @AtOnce
            """,
            new { settings.District, account, grids = boundGrids.ToArray(), AtOnce },
            cancellationToken: stop))).ToList();
    }

    /// <summary>Grids of the far side that are bound to none of the bot's, with how many orders wait for that.</summary>
    public async Task<IReadOnlyList<UnboundGrid>> Unbound(CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<UnboundGrid>(new CommandDefinition(
            """
            SELECT account, report_grid AS grid, max(grid_name) AS name, count(*)::integer AS waiting FROM resident_report
            WHERE district = @District AND state = 'unbound' GROUP BY account, report_grid ORDER BY account, report_grid
            """,
            new { settings.District },
            cancellationToken: stop))).ToList();
    }
}

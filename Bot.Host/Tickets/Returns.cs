using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Tickets;

/// <summary>Looks for what a new or newly placed ticket may be the return of, and adds the flag to what is written about it.</summary>
public static class Returns
{
    public static async Task<IReadOnlyList<Change>> Flag(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, IReadOnlyList<Change> changes, DistrictRules rules, DateTimeOffset now)
    {
        var flagged = new List<Change>();
        foreach (var change in changes)
        {
            flagged.Add(change.Decision.Events.Any(AsksFor) && change.After(change.Record(now)) is { } ticket
                ? await Flag(connection, transaction, map, change, ticket, rules, now)
                : change);
        }

        return flagged;
    }

    /// <summary>What was split off was reported before; a correction of place or kind may make a return or unmake it.</summary>
    private static bool AsksFor(TicketEvent happened) => happened is Opened { SplitFrom: null } or Corrected { Category: not null } or Corrected { Location: not null };

    private static async Task<Change> Flag(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Change change, Ticket ticket, DistrictRules rules, DateTimeOffset now)
    {
        var closed = (await connection.QueryAsync<string>(
            """
            SELECT body FROM ticket
            WHERE district = @District AND grid_id = @GridId AND state = 'closed' AND changed_at >= @since AND (category = @Category OR number = @ReturnOf)
            """,
            new { map.District, ticket.GridId, ticket.Category, ticket.ReturnOf, since = (ticket.OpenedAt - TicketRules.LateReturnTime).ToUniversalTime() },
            transaction)).Select(BotJson.Read<Ticket>).ToList();
        var scene = new Scene(now, Actor.Clock, map.RosterOf(ticket), rules.For(map.PathOf(ticket.GridId)));
        var flag = FlagReturn.Decide(ticket, closed, scene);
        return change with { Decision = change.Decision.Also(flag.Events).Saying(flag.Notices) };
    }
}

using Bot.Domain.Messages;
using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Messages;

/// <summary>撤销: finds the writer's last step (or that on the ticket named), and takes it back on every ticket it touched.</summary>
public static class UndoStep
{
    /// <summary>So long a step can be taken back.</summary>
    private static readonly TimeSpan Span = TimeSpan.FromHours(24);

    public static async Task<IReadOnlyList<Change>> Decide(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Heard heard, string grid, DistrictRules rules, ReplyTo reply, DateTimeOffset now)
    {
        var named = heard.Reading.Refs.Count > 0 ? heard.Reading.Refs[0] : heard.QuotedTickets.Count > 0 ? heard.QuotedTickets[0] : null;
        var number = named ?? await LastTouched(connection, transaction, map.District, heard.Sender.Id, now);
        if (number is null)
        {
            var nobody = new Scene(now, map.ActorFor(heard.Sender.Id, grid), map.RosterOf(grid), rules.For(map.PathOf(grid)), reply);
            return [new Change("", null, Decision.Nothing.Saying(nobody.Reply(TicketErrors.NothingToUndo.Text)), heard.Sender.Id)];
        }

        return await Take(connection, transaction, map, number, heard.Sender.Id, rules, reply, now);
    }

    /// <summary>Also used by the API, without a conversation to answer in.</summary>
    public static async Task<IReadOnlyList<Change>> Take(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, string number, string actor, DistrictRules rules, ReplyTo? reply, DateTimeOffset now, Func<string, Bot.Domain.Grids.Actor>? actorFor = null)
    {
        var step = UndoTicket.LastStep(await TicketStore.History(connection, map.District, number, transaction));
        var locked = await TicketStore.Lock(connection, transaction, map.District, UndoTicket.PartnerOf(step) is { } partner ? [number, partner] : [number]);
        var changes = new List<Change>();
        foreach (var ticket in locked.OrderByDescending(ticket => ticket.Number == number))
        {
            var own = await TicketStore.History(connection, map.District, ticket.Number, transaction);
            var scene = new Scene(now, actorFor?.Invoke(ticket.GridId) ?? map.ActorFor(actor, ticket), map.RosterOf(ticket), rules.For(map.PathOf(ticket.GridId)), changes.Count == 0 ? reply : null);
            step = ticket.Number == number ? UndoTicket.LastStep(own) : step;
            var decision = ticket.Number == number ? UndoTicket.Decide(own, scene) : UndoTicket.DecidePartner(step!, own, scene);
            if (decision.Refusal is { } refusal)
            {
                return [new Change(ticket.Number, ticket, Decision.Nothing.Saying(scene.Reply(refusal.Text)) with { Refusal = refusal }, actor)];
            }

            changes.Add(new Change(ticket.Number, ticket, decision, actor, own));
        }

        return changes;
    }

    private static Task<string?> LastTouched(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string person, DateTimeOffset now) =>
        connection.ExecuteScalarAsync<string?>(
            """
            SELECT number FROM event
            WHERE district = @district AND actor = @person AND at > @since AND kind NOT IN ('opened', 'joined', 'undone')
            ORDER BY at DESC, sequence DESC LIMIT 1
            """,
            new { district, person, since = (now - Span).ToUniversalTime() },
            transaction);
}

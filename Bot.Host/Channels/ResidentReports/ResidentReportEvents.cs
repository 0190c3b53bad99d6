using Bot.Domain.Channels;
using Bot.Domain.Channels.ResidentReports;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Channels.ResidentReports;

/// <summary>What happens on the platform to an order whose ticket is open: it is urged, or somebody works on it there.</summary>
public sealed class ResidentReportEvents(ChannelSettings channels, RulesInForce inForce) : IChannelEvents
{
    public string Channel => ReportedOrder.Channel;

    public async Task Handle(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChannelEvent happened, DateTimeOffset now, CancellationToken stop)
    {
        if (!happened.Values.TryGetValue("ticket", out var number) || (await TicketStore.Lock(connection, transaction, map.District, [number])) is not [var ticket])
        {
            return;
        }

        var rules = inForce.Now;
        var (actor, decision) = happened.Kind switch
        {
            "urge" => Urge(map, happened, ticket, rules, now),
            "step" => Step(map, happened, ticket),
            _ => ("", Decision.Nothing),
        };
        await using var batch = new NpgsqlBatch(connection, transaction);
        TicketStore.Write(batch, map, [new Change(ticket.Number, ticket, decision, actor)], rules, now);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(stop);
        }
    }

    /// <summary>The voice is kept, and whoever answers for the ticket hears of it once.</summary>
    private static (string Actor, Decision Decision) Urge(DistrictMap map, ChannelEvent happened, Ticket ticket, DistrictRules rules, DateTimeOffset now)
    {
        var first = ticket.Reports[0];
        var scene = new Scene(now, map.ActorFor(first.ReporterId, ticket), map.RosterOf(ticket), rules.For(map.PathOf(ticket.GridId))) { HasLeft = map.HasLeft };
        var report = new Report(first.ReporterId, first.ReporterName, first.Household, ReportWords.Urged, now, happened.Id);
        var decision = JoinTicket.Decide(ticket, report, null, null, scene);
        if (decision.Refusal is not null || !ticket.State.IsOpen())
        {
            return (first.ReporterId, decision);
        }

        var responsible = ticket.Responsible?.Id ?? scene.Roster.InCharge?.PersonId;
        var notice = new Notice(
            $"ticket:{ticket.Number}:{happened.Key}",
            ticket.Private && responsible is not null ? Address.Person(responsible) : Address.Staff(ticket.GridId),
            "urge",
            ReportWords.UrgedForStaff(ticket))
        {
            Mentions = responsible is null ? [] : [responsible],
            Tickets = [ticket.Number],
            WaitsForMorning = ticket.Urgency != Bot.Domain.Understanding.Urgency.Critical,
        };
        return (first.ReporterId, decision.Saying(notice));
    }

    /// <summary>Noted and nothing more: what is done there decides nothing here.</summary>
    private (string Actor, Decision Decision) Step(DistrictMap map, ChannelEvent happened, Ticket ticket)
    {
        if (!ticket.State.IsOpen() && ticket.State != TicketState.Resolved)
        {
            return ("", Decision.Nothing);
        }

        var by = happened.Values.GetValueOrDefault("by") ?? "";
        var app = channels.WecomReports.GetValueOrDefault(happened.Account)?.App ?? "";
        var actor = map.PersonOf("wecom", app, by) ?? ReportedOrder.Channel;
        return (actor, Decision.Of(new Progressed(ReportWords.Step(happened.Values.GetValueOrDefault("text") ?? ""), null)));
    }
}

using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Grids;

namespace Bot.Host.Tickets;

/// <summary>What was promised, at a meeting or as a topic's resolution: a ticket with a person and a time (整改清单 with its five fields).</summary>
public static class PromisedTicket
{
    /// <param name="checkers">Residents who are asked whether it is done, by person id; where there are none, nobody's check is claimed.</param>
    /// <param name="group">The residents' group in which they are asked.</param>
    /// <param name="agreed">Who agreed on the time, where that is more than one person: then it may be later than the rule's.</param>
    /// <returns>The ticket as it then stands, and the changes for the caller to write.</returns>
    public static (Ticket Ticket, IReadOnlyList<Change> Changes) Open(
        Reader reader, string number, string text, Person? responsible, DateTimeOffset? dueAt, IReadOnlyList<string> checkers, DistrictMap map, ChatGroup group, Scene scene, string? agreed = null)
    {
        var reading = reader.Read(new Conversation(group.Profile, [], new Utterance(scene.Actor.Name, SpeakerRole.Resident, text, TimeSpan.Zero), scene.Now));
        IReadOnlyList<Report> reports = checkers.Count > 0
            ? [.. checkers.Distinct().Select(person => Of(person, map.NameOf(person) ?? person, text, scene.Now))]
            : [new Report(scene.Actor.Id, scene.Actor.Name, $"person:{scene.Actor.Id}", text, scene.Now) { ByStaff = true }];
        var category = reading.Category ?? "其他";
        var command = new OpenTicketCommand(
            number, group.GroupId, category, reading.Urgency ?? Urgency.Normal, reading.Location, text, reports[0], OpenTicket.IsPrivate(category), reading.Hotline, [], WorkerSees: true);
        var changes = new List<Change>();
        Ticket? ticket = null;
        void Take(Decision decision)
        {
            var change = new Change(number, ticket, decision, scene.Actor.Id);
            changes.Add(change);
            ticket = change.After(change.Record(scene.Now));
        }

        Take(OpenTicket.Decide(command, scene));
        foreach (var report in reports.Skip(1))
        {
            Take(JoinTicket.Decide(ticket!, report, null, null, scene));
        }

        if ((responsible?.Id ?? scene.Roster.InCharge?.PersonId) is { } to)
        {
            Take(AssignTicket.Decide(ticket!, to, dueAt, scene, agreed));
        }

        return (ticket!, changes);
    }

    /// <summary>A resident's word that makes the household one of those who are asked.</summary>
    public static Report Of(string person, string nickname, string text, DateTimeOffset now) => new(person, nickname, Household.Of(person, nickname), text, now);
}

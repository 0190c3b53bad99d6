using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>
/// 上报: what cannot be settled where it is goes up a level (小事不出网格、难事不出社区、大事不出镇街), with its history. 首接负责: whoever is in charge stays so until
/// somebody there accepts it.
/// </summary>
public static class EscalateTicket
{
    /// <param name="to">Null for the level above the ticket's own.</param>
    public static Decision Decide(Ticket ticket, Level? to, string? reason, Scene scene)
    {
        if (!scene.Actor.Steers)
        {
            return Decision.Refuse(scene.Actor.IsStaff ? TicketErrors.NotSteering : TicketErrors.NotStaff);
        }

        if (!ticket.State.IsOpen())
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        var level = to ?? (ticket.Level < Level.District ? ticket.Level + 1 : Level.District);
        if (level <= ticket.Level)
        {
            return Decision.Refuse(TicketErrors.NotHigher(ticket));
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return Decision.Refuse(TicketErrors.EscalationUnexplained(ticket));
        }

        var people = scene.Roster.With(RoleOf(level)).Select(post => new Person(post.PersonId, post.Name)).DistinctBy(person => person.Id).ToList();
        var after = ticket with { Level = level, Responsible = ticket.Responsible ?? new Person(scene.Actor.Id, scene.Actor.Name) };
        return Decision.Of([.. ConfirmTicket.First(ticket, scene), new Progressed($"上报{TicketWords.Of(level)}：{reason.Trim()}", null), new Escalated(level)])
            .Saying(scene.Reply(TicketWords.Escalated(after), ticket.Number))
            .Saying(people.Count == 0 ? [] : AssignTicket.TellStaff(ticket, people, "escalated", TicketWords.EscalatedForStaff(after, people, scene.Actor.Name, reason.Trim())));
    }

    private static SpeakerRole RoleOf(Level level) => level switch
    {
        Level.Community => SpeakerRole.Community,
        Level.Street => SpeakerRole.Street,
        _ => SpeakerRole.District,
    };
}

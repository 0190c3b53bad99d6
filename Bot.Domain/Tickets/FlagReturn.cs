using Bot.Domain.Notices;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>复发: the same kind of matter at the same place soon after a closing says that the closing did not hold (假闭环). The staff learn how often.</summary>
public static class FlagReturn
{
    /// <summary>Days between a closing and the new report.</summary>
    public static readonly int Soon = TicketRules.ReturnTime.Days;
    public static readonly int Late = TicketRules.LateReturnTime.Days;

    /// <summary>Nothing where the ticket's log says so already.</summary>
    /// <param name="ticket">As it stands after its opening or correction.</param>
    /// <param name="closed">Closed tickets of its grid, among them those that it may be the return of.</param>
    public static Decision Decide(Ticket ticket, IReadOnlyList<Ticket> closed, Scene scene)
    {
        var earlier = closed
            .Where(other => other.Number != ticket.Number && other.State == TicketState.Closed && IsSameMatter(ticket, other))
            .Where(other => other.ClosedAt <= ticket.OpenedAt && ticket.OpenedAt - other.ClosedAt <= TicketRules.LateReturnTime)
            .Select(other => new Earlier(other.Number, other.ClosedAt!.Value, ticket.OpenedAt - other.ClosedAt <= TicketRules.ReturnTime ? Soon : Late))
            .OrderByDescending(other => other.ClosedAt)
            .ThenBy(other => other.Number, StringComparer.Ordinal)
            .ToList();
        if (earlier.SequenceEqual(ticket.Recurs))
        {
            return Decision.Nothing;
        }

        var decision = Decision.Of(new Recurred(earlier));
        return earlier.Count == 0 ? decision : decision.Saying(Tell(ticket, earlier, scene));
    }

    /// <summary>The same kind, and places of which one may be told more exactly than the other; or the one that the resident himself spoke of.</summary>
    private static bool IsSameMatter(Ticket ticket, Ticket other) => other.Number == ticket.ReturnOf
        || (other.GridId == ticket.GridId && other.Category == ticket.Category && other.Private == ticket.Private && IsSamePlace(ticket.Location, other.Location));

    /// <summary>The same building, or the same landmark where neither names a building; unit, floor, room and landmark do not contradict each other.</summary>
    public static bool IsSamePlace(Location one, Location other)
    {
        var known = one.Building is not null || other.Building is not null ? one.Building == other.Building : one.Place is not null && one.Place == other.Place;
        return known && Agree(one.Community, other.Community) && Agree(one.Unit, other.Unit) && Agree(one.Floor, other.Floor) && Agree(one.Room, other.Room) && Agree(one.Place, other.Place);
    }

    private static bool Agree(string? one, string? other) => one is null || other is null || one == other;

    private static IEnumerable<Notice> Tell(Ticket ticket, IReadOnlyList<Earlier> earlier, Scene scene)
    {
        var responsible = ticket.Responsible ?? (scene.Roster.InCharge is { } post ? new Person(post.PersonId, post.Name) : null);
        var people = new[] { responsible }.OfType<Person>().ToList();
        return AssignTicket.TellStaff(ticket, people, "recurs", TicketWords.Recurred(ticket, earlier, people, scene.Now));
    }
}

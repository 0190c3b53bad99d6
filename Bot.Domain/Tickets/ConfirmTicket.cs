using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>受理: the grid's worker takes the matter on; from here it has all five fields.</summary>
public static class ConfirmTicket
{
    public static Decision Decide(Ticket ticket, Scene scene)
    {
        if (!scene.Actor.IsStaff)
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        if (ticket.State != TicketState.Reported)
        {
            return Decision.Refuse(ticket.State.IsOpen() ? TicketErrors.AlreadyConfirmed(ticket) : TicketErrors.Over(ticket));
        }

        var confirmed = By(ticket, scene);
        var after = ticket with { Responsible = confirmed.Responsible };
        var decision = Decision.Of(confirmed).Saying(scene.Reply(TicketWords.Confirmed(after, scene.Now), ticket.Number));
        return ticket.IsUnspoken && !ticket.Private && scene.ReplyTo?.GroupId != ticket.GroupId ? decision.Saying(TellLate(after, scene)) : decision;
    }

    /// <summary>The group was told nothing while it was not sure that there is a matter.</summary>
    private static Notice TellLate(Ticket ticket, Scene scene) => new($"ticket:{ticket.Number}:registered", Address.Group(ticket.GroupId), "reply", TicketWords.ConfirmedForResidents(ticket, scene.Now))
    {
        Mentions = ticket.Asked.Select(person => person.Id).ToList(),
        Tickets = [ticket.Number],
        WaitsForMorning = true,
    };

    /// <summary>What has to happen first where a worker acts on a ticket that nobody has confirmed: acting is confirming.</summary>
    public static IReadOnlyList<TicketEvent> First(Ticket ticket, Scene scene) => ticket.State == TicketState.Reported ? [By(ticket, scene)] : [];

    /// <summary>首接负责: who confirms is in charge; where an office does it from above, the grid's own worker is.</summary>
    private static Confirmed By(Ticket ticket, Scene scene)
    {
        var rule = scene.Rules.Categories.For(ticket.Category);
        var onTheSpot = scene.Actor.Roles.Any(role => role is SpeakerRole.GridWorker or SpeakerRole.Property);
        var post = onTheSpot ? null : scene.Roster.InCharge;
        return new Confirmed(post is null ? new Person(scene.Actor.Id, scene.Actor.Name) : new Person(post.PersonId, post.Name), rule.Measures, rule.Responsibility);
    }
}

using Bot.Domain.Grids;
using Bot.Domain.Notices;

namespace Bot.Domain.Tickets;

/// <summary>群众评价: 1 好了, 2 没好, 3 不清楚. One 2 reopens; when all who were asked have said 1 it is closed (销号).</summary>
public static class AnswerCheck
{
    public static Decision Decide(Ticket ticket, Person person, int value, Scene scene)
    {
        if (value is < 1 or > 3)
        {
            return Decision.Refuse(TicketErrors.ValueUnknown);
        }

        // Staff who filed it for others have no say in whether it is solved: work is never checked by those who do it.
        if (!ticket.Reports.Any(report => report.ReporterId == person.Id && !report.ByStaff))
        {
            return Decision.Refuse(TicketErrors.NotAffected);
        }

        if (value == 2)
        {
            return Object(ticket, person, scene);
        }

        if (ticket.State != TicketState.Resolved)
        {
            return Decision.Refuse(TicketErrors.NotAsked(ticket));
        }

        var answered = new Answered(person, value, null);
        var after = ticket with { Answers = new Dictionary<string, Answer>(ticket.Answers) { [person.Id] = new(value, scene.Now) } };
        var decision = Decision.Of(answered).Saying(scene.Reply(value == 1 ? TicketWords.ThanksAskStars(ticket) : TicketWords.UnclearNoted(ticket), ticket.Number));
        return after.Asked.All(asked => after.AnswerOf(asked)?.Value == 1) ? Close(after, decision) : decision;
    }

    /// <summary>Stars, from who has answered 1; also after closing.</summary>
    public static Decision Rate(Ticket ticket, Person person, int stars, Scene scene)
    {
        if (stars is < 1 or > 5)
        {
            return Decision.Refuse(TicketErrors.StarsUnknown);
        }

        return ticket.State is TicketState.Resolved or TicketState.Closed && ticket.Answers.TryGetValue(person.Id, out var answer) && answer.Value == 1
            ? Decision.Of(new Answered(person, 1, stars)).Saying(scene.Reply(TicketWords.ThanksForStars, ticket.Number))
            : Decision.Refuse(TicketErrors.NotAsked(ticket));
    }

    /// <summary>没好: reopens what is said to be done, and for seven days what is closed.</summary>
    private static Decision Object(Ticket ticket, Person person, Scene scene)
    {
        if (ReopenTicket.IsLate(ticket, scene.Now))
        {
            return Decision.Refuse(TicketErrors.ObjectionLate(ticket));
        }

        return ticket.State is TicketState.Resolved or TicketState.Closed
            ? ReopenTicket.Reopen(ticket, person, "居民说没好", [new Answered(person, 2, null)], scene)
            : Decision.Refuse(TicketErrors.NotAsked(ticket));
    }

    /// <summary>销号, and the outcome to everybody once.</summary>
    internal static Decision Close(Ticket ticket, Decision decision)
    {
        var answers = ticket.Asked.Select(person => ticket.AnswerOf(person)?.Value ?? 0).ToList();
        var closed = new Closed(
            answers.Count(value => value == 1),
            answers.Count(value => value == 2),
            answers.Count(value => value == 3),
            Math.Max(answers.Count(value => value == 0), answers.Count == 0 ? 1 : 0));
        decision = decision.Also(closed).Withdrawing(ResolveTicket.CheckKeys(ticket));
        return ticket.Private
            ? decision
            : decision.Saying(new Notice($"ticket:{ticket.Number}:outcome:{ticket.Round}", Address.Group(ticket.GroupId), "outcome", TicketWords.Outcome(ticket, closed))
            {
                Tickets = [ticket.Number],
                WaitsForMorning = true,
            });
    }
}

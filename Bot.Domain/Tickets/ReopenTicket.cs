using Bot.Domain.Grids;
using Bot.Domain.Notices;

namespace Bot.Domain.Tickets;

/// <summary>重新办理: a fresh clock, or by rule the old one that goes on where it stopped; the old due time stays in the events.</summary>
public static class ReopenTicket
{
    public static Decision Decide(Ticket ticket, string? reason, Scene scene)
    {
        if (!scene.Actor.IsStaff && ticket.Reports.All(report => report.ReporterId != scene.Actor.Id))
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return Decision.Refuse(TicketErrors.ReasonMissing);
        }

        if (ticket.State.IsOpen())
        {
            return Decision.Refuse(TicketErrors.StillOpen(ticket));
        }

        if (ticket.State == TicketState.Merged)
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        if (!scene.Actor.IsStaff && ticket.State == TicketState.Rejected)
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        return !scene.Actor.IsStaff && IsLate(ticket, scene.Now)
            ? Decision.Refuse(TicketErrors.ObjectionLate(ticket))
            : Reopen(ticket, new Person(scene.Actor.Id, scene.Actor.Name), reason, [], scene);
    }

    /// <summary>A fresh clock asks for an answer and a visit anew; the old one goes on with what was still owed.</summary>
    private static StepDeadlines Steps(Ticket ticket, bool continued, Scene scene)
    {
        if (!continued)
        {
            return scene.Rules.StepsFor(ticket.Case, scene.Now);
        }

        var stopped = ticket.StoppedAt ?? scene.Now;
        return TicketSteps.All.Aggregate(ticket.Steps, (kept, one) => TicketSteps.MetAt(ticket, one.Step) is null && kept.Of(one.Step) is { } owed
            ? kept.With(one.Step, scene.Rules.DeadlineAfterPause(owed, stopped, scene.Now))
            : kept);
    }

    /// <summary>Residents may object for seven days after closing.</summary>
    internal static bool IsLate(Ticket ticket, DateTimeOffset now) => ticket.State == TicketState.Closed && now - ticket.ClosedAt > TicketRules.ObjectionTime;

    internal static Decision Reopen(Ticket ticket, Person by, string reason, IReadOnlyList<TicketEvent> before, Scene scene)
    {
        var responsible = ticket.Responsible is null ? ConfirmTicket.First(ticket with { State = TicketState.Reported }, scene) : [];
        var continued = scene.Rules.Reopenings.Continues(ticket.Category);
        var deadline = continued
            ? scene.Rules.DeadlineAfterPause(ticket.Deadline, ticket.StoppedAt ?? ticket.ResolvedAt ?? scene.Now, scene.Now)
            : scene.Rules.DeadlineFor(ticket.Case, scene.Now);
        var after = ticket with { Deadline = deadline };
        var decision = Decision.Of([.. before, .. responsible, new Reopened(by, reason, deadline, ticket.Deadline.At) { Continued = continued, Steps = Steps(ticket, continued, scene) }])
            .Withdrawing([.. ResolveTicket.CheckKeys(ticket), $"ticket:{ticket.Number}:outcome:{ticket.Round}"])
            .Saying(scene.Reply(TicketWords.ReopenedForYou(after, scene.Now), ticket.Number));
        var people = new[] { ticket.Responsible }.OfType<Person>().ToList();
        return ticket.Private
            ? decision
            : decision.Saying(new Notice($"ticket:{ticket.Number}:reopened:{ticket.Round}", Address.Staff(ticket.GridId), "reopened", TicketWords.ReopenedForStaff(after, people, reason, scene.Now))
            {
                Mentions = people.Select(person => person.Id).ToList(),
                Tickets = [ticket.Number],
                WaitsForMorning = true,
            });
    }
}

using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>首次答复 and 到场: the clocks before the last. Each runs from the report until somebody answers or is there, and reminds once an episode where it is missed.</summary>
public static class TicketSteps
{
    public const string FirstAnswer = "first_answer";
    public const string OnSite = "on_site";

    /// <summary>The steps in their order, with the kind of clock of each.</summary>
    public static readonly IReadOnlyList<(LimitStep Step, string Kind)> All = [(LimitStep.FirstAnswer, FirstAnswer), (LimitStep.OnSite, OnSite)];

    /// <summary>Null for a clock of another kind.</summary>
    public static LimitStep? Find(string kind) => kind switch
    {
        FirstAnswer => LimitStep.FirstAnswer,
        OnSite => LimitStep.OnSite,
        _ => null,
    };

    public static DateTimeOffset? MetAt(Ticket ticket, LimitStep step) => step == LimitStep.FirstAnswer ? ticket.AnsweredAt : ticket.OnSiteAt;

    /// <summary>
    /// Somebody still has to answer, or to be there, and the clock of it does not stand still. Where all has to be done by then anyway (a worker set a
    /// short time), the clock of 办结 says enough.
    /// </summary>
    public static bool Runs(Ticket ticket, LimitStep step) =>
        ticket.State.IsOpen() && ticket.Steps.Of(step) is { } deadline && deadline.At < ticket.Deadline.At && MetAt(ticket, step) is null && !IsHeld(ticket, step);

    /// <summary>A pause holds the clock of 到场 where its rule says so and it began before the time was up.</summary>
    public static bool IsHeld(Ticket ticket, LimitStep step) =>
        step == LimitStep.OnSite
        && ticket is { State: TicketState.Paused, Pause: { StopsOnSite: true } pause, Steps.OnSite: { } deadline }
        && (pause.OnSiteFrom ?? pause.From) < deadline.At;

    /// <summary>Met after its time, or not met and its time is up.</summary>
    public static bool IsMissed(Ticket ticket, LimitStep step, DateTimeOffset now) => ticket.Steps.Of(step) is { } deadline
        && (MetAt(ticket, step) is { } met ? met > deadline.At : deadline.At <= now && !IsHeld(ticket, step));

    /// <summary>The steps as they stand once the running pause is over, or would stand if it ended now. What it does not hold stays.</summary>
    public static StepDeadlines AfterPause(Ticket ticket, DateTimeOffset now, TicketRules rules) =>
        ticket is { Pause: { } pause, OnSiteAt: null, Steps.OnSite: { } deadline } && IsHeld(ticket, LimitStep.OnSite)
            ? ticket.Steps with { OnSite = rules.DeadlineAfterPause(deadline, pause.OnSiteFrom ?? pause.From, pause.EndAt(now)) }
            : ticket.Steps;

    /// <summary>
    /// The steps of a case that was put right. Who has answered has answered, and what is missed stays missed; a raised urgency only shortens. Null where
    /// nothing changes.
    /// </summary>
    /// <param name="raised">Whether the new limits count from now, instead of from the beginning.</param>
    public static StepDeadlines? Corrected(Ticket ticket, LimitCase matter, bool raised, DateTimeOffset now, TicketRules rules)
    {
        var standing = AfterPause(ticket, now, rules);
        var anew = raised
            ? rules.StepsFor(matter, now)
            : rules.StepsFor(matter, ticket.CountsFrom, standing.OnSite?.Pauses);
        var steps = All.Aggregate(standing, (kept, one) => kept.With(one.Step, Choose(one.Step)));
        return All.All(one => steps.Of(one.Step)?.At == standing.Of(one.Step)?.At) ? null : steps;

        Deadline? Choose(LimitStep step)
        {
            var (old, wanted) = (standing.Of(step), anew.Of(step));
            return MetAt(ticket, step) is not null || IsMissed(ticket, step, now) ? old
                : raised && (wanted is null || wanted.At >= old?.At) ? old
                : wanted;
        }
    }
}

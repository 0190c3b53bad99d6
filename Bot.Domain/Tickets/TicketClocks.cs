using Bot.Domain.Clocks;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>One clock that should run for a ticket.</summary>
/// <param name="Kind">A rung's kind, "first_answer", "on_site", "check", "resume" (in one round also "resume2" ...) or "again1", "again2" ...</param>
/// <param name="Round">Within which it fires once: the ticket's present round; of the first two kinds the one with which the episode began.</param>
public sealed record TicketClock(string Kind, int Round, DateTimeOffset DueAt);

/// <summary>
/// Which clocks a ticket should have follows from the ticket alone. The stored clocks are brought in line after every change,
/// so a reminder that has become moot stops by itself and no open ticket can be left without one.
/// </summary>
public static class TicketClocks
{
    public const string Check = "check";
    public const string Resume = "resume";
    public const string Again = "again";

    public static IReadOnlyList<TicketClock> For(Ticket ticket, TicketRules rules) => [.. Wanted(ticket, rules).Select(clock => new TicketClock(clock.Kind, RoundOf(ticket, clock.Kind), clock.When()))];

    /// <summary>One of the clocks, without working out when the others are due; null where the ticket should not have it.</summary>
    public static TicketClock? Find(Ticket ticket, TicketRules rules, string kind) =>
        Wanted(ticket, rules).Where(clock => clock.Kind == kind).Select(clock => new TicketClock(kind, RoundOf(ticket, kind), clock.When())).FirstOrDefault();

    /// <summary>The round to which a clock of this kind belongs now.</summary>
    public static int RoundOf(Ticket ticket, string kind) => TicketSteps.Find(kind) is null ? ticket.Round : ticket.StepsRound;

    /// <summary>Whether it calls somebody, and so waits for the morning unless it is 特急.</summary>
    public static bool Calls(Ticket ticket, string kind, TicketRules rules) => TicketSteps.Find(kind) is not null || rules.Ladder.Find(ticket.Urgency, kind) is not null;

    /// <summary>
    /// The clocks that a ticket gets anew where nothing but clocks fired: the others are as they were, so their due times need not be worked out. Null where more
    /// has happened.
    /// </summary>
    public static IReadOnlyList<TicketClock>? BegunByFiring(Ticket before, Ticket after, TicketRules rules)
    {
        if (before with { Fired = after.Fired, Level = after.Level, Version = after.Version, ChangedAt = after.ChangedAt } != after)
        {
            return null;
        }

        var known = Wanted(before, rules).Select(clock => clock.Kind).ToList();
        var wanted = Wanted(after, rules).ToList();
        return known.TrueForAll(kind => HasFired(after, kind) || wanted.Exists(clock => clock.Kind == kind))
            ? [.. wanted.Where(clock => !known.Contains(clock.Kind)).Select(clock => new TicketClock(clock.Kind, after.Round, clock.When()))]
            : null;
    }

    private static IEnumerable<(string Kind, Func<DateTimeOffset> When)> Wanted(Ticket ticket, TicketRules rules)
    {
        if (ticket.State == TicketState.Resolved)
        {
            // The question itself waits for the morning, and the 72 hours with it.
            yield return (Check, () => ShanghaiTime.NotByNight(ticket.ResolvedAt!.Value) + TicketRules.CheckTime);
        }

        if (!ticket.State.IsOpen() || ticket.State == TicketState.Resolved)
        {
            yield break;
        }

        foreach (var (step, kind) in TicketSteps.All)
        {
            if (TicketSteps.Runs(ticket, step) && !HasFired(ticket, kind))
            {
                yield return (kind, () => WhenFor(ticket, step));
            }
        }

        if (ticket is { State: TicketState.Paused, Pause: { } pause })
        {
            // A pause that took no time that counts (a night, or after the due time) begins no new round; the next one needs a clock all the same.
            var pauses = TimesFired(ticket, Resume) + 1;
            yield return (pauses == 1 ? Resume : $"{Resume}{pauses}", () => pause.Until);
            if (ticket.ClockIsHeld)
            {
                yield break;
            }
        }

        foreach (var rung in rules.Ladder.For(ticket.Urgency))
        {
            if (Runs(rung.Anchor, ticket) && !HasFired(ticket, rung.Kind))
            {
                yield return (rung.Kind, () => WhenFor(rung, ticket, rules));
            }
        }

        if (!rules.Ladder.For(ticket.Urgency).Any(rung => rung.Anchor == RungAnchor.Due && !HasFired(ticket, rung.Kind)))
        {
            var times = TimesFired(ticket, Again) + 1;
            yield return ($"{Again}{times}", () => ShanghaiTime.NotByNight(rules.Time.Compute(ticket.Deadline.At, Ladder.Again with { Count = Ladder.Again.Count * times }).At));
        }
    }

    /// <summary>Whether a rung that has fired still says something: nobody has answered it since, nor moved the due time.</summary>
    public static bool StillHolds(Ticket ticket, string kind, int round, TicketRules rules) =>
        TicketSteps.Find(kind) is { } step ? ticket.StepsRound == round && TicketSteps.Runs(ticket, step)
        : ticket.State.IsOpen() && ticket.Round == round && !ticket.ClockIsHeld
        && (rules.Ladder.Find(ticket.Urgency, kind) is not { } rung || Runs(rung.Anchor, ticket));

    private static int TimesFired(Ticket ticket, string kind) =>
        ticket.Fired.Count(fired => fired.StartsWith(kind, StringComparison.Ordinal) && fired.EndsWith($":{ticket.Round}", StringComparison.Ordinal));

    public static bool HasFired(Ticket ticket, string kind) => ticket.Fired.Contains($"{kind}:{RoundOf(ticket, kind)}");

    /// <summary>Whether a rung that waits for the confirmation calls the same person at the same instant: then one of the two is enough.</summary>
    public static bool IsCalledAnyway(Ticket ticket, LimitStep step, TicketRules rules) => rules.Ladder.For(ticket.Urgency).Any(rung =>
        rung.Anchor == RungAnchor.Opened && Runs(rung.Anchor, ticket) && rung.To.Any(word => word is "responsible" or "grid_worker")
        && WhenFor(rung, ticket, rules) == WhenFor(ticket, step));

    private static bool Runs(RungAnchor anchor, Ticket ticket) => anchor switch
    {
        RungAnchor.Opened => ticket.State == TicketState.Reported,
        RungAnchor.Share => ticket.State.IsInHand(),
        RungAnchor.Whistled => ticket.State.IsInHand() && ticket.Units.Any(unit => unit.At is null),
        _ => true,
    };

    private static DateTimeOffset WhenFor(Rung rung, Ticket ticket, TicketRules rules)
    {
        var deadline = ticket.Deadline;
        var when = rung.Anchor switch
        {
            RungAnchor.Opened => rules.Time.Compute(ticket.OpenedAt, rung.Offset!.Value).At,
            RungAnchor.Share => rules.ShareOf(deadline, rung.Share),
            RungAnchor.Whistled => rules.Time.Compute(ticket.Units.Where(unit => unit.At is null).Max(unit => unit.CalledAt), rung.Offset!.Value).At,
            _ => rung.Offset is { } offset ? rules.Time.Compute(deadline.At, offset).At : deadline.At,
        };
        if (ticket.Urgency == Urgency.Critical)
        {
            return when;
        }

        var full = FullMinute(when);
        return rung.Anchor != RungAnchor.Share ? ShanghaiTime.NotByNight(full) : ShanghaiTime.NotByNight(full < deadline.At ? full : when, deadline.At);
    }

    private static DateTimeOffset WhenFor(Ticket ticket, LimitStep step)
    {
        var due = ticket.Steps.Of(step)!.At;
        return ticket.Urgency == Urgency.Critical ? due : ShanghaiTime.NotByNight(FullMinute(due));
    }

    /// <summary>What falls into one minute falls on one instant, so that one sweep finds it all and tells it together.</summary>
    private static DateTimeOffset FullMinute(DateTimeOffset when)
    {
        var over = when.Ticks % TimeSpan.TicksPerMinute;
        return over == 0 ? when : when.AddTicks(TimeSpan.TicksPerMinute - over);
    }
}

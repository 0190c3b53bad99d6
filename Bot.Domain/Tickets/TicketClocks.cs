using Bot.Domain.Clocks;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>One clock that should run for a ticket.</summary>
/// <param name="Kind">A rung's kind, "check", "resume" or "again1", "again2" ...</param>
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

    public static IReadOnlyList<TicketClock> For(Ticket ticket, TicketRules rules) => [.. Wanted(ticket, rules).Select(clock => new TicketClock(clock.Kind, ticket.Round, clock.When()))];

    /// <summary>One of the clocks, without working out when the others are due; null where the ticket should not have it.</summary>
    public static TicketClock? Find(Ticket ticket, TicketRules rules, string kind) =>
        Wanted(ticket, rules).Where(clock => clock.Kind == kind).Select(clock => new TicketClock(kind, ticket.Round, clock.When())).FirstOrDefault();

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

        if (ticket is { State: TicketState.Paused, Pause: { } pause })
        {
            yield return (Resume, () => pause.Until);
            if (pause.From < ticket.Deadline.At)
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
            var times = ticket.Fired.Count(fired => fired.StartsWith(Again, StringComparison.Ordinal) && fired.EndsWith($":{ticket.Round}", StringComparison.Ordinal)) + 1;
            yield return ($"{Again}{times}", () => ShanghaiTime.NotByNight(rules.Time.Compute(ticket.Deadline.At, Ladder.Again with { Count = Ladder.Again.Count * times }).At));
        }
    }

    public static bool HasFired(Ticket ticket, string kind) => ticket.Fired.Contains($"{kind}:{ticket.Round}");

    private static bool Runs(RungAnchor anchor, Ticket ticket) => anchor switch
    {
        RungAnchor.Opened => ticket.State == TicketState.Reported,
        RungAnchor.Share => ticket.State.IsInHand(),
        _ => true,
    };

    private static DateTimeOffset WhenFor(Rung rung, Ticket ticket, TicketRules rules)
    {
        var deadline = ticket.Deadline;
        var when = rung.Anchor switch
        {
            RungAnchor.Opened => rules.Time.Compute(ticket.OpenedAt, rung.Offset!.Value).At,
            RungAnchor.Share => rules.ShareOf(deadline, rung.Share),
            _ => rung.Offset is { } offset ? rules.Time.Compute(deadline.At, offset).At : deadline.At,
        };
        if (ticket.Urgency == Urgency.Critical)
        {
            return when;
        }

        return rung.Anchor == RungAnchor.Share ? ShanghaiTime.NotByNight(when, deadline.At) : ShanghaiTime.NotByNight(when);
    }
}

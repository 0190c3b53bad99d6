using Bot.Domain.Clocks;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>更正: another place, category, condition or urgency. A reporter may correct where it is; the rest is the staff's.</summary>
public static class CorrectTicket
{
    /// <param name="condition">As a worker writes it: the condition's name or part of it; "无" for none. Without it another category finds its own.</param>
    public static Decision Decide(Ticket ticket, string? category, Urgency? urgency, Location? location, Scene scene, string? condition = null)
    {
        if (!ticket.State.IsOpen())
        {
            return Decision.Refuse(TicketErrors.Over(ticket));
        }

        var reported = ticket.Reports.Any(report => report.ReporterId == scene.Actor.Id);
        if (!scene.Actor.IsStaff && (!reported || category is not null || urgency is not null || condition is not null))
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        var merged = location is null ? null : Merge(ticket.Location, location);
        if (merged == ticket.Location && category is null && urgency is null && condition is null)
        {
            return Decision.Nothing;
        }

        var kind = category ?? ticket.Category;
        var meant = condition is { } said ? scene.Rules.Conditions.Meant(kind, said.Trim(), scene.Rules.LimitedConditions(kind))
            : kind == ticket.Category ? null
            : scene.Rules.Conditions.Of(kind, string.Join(' ', ticket.Reports.Select(report => report.Text).Prepend(ticket.Summary)));
        if (condition is not null && meant is null)
        {
            return Decision.Refuse(TicketErrors.ConditionUnknown(ticket, scene.Rules.Conditions.For(kind)));
        }

        var corrected = Measured(new Corrected(category, urgency, merged, null) { Condition = meant == ticket.Condition ? null : meant }, ticket, scene);
        var after = ticket with { Category = category ?? ticket.Category, Urgency = urgency ?? ticket.Urgency, Location = merged ?? ticket.Location, Condition = meant ?? ticket.Condition };
        var words = condition is not null ? TicketWords.ConditionNoted(after with { Deadline = corrected.Deadline ?? ticket.Deadline }, scene.Now) : scene.Actor.IsStaff ? TicketWords.Corrected(after) : TicketWords.PlaceNoted(after);
        return Decision.Of(corrected).Saying(scene.Reply(words, ticket.Number)).Withdrawing(OpenTicket.QuestionKey(ticket.Number));
    }

    /// <summary>A raised urgency shortens from now; it never lengthens what was promised.</summary>
    public static Corrected Raise(Ticket ticket, Urgency urgency, Scene scene) => Measured(new Corrected(null, urgency, null, null), ticket, scene);

    /// <summary>With the limits of what the case is now.</summary>
    private static Corrected Measured(Corrected corrected, Ticket ticket, Scene scene)
    {
        var matter = ticket.Case with { Category = corrected.Category ?? ticket.Category, Urgency = corrected.Urgency ?? ticket.Urgency, Condition = corrected.Condition ?? ticket.Condition };
        return matter == ticket.Case
            ? corrected
            : corrected with { Deadline = Deadline(ticket, matter, scene), Steps = TicketSteps.Corrected(ticket, matter, matter.Urgency > ticket.Urgency, scene.Now, scene.Rules) };
    }

    /// <summary>
    /// Null where the due time stays. A correction after the due time never moves it: what is overdue stays overdue. An unchanged case keeps
    /// what was granted or shortened since, and the same due time is no new round, or its reminders would come twice.
    /// </summary>
    private static Deadline? Deadline(Ticket ticket, LimitCase matter, Scene scene)
    {
        var raised = matter.Urgency > ticket.Urgency;
        var deadline = raised
            ? scene.Rules.DeadlineFor(matter, scene.Now)
            : scene.Rules.DeadlineFor(matter, ticket.CountsFrom, PausesUntil(ticket, scene.Now));
        var mayLengthen = !raised && !ticket.IsOverdue(scene.Now);
        return deadline.At == ticket.Deadline.At || (deadline.At > ticket.Deadline.At && !mayLengthen) ? null : deadline;
    }

    private static IReadOnlyList<Pause> PausesUntil(Ticket ticket, DateTimeOffset now) =>
        ticket is { State: TicketState.Paused, Pause: { } pause } ? [.. ticket.Pauses, new Pause(pause.From, pause.EndAt(now))] : ticket.Pauses;

    /// <summary>What is newly said replaces what was known; a new building makes the old unit and door meaningless.</summary>
    private static Location Merge(Location known, Location said)
    {
        var moved = said.Building is not null && said.Building != known.Building && known.Building is not null;
        return new Location(
            said.Community ?? known.Community,
            said.Building ?? known.Building,
            said.Unit ?? (moved ? null : known.Unit),
            said.Floor ?? (moved ? null : known.Floor),
            said.Room ?? (moved ? null : known.Room),
            said.Place ?? known.Place);
    }
}

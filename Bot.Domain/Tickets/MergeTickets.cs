using Bot.Domain.Clocks;

namespace Bot.Domain.Tickets;

/// <summary>What a merge or a split does to the other ticket.</summary>
public sealed record PairDecision(Decision First, Decision Second);

/// <summary>合并 and 拆分. The one that stays takes the earliest start and the strictest limit.</summary>
public static class MergeTickets
{
    public static PairDecision Merge(Ticket from, Ticket into, Scene scene)
    {
        var refusal = Refusal(from, into, scene);
        if (refusal is not null)
        {
            return new(Decision.Refuse(refusal), Decision.Nothing);
        }

        var stricter = StrictestLimit.Of(
            new MergeSide(into.Number, into.CountsFrom, Standing(into, scene)) { IsExtended = into.Extensions > 0 },
            new MergeSide(from.Number, from.CountsFrom, Standing(from, scene)) { IsExtended = from.Extensions > 0 },
            scene.Rules);
        var absorbed = new Absorbed(from.Number, from.Reports, from.Urgency, stricter) { Units = from.Units, CountsFrom = from.CountsFrom, OnSiteAt = from.OnSiteAt, Steps = Steps(from, into, scene) };
        var after = into with { Reports = [.. into.Reports, .. from.Reports] };
        return new(
            Decision.Of(new MergedAway(into.Number)).Withdrawing(OpenTicket.QuestionKey(from.Number)).Saying(scene.Reply(TicketWords.Merged(from, after), into.Number)),
            Decision.Of(absorbed));
    }

    /// <summary>
    /// The last voice that joined (or the one at <paramref name="index"/>) leaves for a ticket of its own. Its limit counts from its own report, or from
    /// the last reopening, and the pauses since are given back to it as to the other; what stays keeps its start and its limit: a split gains nothing.
    /// </summary>
    public static PairDecision Split(Ticket ticket, int? index, string newNumber, Scene scene)
    {
        if (!scene.Actor.Steers)
        {
            return new(Decision.Refuse(scene.Actor.IsStaff ? TicketErrors.NotSteering : TicketErrors.NotStaff), Decision.Nothing);
        }

        if (!ticket.State.IsOpen())
        {
            return new(Decision.Refuse(TicketErrors.Over(ticket)), Decision.Nothing);
        }

        var which = index ?? ticket.Reports.Count - 1;
        if (ticket.Reports.Count < 2 || which < 0 || which >= ticket.Reports.Count)
        {
            return new(Decision.Refuse(TicketErrors.OneReport), Decision.Nothing);
        }

        var report = ticket.Reports[which];
        var opened = new Opened(ticket.GridId, ticket.GroupId, ticket.Category, ticket.Urgency, ticket.Location, report.Text, ticket.Private, report, Apart(ticket, report, scene), null)
        {
            SplitFrom = ticket.Number,
            Condition = ticket.Condition.Length > 0 ? ticket.Condition : null,
            Steps = StepsApart(ticket, report, scene),
        };
        return new(
            Decision.Of(new SplitOff(which, newNumber)).Saying(scene.Reply(TicketWords.Split(ticket.Number, newNumber), newNumber)),
            Decision.Of(opened));
    }

    /// <summary>
    /// What both still owe is owed by the strictest limit from the earliest start. What the one that stays has met is met; who was at the place was there for both.
    /// Null where nothing changes.
    /// </summary>
    private static StepDeadlines? Steps(Ticket from, Ticket into, Scene scene)
    {
        var (own, others) = (TicketSteps.AfterPause(into, scene.Now, scene.Rules), TicketSteps.AfterPause(from, scene.Now, scene.Rules));
        var merged = TicketSteps.All.Aggregate(own, (kept, one) =>
        {
            var isOwed = TicketSteps.MetAt(into, one.Step) is null && TicketSteps.MetAt(from, one.Step) is null;
            var goes = new MergeSide(from.Number, from.CountsFrom, isOwed ? others.Of(one.Step) : null);
            return StrictestLimit.Of(new MergeSide(into.Number, into.CountsFrom, own.Of(one.Step)), goes, scene.Rules) is { } stricter ? kept.With(one.Step, stricter) : kept;
        });
        return merged == own ? null : merged;
    }

    /// <summary>The deadline as it would be if a pause that runs ended now; without it a merge would punish a matter for having been paused with reason.</summary>
    private static Deadline Standing(Ticket ticket, Scene scene) => ticket is { State: TicketState.Paused, Pause: { } pause }
        ? scene.Rules.DeadlineAfterPause(ticket.Deadline, pause.From, pause.EndAt(scene.Now))
        : ticket.Deadline;

    private static DateTimeOffset StartApart(Ticket ticket, Report report) => report.At > ticket.CountsFrom ? report.At : ticket.CountsFrom;

    /// <summary>Who has been answered, or visited, need not be once more; what was still owed is owed to each.</summary>
    private static StepDeadlines StepsApart(Ticket ticket, Report report, Scene scene)
    {
        var start = StartApart(ticket, report);
        var owed = scene.Rules.StepsFor(ticket.Case with { Level = Grids.Level.Grid }, start, Since(start, TicketSteps.AfterPause(ticket, scene.Now, scene.Rules).OnSite?.Pauses ?? []));
        return TicketSteps.All.Aggregate(owed, (kept, one) => TicketSteps.MetAt(ticket, one.Step) is null ? kept : kept.With(one.Step, null));
    }

    /// <summary>The pauses as far as they lie after a start.</summary>
    private static IReadOnlyList<Pause> Since(DateTimeOffset start, IEnumerable<Pause> pauses) =>
        [.. pauses.Where(one => one.To > start).Select(one => one.From < start ? new Pause(start, one.To) : one)];

    private static Deadline Apart(Ticket ticket, Report report, Scene scene)
    {
        var start = StartApart(ticket, report);
        var pauses = ticket is { State: TicketState.Paused, Pause: { } pause } ? [.. ticket.Pauses, new Pause(pause.From, pause.EndAt(scene.Now))] : ticket.Pauses;
        return scene.Rules.DeadlineFor(ticket.Case with { Level = Grids.Level.Grid }, start, Since(start, pauses));
    }

    private static Refusal? Refusal(Ticket from, Ticket into, Scene scene)
    {
        if (!scene.Actor.Steers)
        {
            return scene.Actor.IsStaff ? TicketErrors.NotSteering : TicketErrors.NotStaff;
        }

        if (from.Number == into.Number)
        {
            return TicketErrors.MergeWithItself;
        }

        if (from.Private != into.Private)
        {
            return TicketErrors.PrivateApart;
        }

        return !from.State.IsOpen() ? TicketErrors.Over(from) : !into.State.IsOpen() ? TicketErrors.Over(into) : null;
    }
}

using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Understanding;

namespace Bot.Domain.Tickets;

/// <summary>Builds a ticket from its events. The stored row is only a copy of what this says.</summary>
public static class TicketHistory
{
    /// <summary>Rises whenever the same events begin to give another ticket (a field came that older events know, a rule was put right): rows of before are then built anew.</summary>
    public const int Shape = 2;

    /// <summary>Folds events in order; those of an undone batch are passed over. Throws where the first is not an opening.</summary>
    public static Ticket Build(IReadOnlyList<RecordedEvent> events)
    {
        var undone = events.Select(recorded => recorded.Event).OfType<Undone>().Select(undo => undo.Batch).ToHashSet();
        Ticket? ticket = null;
        foreach (var recorded in events)
        {
            var after = Apply(ticket, recorded);

            // A round that was taken back stays used up: a later deadline must not inherit what its clocks have fired.
            ticket = undone.Contains(recorded.Batch) ? ticket! with { RoundsUsed = after.RoundsUsed } : after;
        }

        var last = events[^1];
        return ticket! with { Version = last.Sequence, ChangedAt = last.At };
    }

    /// <summary>One event more. An <see cref="Undone"/> needs the whole history: see <see cref="Build"/>.</summary>
    public static Ticket Apply(Ticket? ticket, RecordedEvent recorded)
    {
        if (recorded.Event is Opened opened)
        {
            return Open(recorded, opened) with { Version = recorded.Sequence, ChangedAt = recorded.At };
        }

        var before = ticket ?? throw new InvalidOperationException($"ticket {recorded.Number} does not begin with its opening");
        var after = StepHistory.Apply(Change(before, recorded), recorded) with { Version = recorded.Sequence, ChangedAt = recorded.At };
        if (recorded.Event is Reopened { Continued: true })
        {
            return Continue(before, NewRound(before, after, recorded.At));
        }

        // A due time measured anew is the same promise: no new round, or every reminder that has been given would come again.
        // A new episode is a new round even where its due time happens to be the old one: the residents are asked anew.
        var same = recorded.Event is DeadlineRecomputed || (recorded.Event is not Reopened && IsSame(before.Deadline, after.Deadline));
        var round = !same ? NewRound(before, after, recorded.At) : after.Deadline.Pauses.Count > before.Deadline.Pauses.Count ? PauseCounted(after, recorded.At) : after;
        return recorded.Event is Reopened ? round with { StepsRound = round.Round } : round;
    }

    /// <summary>By value: an event read from the log carries an object of its own, and rebuilding must count the same rounds.</summary>
    private static bool IsSame(Deadline one, Deadline other) => one.At == other.At && one.From == other.From;

    private static Ticket NewRound(Ticket before, Ticket after, DateTimeOffset at) =>
        PauseCounted(after with { Round = before.RoundsUsed + 1, RoundsUsed = before.RoundsUsed + 1 }, at);

    /// <summary>
    /// A deadline that is set during a pause has not run yet: what the pause has taken so far is counted in it already. A pause whose end is past, because no host
    /// ran then, has taken no more than it was given.
    /// </summary>
    private static Ticket PauseCounted(Ticket after, DateTimeOffset at) =>
        after is { State: TicketState.Paused, Pause: { } pause } && pause.EndAt(at) is var until && pause.From < until
            ? after with { Pause = pause with { From = until, OnSiteFrom = pause.OnSiteFrom ?? pause.From }, Pauses = [.. after.Pauses, new Pause(pause.From, until)] }
            : after;

    /// <summary>A clock that goes on has climbed what it has climbed: its rungs do not fire again, though the round is a new one for the residents' check.</summary>
    private static Ticket Continue(Ticket before, Ticket after)
    {
        var climbed = before.Fired
            .Where(fired => fired.EndsWith($":{before.Round}", StringComparison.Ordinal))
            .Select(fired => fired[..fired.LastIndexOf(':')])
            .Where(kind => kind != TicketClocks.Check && TicketSteps.Find(kind) is null && !kind.StartsWith(TicketClocks.Resume, StringComparison.Ordinal));
        return after with { Fired = [.. after.Fired, .. climbed.Select(kind => $"{kind}:{after.Round}")] };
    }

    private static Ticket Open(RecordedEvent recorded, Opened opened) => new()
    {
        Number = recorded.Number,
        State = TicketState.Reported,
        Level = Level.Grid,
        Urgency = opened.Urgency,
        Category = opened.Category,
        Condition = opened.Condition ?? "",
        GridId = opened.GridId,
        GroupId = opened.GroupId,
        Location = opened.Location,
        Summary = opened.Summary,
        Private = opened.Private,
        Withheld = opened.Withheld,
        Unsure = opened.Unsure,
        Reports = [opened.Report],
        OpenedAt = recorded.At,
        CountsFrom = opened.Deadline.From,
        Deadline = opened.Deadline,
        Steps = opened.Steps ?? StepDeadlines.None,
        ReturnOf = opened.ReturnOf,
    };

    private static Ticket Change(Ticket ticket, RecordedEvent recorded) => recorded.Event switch
    {
        Joined joined => ticket with { Reports = [.. ticket.Reports, joined.Report] },
        Corrected corrected => ticket with
        {
            Category = corrected.Category ?? ticket.Category,
            Condition = corrected.Condition ?? ticket.Condition,
            Urgency = corrected.Urgency ?? ticket.Urgency,
            Location = corrected.Location ?? ticket.Location,
            Deadline = corrected.Deadline ?? ticket.Deadline,
        },
        Confirmed confirmed => ticket with
        {
            State = TicketState.Accepted,
            Responsible = confirmed.Responsible,
            Measures = confirmed.Measures,
            Responsibility = confirmed.Responsibility,
        },
        Assigned assigned => ticket with { State = TicketState.Assigned, Responsible = assigned.To, HandedTo = null, Deadline = assigned.Deadline ?? ticket.Deadline },
        Started started => ticket with { State = TicketState.Working, Responsible = started.By, HandedTo = started.By.Id == ticket.Responsible?.Id ? ticket.HandedTo : null },
        Progressed => ticket,
        Suspended suspended => ticket with { State = TicketState.Paused, Pause = new(recorded.At, suspended.Until, suspended.Reason) { Proof = suspended.Proof, StopsOnSite = suspended.StopsOnSite } },
        Resumed resumed => ticket with
        {
            State = TicketState.Working,
            Pause = null,
            Pauses = ticket.Pause is { } pause ? [.. ticket.Pauses, new Pause(pause.From, pause.EndAt(recorded.At))] : ticket.Pauses,
            Suspensions = Ended(ticket, recorded.At),
            Deadline = resumed.Deadline,
        },
        ExtensionAsked asked => ticket with { ExtensionRequest = new(asked.By, asked.Until, asked.Reason) },
        ExtensionGranted granted => ticket with { ExtensionRequest = null, Extensions = ticket.Extensions + 1, Deadline = granted.Deadline },
        ExtensionRefused => ticket with { ExtensionRequest = null },
        Transferred { Awaited: true } handed => ticket with { State = TicketState.Assigned, HandedTo = handed.To?.Id == ticket.Responsible?.Id ? null : handed.To },
        Transferred transferred => ticket with { State = TicketState.Assigned, Responsible = transferred.To ?? ticket.Responsible },
        Declined => ticket with { HandedTo = null },
        Whistled whistled => ticket with { Units = [.. ticket.Units, .. whistled.Units.Select(name => new CalledUnit(name, recorded.At))] },
        CheckedIn reported => ticket with { Units = ticket.Units.Select(unit => unit.Name == reported.Unit ? unit with { By = reported.By, At = recorded.At } : unit).ToList() },
        Resolved resolved => ticket with
        {
            State = TicketState.Resolved,
            ResolvedAt = recorded.At,
            StoppedAt = Stop(ticket, recorded.At),
            Outcome = resolved.Text,
            Pause = null,
            Suspensions = Ended(ticket, recorded.At),
            HandedTo = null,
            ExtensionRequest = null,
            Answers = new Dictionary<string, Answer>(),
        },
        Answered answered => ticket with
        {
            Answers = new Dictionary<string, Answer>(ticket.Answers) { [answered.By.Id] = new(answered.Value, recorded.At, answered.Stars) },
        },
        Reopened reopened => ticket with
        {
            State = TicketState.Working,
            Episode = ticket.Episode + 1,
            CountsFrom = reopened.Continued ? ticket.CountsFrom : recorded.At,
            Deadline = reopened.Deadline,
            ResolvedAt = null,
            ClosedAt = null,
            StoppedAt = null,
            Pause = null,
            Pauses = reopened.Continued ? [.. ticket.Pauses, new Pause(ticket.StoppedAt ?? recorded.At, recorded.At)] : [],
            Suspensions = reopened.Continued ? ticket.Suspensions : [],
            HandedTo = null,
            Extensions = reopened.Continued ? ticket.Extensions : 0,
            ExtensionRequest = null,
            Answers = new Dictionary<string, Answer>(),
        },
        Recurred recurred => ticket with { Recurs = recurred.Of },
        Rejected => ticket with { State = TicketState.Rejected, ClosedAt = recorded.At, StoppedAt = Stop(ticket, recorded.At), HandedTo = null },
        Revoked revoked => ticket with
        {
            Reports = ticket.Reports.Select(report => RevokeReport.Blank(report, revoked.MessageId)).ToList(),
            Summary = revoked.Opened ? TicketWords.TakenBack : ticket.Summary,
        },
        Cancelled => ticket with { State = TicketState.Cancelled, ClosedAt = recorded.At, StoppedAt = Stop(ticket, recorded.At), HandedTo = null },
        Closed => ticket with { State = TicketState.Closed, ClosedAt = recorded.At },
        MergedAway merged => ticket with { State = TicketState.Merged, MergedInto = merged.Into },
        Absorbed absorbed => ticket with
        {
            Reports = [.. ticket.Reports, .. absorbed.Reports],
            Urgency = absorbed.Urgency > ticket.Urgency ? absorbed.Urgency : ticket.Urgency,
            OpenedAt = Earliest(absorbed.Reports, ticket.OpenedAt),
            CountsFrom = absorbed.CountsFrom is { } start ? (start < ticket.CountsFrom ? start : ticket.CountsFrom) : Earliest(absorbed.Reports, ticket.CountsFrom),
            Deadline = absorbed.Deadline ?? ticket.Deadline,
            Units = [.. ticket.Units, .. absorbed.Units.Where(unit => ticket.Units.All(known => known.Name != unit.Name))],
        },
        SplitOff split => ticket with { Reports = ticket.Reports.Where((_, index) => index != split.Index).ToList() },
        ClockFired fired => ticket with { Fired = [.. ticket.Fired, $"{fired.Clock}:{fired.Round}"] },
        Escalated escalated => ticket with { Level = escalated.Level },

        // A step taken back since may have brought back another due time than the one that was measured.
        DeadlineRecomputed anew => anew.OldDueAt == ticket.Deadline.At && anew.Deadline.From == ticket.Deadline.From
            ? ticket with { Deadline = anew.Deadline }
            : ticket,
        StepRecomputed anew => ticket.Steps.Of(anew.Step) is { } old && old.At == anew.OldDueAt && old.From == anew.Deadline.From
            ? ticket with { Steps = ticket.Steps.With(anew.Step, anew.Deadline) }
            : ticket,
        Undone => ticket,
        _ => throw new InvalidOperationException($"no rule for {recorded.Event.GetType().Name}"),
    };

    private static IReadOnlyList<Suspension> Ended(Ticket ticket, DateTimeOffset at) =>
        ticket.Pause is { } pause ? [.. ticket.Suspensions, pause with { Until = pause.EndAt(at) }] : ticket.Suspensions;

    /// <summary>What ends during a pause stopped when the pause began; what was cancelled after it was resolved stopped then.</summary>
    private static DateTimeOffset Stop(Ticket ticket, DateTimeOffset at) => ticket.StoppedAt ?? ticket.Pause?.From ?? at;

    /// <summary>The one that was absorbed may have absorbed an older one itself, so its first report need not be its oldest.</summary>
    private static DateTimeOffset Earliest(IReadOnlyList<Report> reports, DateTimeOffset start) =>
        reports.Select(report => report.At).Append(start).Min();
}

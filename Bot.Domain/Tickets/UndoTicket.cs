namespace Bot.Domain.Tickets;

/// <summary>撤销: takes back one's own last step, as long as nobody has acted on it since. What time did in between stays.</summary>
public static class UndoTicket
{
    /// <summary>Notices that carry the version the ticket had when they were decided, one less than the step's batch.</summary>
    private static readonly string[] VersionedKinds = ["rejected", "assigned", "transfer", "extension", "whistle", "declined", "asked"];

    public static Decision Decide(IReadOnlyList<RecordedEvent> history, Scene scene)
    {
        if (!scene.Actor.IsStaff)
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        if (LastStep(history) is not { } step || step.Actor != scene.Actor.Id || step.Event is Joined || history.Any(recorded => recorded.Batch == step.Batch && recorded.Event is Opened))
        {
            return Decision.Refuse(TicketErrors.NothingToUndo);
        }

        // What time made of the step (the end of a pause, the closing after the check) cannot stand without it.
        if (history.Any(recorded => recorded.Sequence > step.Sequence && recorded.Actor == Grids.Actor.Clock.Id && recorded.Event is Resumed or Closed))
        {
            return Decision.Refuse(TicketErrors.NothingToUndo);
        }

        var undone = new Undone(step.Batch);
        var now = TicketHistory.Build([.. history, new RecordedEvent(step.Number, history[^1].Sequence + 1, history[^1].Sequence + 1, scene.Now, scene.Actor.Id, undone)]);
        var before = TicketHistory.Build(history);
        return Decision.Of([undone, .. RecomputeDeadline.Decide(now, scene.Rules).Events])
            .Withdrawing([
                .. ResolveTicket.CheckKeys(before),
                $"ticket:{before.Number}:outcome:{before.Round}",
                $"ticket:{before.Number}:reopened:{now.Round}",
                .. VersionedKinds.Select(kind => $"ticket:{before.Number}:{kind}:{step.Batch - 1}"),
            ])
            .Saying(scene.Reply(TicketWords.Undone(now), now.Number));
    }

    /// <summary>The other ticket that the step touched too, by merging or splitting; null where it touched but one.</summary>
    public static string? PartnerOf(RecordedEvent? step) => step?.Event switch
    {
        MergedAway merged => merged.Into,
        Absorbed absorbed => absorbed.From,
        SplitOff split => split.To,
        _ => null,
    };

    /// <summary>
    /// Takes back the second half of a step on two tickets. Only the very same step: what has been done about either since would be lost without a word.
    /// What was split off ends in the one it came from, so that its number still leads somewhere.
    /// </summary>
    /// <param name="step">The step as it stands in the log of the first.</param>
    /// <param name="partner">The log of the second.</param>
    public static Decision DecidePartner(RecordedEvent step, IReadOnlyList<RecordedEvent> partner, Scene scene)
    {
        if (step.Event is SplitOff split)
        {
            return partner.All(recorded => recorded.Actor == Grids.Actor.Clock.Id || recorded.Batch == 1)
                ? Decision.Of(new MergedAway(step.Number)).Withdrawing(OpenTicket.QuestionKey(split.To))
                : Decision.Refuse(TicketErrors.UndoSplit(split, step.Number));
        }

        return PartnerOf(LastStep(partner)) == step.Number && LastStep(partner)!.At == step.At
            ? Decide(partner, scene)
            : Decision.Refuse(TicketErrors.UndoMerge(step.Event is Absorbed ? step.Number : PartnerOf(step)!));
    }

    /// <summary>The newest event that a person caused and that still counts; null where there is none. Voices that joined, or were taken back, do not stand in the way.</summary>
    public static RecordedEvent? LastStep(IReadOnlyList<RecordedEvent> history)
    {
        var undone = history.Select(recorded => recorded.Event).OfType<Undone>().Select(undo => undo.Batch).ToHashSet();
        return history.LastOrDefault(recorded =>
            recorded.Actor != Grids.Actor.Clock.Id && recorded.Event is not (Undone or Joined or Revoked) && !undone.Contains(recorded.Batch));
    }
}

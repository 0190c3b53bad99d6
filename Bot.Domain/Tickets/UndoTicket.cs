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

        if (LastStep(history) is not { } step || step.Actor != scene.Actor.Id || step.Event is Opened or Joined)
        {
            return Decision.Refuse(TicketErrors.NothingToUndo);
        }

        if (history.Any(recorded => recorded.Batch == step.Batch && recorded.Event is SplitOff))
        {
            return Decision.Refuse(TicketErrors.UndoSplit((SplitOff)step.Event, step.Number));
        }

        // What time made of the step (the end of a pause, the closing after the check) cannot stand without it.
        if (history.Any(recorded => recorded.Sequence > step.Sequence && recorded.Actor == Grids.Actor.Clock.Id && recorded.Event is Resumed or Closed))
        {
            return Decision.Refuse(TicketErrors.NothingToUndo);
        }

        var undone = new Undone(step.Batch);
        var now = TicketHistory.Build([.. history, new RecordedEvent(step.Number, history[^1].Sequence + 1, history[^1].Sequence + 1, scene.Now, scene.Actor.Id, undone)]);
        var before = TicketHistory.Build(history);
        return Decision.Of(undone)
            .Withdrawing([
                .. ResolveTicket.CheckKeys(before),
                $"ticket:{before.Number}:outcome:{before.Round}",
                $"ticket:{before.Number}:reopened:{now.Round}",
                .. VersionedKinds.Select(kind => $"ticket:{before.Number}:{kind}:{step.Batch - 1}"),
            ])
            .Saying(scene.Reply(TicketWords.Undone(now), now.Number));
    }

    /// <summary>The newest event that a person caused and that still counts; null where there is none. Voices that joined do not stand in the way.</summary>
    public static RecordedEvent? LastStep(IReadOnlyList<RecordedEvent> history)
    {
        var undone = history.Select(recorded => recorded.Event).OfType<Undone>().Select(undo => undo.Batch).ToHashSet();
        return history.LastOrDefault(recorded =>
            recorded.Actor != Grids.Actor.Clock.Id && recorded.Event is not (Undone or Joined) && !undone.Contains(recorded.Batch));
    }
}

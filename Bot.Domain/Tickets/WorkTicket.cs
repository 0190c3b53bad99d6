namespace Bot.Domain.Tickets;

/// <summary>办理: starting, telling how it goes, going on after a pause.</summary>
public static class WorkTicket
{
    /// <summary>"收到" of whoever has it in hand, or to whom it was passed on.</summary>
    public static Decision Start(Ticket ticket, Scene scene)
    {
        if (InHand(ticket, scene) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        var started = new Started(new Person(scene.Actor.Id, scene.Actor.Name));
        return Decision.Of([.. ConfirmTicket.First(ticket, scene), started])
            .Saying(scene.Reply(TicketWords.Started(ticket with { Responsible = started.By }, scene.Now), ticket.Number));
    }

    /// <param name="promise">The instant that the words name, if they name one.</param>
    /// <param name="onSite">Whether somebody is there, where that is said apart from the words; else they tell.</param>
    public static Decision Progress(Ticket ticket, string text, DateTimeOffset? promise, Scene scene, bool? onSite = null)
    {
        if (InHand(ticket, scene) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        var first = ConfirmTicket.First(ticket, scene);
        var responsible = ticket.Responsible is null || ticket.IsWith(scene.Actor.Id);
        IReadOnlyList<TicketEvent> start = responsible && (ticket.State != TicketState.Working || ticket.HandedTo?.Id == scene.Actor.Id) ? [new Started(new Person(scene.Actor.Id, scene.Actor.Name))] : [];
        return Decision.Of([.. first, .. start, new Progressed(text, promise) { OnSite = onSite ?? scene.Rules.Presence.IsSaid(text) }]).Saying(scene.Reply(TicketWords.Progressed(ticket), ticket.Number));
    }

    public static Decision Resume(Ticket ticket, Scene scene)
    {
        if (!scene.Actor.IsStaff)
        {
            return Decision.Refuse(TicketErrors.NotStaff);
        }

        if (ticket is not { State: TicketState.Paused, Pause: { } pause })
        {
            return Decision.Refuse(TicketErrors.NotPaused(ticket));
        }

        var resumed = Resumed(ticket, pause, scene);
        return Decision.Of(resumed).Saying(scene.Reply(TicketWords.Resumed(ticket with { Deadline = resumed.Deadline }, scene.Now), ticket.Number));
    }

    internal static Resumed Resumed(Ticket ticket, Suspension pause, Scene scene) =>
        new(scene.Rules.DeadlineAfterPause(ticket.Deadline, pause.From, pause.EndAt(scene.Now)))
        {
            Steps = TicketSteps.AfterPause(ticket, scene.Now, scene.Rules) is var steps && steps != ticket.Steps ? steps : null,
        };

    /// <summary>As <see cref="InHand"/>, for what only who steers the grid may do.</summary>
    internal static Refusal? Steered(Ticket ticket, Scene scene) =>
        scene.Actor.Steers || !scene.Actor.IsStaff ? InHand(ticket, scene) : TicketErrors.NotSteering;

    /// <summary>Null where this actor may work on it now.</summary>
    internal static Refusal? InHand(Ticket ticket, Scene scene)
    {
        if (!scene.Actor.IsStaff)
        {
            return TicketErrors.NotStaff;
        }

        if (!ticket.State.IsOpen())
        {
            return TicketErrors.Over(ticket);
        }

        return ticket.State == TicketState.Paused ? TicketErrors.NotInHand(ticket) : null;
    }
}

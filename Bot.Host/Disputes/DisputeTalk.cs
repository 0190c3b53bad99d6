using Bot.Domain.Disputes;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Registers;
using Bot.Domain.Understanding;
using Bot.Host.Messages;
using Bot.Host.Registers;
using Bot.Host.Tickets;

namespace Bot.Host.Disputes;

/// <summary>What workers say of disputes: opened in a private chat or the staff group, all else in private. Answers go to the writer alone, and a group never hears anything.</summary>
public sealed class DisputeTalk(DisputeStore disputes, Vault vault) : IListener
{
    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop)
    {
        if (DisputeCommand.Read(spoken.Text) is not { } command || !Secrecy.IsWorker(spoken.Map, spoken.Message.SenderId))
        {
            return null;
        }

        await Secrecy.Forget(spoken);
        try
        {
            var isPlace = spoken.IsPrivate || (spoken.Group.Kind == "staff" && command is DisputeCommand.Open or DisputeCommand.OutOfTicket);
            return spoken.Say(isPlace ? await Answer(spoken, command) : Secrecy.Alone(spoken, DisputeWords.NotInGroup));
        }
        catch (VaultException)
        {
            return spoken.Say(Secrecy.Alone(spoken, RegisterWords.KeyMissing));
        }
    }

    private async Task<Notice> Answer(Spoken spoken, DisputeCommand command) => command switch
    {
        DisputeCommand.Open open => Secrecy.Alone(spoken, await Open(spoken, open)),
        DisputeCommand.OutOfTicket ticket => Secrecy.Alone(spoken, await OutOfTicket(spoken, ticket.Ticket)),
        DisputeCommand.Look look => await Look(spoken, look.Number),
        DisputeCommand.Name name => Secrecy.Alone(spoken, await Name(spoken, name)),
        DisputeCommand.Step step => Secrecy.Alone(spoken, await Step(spoken, step)),
        _ => throw new InvalidOperationException("a command of disputes that nobody answers"),
    };

    private async Task<string> Open(Spoken spoken, DisputeCommand.Open open)
    {
        if (!spoken.Actor.Steers)
        {
            return RegisterWords.NotYours;
        }

        if (open.Text.Length is 0 or > Secrecy.LongestText)
        {
            return RegisterWords.TooLong;
        }

        var mediator = open.Mediator is null ? null : Mediator(spoken, spoken.Grid, open.Mediator);
        return open.Mediator is not null && mediator is null
            ? DisputeWords.NobodyCalled
            : await Open(spoken, new DisputeStore.Draft(spoken.Grid, spoken.Message.SenderId, mediator?.PersonId ?? spoken.Message.SenderId, null, new DisputeContent(open.Text, open.Parties)));
    }

    /// <summary>What was reported and by whom is taken along; the ticket stays as it is.</summary>
    private async Task<string> OutOfTicket(Spoken spoken, string number)
    {
        var found = await TicketStore.Lock(spoken.Connection, spoken.Transaction, spoken.Map.District, [number]);
        return found is not [var ticket] || !spoken.Map.ActorFor(spoken.Message.SenderId, ticket.GridId).Steers
            ? DisputeWords.TicketUnknown
            : await Open(spoken, new DisputeStore.Draft(ticket.GridId, spoken.Message.SenderId, spoken.Message.SenderId, number, new DisputeContent(ticket.Summary, [.. ticket.Reports.Select(report => report.ReporterId).Distinct()])));
    }

    private async Task<string> Open(Spoken spoken, DisputeStore.Draft draft)
    {
        var dispute = await disputes.Open(spoken.Connection, spoken.Transaction, spoken.Map, draft, spoken.Now);
        return DisputeWords.Opened(dispute.Number, spoken.Map.NameOf(dispute.MediatorId) ?? dispute.MediatorId);
    }

    private async Task<Notice> Look(Spoken spoken, string number)
    {
        if (await Seen(spoken, number) is not { } dispute)
        {
            return Secrecy.Alone(spoken, DisputeWords.NotFound);
        }

        var shown = await disputes.Look(spoken.Connection, spoken.Transaction, spoken.Map.District, dispute, spoken.Message.SenderId, RegisterCommand.Reasons[0], "chat", spoken.Now);
        var content = shown.Content with { Parties = [.. shown.Content.Parties.Select(party => spoken.Map.NameOf(party) ?? party)] };
        return Secrecy.Sealed(spoken, vault, DisputeWords.Show(dispute, content, shown.Steps));
    }

    private static async Task<string> Name(Spoken spoken, DisputeCommand.Name name)
    {
        if (await Seen(spoken, name.Number) is not { } dispute)
        {
            return DisputeWords.NotFound;
        }

        if (Mediator(spoken, dispute.NodeId, name.Mediator) is not { } post)
        {
            return DisputeWords.NobodyCalled;
        }

        await DisputeStore.Name(spoken.Connection, spoken.Transaction, spoken.Map, dispute, post.PersonId, spoken.Message.SenderId, spoken.Now);
        return DisputeWords.Named(name.Number, post.Name);
    }

    private async Task<string> Step(Spoken spoken, DisputeCommand.Step step) =>
        step.Text.Length > Secrecy.LongestText ? RegisterWords.TooLong
        : step.FollowUpAfter is < 1 or > Dispute.LatestFollowUp ? DisputeWords.FollowUpRefused
        : await Seen(spoken, step.Number) is not { } dispute ? DisputeWords.NotFound
        : await disputes.Step(spoken.Connection, spoken.Transaction, spoken.Map.District, dispute, step.Kind, step.Text, step.FollowUpAfter ?? Dispute.FollowUpAfter, spoken.Message.SenderId, spoken.Now) is { } after
            ? DisputeWords.Noted(after)
            : DisputeWords.OutOfOrder;

    /// <summary>Staff only: a mediator reads what others must not.</summary>
    private static Post? Mediator(Spoken spoken, string node, string name) => spoken.Map.RosterOf(node).Find(name) is { Role: not SpeakerRole.Property } post ? post : null;

    private static async Task<Dispute?> Seen(Spoken spoken, string number)
    {
        var dispute = await DisputeStore.Lock(spoken.Connection, spoken.Transaction, spoken.Map.District, number);
        if (dispute is null || dispute.IsSeenBy(spoken.Map.ActorFor(spoken.Message.SenderId, dispute.NodeId)))
        {
            return dispute;
        }

        await Secrecy.NoteLook(
            spoken.Connection, spoken.Transaction, spoken.Map.District, DisputeStore.SubjectOf(number), dispute.NodeId, spoken.Message.SenderId, RegisterCommand.Reasons[0], "chat", refused: true, spoken.Now);
        return null;
    }
}

using Bot.Domain.Grids;
using Bot.Domain.Intakes;
using Bot.Domain.Tickets;
using Bot.Host.Messages;
using Bot.Host.Tickets;

namespace Bot.Host.Intakes;

/// <summary>代报、箱、本、走访记 by staff, and what is written on the page of a poster.</summary>
public sealed class IntakeTalk(IntakeStore intakes) : IListener
{
    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop) => spoken.Group.Channel == PosterChannel.ChannelName
        ? await FromPoster(spoken)
        : spoken.Actor.IsStaff && IntakeNote.Read(spoken.Text) is { } note ? await ByStaff(spoken, note) : null;

    private async Task<IReadOnlyList<Change>> ByStaff(Spoken spoken, IntakeNote note)
    {
        var received = IntakeStore.ByStaff(spoken.Map, note, spoken.Grid, spoken.Actor, spoken.Now);
        var changes = await intakes.Open(spoken.Connection, spoken.Transaction, spoken.Map, spoken.Rules, received, spoken.Actor, null, spoken.Now);
        return [.. changes, .. spoken.Say(spoken.Reply("intake", IntakeWords.Recorded(changes[0].Number), changes[0].Number))];
    }

    /// <summary>The first words on the page are the matter, whatever they are; later ones belong to its talk.</summary>
    private async Task<IReadOnlyList<Change>?> FromPoster(Spoken spoken)
    {
        if (await IntakeStore.Has(spoken.Connection, spoken.Transaction, spoken.Map.District, spoken.Group.GroupId))
        {
            return null;
        }

        var report = new Report(spoken.Actor.Id, spoken.Actor.Name, Household.Of(spoken.Actor.Id, spoken.Actor.Name), spoken.Text, spoken.Now, spoken.Message.MessageId) { Media = spoken.Message.Media };
        var received = new IntakeStore.Received(IntakeSource.Qr, spoken.Grid, spoken.Group.GroupId, IntakeStore.ProfileOf(spoken.Map, spoken.Grid), report, null);
        var to = new ReplyTo(spoken.Group.GroupId, spoken.Message.Key, spoken.Message.MessageId);
        return await intakes.Open(spoken.Connection, spoken.Transaction, spoken.Map, spoken.Rules, received, spoken.Actor, to, spoken.Now);
    }
}

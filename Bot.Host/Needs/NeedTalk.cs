using Bot.Domain.Grids;
using Bot.Domain.Needs;
using Bot.Domain.Tickets;
using Bot.Host.Messages;
using Bot.Host.Tickets;

namespace Bot.Host.Needs;

/// <summary>What is said in chats of needs and services.</summary>
public sealed class NeedTalk : IListener
{
    private const int MostListed = 5;

    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop)
    {
        var desk = new NeedDesk(spoken.Connection, spoken.Transaction, spoken.Map, spoken.Rules.NeedKinds, spoken.Now);
        return NeedCommand.Read(spoken.Text) switch
        {
            NeedCommand.Tell told => Said(spoken, await desk.Tell(spoken.HomeGrid(), new Person(spoken.Message.SenderId, spoken.Actor.Name), told.Text, spoken.IsPrivate)),
            NeedCommand.Classify classify => await Step(spoken, classify.Number, (need, actor) => desk.Classify(need, classify.Item, actor)),
            NeedCommand.Link link => await Step(spoken, link.Number, (need, actor) => desk.Link(need, link.Service, actor)),
            NeedCommand.End end => await Step(spoken, end.Number, (need, actor) => desk.End(need, end.Met, end.Reason, actor)),
            NeedCommand.Count => await Count(spoken),
            NeedCommand.Services => await Services(spoken),
            NeedCommand.Offer offer when Speaks(spoken) => await Offer(spoken, offer),
            NeedCommand.OfferUnread when Speaks(spoken) => spoken.Say(spoken.Reply("service", NeedWords.ServiceForm)),
            _ => null,
        };
    }

    private static bool Speaks(Spoken spoken) => spoken.Map.ActorFor(spoken.Message.SenderId, spoken.HomeGrid()).Steers;

    /// <summary>Null where the number is no need's.</summary>
    private static async Task<IReadOnlyList<Change>?> Step(Spoken spoken, string number, Func<Need, Actor, Task<NeedOutcome>> step) =>
        await NeedStore.Lock(spoken.Connection, spoken.Transaction, spoken.Map.District, number) is { } need
            ? Said(spoken, await step(need, spoken.Map.ActorFor(spoken.Message.SenderId, need.GridId)))
            : null;

    private static IReadOnlyList<Change> Said(Spoken spoken, NeedOutcome outcome) => spoken.Say([spoken.Reply("need", Safe(spoken, outcome)), .. outcome.Notices]);

    /// <summary>The item of a private need is named to nobody in a group, whoever asks.</summary>
    private static string Safe(Spoken spoken, NeedOutcome outcome) =>
        outcome.Need is { IsPrivate: true, Item: { } item } && !spoken.IsPrivate && outcome.Answer.Contains(item, StringComparison.Ordinal) ? $"需求 #{outcome.Need.Number} 已记下" : outcome.Answer;

    private static async Task<IReadOnlyList<Change>?> Count(Spoken spoken)
    {
        if (!Speaks(spoken))
        {
            return null;
        }

        var counts = await NeedStore.Counts(spoken.Connection, spoken.Transaction, spoken.Map.District, spoken.GridsOfGroup());
        return spoken.Say(spoken.Reply("needs", NeedWords.Counts(spoken.Rules.NeedKinds, counts)));
    }

    private static async Task<IReadOnlyList<Change>> Services(Spoken spoken)
    {
        var open = await ServiceStore.List(spoken.Connection, spoken.Transaction, spoken.Map.District, spoken.Map.PathOf(spoken.Grid), openOnly: true);
        var shown = open.Where(service => spoken.IsPrivate || service.Item is null || spoken.Rules.NeedKinds.Named(service.Item) is not { IsPrivate: true }).Take(MostListed).ToList();
        return spoken.Say(spoken.Reply("services", NeedWords.Services(shown), shown.Select(service => service.Number)));
    }

    private static async Task<IReadOnlyList<Change>> Offer(Spoken spoken, NeedCommand.Offer offer)
    {
        var number = await TicketStore.NextNumber(spoken.Connection, spoken.Transaction, spoken.Map.District);
        var service = new Service(number, spoken.HomeGrid(), offer.Title, spoken.Rules.NeedKinds.Find(offer.Title)?.Item, offer.Times, offer.Place, offer.Provider, offer.Capacity, true, 0);
        await ServiceStore.Add(spoken.Connection, spoken.Transaction, spoken.Map.District, service, spoken.Message.SenderId, spoken.Now);
        return spoken.Say(spoken.Reply("service", NeedWords.ServiceAdded(service), service.Number));
    }
}

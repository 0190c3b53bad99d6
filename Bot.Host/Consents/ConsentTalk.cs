using Bot.Domain.Consents;
using Bot.Domain.Tickets;
using Bot.Host.Messages;
using Bot.Host.Tickets;

namespace Bot.Host.Consents;

/// <summary>签, 撤签 and what else is said of consent lists. Only who writes signs, and only for the household that the own nickname shows.</summary>
public sealed class ConsentTalk : IListener
{
    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop)
    {
        if (ConsentCommand.Read(spoken.Text, spoken.QuotedLine()) is not { } command)
        {
            return null;
        }

        var (connection, transaction, district) = (spoken.Connection, spoken.Transaction, spoken.Map.District);
        if (await ConsentStore.Lock(connection, transaction, district, command.Number) is not { } list || spoken.ActorAt(list.NodeId) is not { } actor)
        {
            return Say(spoken, ConsentErrors.Unknown(command.Number).Text);
        }

        if (command is ConsentCommand.Ask)
        {
            return Say(spoken, ConsentWords.Status(list, (await ConsentStore.Signatures(connection, transaction, district, list.Number)).Count, spoken.Now));
        }

        var own = ConsentList.HouseOf(actor.Name);
        var outcome = command switch
        {
            ConsentCommand.Paper when !actor.IsStaff => ConsentStore.Outcome.Not(TicketErrors.NotStaff),
            ConsentCommand.Paper when spoken.Group.Kind == "grid" => ConsentStore.Outcome.Not(ConsentErrors.NotInGroup),
            ConsentCommand.Paper paper => await ConsentStore.Sign(connection, transaction, district, list, ConsentList.HouseOf(paper.House), paper.Name, actor.Id, actor.Id, spoken.Now),
            ConsentCommand.Withdraw => await ConsentStore.Withdraw(
                connection, transaction, spoken.Map, list, signature => signature.PersonId == actor.Id || (signature.PersonId is null && signature.House == own), byStaff: false, actor.Id, spoken.Message.Key, spoken.Now),
            _ => await ConsentStore.Sign(connection, transaction, district, list, own, actor.Name, actor.Id, null, spoken.Now),
        };
        return spoken.Say([spoken.Reply("consent", outcome.Answer), .. outcome.Notices]);
    }

    private static IReadOnlyList<Change> Say(Spoken spoken, string words) => spoken.Say(spoken.Reply("consent", words));
}

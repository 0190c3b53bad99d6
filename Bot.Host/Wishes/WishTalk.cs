using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Domain.Wishes;
using Bot.Host.Messages;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Wishes;

/// <summary>What is said in chats of wishes. A number that is no wish's, and a "1" that answers something else, are left to others.</summary>
public sealed class WishTalk : IListener
{
    private const int MostListed = 5;

    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop) => WishCommand.Read(spoken.Text) switch
    {
        null => null,
        WishCommand.Propose propose => await Propose(spoken, propose),
        WishCommand.List => await List(spoken),
        WishCommand.PublishNow => await PublishNow(spoken),
        var command => await Step(spoken, command),
    };

    private static async Task<IReadOnlyList<Change>> Propose(Spoken spoken, WishCommand.Propose said)
    {
        var grid = spoken.HomeGrid();
        var wish = new Wish(await TicketStore.NextNumber(spoken.Connection, spoken.Transaction, spoken.Map.District), grid, new Person(spoken.Message.SenderId, spoken.Actor.Name), said.For, said.Text, spoken.Now);
        return await Take(spoken, WishSteps.Propose(wish, WishStore.Scene(spoken.Map, wish, spoken.Map.ActorFor(spoken.Message.SenderId, grid), spoken.Now)));
    }

    private static async Task<IReadOnlyList<Change>> List(Spoken spoken)
    {
        var open = await WishStore.Query(spoken.Connection, spoken.Transaction, spoken.Map.District, WishStore.Word(WishState.Published), null);
        var near = spoken.Map.NodeAbove(spoken.Grid, Level.Community)?.NodeId;
        var told = open.Where(wish => wish.GridId == spoken.Grid || (wish.Wide && spoken.Map.NodeAbove(wish.GridId, Level.Community)?.NodeId == near)).Take(MostListed).ToList();
        return spoken.Say(spoken.Reply("wishes", WishWords.List(told), told.Select(wish => wish.Number)));
    }

    private static async Task<IReadOnlyList<Change>?> PublishNow(Spoken spoken)
    {
        var grids = spoken.GridsOfGroup().Where(grid => spoken.Map.ActorFor(spoken.Message.SenderId, grid).Steers).ToList();
        if (grids.Count == 0)
        {
            return null;
        }

        var (told, notices) = await WishStore.Publish(spoken.Connection, spoken.Transaction, spoken.Map, grids, spoken.Message.SenderId, spoken.Now);
        return spoken.Say([spoken.Reply("wishes", WishWords.PublishedNow(told)), .. notices]);
    }

    private static async Task<IReadOnlyList<Change>?> Step(Spoken spoken, WishCommand command)
    {
        if (await Meant(spoken, command) is not { } wish)
        {
            return null;
        }

        var actor = spoken.Map.ActorFor(spoken.Message.SenderId, wish.GridId);
        if (command is WishCommand.Answer && wish.AskedId != actor.Id)
        {
            return null;
        }

        var scene = WishStore.Scene(spoken.Map, wish, actor, spoken.Now);
        var decision = command switch
        {
            WishCommand.Approve approve => WishSteps.Approve(wish, approve.Wide, approve.Wording, scene),
            WishCommand.Refuse refuse => WishSteps.Refuse(wish, refuse.Reason, scene),
            WishCommand.Claim => WishSteps.Claim(wish, new Person(actor.Id, actor.Name), scene),
            WishCommand.GiveBack => WishSteps.GiveBack(wish, scene),
            WishCommand.Finish => WishSteps.Finish(wish, scene),
            WishCommand.Withdraw => WishSteps.Withdraw(wish, scene),
            WishCommand.Answer answer => WishSteps.Answer(wish, answer.Value, scene),
            _ => throw new InvalidOperationException($"unknown command {command.GetType().Name}"),
        };
        return command is WishCommand.Claim && decision.Refusal is { } late && !spoken.IsPrivate
            ? spoken.Say(Decline(spoken, wish, late))
            : await Take(spoken, decision);
    }

    /// <summary>The wish whose number is said, or that the quoted notice speaks of; an answer also means the one that the bot asked of last in this private chat.</summary>
    private static async Task<Wish?> Meant(Spoken spoken, WishCommand command)
    {
        var numbers = command.Number is { } number ? [number]
            : spoken.Talk.Quoted is { } quoted ? quoted.Tickets
            : command is WishCommand.Answer && spoken.IsPrivate ? spoken.Talk.Before.LastOrDefault(line => line.Role == SpeakerRole.Bot)?.Tickets ?? []
            : [];
        return numbers.Count == 1 ? await WishStore.Lock(spoken.Connection, spoken.Transaction, spoken.Map.District, numbers[0]) : null;
    }

    /// <summary>However many come too late in a group, the group reads it once; each is thanked in private where that is possible.</summary>
    private static Notice Decline(Spoken spoken, Wish wish, Refusal late) => new(
        $"wish:{wish.Number}:{late.Code}:v{wish.Version}:{(PrivateChat(spoken) ? spoken.Message.SenderId : spoken.Group.GroupId)}",
        PrivateChat(spoken) ? Address.Person(spoken.Message.SenderId) : Address.Group(spoken.Group.GroupId),
        "reply",
        late.Text) { Tickets = [wish.Number] };

    private static bool PrivateChat(Spoken spoken) => Grids.PrivateChat.IsOpen(spoken.Map, spoken.Message.SenderId);

    private static async Task<IReadOnlyList<Change>> Take(Spoken spoken, WishDecision decision)
    {
        await using var batch = new NpgsqlBatch(spoken.Connection, spoken.Transaction);
        WishStore.Write(batch, spoken.Map.District, decision, spoken.Message.SenderId, spoken.Now);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync();
        }

        // In the private chat of whoever claims the details are the answer.
        var told = decision.Notices.Any(notice => spoken.Map.Resolve(notice.To) == spoken.Group.GroupId && !notice.WaitsForMorning);
        return spoken.Say([.. told ? (IEnumerable<Notice>)[] : [spoken.Reply("wish", decision.Answer, decision.After is { } wish ? [wish.Number] : [])], .. decision.Notices]);
    }
}

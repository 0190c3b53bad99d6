using Bot.Domain.Notices;
using Bot.Domain.Registers;
using Bot.Host.Messages;
using Bot.Host.Tickets;

namespace Bot.Host.Registers;

/// <summary>
/// What workers say of the registers, in private chats. Said in a group it is not taken, and only that it belongs elsewhere is answered. In both cases the
/// words do not stay in the inbox.
/// </summary>
public sealed class RegisterTalk(RegisterStore registers, Vault vault) : IListener
{
    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop)
    {
        if (RegisterCommand.Read(spoken.Text) is not { } command || !Secrecy.IsWorker(spoken.Map, spoken.Message.SenderId))
        {
            return null;
        }

        if (!spoken.IsPrivate)
        {
            return await RefuseInGroup(spoken, command);
        }

        await Secrecy.Forget(spoken);
        try
        {
            return spoken.Say(await Answer(spoken, command));
        }
        catch (VaultException)
        {
            return spoken.Say(Secrecy.Alone(spoken, RegisterWords.KeyMissing));
        }
    }

    /// <summary>One line a day for whoever forgets; nothing of what was said. A visit's words are talk unless they name an entry.</summary>
    private static async Task<IReadOnlyList<Change>?> RefuseInGroup(Spoken spoken, RegisterCommand command)
    {
        if (command is RegisterCommand.Mine || (command is RegisterCommand.Visit visit && !await RegisterStore.Exists(spoken.Connection, spoken.Transaction, spoken.Map.District, visit.Number)))
        {
            return null;
        }

        await Secrecy.Forget(spoken);
        var key = $"register:group:{spoken.Group.GroupId}:{spoken.Message.SenderId}:{Bot.Domain.Clocks.ShanghaiTime.DateOf(spoken.Now):yyyyMMdd}";
        return spoken.Say(new Notice(key, Address.Group(spoken.Group.GroupId), "reply", RegisterWords.InPrivate));
    }

    private async Task<Notice> Answer(Spoken spoken, RegisterCommand command) => command switch
    {
        RegisterCommand.Add add => Secrecy.Alone(spoken, await Add(spoken, add)),
        RegisterCommand.Visit visit => Secrecy.Alone(spoken, await Visit(spoken, visit)),
        RegisterCommand.Look look => await Look(spoken, look),
        RegisterCommand.HandOver handOver => Secrecy.Alone(spoken, await HandOver(spoken, handOver)),
        RegisterCommand.StrikeOff off => Secrecy.Alone(spoken, await StrikeOff(spoken, off.Number)),
        RegisterCommand.Looks looks => Secrecy.Alone(spoken, await Looks(spoken, looks.Number)),
        _ => Secrecy.Alone(spoken, RegisterWords.Mine(await Mine(spoken))),
    };

    /// <summary>The speaker's own, and those that are carried for somebody on leave.</summary>
    private static async Task<IReadOnlyList<RegisterEntry>> Mine(Spoken spoken)
    {
        var all = await RegisterStore.List(spoken.Connection, spoken.Map.District, null, spoken.Transaction);
        var me = spoken.Message.SenderId;
        return [.. all.Where(entry => entry.OwnerId == me || entry.CarriedBy(spoken.Map.RosterOf(entry.NodeId)) == me)];
    }

    /// <summary>The door is read from the words; of a place without a door what stands before the first comma is its name.</summary>
    private async Task<string> Add(Spoken spoken, RegisterCommand.Add add)
    {
        if (!spoken.Actor.Steers)
        {
            return RegisterWords.NotYours;
        }

        if (add.EveryDays is not { } everyDays || add.Text.Length == 0)
        {
            return RegisterWords.RhythmMissing;
        }

        if (add.Text.Length > Secrecy.LongestText)
        {
            return RegisterWords.TooLong;
        }

        var place = RegisterMarks.DoorIn(add.Text);
        if (!place.IsKnown && add.Kind == RegisterKind.Places)
        {
            place = place with { Place = add.Text.Split('，', ',', '。', '；', ';')[0].Trim() };
        }

        var draft = new RegisterStore.Draft(add.Kind, spoken.Grid, spoken.Message.SenderId, everyDays, new RegisterContent(add.Text, place, null));
        return RegisterWords.Added(await registers.Add(spoken.Connection, spoken.Transaction, spoken.Map, draft, spoken.Message.SenderId, spoken.Now));
    }

    private async Task<string> Visit(Spoken spoken, RegisterCommand.Visit visit) =>
        visit.Text.Length > Secrecy.LongestText ? RegisterWords.TooLong
        : await Seen(spoken, visit.Number, "走访") is { IsClosed: false } entry
            ? RegisterWords.Visited(await registers.Visit(spoken.Connection, spoken.Transaction, spoken.Map.District, entry, visit.Text, spoken.Message.SenderId, spoken.Now))
            : RegisterWords.NotFound;

    private async Task<Notice> Look(Spoken spoken, RegisterCommand.Look look)
    {
        if (await Seen(spoken, look.Number, look.Why) is not { } entry)
        {
            return Secrecy.Alone(spoken, RegisterWords.NotFound);
        }

        var shown = await registers.Look(spoken.Connection, spoken.Transaction, spoken.Map.District, entry, spoken.Message.SenderId, look.Why, "chat", spoken.Now);
        return Secrecy.Sealed(spoken, vault, RegisterWords.Entry(entry, shown.Content.Text, [.. shown.Visits.Select(visit => (visit.At, visit.Text))]));
    }

    /// <summary>To somebody who steers there.</summary>
    private static async Task<string> HandOver(Spoken spoken, RegisterCommand.HandOver handOver)
    {
        if (await Seen(spoken, handOver.Number, "交接") is not { IsClosed: false } entry)
        {
            return RegisterWords.NotFound;
        }

        if (spoken.Map.RosterOf(entry.NodeId).Find(handOver.To) is not { } post || !spoken.Map.ActorFor(post.PersonId, entry.NodeId).Steers)
        {
            return RegisterWords.NobodyCalled;
        }

        await RegisterStore.Change(spoken.Connection, spoken.Transaction, spoken.Map, entry, entry with { OwnerId = post.PersonId }, spoken.Message.SenderId, spoken.Now);
        return RegisterWords.HandedOver(entry.Number, post.Name);
    }

    private static async Task<string> StrikeOff(Spoken spoken, string number)
    {
        if (await Seen(spoken, number, "交接") is not { IsClosed: false } entry)
        {
            return RegisterWords.NotFound;
        }

        await RegisterStore.Change(spoken.Connection, spoken.Transaction, spoken.Map, entry, entry with { IsClosed = true }, spoken.Message.SenderId, spoken.Now);
        return RegisterWords.StruckOff(number);
    }

    private static async Task<string> Looks(Spoken spoken, string number)
    {
        if (await Seen(spoken, number, "记录") is not { } entry)
        {
            return RegisterWords.NotFound;
        }

        var looks = (await Secrecy.Looks(spoken.Connection, spoken.Map.District, RegisterStore.SubjectOf(entry.Number), spoken.Transaction)).Where(look => !look.Refused);
        return RegisterWords.Looks(number, [.. looks.Select(look => (look.At, spoken.Map.NameOf(look.Actor) ?? look.Actor, look.Why))], spoken.Now);
    }

    /// <summary>Locked, and one the writer may see; else null, which is noted: of others' entries one learns nothing, not even that they are there.</summary>
    private static async Task<RegisterEntry?> Seen(Spoken spoken, string number, string why)
    {
        var entry = await RegisterStore.Lock(spoken.Connection, spoken.Transaction, spoken.Map.District, number);
        if (entry is null || entry.IsSeenBy(spoken.Map.ActorFor(spoken.Message.SenderId, entry.NodeId), spoken.Map.RosterOf(entry.NodeId)))
        {
            return entry;
        }

        await Secrecy.NoteLook(spoken.Connection, spoken.Transaction, spoken.Map.District, RegisterStore.SubjectOf(number), entry.NodeId, spoken.Message.SenderId, why, "chat", refused: true, spoken.Now);
        return null;
    }
}

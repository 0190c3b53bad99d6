using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Volunteers;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Bot.Host.Tickets;

namespace Bot.Host.Volunteers;

/// <summary>先锋岗 in chats: 报到, posts, hours, credited tickets, and what one has done.</summary>
public sealed class VolunteerTalk : IListener
{
    private const int MostListed = 6;

    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop) => VolunteerCommand.Read(spoken.Text) switch
    {
        // Units that were whistled for say it of a scene.
        VolunteerCommand.Report { IsPlain: true } when spoken.Actor.IsStaff => null,
        VolunteerCommand.Report => await Report(spoken),
        VolunteerCommand.Posts => await List(spoken),
        VolunteerCommand.MakePost make when Steers(spoken) => await Make(spoken, make),
        VolunteerCommand.MakePostUnread when Steers(spoken) => Refuse(spoken, VolunteerErrors.PostForm),
        VolunteerCommand.TakePost take => await Take(spoken, take.Post),
        VolunteerCommand.LeavePost leave => await Leave(spoken, leave.Post),
        VolunteerCommand.TellHours told => await TellHours(spoken, told),
        VolunteerCommand.SettleHours settle => await SettleHours(spoken, settle),
        VolunteerCommand.Credit credit => await Credit(spoken, credit),
        VolunteerCommand.MyRoll => await MyRoll(spoken),
        VolunteerCommand.WholeRoll when Steers(spoken) && spoken.Group.Kind != "grid" => await WholeRoll(spoken),
        _ => null,
    };

    private static bool Steers(Spoken spoken) => spoken.Map.ActorFor(spoken.Message.SenderId, spoken.HomeGrid()).Steers;

    private static IReadOnlyList<Change> Refuse(Spoken spoken, Refusal refusal) => spoken.Say(spoken.Reply("volunteer", refusal.Text));

    private static IReadOnlyList<Change> Answer(Spoken spoken, string text, params IEnumerable<Notice> others) => spoken.Say([spoken.Reply("volunteer", text), .. others]);

    private static async Task<IReadOnlyList<Change>> Report(Spoken spoken)
    {
        var (grid, person) = (spoken.HomeGrid(), spoken.Message.SenderId);
        var name = spoken.Map.Node(grid)?.Name ?? grid;
        return await VolunteerStore.Report(spoken.Connection, spoken.Transaction, spoken.Map.District, person, grid, spoken.Now)
            ? Answer(spoken, VolunteerWords.Reported(name, again: false), VolunteerNotices.ForWorker(spoken.Map, grid, $"volunteer:{spoken.Message.Key}", VolunteerWords.ReportedForWorker(spoken.Actor.Name, name)))
            : Answer(spoken, VolunteerWords.Reported(name, again: true));
    }

    private static async Task<IReadOnlyList<Change>> List(Spoken spoken)
    {
        var posts = await PostStore.List(spoken.Connection, spoken.Transaction, spoken.Map.District, spoken.Map.PathOf(spoken.HomeGrid()));
        return Answer(spoken, VolunteerWords.Posts([.. posts.Where(post => post.IsOpen && post.Holders.Count < post.Places).Take(MostListed)]));
    }

    private static async Task<IReadOnlyList<Change>> Make(Spoken spoken, VolunteerCommand.MakePost said) => Answer(spoken, VolunteerWords.PostMade(await PostStore.Make(
        spoken.Connection, spoken.Transaction, spoken.Map.District, spoken.HomeGrid(), said.Title, said.Tasks, said.Places, spoken.Message.SenderId, spoken.Now)));

    private static async Task<IReadOnlyList<Change>> Take(Spoken spoken, int number)
    {
        var (grid, person) = (spoken.HomeGrid(), spoken.Message.SenderId);
        var post = await PostStore.Lock(spoken.Connection, spoken.Transaction, spoken.Map.District, number);
        if ((post is null ? VolunteerErrors.PostUnknown(number) : post.RefusesToBeTaken(person, spoken.Map.PathOf(grid))) is { } refusal)
        {
            return Refuse(spoken, refusal);
        }

        await PostStore.Take(spoken.Connection, spoken.Transaction, spoken.Map.District, post!, person, person, spoken.Now);
        var told = VolunteerNotices.ForWorker(spoken.Map, grid, $"post:{number}:{spoken.Message.Key}", VolunteerWords.PostTakenForWorker(post!, spoken.Actor.Name));
        return Answer(spoken, VolunteerWords.PostTaken(post!), told);
    }

    private static async Task<IReadOnlyList<Change>> Leave(Spoken spoken, int number) =>
        await PostStore.Lock(spoken.Connection, spoken.Transaction, spoken.Map.District, number) is { } post
            && await PostStore.Leave(spoken.Connection, spoken.Transaction, spoken.Map.District, post, spoken.Message.SenderId, spoken.Now)
            ? Answer(spoken, VolunteerWords.PostLeft(number))
            : Refuse(spoken, VolunteerErrors.PostNotYours(number));

    private static async Task<IReadOnlyList<Change>> TellHours(Spoken spoken, VolunteerCommand.TellHours said)
    {
        var number = await TicketStore.NextNumber(spoken.Connection, spoken.Transaction, spoken.Map.District);
        var hours = new ServiceHours(number, spoken.Message.SenderId, spoken.HomeGrid(), said.Hours, said.Work, HoursState.Told);
        await VolunteerStore.TellHours(spoken.Connection, spoken.Transaction, spoken.Map.District, hours, spoken.Now);
        return Answer(spoken, VolunteerWords.HoursTold(hours), VolunteerNotices.ForWorker(spoken.Map, hours.GridId, $"hours:{number}:told", VolunteerWords.HoursForWorker(hours, spoken.Actor.Name), number));
    }

    /// <summary>Null where the number is no hours'.</summary>
    private static async Task<IReadOnlyList<Change>?> SettleHours(Spoken spoken, VolunteerCommand.SettleHours said)
    {
        if (await VolunteerStore.LockHours(spoken.Connection, spoken.Transaction, spoken.Map.District, said.Number) is not { } told)
        {
            return null;
        }

        if (told.RefusesToBeSettled(spoken.Map.ActorFor(spoken.Message.SenderId, told.GridId)) is { } refusal)
        {
            return Refuse(spoken, refusal);
        }

        var settled = told with { State = said.Confirmed ? HoursState.Confirmed : HoursState.Refused };
        await VolunteerStore.SettleHours(spoken.Connection, spoken.Transaction, spoken.Map.District, settled, spoken.Message.SenderId, spoken.Now);
        return Answer(spoken, VolunteerWords.HoursSettled(settled), VolunteerNotices.ForPerson(spoken.Map, told.PersonId, $"hours:{told.Number}:settled", VolunteerWords.HoursSettledForPerson(settled)));
    }

    /// <summary>Null where the number is no ticket's, or the speaker does not steer its grid.</summary>
    private static async Task<IReadOnlyList<Change>?> Credit(Spoken spoken, VolunteerCommand.Credit said)
    {
        var map = spoken.Map;
        if (await VolunteerStore.GridOfTicket(spoken.Connection, spoken.Transaction, map.District, said.Ticket) is not { } grid || !map.ActorFor(spoken.Message.SenderId, grid).Steers)
        {
            return null;
        }

        var near = map.Groups.Where(group => group.Kind == "grid" && group.NodeId == grid).SelectMany(group => map.MembersOf(group.GroupId)).Distinct().Select(id => new Person(id, map.NameOf(id) ?? id)).ToList();
        if (Neighbour.Find(said.Name, near) is not { } person)
        {
            return Refuse(spoken, VolunteerErrors.PersonUnknown(said.Name));
        }

        await VolunteerStore.Credit(spoken.Connection, spoken.Transaction, map.District, said.Ticket, grid, person, spoken.Message.SenderId, spoken.Now);
        var told = VolunteerNotices.ForPerson(map, person.Id, $"credit:{said.Ticket}:{person.Id}", VolunteerWords.CreditedForPerson(said.Ticket));
        return Answer(spoken, VolunteerWords.Credited(said.Ticket, person.Name), told);
    }

    /// <summary>In private wherever it was asked; where that is not possible, nobody reads it.</summary>
    private static async Task<IReadOnlyList<Change>?> MyRoll(Spoken spoken)
    {
        var person = spoken.Message.SenderId;
        var rolls = await VolunteerStore.Rolls(spoken.Connection, spoken.Transaction, spoken.Map.District, person, null);
        return !PrivateChat.IsOpen(spoken.Map, person) || rolls.Count == 0 ? null
            : spoken.IsPrivate ? Answer(spoken, VolunteerWords.Roll(rolls[0]))
            : spoken.Say(new Notice($"roll:{spoken.Message.Key}", Address.Person(person), "volunteer", VolunteerWords.Roll(rolls[0])));
    }

    private static async Task<IReadOnlyList<Change>> WholeRoll(Spoken spoken) =>
        Answer(spoken, VolunteerWords.RollForStaff(await VolunteerStore.Rolls(spoken.Connection, spoken.Transaction, spoken.Map.District, null, spoken.GridsOfGroup())));
}

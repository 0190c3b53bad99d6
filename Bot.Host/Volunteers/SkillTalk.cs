using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Volunteers;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Bot.Host.Tickets;

namespace Bot.Host.Volunteers;

/// <summary>互助 in chats: who can do something is asked in private, and told to nobody but the worker, once he agrees.</summary>
public sealed class SkillTalk : IListener
{
    /// <summary>So many are asked at once; more would feel it as an announcement.</summary>
    private const int MostAsked = 5;

    public async Task<IReadOnlyList<Change>?> Hear(Spoken spoken, CancellationToken stop) => SkillCommand.Read(spoken.Text) switch
    {
        SkillCommand.Add add => await Add(spoken, add),
        SkillCommand.Remove remove => await Remove(spoken, remove),
        SkillCommand.Ask ask => await Ask(spoken, ask),
        SkillCommand.Agree agree => await Agree(spoken, agree),
        _ => null,
    };

    private static async Task<IReadOnlyList<Change>> Add(Spoken spoken, SkillCommand.Add said)
    {
        await SkillStore.Add(spoken.Connection, spoken.Transaction, spoken.Map.District, spoken.Message.SenderId, spoken.HomeGrid(), said.Skills, spoken.Now);
        return spoken.Say(spoken.Reply("skill", VolunteerWords.SkillsAdded(said.Skills)));
    }

    private static async Task<IReadOnlyList<Change>> Remove(Spoken spoken, SkillCommand.Remove said)
    {
        var removed = await SkillStore.Remove(spoken.Connection, spoken.Transaction, spoken.Map.District, spoken.Message.SenderId, spoken.HomeGrid(), said.Skill, spoken.Now);
        return spoken.Say(spoken.Reply("skill", removed ? VolunteerWords.SkillRemoved(said.Skill) : VolunteerWords.NoSuchSkill));
    }

    /// <summary>Where nobody has registered it, the words are ordinary chat and the bot is silent.</summary>
    private static async Task<IReadOnlyList<Change>?> Ask(Spoken spoken, SkillCommand.Ask said)
    {
        var (map, asker) = (spoken.Map, spoken.Message.SenderId);
        var near = map.NodeAbove(spoken.Grid, Level.Community)?.NodeId ?? spoken.Grid;
        var skilled = (await SkillStore.Skilled(spoken.Connection, spoken.Transaction, map.District, map.GridsUnder(near), said.Skill, asker)).Where(person => PrivateChat.IsOpen(map, person)).Take(MostAsked).ToArray();
        if (skilled.Length == 0)
        {
            return null;
        }

        var number = await TicketStore.NextNumber(spoken.Connection, spoken.Transaction, map.District);
        await SkillStore.Ask(spoken.Connection, spoken.Transaction, map.District, new SkillStore.Request { Number = number, GridId = spoken.Grid, AskerId = asker, Skill = said.Skill, Asked = skilled }, spoken.Now);
        var asked = skilled.Select(person => new Notice($"skill:{number}:{person}", Address.Person(person), "skill", VolunteerWords.AskSkilled(number, said.Skill)) { Tickets = [number], WaitsForMorning = true });
        return spoken.Say([spoken.Reply("skill", VolunteerWords.SkillAsked), .. asked]);
    }

    /// <summary>Only of those who were asked; twice said, told once.</summary>
    private static async Task<IReadOnlyList<Change>?> Agree(Spoken spoken, SkillCommand.Agree said)
    {
        var (map, person) = (spoken.Map, spoken.Message.SenderId);
        if (await SkillStore.Lock(spoken.Connection, spoken.Transaction, map.District, said.Number) is not { } request || !request.Asked.Contains(person))
        {
            return null;
        }

        if (!request.Willing.Contains(person))
        {
            await SkillStore.Agree(spoken.Connection, spoken.Transaction, map.District, request, person, spoken.Now);
        }

        var worker = map.RosterOf(request.GridId).InCharge;
        var words = VolunteerWords.AgreedForWorker(request.Number, request.Skill, map.NameOf(person) ?? person, map.NameOf(request.AskerId) ?? request.AskerId);
        return spoken.Say([spoken.Reply("skill", VolunteerWords.Agreed(worker?.Name)), .. VolunteerNotices.ForWorker(map, request.GridId, $"skill:{request.Number}:willing:{person}", words)]);
    }
}

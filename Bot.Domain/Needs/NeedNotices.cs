using Bot.Domain.Grids;
using Bot.Domain.Notices;

namespace Bot.Domain.Needs;

/// <summary>Whom a need is told to: the worker and whoever has it, each alone. What is private is in no group, not even the staff's.</summary>
public static class NeedNotices
{
    /// <param name="reaches">Whether a person's private chat is open.</param>
    public static Notice ForWorker(Need need, string? service, Roster roster, Func<string, bool> reaches)
    {
        var key = $"need:{need.Number}:worker";
        return roster.InCharge is { } worker && reaches(worker.PersonId)
            ? new Notice(key, Address.Person(worker.PersonId), "need", NeedWords.ForWorker(need, service)) { Tickets = [need.Number], WaitsForMorning = true }
            : new Notice(key, Address.Staff(need.GridId), "need", need.IsPrivate ? NeedWords.PrivateForStaff(need) : NeedWords.ForWorker(need, service)) { Tickets = [need.Number], WaitsForMorning = true };
    }

    public static IEnumerable<Notice> ForPerson(Need need, string about, string text, Func<string, bool> reaches) => reaches(need.Person.Id)
        ? [new Notice($"need:{need.Number}:{about}", Address.Person(need.Person.Id), "need", text) { Tickets = [need.Number], WaitsForMorning = true }]
        : [];
}

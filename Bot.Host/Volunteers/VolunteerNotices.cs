using Bot.Domain.Notices;
using Bot.Host.Grids;

namespace Bot.Host.Volunteers;

/// <summary>What is told beside the answer.</summary>
internal static class VolunteerNotices
{
    /// <summary>The worker alone reads it, and the staff group only where he cannot be written to.</summary>
    public static IEnumerable<Notice> ForWorker(DistrictMap map, string grid, string key, string text, params IEnumerable<string> numbers)
    {
        var to = map.RosterOf(grid).InCharge is { } worker && PrivateChat.IsOpen(map, worker.PersonId) ? Address.Person(worker.PersonId) : Address.Staff(grid);
        return [new Notice(key, to, "volunteer", text) { Tickets = [.. numbers], WaitsForMorning = true }];
    }

    /// <summary>Nothing where the person cannot be written to alone.</summary>
    public static IEnumerable<Notice> ForPerson(DistrictMap map, string person, string key, string text) =>
        PrivateChat.IsOpen(map, person) ? [new Notice(key, Address.Person(person), "volunteer", text) { WaitsForMorning = true }] : [];
}

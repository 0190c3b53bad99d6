using Bot.Domain.Notices;
using Bot.Domain.Registers;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Npgsql;

namespace Bot.Host.Registers;

/// <summary>The owner, or whoever stands in for him, is reminded of a visit on its day and on the next; then the level above is told, by count.</summary>
public sealed class RegisterRings(NpgsqlDataSource source) : IRings
{
    public string Noun => "register";

    public async Task<bool> Ring(string id, string kind, int episode, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var subject = RegisterStore.SubjectOf(id);
        if (await RegisterStore.Lock(connection, transaction, map.District, id, skipHeld: true) is not { } entry || !await RoomClock.Runs(connection, transaction, map.District, subject, kind, episode))
        {
            return false;
        }

        var holds = !entry.IsClosed && entry.Round == episode;
        await using var batch = new NpgsqlBatch(connection, transaction);
        RoomClock.Settle(batch, map.District, subject, kind, episode, holds ? null : "visited, changed or closed", now);
        if (holds)
        {
            Outbox.Add(batch, map, kind == "late" ? await TellAbove(connection, transaction, map, entry, now) : [Remind(entry, kind, map)], now);
            JournalStore.Add(batch, map.District, subject, $"register_{kind}", "clock", entry.NodeId, new { kind = entry.Kind, owner = entry.OwnerId }, now);
        }

        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    private static Notice Remind(RegisterEntry entry, string kind, DistrictMap map) =>
        new($"register:{entry.Number}:{kind}:{entry.Round}", Address.Person(entry.CarriedBy(map.RosterOf(entry.NodeId))), "private", RegisterWords.Remind(entry, again: kind == "overdue")) { WaitsForMorning = true };

    /// <summary>Once a morning for each owner, however many of the owner's visits have become late.</summary>
    private static async Task<IEnumerable<Notice>> TellAbove(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, RegisterEntry entry, DateTimeOffset now)
    {
        var late = (await RegisterStore.List(connection, map.District, entry.OwnerId, transaction)).Count(other => other.LateAt <= now);
        var roster = map.RosterOf(entry.NodeId);
        var standIn = entry.CarriedBy(roster) is var carrier && carrier == entry.OwnerId ? null : map.NameOf(carrier);
        return entry.Above(roster) is { } above
            ? [new Notice($"register:late:{entry.OwnerId}:{Bot.Domain.Clocks.ShanghaiTime.DateOf(now):yyyyMMdd}", Address.Person(above.PersonId), "private", RegisterWords.Late(map.NameOf(entry.OwnerId) ?? entry.OwnerId, standIn, late)) { WaitsForMorning = true }]
            : [];
    }
}

using Bot.Domain.Notices;
using Bot.Domain.Registers;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Registers;

/// <summary>
/// A ticket that touches an entry of a register tells the entry's owner, or whoever stands in for him. Whoever writes a ticket only sets a clock in the same transaction, which rings at once:
/// so every way into a ticket counts, and none of them needs the keys.
/// </summary>
public sealed class RegisterTouches(NpgsqlDataSource source, Vault vault) : IRings
{
    public string Noun => "register-ticket";

    /// <summary>For tickets that are new, or have a new place or a further report. Where the district has no registers nothing is written.</summary>
    public static void Add(NpgsqlBatch batch, string district, IEnumerable<Ticket> touched, DateTimeOffset now)
    {
        Ticket[] tickets = [.. touched];
        if (tickets.Length == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO clock (district, subject, kind, episode, due_at) SELECT $1, 'register-ticket:' || line.number, 'touched', line.version, $4
            FROM unnest($2, $3) AS line (number, version) WHERE EXISTS (SELECT 1 FROM register_mark WHERE district = $1) ON CONFLICT DO NOTHING
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = tickets.Select(ticket => ticket.Number).ToArray() },
                new() { Value = tickets.Select(ticket => ticket.Version).ToArray() },
                new() { Value = now.ToUniversalTime() },
            },
        });
    }

    /// <summary>A ticket is told once for an entry, and not to whoever filed it.</summary>
    public async Task<bool> Ring(string id, string kind, int episode, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var subject = $"register-ticket:{id}";
        var body = await connection.QueryFirstOrDefaultAsync<string>("SELECT body FROM ticket WHERE district = @District AND number = @id FOR UPDATE SKIP LOCKED", new { map.District, id }, transaction);
        if (body is null || !await RoomClock.Runs(connection, transaction, map.District, subject, kind, episode))
        {
            return false;
        }

        var ticket = BotJson.Read<Ticket>(body);
        await using var batch = new NpgsqlBatch(connection, transaction);
        try
        {
            foreach (var entry in await Find(connection, transaction, map, ticket))
            {
                var carrier = entry.CarriedBy(map.RosterOf(entry.NodeId));
                var notice = new Notice($"register:{entry.Number}:ticket:{id}", Address.Person(carrier), "private", RegisterWords.Touched(entry.Number, id)) { WaitsForMorning = true };
                if (ticket.Reports.Any(report => report.ReporterId != carrier) && !await WasTold(connection, transaction, map.District, notice.Key))
                {
                    Outbox.Add(batch, map, [notice], now);
                    JournalStore.Add(batch, map.District, RegisterStore.SubjectOf(entry.Number), "register_touched", "clock", entry.NodeId, new { ticket = id }, now);
                }
            }
        }
        catch (VaultException exception)
        {
            // Left running it would ring each second until somebody brings the key.
            RoomClock.Settle(batch, map.District, subject, kind, episode, exception.Code, now);
            await batch.ExecuteNonQueryAsync(stop);
            await transaction.CommitAsync(stop);
            return true;
        }

        RoomClock.Settle(batch, map.District, subject, kind, episode, null, now);
        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    /// <summary>By keyed hashes: no entry is opened. The entries found are locked, since each gets its next line of the journal.</summary>
    private async Task<IReadOnlyList<RegisterEntry>> Find(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Ticket ticket)
    {
        var marks = RegisterMarks.Of(ticket, RegisterStore.AreaOf(map, ticket.GridId)).SelectMany(vault.Marks).ToArray();
        return await RegisterStore.Marked(connection, transaction, map.District, marks);
    }

    private static Task<bool> WasTold(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string noticeKey) =>
        connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM outbox WHERE district = @district AND notice_key = @noticeKey)", new { district, noticeKey }, transaction);
}

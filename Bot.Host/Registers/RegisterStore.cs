using Bot.Domain.Notices;
using Bot.Domain.Registers;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Registers;

/// <summary>三张清单 in the database: rows that hold no readable word of what they say. Every method stands in the caller's transaction.</summary>
public sealed class RegisterStore(Vault vault)
{
    private const int MostVisitsShown = 5;
    private const string Columns = "number, kind, node_id, owner_id, every_days, visited_at, round, is_closed";

    private sealed record Row
    {
        public string Number { get; init; } = "";
        public string Kind { get; init; } = "";
        public string NodeId { get; init; } = "";
        public string OwnerId { get; init; } = "";
        public int EveryDays { get; init; }
        public DateTime VisitedAt { get; init; }
        public int Round { get; init; }
        public bool IsClosed { get; init; }

        public RegisterEntry Entry => new(Number, Enum.Parse<RegisterKind>(Kind, ignoreCase: true), NodeId, OwnerId, EveryDays, new DateTimeOffset(VisitedAt), Round, IsClosed);
    }

    /// <summary>An entry to be.</summary>
    public sealed record Draft(RegisterKind Kind, string NodeId, string OwnerId, int EveryDays, RegisterContent Content);

    /// <summary>An entry that somebody was shown.</summary>
    public sealed record Shown(RegisterEntry Entry, RegisterContent Content, IReadOnlyList<(DateTimeOffset At, string By, string Text)> Visits);

    public static string SubjectOf(string number) => $"register:{number}";

    /// <summary>The estate that a house number of a grid belongs to where none is named; the grid itself where its group has none.</summary>
    internal static string AreaOf(DistrictMap map, string gridId) =>
        map.Groups.FirstOrDefault(group => group.Kind == "grid" && group.NodeId == gridId)?.DefaultCommunity ?? gridId;

    /// <exception cref="VaultException">Nothing was written.</exception>
    public async Task<RegisterEntry> Add(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Draft draft, string by, DateTimeOffset now)
    {
        var number = await TicketStore.NextNumber(connection, transaction, map.District);
        var entry = new RegisterEntry(number, draft.Kind, draft.NodeId, draft.OwnerId, draft.EveryDays, now, 0, false);
        var closed = vault.Close("register_entry", number, BotJson.Write(draft.Content));
        var marks = RegisterMarks.Of(draft.Content, AreaOf(map, draft.NodeId)).Select(vault.Mark).ToArray();
        await connection.ExecuteAsync(
            """
            INSERT INTO register_entry (district, number, kind, node_id, owner_id, every_days, visited_at, key_id, sealed)
            VALUES (@District, @number, @kind, @NodeId, @OwnerId, @EveryDays, @now, @KeyId, @Bytes);
            INSERT INTO register_mark (district, mark, number) SELECT @District, mark, @number FROM unnest(@marks) AS mark;
            """,
            new { map.District, number, kind = TicketStore.Word(draft.Kind), draft.NodeId, draft.OwnerId, draft.EveryDays, now = now.ToUniversalTime(), closed.KeyId, closed.Bytes, marks },
            transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, map.District, SubjectOf(number), "register_added", by, draft.NodeId, new { kind = draft.Kind, owner = draft.OwnerId, everyDays = draft.EveryDays }, now);
        SetClocks(batch, map.District, entry, now);
        Outbox.Add(batch, map, draft.OwnerId == by ? [] : [YoursNow(entry)], now);
        await batch.ExecuteNonQueryAsync();
        return entry;
    }

    /// <summary>Locked for the transaction; null where there is none.</summary>
    public static async Task<RegisterEntry?> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string number, bool skipHeld = false) =>
        (await connection.QueryFirstOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM register_entry WHERE district = @district AND number = @number FOR UPDATE{(skipHeld ? " SKIP LOCKED" : "")}", new { district, number }, transaction))?.Entry;

    /// <summary>The open entries that bear one of the marks, locked for the transaction.</summary>
    public static async Task<IReadOnlyList<RegisterEntry>> Marked(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, byte[][] marks)
    {
        var rows = await connection.QueryAsync<Row>(
            $"""
            SELECT {Columns} FROM register_entry
            WHERE district = @district AND NOT is_closed AND number IN (SELECT number FROM register_mark WHERE district = @district AND mark = ANY(@marks))
            ORDER BY number FOR UPDATE
            """,
            new { district, marks },
            transaction);
        return [.. rows.Select(row => row.Entry)];
    }

    public static Task<bool> Exists(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string number) =>
        connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM register_entry WHERE district = @district AND number = @number)", new { district, number }, transaction);

    /// <summary>Open entries without what they say, the next visit first.</summary>
    /// <param name="owner">Null: everybody's.</param>
    public static async Task<IReadOnlyList<RegisterEntry>> List(NpgsqlConnection connection, string district, string? owner, NpgsqlTransaction? transaction = null)
    {
        var rows = await connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM register_entry WHERE district = @district AND NOT is_closed AND (@owner::text IS NULL OR owner_id = @owner)", new { district, owner }, transaction);
        return [.. rows.Select(row => row.Entry).OrderBy(entry => entry.DueOn).ThenBy(entry => entry.Number.Length).ThenBy(entry => entry.Number, StringComparer.Ordinal)];
    }

    /// <summary>What a locked entry says, for somebody who may see it. That it was shown is written before it is.</summary>
    public async Task<Shown> Look(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, RegisterEntry entry, string by, string why, string through, DateTimeOffset now)
    {
        var row = await connection.QueryFirstAsync<(string KeyId, byte[] Bytes)>("SELECT key_id, sealed FROM register_entry WHERE district = @district AND number = @Number", new { district, entry.Number }, transaction);
        var visits = await connection.QueryAsync<(int Sequence, DateTime At, string By, string KeyId, byte[] Bytes)>(
            "SELECT sequence, at, by_id, key_id, sealed FROM register_visit WHERE district = @district AND number = @Number ORDER BY sequence DESC LIMIT @most", new { district, entry.Number, most = MostVisitsShown }, transaction);
        var content = BotJson.Read<RegisterContent>(vault.Open("register_entry", entry.Number, new Sealed(row.KeyId, row.Bytes)));
        var shown = visits.Select(visit => (new DateTimeOffset(visit.At), visit.By, vault.Open("register_visit", $"{entry.Number}/{visit.Sequence}", new Sealed(visit.KeyId, visit.Bytes)))).ToList();
        await Secrecy.NoteLook(connection, transaction, district, SubjectOf(entry.Number), entry.NodeId, by, why, through, refused: false, now);
        return new Shown(entry, content, shown);
    }

    /// <summary>走访: noted for a locked entry; the next one is due a rhythm later.</summary>
    public async Task<RegisterEntry> Visit(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, RegisterEntry entry, string text, string by, DateTimeOffset now)
    {
        var visited = entry with { VisitedAt = now, Round = entry.Round + 1 };
        var closed = vault.Close("register_visit", $"{entry.Number}/{visited.Round}", text);
        await connection.ExecuteAsync(
            "INSERT INTO register_visit (district, number, sequence, at, by_id, key_id, sealed) VALUES (@district, @Number, @Round, @now, @by, @KeyId, @Bytes)",
            new { district, visited.Number, visited.Round, now = now.ToUniversalTime(), by, closed.KeyId, closed.Bytes },
            transaction);
        await Save(connection, transaction, district, visited, "register_visited", by, new { kind = entry.Kind, owner = entry.OwnerId, onTime = now < entry.LateAt }, now);
        return visited;
    }

    /// <summary>Another owner, who is told so, another rhythm, or struck off; begins a new round of reminders.</summary>
    public static async Task<RegisterEntry> Change(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, RegisterEntry before, RegisterEntry after, string by, DateTimeOffset now)
    {
        after = after with { Round = before.Round + 1 };
        var step = after.IsClosed && !before.IsClosed ? "register_closed" : "register_changed";
        await Save(connection, transaction, map.District, after, step, by, new { kind = after.Kind, owner = after.OwnerId, everyDays = after.EveryDays }, now);
        if (after.OwnerId != before.OwnerId && after.OwnerId != by)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            Outbox.Add(batch, map, [YoursNow(after)], now);
            await batch.ExecuteNonQueryAsync();
        }

        return after;
    }

    /// <summary>By number: what it says the owner asks for.</summary>
    private static Notice YoursNow(RegisterEntry entry) =>
        new($"register:{entry.Number}:yours:{entry.Round}", Address.Person(entry.OwnerId), "private", RegisterWords.YoursNow(entry.Number)) { WaitsForMorning = true };

    private static async Task Save(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, RegisterEntry entry, string step, string by, object data, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            "UPDATE register_entry SET owner_id = @OwnerId, every_days = @EveryDays, visited_at = @visited, round = @Round, is_closed = @IsClosed WHERE district = @district AND number = @Number",
            new { district, entry.Number, entry.OwnerId, entry.EveryDays, visited = entry.VisitedAt.ToUniversalTime(), entry.Round, entry.IsClosed },
            transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, district, SubjectOf(entry.Number), step, by, entry.NodeId, data, now);
        SetClocks(batch, district, entry, now);
        await batch.ExecuteNonQueryAsync();
    }

    private static void SetClocks(NpgsqlBatch batch, string district, RegisterEntry entry, DateTimeOffset now)
    {
        RoomClock.Stop(batch, district, SubjectOf(entry.Number), "visited, changed or closed", now);
        foreach (var (kind, at) in entry.IsClosed ? [] : entry.Reminders)
        {
            RoomClock.Set(batch, district, SubjectOf(entry.Number), kind, entry.Round, at);
        }
    }
}

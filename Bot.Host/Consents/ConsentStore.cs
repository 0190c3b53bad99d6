using Bot.Domain.Clocks;
using Bot.Domain.Consents;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Consents;

/// <param name="PersonId">Who signed in the chat; null for paper.</param>
/// <param name="CollectedBy">Who has it on paper: a person's id or "api:NAME"; null for the chat.</param>
public sealed record Signature(string House, string? PersonId, string Name, string? CollectedBy, DateTimeOffset At);

/// <summary>Consent lists and their signatures. Each step locks the list's row, so that no two households reach the threshold at once.</summary>
public sealed class ConsentStore(NpgsqlDataSource source) : IRings
{
    private const string Columns = "number, node_id, group_ids, title, text, houses, needed, until, closed_at, reached_at";

    /// <summary>What becomes of a signature: what is told, and what the signer is answered.</summary>
    public sealed record Outcome(Refusal? Refusal, string Answer, IReadOnlyList<Notice> Notices)
    {
        public static Outcome Not(Refusal refusal) => new(refusal, refusal.Text, []);
    }

    private sealed record Row
    {
        public string Number { get; init; } = "";
        public string NodeId { get; init; } = "";
        public string[] GroupIds { get; init; } = [];
        public string Title { get; init; } = "";
        public string Text { get; init; } = "";
        public string[] Houses { get; init; } = [];
        public int Needed { get; init; }
        public DateTime Until { get; init; }
        public DateTime? ClosedAt { get; init; }
        public DateTime? ReachedAt { get; init; }
        public ConsentList List => new(Number, NodeId, GroupIds, Title, Text, Houses, Needed, ShanghaiTime.Of(new DateTimeOffset(Until)), At(ClosedAt), At(ReachedAt));

        private static DateTimeOffset? At(DateTime? at) => at is { } instant ? ShanghaiTime.Of(new DateTimeOffset(instant)) : null;
    }

    private sealed record SignatureRow
    {
        public string House { get; init; } = "";
        public string? PersonId { get; init; }
        public string Name { get; init; } = "";
        public string? CollectedBy { get; init; }
        public DateTime At { get; init; }
        public Signature Signature => new(House, PersonId, Name, CollectedBy, ShanghaiTime.Of(new DateTimeOffset(At)));
    }

    public async Task<IReadOnlyList<ConsentList>> All(string district, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM consent_list WHERE district = @district ORDER BY created_at, number", new { district }, cancellationToken: stop))).Select(row => row.List)];
    }

    public static async Task<ConsentList?> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string number) =>
        (await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM consent_list WHERE district = @district AND number = @number FOR UPDATE", new { district, number }, transaction))?.List;

    public static async Task<IReadOnlyList<Signature>> Signatures(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, string number) =>
        [.. (await connection.QueryAsync<SignatureRow>(
            "SELECT house, person_id, name, collected_by, at FROM consent_signature WHERE district = @district AND number = @number ORDER BY at, house", new { district, number }, transaction))
            .Select(row => row.Signature)];

    /// <param name="draft">Its number is not yet known.</param>
    public async Task<ConsentList> Create(DistrictMap map, ConsentList draft, string actor, DateTimeOffset now)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var list = draft with { Number = await TicketStore.NextNumber(connection, transaction, map.District) };
        await connection.ExecuteAsync(
            """
            INSERT INTO consent_list (district, number, node_id, group_ids, title, text, houses, needed, until, created_at)
            VALUES (@District, @Number, @NodeId, @groups, @Title, @Text, @houses, @Needed, @until, @now)
            """,
            new { map.District, list.Number, list.NodeId, groups = list.GroupIds.ToArray(), list.Title, list.Text, houses = list.Houses.ToArray(), list.Needed, until = list.Until.ToUniversalTime(), now = now.ToUniversalTime() },
            transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        RoomClock.Set(batch, map.District, Subject(list), "close", 1, list.Until);
        Note(batch, map.District, list, "consent_opened", actor, new { list.Title, houses = list.Houses.Count, list.Needed, list.Until }, now);
        Outbox.Add(batch, map, Tell(list, "opened", ConsentWords.Opened(list, now)), now);
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return list;
    }

    /// <summary>Takes one signature for one household. The caller sends what is told.</summary>
    /// <param name="house">Null where the signer shows no door.</param>
    /// <param name="collectedBy">Null for whoever signs in the chat, who is the actor then.</param>
    public static async Task<Outcome> Sign(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, ConsentList list, string? house, string name, string actor, string? collectedBy, DateTimeOffset now)
    {
        var signatures = await Signatures(connection, transaction, district, list.Number);
        if (list.MaySign(house, signatures.Any(signature => signature.House == house), now) is { } refusal)
        {
            return Outcome.Not(refusal);
        }

        await connection.ExecuteAsync(
            "INSERT INTO consent_signature (district, number, house, person_id, name, collected_by, at) VALUES (@district, @Number, @house, @person, @name, @collectedBy, @now)",
            new { district, list.Number, house, person = collectedBy is null ? actor : null, name, collectedBy, now = now.ToUniversalTime() },
            transaction);
        var count = signatures.Count + 1;
        var reached = list.ReachedAt is null && count >= list.Needed;
        await using var batch = new NpgsqlBatch(connection, transaction);
        Note(batch, district, list, "consent_signed", actor, new { paper = collectedBy is not null }, now);
        if (reached)
        {
            Mark(batch, district, list, list.ClosedAt, now);
            Note(batch, district, list, "consent_reached", actor, new { signatures = count, list.Needed }, now);
        }

        await batch.ExecuteNonQueryAsync();
        return new Outcome(
            null,
            collectedBy is null ? ConsentWords.Thanks(list, count) : ConsentWords.PaperNoted(list, count),
            reached ? Tell(list, "reached", ConsentWords.Reached(list, count)) : []);
    }

    /// <summary>A person takes back what he signed; paper is taken back by staff.</summary>
    /// <param name="key">Of the command, for what staff are told where it is no longer enough.</param>
    public static async Task<Outcome> Withdraw(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ConsentList list, Func<Signature, bool> whose, bool byStaff, string actor, string key, DateTimeOffset now)
    {
        var signatures = await Signatures(connection, transaction, map.District, list.Number);
        var meant = signatures.FirstOrDefault(whose);
        if (!list.IsOpen(now) || meant is null || (meant.PersonId is null && !byStaff))
        {
            return Outcome.Not(!list.IsOpen(now) ? ConsentErrors.Over(list) : meant is null ? ConsentErrors.NotSigned : ConsentErrors.OnPaper);
        }

        await connection.ExecuteAsync("DELETE FROM consent_signature WHERE district = @District AND number = @Number AND house = @House", new { map.District, list.Number, meant.House }, transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        Note(batch, map.District, list, "consent_withdrawn", actor, new { paper = meant.PersonId is null }, now);
        await batch.ExecuteNonQueryAsync();
        var fell = list.ReachedAt is not null && signatures.Count == list.Needed;
        var told = new Notice($"consent:{list.Number}:fell:{key}", Address.Staff(map.GridsUnder(list.NodeId).First()), "consent", ConsentWords.FellBelowForStaff(list, signatures.Count - 1)) { WaitsForMorning = true };
        return new Outcome(null, ConsentWords.Withdrawn(list), fell ? [told] : []);
    }

    public string Noun => "consent";

    /// <summary>The date has come: it is closed, and told by its count alone.</summary>
    public async Task<bool> Ring(string id, string kind, int episode, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var list = (await connection.QueryFirstOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM consent_list WHERE district = @District AND number = @id FOR UPDATE SKIP LOCKED", new { map.District, id }, transaction))?.List;
        if (list is null)
        {
            return false;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        RoomClock.Settle(batch, map.District, Subject(list), kind, episode, list.ClosedAt is null ? null : "closed already", now);
        if (list.ClosedAt is null)
        {
            var count = (await Signatures(connection, transaction, map.District, id)).Count;
            Mark(batch, map.District, list, now, list.ReachedAt);
            Note(batch, map.District, list, "consent_closed", Actor.Clock.Id, new { signatures = count, list.Needed }, now);
            Outbox.Add(batch, map, Tell(list, "closed", ConsentWords.Closed(list, count)), now);
        }

        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    private static string Subject(ConsentList list) => $"consent:{list.Number}";

    private static void Mark(NpgsqlBatch batch, string district, ConsentList list, DateTimeOffset? closedAt, DateTimeOffset? reachedAt) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE consent_list SET closed_at = $3, reached_at = $4 WHERE district = $1 AND number = $2")
        {
            Parameters = { new() { Value = district }, new() { Value = list.Number }, Instant(closedAt), Instant(reachedAt) },
        });

    private static NpgsqlParameter Instant(DateTimeOffset? at) => new() { Value = at is { } instant ? instant.ToUniversalTime() : DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz };

    private static void Note(NpgsqlBatch batch, string district, ConsentList list, string kind, string actor, object data, DateTimeOffset now) =>
        JournalStore.Add(batch, district, Subject(list), kind, actor, list.NodeId, data, now);

    private static IReadOnlyList<Notice> Tell(ConsentList list, string part, string text) =>
        [.. list.GroupIds.Select(group => new Notice($"consent:{list.Number}:{part}:{group}", Address.Group(group), "consent", text) { WaitsForMorning = true })];
}

using System.Globalization;
using Bot.Domain.Clocks;
using Bot.Domain.Disputes;
using Bot.Domain.Notices;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Bot.Host.Registers;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Disputes;

/// <summary>矛盾纠纷 in the database, sealed as the registers are, and the mediator's reminders. The journal counts by outcome and knows no word.</summary>
public sealed class DisputeStore(Vault vault, NpgsqlDataSource source) : IRings
{
    private const string Columns = "number, node_id, opened_by, opened_at, mediator_id, ticket, state, follow_up_on";

    private sealed record Row
    {
        public string Number { get; init; } = "";
        public string NodeId { get; init; } = "";
        public string OpenedBy { get; init; } = "";
        public DateTime OpenedAt { get; init; }
        public string MediatorId { get; init; } = "";
        public string? Ticket { get; init; }
        public string State { get; init; } = "";
        public DateTime? FollowUpOn { get; init; }

        public Dispute Dispute => new(
            Number, NodeId, OpenedBy, new DateTimeOffset(OpenedAt), MediatorId, Ticket, StateOf(State), FollowUpOn is { } day ? DateOnly.FromDateTime(day) : null);
    }

    /// <summary>A dispute to be.</summary>
    public sealed record Draft(string NodeId, string OpenedBy, string MediatorId, string? Ticket, DisputeContent Content);

    /// <summary>A dispute that somebody was shown.</summary>
    public sealed record Shown(Dispute Dispute, DisputeContent Content, IReadOnlyList<(DateTimeOffset At, DisputeStep Kind, string Text)> Steps);

    public string Noun => "dispute";

    public static string SubjectOf(string number) => $"dispute:{number}";

    public static string Word(DisputeState state) => state == DisputeState.FollowedUp ? "followed_up" : TicketStore.Word(state);

    private static string Word(DisputeStep step) => step == DisputeStep.FollowedUp ? "followed_up" : TicketStore.Word(step);

    private static DisputeState StateOf(string word) => Enum.Parse<DisputeState>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    /// <exception cref="VaultException">Nothing was written.</exception>
    public async Task<Dispute> Open(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Draft draft, DateTimeOffset now)
    {
        var number = await TicketStore.NextNumber(connection, transaction, map.District);
        var dispute = new Dispute(number, draft.NodeId, draft.OpenedBy, now, draft.MediatorId, draft.Ticket, DisputeState.Open, null);
        var closed = vault.Close("dispute", number, BotJson.Write(draft.Content));
        await connection.ExecuteAsync(
            """
            INSERT INTO dispute (district, number, node_id, opened_by, opened_at, mediator_id, ticket, key_id, sealed)
            VALUES (@District, @number, @NodeId, @OpenedBy, @now, @MediatorId, @Ticket, @KeyId, @Bytes)
            """,
            new { map.District, number, draft.NodeId, draft.OpenedBy, now = now.ToUniversalTime(), draft.MediatorId, draft.Ticket, closed.KeyId, closed.Bytes },
            transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, map.District, SubjectOf(number), "dispute_opened", draft.OpenedBy, draft.NodeId, new { fromTicket = draft.Ticket is not null }, now);
        TellMediator(batch, map, dispute, now);
        await batch.ExecuteNonQueryAsync();
        return dispute;
    }

    public static async Task<Dispute?> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string number, bool skipHeld = false) =>
        (await connection.QueryFirstOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM dispute WHERE district = @district AND number = @number FOR UPDATE{(skipHeld ? " SKIP LOCKED" : "")}", new { district, number }, transaction))?.Dispute;

    public static async Task<IReadOnlyList<Dispute>> List(NpgsqlConnection connection, string district) =>
        [.. (await connection.QueryAsync<Row>($"SELECT {Columns} FROM dispute WHERE district = @district ORDER BY opened_at DESC, number DESC LIMIT 500", new { district })).Select(row => row.Dispute)];

    /// <summary>What a locked dispute says, for somebody who may see it; that it was shown is noted.</summary>
    public async Task<Shown> Look(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Dispute dispute, string by, string why, string through, DateTimeOffset now)
    {
        var row = await connection.QueryFirstAsync<(string KeyId, byte[] Bytes)>("SELECT key_id, sealed FROM dispute WHERE district = @district AND number = @Number", new { district, dispute.Number }, transaction);
        var steps = await connection.QueryAsync<(int Sequence, DateTime At, string Kind, string KeyId, byte[] Bytes)>(
            "SELECT sequence, at, kind, key_id, sealed FROM dispute_step WHERE district = @district AND number = @Number ORDER BY sequence", new { district, dispute.Number }, transaction);
        var content = BotJson.Read<DisputeContent>(vault.Open("dispute", dispute.Number, new Sealed(row.KeyId, row.Bytes)));
        var shown = steps.Select(step => (
            new DateTimeOffset(step.At),
            Enum.Parse<DisputeStep>(step.Kind.Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
            vault.Open("dispute_step", $"{dispute.Number}/{step.Sequence}", new Sealed(step.KeyId, step.Bytes)))).ToList();
        await Secrecy.NoteLook(connection, transaction, district, SubjectOf(dispute.Number), dispute.NodeId, by, why, through, refused: false, now);
        return new Shown(dispute, content, shown);
    }

    public static async Task<Dispute> Name(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Dispute dispute, string mediator, string by, DateTimeOffset now)
    {
        var named = dispute with { MediatorId = mediator };
        await connection.ExecuteAsync("UPDATE dispute SET mediator_id = @mediator WHERE district = @District AND number = @Number", new { map.District, dispute.Number, mediator }, transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, map.District, SubjectOf(dispute.Number), "dispute_mediator_named", by, dispute.NodeId, new { mediator }, now);
        TellMediator(batch, map, named, now);
        await batch.ExecuteNonQueryAsync();
        return named;
    }

    /// <summary>Null where the step does not go with how the dispute stands.</summary>
    public async Task<Dispute?> Step(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Dispute dispute, DisputeStep step, string text, int followUpAfter, string by, DateTimeOffset now)
    {
        if (dispute.After(step) is not { } state)
        {
            return null;
        }

        var after = dispute with { State = state, FollowUpOn = step == DisputeStep.Agreed ? ShanghaiTime.DateOf(now).AddDays(followUpAfter) : dispute.FollowUpOn };
        var sequence = await connection.ExecuteScalarAsync<int>("SELECT COALESCE(max(sequence), 0) + 1 FROM dispute_step WHERE district = @district AND number = @Number", new { district, dispute.Number }, transaction);
        var closed = vault.Close("dispute_step", $"{dispute.Number}/{sequence}", text);
        await connection.ExecuteAsync(
            """
            INSERT INTO dispute_step (district, number, sequence, at, by_id, kind, key_id, sealed) VALUES (@district, @Number, @sequence, @now, @by, @kind, @KeyId, @Bytes);
            UPDATE dispute SET state = @state, follow_up_on = @day::date WHERE district = @district AND number = @Number;
            """,
            new
            {
                district, dispute.Number, sequence, now = now.ToUniversalTime(), by, kind = Word(step), closed.KeyId, closed.Bytes, state = Word(state),
                day = after.FollowUpOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            },
            transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, district, SubjectOf(dispute.Number), $"dispute_{Word(step)}", by, dispute.NodeId, new { }, now);
        RoomClock.Stop(batch, district, SubjectOf(dispute.Number), "the dispute went on", now);
        foreach (var (kind, at) in after.Reminders)
        {
            RoomClock.Set(batch, district, SubjectOf(dispute.Number), kind, sequence, at);
        }

        await batch.ExecuteNonQueryAsync();
        return after;
    }

    public async Task<bool> Ring(string id, string kind, int episode, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (await Lock(connection, transaction, map.District, id, skipHeld: true) is not { } dispute || !await RoomClock.Runs(connection, transaction, map.District, SubjectOf(id), kind, episode))
        {
            return false;
        }

        var holds = dispute.State == DisputeState.Agreed;
        await using var batch = new NpgsqlBatch(connection, transaction);
        RoomClock.Settle(batch, map.District, SubjectOf(id), kind, episode, holds ? null : $"the dispute is {Word(dispute.State)}", now);
        if (holds)
        {
            Outbox.Add(batch, map, [new Notice($"dispute:{id}:{kind}:{episode}", Address.Person(dispute.MediatorId), "private", DisputeWords.Remind(id)) { WaitsForMorning = true }], now);
        }

        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    /// <summary>By number; who mediates what he opened himself needs no telling.</summary>
    private static void TellMediator(NpgsqlBatch batch, DistrictMap map, Dispute dispute, DateTimeOffset now)
    {
        if (dispute.MediatorId != dispute.OpenedBy)
        {
            Outbox.Add(batch, map, [new Notice($"dispute:{dispute.Number}:mediator:{dispute.MediatorId}", Address.Person(dispute.MediatorId), "private", DisputeWords.YouMediate(dispute.Number)) { WaitsForMorning = true }], now);
        }
    }
}

using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Domain.Wishes;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Wishes;

/// <summary>心愿: how each stands, its clocks and its lines in the journal, each step in one transaction that holds the wish's row.</summary>
public sealed class WishStore(NpgsqlDataSource source) : IRings
{
    /// <summary>More in one message nobody reads; the rest is told the day after.</summary>
    private const int MostAtOnce = 5;

    public string Noun => "wish";

    /// <summary>In the order of their numbers.</summary>
    public async Task<IReadOnlyList<Wish>> List(string district, string? state, string? grid, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await Query(connection, null, district, state, grid is null ? null : [grid]);
    }

    public static async Task<IReadOnlyList<Wish>> Query(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, string? state, string[]? grids) =>
        (await connection.QueryAsync<string>(
            "SELECT body FROM wish WHERE district = @district AND (@state::text IS NULL OR state = @state) AND (@grids::text[] IS NULL OR grid_id = ANY(@grids)) ORDER BY length(number), number LIMIT 500",
            new { district, state, grids },
            transaction)).Select(BotJson.Read<Wish>).ToList();

    /// <summary>Locked for the transaction; null where there is none.</summary>
    public static async Task<Wish?> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string number) =>
        await connection.ExecuteScalarAsync<string?>("SELECT body FROM wish WHERE district = @district AND number = @number FOR UPDATE", new { district, number }, transaction) is { } body ? BotJson.Read<Wish>(body) : null;

    public static WishScene Scene(DistrictMap map, Wish wish, Actor actor, DateTimeOffset now)
    {
        var node = wish.Wide ? map.NodeAbove(wish.GridId, Level.Community)?.NodeId ?? wish.GridId : wish.GridId;
        return new WishScene(now, actor, map.RosterOf(wish.GridId), person => PrivateChat.IsOpen(map, person), map.ResidentGroupsUnder(node));
    }

    /// <summary>The wish as it stands after the step, its clocks and its line in the journal; the notices are left to the caller. A refusal writes nothing.</summary>
    public static void Write(NpgsqlBatch batch, string district, WishDecision decision, string actor, DateTimeOffset now)
    {
        if (decision.After is not { } wish)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO wish (district, number, grid_id, state, body, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (district, number) DO UPDATE SET state = excluded.state, body = excluded.body, changed_at = excluded.changed_at
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = wish.Number },
                new() { Value = wish.GridId },
                new() { Value = Word(wish.State) },
                new() { Value = BotJson.Write(wish), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = now.ToUniversalTime() },
            },
        });
        RoomClock.Stop(batch, district, wish.Subject, "the wish has gone on", now);
        foreach (var clock in WishClocks.Of(wish))
        {
            RoomClock.Set(batch, district, wish.Subject, clock.Kind, wish.Version, clock.DueAt);
        }

        JournalStore.Add(batch, district, wish.Subject, decision.Kind, actor, wish.GridId, new { state = Word(wish.State), wish.Version, wish.Answer }, now);
    }

    /// <summary>A new wish with the next number.</summary>
    public async Task<WishDecision> Propose(DistrictMap map, string grid, Person teller, string? other, string text, Actor actor, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var wish = new Wish(await TicketStore.NextNumber(connection, transaction, map.District), grid, teller, other, text, now);
        return await Commit(connection, transaction, map, WishSteps.Propose(wish, Scene(map, wish, actor, now)), actor, now, stop);
    }

    /// <summary>One step in a transaction of its own. Null where there is no such wish.</summary>
    public async Task<WishDecision?> Step(DistrictMap map, string number, Func<string, Actor> actorFor, Func<Wish, WishScene, WishDecision> step, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (await Lock(connection, transaction, map.District, number) is not { } wish)
        {
            return null;
        }

        var actor = actorFor(wish.GridId);
        return await Commit(connection, transaction, map, step(wish, Scene(map, wish, actor, now)), actor, now, stop);
    }

    /// <summary>
    /// Tells what is approved, one message to each group; returns how many wishes were told. What finds no room in a group's message stays for the next time.
    /// </summary>
    public async Task<int> Publish(DistrictMap map, IReadOnlyCollection<string> grids, string actor, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var (told, notices) = await Publish(connection, transaction, map, grids, actor, now);
        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(batch, map, notices, now);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(stop);
        return told;
    }

    /// <summary>As above, in a transaction of the caller's, who also adds the notices.</summary>
    public static async Task<(int Told, IReadOnlyList<Notice> Notices)> Publish(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, IReadOnlyCollection<string> grids, string actor, DateTimeOffset now)
    {
        var approved = (await connection.QueryAsync<string>(
            "SELECT body FROM wish WHERE district = @District AND state = 'approved' AND grid_id = ANY(@grids) ORDER BY length(number), number FOR UPDATE",
            new { map.District, grids = grids.ToArray() },
            transaction)).Select(BotJson.Read<Wish>).ToList();
        var byGroup = new SortedDictionary<string, List<Wish>>(StringComparer.Ordinal);
        var told = 0;
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var wish in approved)
        {
            var groups = Scene(map, wish, Actor.Clock, now).Groups;
            if (groups.Any(group => byGroup.TryGetValue(group, out var full) && full.Count >= MostAtOnce))
            {
                continue;
            }

            var decision = WishSteps.Publish(wish);
            Write(batch, map.District, decision, actor, now);
            told++;
            foreach (var group in groups)
            {
                byGroup.TryAdd(group, []);
                byGroup[group].Add(decision.After!);
            }
        }

        if (told > 0)
        {
            await batch.ExecuteNonQueryAsync();
        }

        return (told, [.. byGroup.Select(pair => WishSteps.Announce(pair.Value, pair.Key))]);
    }

    public async Task<bool> Ring(string id, string kind, int episode, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var body = await connection.ExecuteScalarAsync<string?>("SELECT body FROM wish WHERE district = @District AND number = @id FOR UPDATE SKIP LOCKED", new { map.District, id }, transaction);
        if (body is null || !await IsRunning(connection, transaction, map.District, $"wish:{id}", kind, episode))
        {
            return false;
        }

        var wish = BotJson.Read<Wish>(body);
        var holds = wish.Version == episode && WishClocks.Of(wish).Any(clock => clock.Kind == kind && clock.DueAt <= now);
        await using var batch = new NpgsqlBatch(connection, transaction);
        RoomClock.Settle(batch, map.District, wish.Subject, kind, episode, holds ? null : "the wish has gone on", now);
        if (holds)
        {
            var scene = Scene(map, wish, Actor.Clock, now);
            var decision = kind switch { "claim_lapse" => WishSteps.Lapse(wish, scene), "check_end" => WishSteps.EndUnrated(wish, scene), _ => null };
            if (decision is not null)
            {
                Write(batch, map.District, decision, Actor.Clock.Id, now);
            }

            Outbox.Add(batch, map, decision?.Notices ?? WishSteps.Remind(wish, kind, scene), now);
        }

        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    public static string Word(WishState state) => state.ToString().ToLowerInvariant();

    private static Task<bool> IsRunning(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string subject, string kind, int episode) => connection.ExecuteScalarAsync<bool>(
        "SELECT EXISTS (SELECT 1 FROM clock WHERE district = @district AND subject = @subject AND kind = @kind AND episode = @episode AND state = 'running')",
        new { district, subject, kind, episode },
        transaction);

    private static async Task<WishDecision> Commit(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, WishDecision decision, Actor actor, DateTimeOffset now, CancellationToken stop)
    {
        if (decision.After is not null)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            Write(batch, map.District, decision, actor.Id, now);
            Outbox.Add(batch, map, decision.Notices, now);
            await batch.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(stop);
        return decision;
    }
}

using Bot.Domain.Bulletins;
using Bot.Domain.Grids;
using Bot.Domain.Notices;
using Bot.Domain.Understanding;
using Bot.Host.Clocks;
using Bot.Host.Drawings;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Bulletins;

/// <summary>A bulletin as it is kept.</summary>
/// <param name="State">"draft", "released" or "dropped".</param>
public sealed record KeptBulletin(string Id, string Title, string NodeId, string Period, string State, string Answers, DateTimeOffset AsOf, Bulletin Bulletin, string? PictureId, DateTimeOffset? ReleasedAt, string? ReleasedBy);

/// <summary>Drafts bulletins, shows each to the one who answers for it, and sends out what was released.</summary>
public sealed class BulletinStore(NpgsqlDataSource source, BotSettings settings, BulletinCounter counter, SvgConverter converter) : IRings
{
    private const string Remind = "remind", Release = "release";
    private const string Columns = "bulletin_id, title, node_id, period, state, answers, as_of, body::text AS body, picture_id, released_at, released_by";

    /// <summary>Days after the draft on which its reader is reminded, again and again as long as it waits.</summary>
    private static readonly int[] RemindedAfter = [1, 3, 7];

    private sealed record Row(string BulletinId, string Title, string NodeId, string Period, string State, string Answers, DateTime AsOf, string Body, string? PictureId, DateTime? ReleasedAt, string? ReleasedBy)
    {
        public KeptBulletin Kept => new(
            BulletinId, Title, NodeId, Period, State, Answers, new DateTimeOffset(AsOf), BotJson.Read<Bulletin>(Body), PictureId, ReleasedAt is { } at ? new DateTimeOffset(at) : null, ReleasedBy);
    }

    public string Noun => "bulletin";

    /// <summary>Where everybody can read it; null where the district has told no address.</summary>
    public string? PageOf(string id) => settings.BaseAddress is { } address ? $"{address}/bulletins/{id}" : null;

    /// <summary>Whoever answers for a node: the community's post, else the next above, else who is in charge.</summary>
    public static string? AnswersFor(DistrictMap map, string node)
    {
        var roster = map.RosterOf(node);
        return (roster.First(SpeakerRole.Community) ?? roster.First(SpeakerRole.Street) ?? roster.First(SpeakerRole.District) ?? roster.InCharge)?.PersonId;
    }

    /// <summary>Counts, draws, keeps and shows it. Null where there is one already, nobody answers for the node, or nothing happened there.</summary>
    /// <param name="again">Also where it was decided not to send one.</param>
    public async Task<string?> Draft(DistrictMap map, string title, string node, Period period, TimeSpan? releasedAfter, DateTimeOffset now, CancellationToken stop, bool again = true)
    {
        if (AnswersFor(map, node) is not { } answers || await IsThere(map.District, title, node, period, again, stop))
        {
            return null;
        }

        var bulletin = BulletinCounter.Of(title, map, node, period, now, await counter.Count(map, node, period, now, stop));
        if (bulletin.IsEmpty)
        {
            return null;
        }

        var picture = await converter.Png(BulletinPicture.Draw(bulletin), stop);
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var id = await TicketStore.NextNumber(connection, transaction, map.District);
        var pictureId = picture is null ? null : $"bulletin:{id}";
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO bulletin (district, bulletin_id, title, node_id, period, answers, as_of, body, picture_id)
            VALUES (@District, @id, @title, @node, @period, @answers, @now, @body::jsonb, @pictureId) ON CONFLICT DO NOTHING
            """,
            new { map.District, id, title, node, period = period.Code, answers, now = now.ToUniversalTime(), body = BotJson.Write(bulletin), pictureId },
            transaction);
        if (added == 0)
        {
            return null;
        }

        if (picture is not null)
        {
            await Pictures.Save(connection, transaction, map.District, pictureId!, picture, now);
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        var releasedAt = releasedAfter is { } after ? now + after : (DateTimeOffset?)null;
        Outbox.Add(
            batch,
            map,
            [new Notice($"bulletin:{id}:draft", Address.Person(answers), "bulletin", BulletinWords.Draft(bulletin, id, PageOf(id), releasedAt)) { Picture = pictureId, WaitsForMorning = true }],
            now);
        JournalStore.Add(batch, map.District, $"bulletin:{id}", "bulletin_drafted", "clock", node, new { title, period = period.Code }, now);
        if (releasedAt is { } release)
        {
            RoomClock.Set(batch, map.District, $"bulletin:{id}", Release, 1, release);
        }
        else
        {
            RoomClock.Set(batch, map.District, $"bulletin:{id}", Remind, 1, now.AddDays(RemindedAfter[0]));
        }

        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return id;
    }

    public async Task<KeptBulletin?> Find(string district, string id, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return (await connection.QueryFirstOrDefaultAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM bulletin WHERE district = @district AND bulletin_id = @id", new { district, id }, cancellationToken: stop)))?.Kept;
    }

    /// <summary>The newest first, at most 200.</summary>
    public async Task<IReadOnlyList<KeptBulletin>> List(string district, string? state, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM bulletin WHERE district = @district AND (@state::text IS NULL OR state = @state) ORDER BY as_of DESC, bulletin_id DESC LIMIT 200",
            new { district, state },
            cancellationToken: stop))).Select(row => row.Kept)];
    }

    /// <summary>Locked until the transaction ends; without an id the newest draft that the person answers for.</summary>
    public static async Task<KeptBulletin?> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string? id, string person) => (await connection.QueryFirstOrDefaultAsync<Row>(
        $"""
        SELECT {Columns} FROM bulletin WHERE district = @district AND (bulletin_id = @id OR (@id::text IS NULL AND state = 'draft' AND answers = @person))
        ORDER BY as_of DESC, bulletin_id DESC LIMIT 1 FOR UPDATE
        """,
        new { district, id, person },
        transaction))?.Kept;

    /// <summary>Sends a locked draft to every residents' group of its node. Returns to how many.</summary>
    public int SendOut(NpgsqlBatch batch, DistrictMap map, KeptBulletin kept, string by, DateTimeOffset now)
    {
        var groups = map.ResidentGroupsUnder(kept.NodeId);
        Outbox.Add(
            batch,
            map,
            groups.Select(group => new Notice($"bulletin:{kept.Id}:{group}", Address.Group(group), "bulletin", BulletinWords.Text(kept.Bulletin, PageOf(kept.Id))) { Picture = kept.PictureId, WaitsForMorning = true }),
            now);
        Settle(batch, map.District, kept, "released", by, now);
        return groups.Count;
    }

    public static void Drop(NpgsqlBatch batch, string district, KeptBulletin kept, string by, DateTimeOffset now) => Settle(batch, district, kept, "dropped", by, now);

    public async Task<bool> Ring(string id, string kind, int episode, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var subject = $"bulletin:{id}";
        var kept = await Lock(connection, transaction, map.District, id, "");
        var running = await connection.ExecuteScalarAsync<bool>(
            "SELECT EXISTS (SELECT 1 FROM clock WHERE district = @District AND subject = @subject AND kind = @kind AND episode = @episode AND state = 'running')",
            new { map.District, subject, kind, episode },
            transaction);
        if (!running)
        {
            return false;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        if (kept is not { State: "draft" })
        {
            RoomClock.Settle(batch, map.District, subject, kind, episode, "it is no draft any more", now);
        }
        else
        {
            // Settled first: releasing stops what still runs.
            RoomClock.Settle(batch, map.District, subject, kind, episode, null, now);
            if (kind == Release)
            {
                SendOut(batch, map, kept, "clock", now);
            }
            else
            {
                Outbox.Add(batch, map, [new Notice($"bulletin:{id}:remind:{episode}", Address.Person(kept.Answers), "bulletin_due", BulletinWords.Remind(kept.Bulletin, id)) { WaitsForMorning = true }], now);
                RoomClock.Set(batch, map.District, subject, Remind, episode + 1, kept.AsOf.AddDays(episode < RemindedAfter.Length ? RemindedAfter[episode] : RemindedAfter[^1] * (episode - 1)));
            }
        }

        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    private static void Settle(NpgsqlBatch batch, string district, KeptBulletin kept, string state, string by, DateTimeOffset now)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE bulletin SET state = $3, released_at = $4, released_by = $5 WHERE district = $1 AND bulletin_id = $2")
        {
            Parameters = { new() { Value = district }, new() { Value = kept.Id }, new() { Value = state }, new() { Value = now.ToUniversalTime() }, new() { Value = by } },
        });
        RoomClock.Stop(batch, district, $"bulletin:{kept.Id}", state, now);
        JournalStore.Add(batch, district, $"bulletin:{kept.Id}", $"bulletin_{state}", by, kept.NodeId, new { kept.Title, kept.Period }, now);
    }

    private async Task<bool> IsThere(string district, string title, string node, Period period, bool again, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM bulletin WHERE district = @district AND title = @title AND node_id = @node AND period = @period AND NOT (@again AND state = 'dropped'))",
            new { district, title, node, period = period.Code, again },
            cancellationToken: stop));
    }
}

using Bot.Domain.Bulletins;
using Bot.Domain.Grids;
using Bot.Domain.Intakes;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Intakes;

/// <summary>Something that came in elsewhere, as staff see it.</summary>
public sealed record KeptIntake(string Number, string Source, string? ReporterName, DateTime ReceivedAt, string? State);

/// <summary>What came in elsewhere becomes a ticket like any other: read, numbered, under a clock, told to staff. Nothing of it is too vague to be answered.</summary>
public sealed class IntakeStore(Reader reader)
{
    /// <summary>What came in, and who is told what becomes of it.</summary>
    /// <param name="GroupId">The conversation that is answered.</param>
    /// <param name="ReporterName">Whom staff speak for; kept apart from the ticket. Null for anonymous and for who writes himself.</param>
    public sealed record Received(IntakeSource Source, string Grid, string GroupId, GroupProfile Profile, Report Report, string? ReporterName);

    /// <summary>The new ticket's change, for the caller to write in the same transaction.</summary>
    /// <param name="to">Where it is acknowledged; null where the caller does.</param>
    public async Task<IReadOnlyList<Change>> Open(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, DistrictRules rules, Received received, Actor actor, ReplyTo? to, DateTimeOffset now)
    {
        var report = received.Report;
        var number = await TicketStore.NextNumber(connection, transaction, map.District);
        var reading = reader.Read(new Conversation(received.Profile, [], new Utterance(report.ReporterName, SpeakerRole.Resident, report.Text, TimeSpan.Zero), now));
        var category = reading.Category ?? "其他";
        var scene = new Scene(now, actor, map.RosterOf(received.Grid), rules.For(map.PathOf(received.Grid)), to) { HasLeft = map.HasLeft };

        // Who records for others has told the place as it was told him: he is not asked.
        var command = new OpenTicketCommand(
            number, received.GroupId, category, reading.Urgency ?? Urgency.Normal, reading.Location, reading.Summary ?? report.Text, report, OpenTicket.IsPrivate(category), reading.Hotline,
            report.ByStaff ? [] : reading.Missing, WorkerSees: false);
        await connection.ExecuteAsync(
            "INSERT INTO intake (district, number, source, group_id, reporter_name, received_at) VALUES (@District, @number, @source, @GroupId, @ReporterName, @now)",
            new { map.District, number, source = Word(received.Source), received.GroupId, received.ReporterName, now = now.ToUniversalTime() },
            transaction);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            JournalStore.Add(batch, map.District, $"intake:{number}", BulletinCount.IntakePrefix + Word(received.Source), actor.Id, received.Grid, new { number }, now);
            await batch.ExecuteNonQueryAsync();
        }

        return await Returns.Flag(connection, transaction, map, [new Change(number, null, OpenTicket.Decide(command, scene), actor.Id)], rules, now);
    }

    /// <summary>Recorded by staff, who are answered alone, wherever they wrote it.</summary>
    public static Received ByStaff(DistrictMap map, IntakeNote note, string grid, Actor staff, DateTimeOffset now) => new(
        note.Source,
        grid,
        map.Resolve(Bot.Domain.Notices.Address.Person(staff.Id)),
        ProfileOf(map, grid),
        new Report(staff.Id, staff.Name, $"person:{staff.Id}", note.Text, now) { ByStaff = true, ForOthers = true },
        note.Reporter);

    /// <summary>Places are those of the grid's residents.</summary>
    public static GroupProfile ProfileOf(DistrictMap map, string grid) =>
        map.Groups.FirstOrDefault(group => group.Kind == "grid" && group.NodeId == grid)?.Profile ?? new GroupProfile(grid, [], null);

    public static async Task<bool> Has(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string groupId) =>
        await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM intake WHERE district = @district AND group_id = @groupId)", new { district, groupId }, transaction);

    public static string Word(IntakeSource source) => TicketStore.Word(source);
}

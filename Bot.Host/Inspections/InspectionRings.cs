using System.Security.Cryptography;
using Bot.Domain.Clocks;
using Bot.Domain.Inspections;
using Bot.Domain.Notices;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Inspections;

/// <summary>
/// The week of an inspection plan: on the evening before it the seed is made and its hash told, each drawn morning the inspector is asked, reminded in the
/// afternoon and given up the next morning, and when the week is over the seed is told.
/// </summary>
public sealed class InspectionRings(NpgsqlDataSource source, RulesInForce rules) : IRings
{
    private sealed record Bell(NpgsqlConnection Connection, NpgsqlTransaction Transaction, NpgsqlBatch Batch, DistrictMap Map, InspectionPlan Plan, DateTimeOffset Now)
    {
        public void Say(params IEnumerable<Notice> notices) => Outbox.Add(Batch, Map, notices, Now);

        public void Note(string kind, object data) => JournalStore.Add(Batch, Map.District, InspectionStore.SubjectOf(Plan.Id), kind, "clock", Plan.NodeId, data, Now);

        /// <summary>To the staff of the place's grids, once where several share a group.</summary>
        public IEnumerable<Notice> ToStaff(string key, string text) => Map.GridsUnder(Plan.NodeId).Select(Map.StaffGroupOf).OfType<string>().Distinct()
            .Select(group => new Notice($"inspection:{Plan.Id}:{key}:{group}", Address.Group(group), "inspection", text) { WaitsForMorning = true });
    }

    public string Noun => "inspection";

    public async Task<bool> Ring(string id, string kind, int episode, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var subject = InspectionStore.SubjectOf(id);
        if (await InspectionStore.Lock(connection, transaction, map.District, id, skipHeld: true) is not { } locked || !await RoomClock.Runs(connection, transaction, map.District, subject, kind, episode))
        {
            return false;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        var bell = new Bell(connection, transaction, batch, map, locked.Plan, now);
        var day = InspectionStore.DayOf(episode);
        var moot = kind switch
        {
            "commit" => locked.IsActive ? await Commit(bell, day, rules.Now.For(map.PathOf(locked.Plan.NodeId)).Calendar) : "the plan has ended",
            "day" => await Ask(bell, day),
            "reveal" => await Reveal(bell, day),
            _ => await Chase(bell, kind, day),
        };
        RoomClock.Settle(batch, map.District, subject, kind, episode, moot, now);
        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    /// <summary>A seed made once the week has begun would prove nothing: then that week has no draw, and the next one is waited for.</summary>
    private static async Task<string?> Commit(Bell bell, DateOnly monday, WorkCalendar calendar)
    {
        var district = bell.Map.District;
        if (ShanghaiTime.DateOf(bell.Now) >= monday)
        {
            InspectionStore.AddCommit(bell.Batch, district, bell.Plan.Id, InspectionPlan.NextMonday(ShanghaiTime.DateOf(bell.Now)));
            return "the week had begun";
        }

        var seed = RandomNumberGenerator.GetBytes(InspectionDraw.SeedBytes);
        var inputs = bell.Plan.InputsFor(monday, calendar);
        var draw = new WeekDraw(inputs.Week, bell.Now, InspectionDraw.Commitment(seed), inputs, seed, null);
        await InspectionStore.AddDraw(bell.Connection, bell.Transaction, district, draw);
        foreach (var (kind, at, day) in InspectionDraw.Draw(seed, inputs).SelectMany(drawn => InspectionPlan.ClocksOf(drawn.Day).Select(clock => (clock.Kind, clock.At, drawn.Day))))
        {
            RoomClock.Set(bell.Batch, district, InspectionStore.SubjectOf(bell.Plan.Id), kind, InspectionStore.EpisodeOf(day), at);
        }

        RoomClock.Set(bell.Batch, district, InspectionStore.SubjectOf(bell.Plan.Id), "reveal", InspectionStore.EpisodeOf(monday), InspectionPlan.RevealsAt(monday));
        InspectionStore.AddCommit(bell.Batch, district, bell.Plan.Id, monday.AddDays(7));
        bell.Note("inspection_committed", new { draw.Week, draw.Commitment });
        bell.Say(bell.ToStaff($"commit:{draw.Week}", InspectionWords.Committed(bell.Plan.Place, draw.Week, draw.Commitment)));
        return null;
    }

    private static async Task<string?> Ask(Bell bell, DateOnly day)
    {
        var draws = await InspectionStore.Draws(bell.Connection, bell.Map.District, bell.Plan.Id, bell.Transaction);
        var draw = draws.First(one => one.Inputs.Days.Contains(day));
        var drawn = InspectionDraw.Draw(draw.Seed, draw.Inputs).First(one => one.Day == day);
        if (bell.Now >= ShanghaiTime.At(day.AddDays(1), TimeOnly.MinValue))
        {
            // No host ran on that day: it is on record that nobody was asked.
            bell.Note("inspection_missing", new { week = draw.Week, day, asked = false });
            return "the day was over";
        }

        var number = await TicketStore.NextNumber(bell.Connection, bell.Transaction, bell.Map.District);
        await InspectionStore.AddInspection(bell.Connection, bell.Transaction, bell.Map.District, new Inspection(number, bell.Plan.Id, draw.Week, day, drawn.PersonId, bell.Plan.Items, "asked", [], []));
        bell.Note("inspection_asked", new { number, week = draw.Week, day, person = drawn.PersonId });
        bell.Say(new Notice($"inspection:{number}:asked", Address.Person(drawn.PersonId), "inspection", InspectionWords.Asked(number, bell.Plan.Place, bell.Plan.Items)) { WaitsForMorning = true });
        return null;
    }

    private static async Task<string?> Chase(Bell bell, string kind, DateOnly day)
    {
        var inspection = (await InspectionStore.Inspections(bell.Connection, bell.Map.District, bell.Plan.Id, bell.Transaction)).FirstOrDefault(one => one.Day == day);
        if (inspection is not { State: "asked" })
        {
            return inspection is null ? "nobody was asked" : "the result is there";
        }

        if (kind == "remind")
        {
            bell.Say(new Notice($"inspection:{inspection.Number}:remind", Address.Person(inspection.PersonId), "inspection", InspectionWords.Remind(inspection.Number, bell.Plan.Place)) { WaitsForMorning = true });
            return null;
        }

        await InspectionStore.Save(bell.Connection, bell.Transaction, bell.Map.District, inspection with { State = "missing" }, null);
        bell.Note("inspection_missing", new { inspection.Number, inspection.Week, inspection.Day, asked = true });
        bell.Say(bell.ToStaff($"missing:{inspection.Number}", InspectionWords.Missing(bell.Plan.Place, day)));
        return null;
    }

    private static async Task<string?> Reveal(Bell bell, DateOnly monday)
    {
        var week = InspectionPlan.WeekOf(monday);
        var draw = (await InspectionStore.Draws(bell.Connection, bell.Map.District, bell.Plan.Id, bell.Transaction)).First(one => one.Week == week);
        var inspections = (await InspectionStore.Inspections(bell.Connection, bell.Map.District, bell.Plan.Id, bell.Transaction)).Where(one => one.Week == week).ToList();
        var drawn = InspectionDraw.Draw(draw.Seed, draw.Inputs);
        var seed = Convert.ToHexStringLower(draw.Seed);
        await InspectionStore.Reveal(bell.Connection, bell.Transaction, bell.Map.District, bell.Plan.Id, week, bell.Now);
        bell.Note("inspection_revealed", new { week, seed, draw.Inputs, drawn });
        bell.Say(bell.ToStaff($"reveal:{week}", InspectionWords.Revealed(bell.Plan.Place, week, drawn.Count, inspections.Count(one => one.State == "done"), seed)));
        return null;
    }
}

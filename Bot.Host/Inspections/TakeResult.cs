using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Inspections;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Npgsql;

namespace Bot.Host.Inspections;

/// <summary>The result of an inspection: into the journal, to the residents as one line, and what failed as tickets with whoever answers for the place.</summary>
public sealed class TakeResult(Reader reader)
{
    /// <param name="Refusal">Why nothing was taken; then the rest is empty.</param>
    public sealed record Taken(Refusal? Refusal, Inspection? Inspection, IReadOnlyList<Change> Changes)
    {
        public static Taken Not(string code, string text) => new(new Refusal(code, text), null, []);

        public IReadOnlyList<string> Tickets => [.. Changes.Select(change => change.Number).Distinct()];
    }

    /// <param name="findings">How the items were found, given their number; or why that cannot be told.</param>
    /// <param name="by">The inspector, or staff above who write it down for the inspector.</param>
    public async Task<Taken> Take(
        NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, DistrictRules rules, string number, Func<int, (IReadOnlyList<Finding> Findings, string? Refusal)> findings,
        IReadOnlyList<string> pictures, Func<string, Actor> by, DateTimeOffset now)
    {
        // The plan's row is what everybody who changes an inspection holds.
        if (await InspectionStore.Find(connection, transaction, map.District, number) is not { } found || await InspectionStore.Lock(connection, transaction, map.District, found.PlanId) is not { Plan: var plan })
        {
            return Taken.Not("inspection_unknown", InspectionWords.NotYours);
        }

        var inspection = (await InspectionStore.Find(connection, transaction, map.District, number))!;
        var actor = by(GridOf(map, plan));
        if (actor.Id != inspection.PersonId && !actor.Grants)
        {
            return Taken.Not("inspection_forbidden", InspectionWords.NotYours);
        }

        if (inspection.State == "done")
        {
            return Taken.Not("inspection_done", InspectionWords.There);
        }

        var (read, refusal) = findings(inspection.Items.Count);
        if (refusal is not null)
        {
            return Taken.Not("findings_incomplete", refusal);
        }

        var changes = new List<Change>();
        foreach (var finding in read.Where(finding => !finding.IsGood))
        {
            changes.AddRange(await Open(connection, transaction, map, rules, plan, InspectionWords.TicketOf(plan.Place, inspection.Items[finding.Item - 1], finding.Note), actor, now));
        }

        var taken = new Taken(null, inspection with { State = "done", Findings = read, Pictures = [.. inspection.Pictures, .. pictures] }, changes);
        await InspectionStore.Save(connection, transaction, map.District, taken.Inspection!, now);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var good = read.Count(finding => finding.IsGood);
        var data = new { number, inspection.Week, inspection.Day, person = inspection.PersonId, good, bad = read.Count - good, pictures = pictures.Count, late = inspection.State == "missing", taken.Tickets };
        JournalStore.Add(batch, map.District, InspectionStore.SubjectOf(plan.Id), "inspection_done", actor.Id, plan.NodeId, data, now);
        Outbox.Add(batch, map, map.ResidentGroupsUnder(plan.NodeId).Select(group =>
            new Notice($"inspection:{number}:result:{group}", Address.Group(group), "inspection", InspectionWords.Result(plan.Place, inspection.Day, good, taken.Tickets)) { WaitsForMorning = true, Tickets = taken.Tickets }), now);
        await batch.ExecuteNonQueryAsync();
        return taken;
    }

    /// <summary>Pictures that follow the result, on the same day.</summary>
    public static async Task AddPictures(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Inspection inspection, IReadOnlyList<string> pictures, string by, DateTimeOffset now)
    {
        if (await InspectionStore.Lock(connection, transaction, map.District, inspection.PlanId) is not { Plan: var plan } || await InspectionStore.Find(connection, transaction, map.District, inspection.Number) is not { } held)
        {
            return;
        }

        await InspectionStore.Save(connection, transaction, map.District, held with { Pictures = [.. held.Pictures, .. pictures] }, null);
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, map.District, InspectionStore.SubjectOf(plan.Id), "inspection_pictured", by, plan.NodeId, new { inspection.Number, pictures = pictures.Count }, now);
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>The grid whose staff answer for the place: its own, or the first below its node.</summary>
    public static string GridOf(DistrictMap map, InspectionPlan plan) => map.GridsUnder(plan.NodeId).FirstOrDefault() ?? plan.NodeId;

    /// <summary>Opened by the draw's right, whoever the inspector is, and given to whoever answers for the place.</summary>
    private async Task<IReadOnlyList<Change>> Open(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, DistrictRules rules, InspectionPlan plan, string text, Actor by, DateTimeOffset now)
    {
        var number = await TicketStore.NextNumber(connection, transaction, map.District);
        var grid = GridOf(map, plan);
        var scene = new Scene(now, by with { Roles = [SpeakerRole.Community] }, map.RosterOf(grid), rules.For(map.PathOf(grid))) { HasLeft = map.HasLeft };
        var group = map.Group(map.ResidentGroupsUnder(plan.NodeId)[0])!;
        var reading = reader.Read(new Conversation(group.Profile, [], new Utterance(by.Name, SpeakerRole.Resident, text, TimeSpan.Zero), ShanghaiTime.Of(now)));
        var report = new Report(by.Id, by.Name, $"person:{by.Id}", text, now) { ByStaff = true };
        var place = new Location(Place: plan.Place);
        var command = new OpenTicketCommand(number, group.GroupId, reading.Category ?? "其他", Urgency.Normal, place, text, report, false, null, [], WorkerSees: true);
        var opened = new Change(number, null, OpenTicket.Decide(command, scene), by.Id);
        var ticket = opened.After(opened.Record(now))!;
        return [opened, new Change(number, ticket, AssignTicket.Decide(ticket, plan.ResponsibleId, null, scene), by.Id)];
    }
}

using System.Globalization;
using Bot.Domain.Clocks;
using Bot.Domain.Inspections;
using Bot.Host.Clocks;
using Bot.Host.Grids;
using Bot.Host.Journal;
using Dapper;
using Npgsql;

namespace Bot.Host.Inspections;

/// <summary>One inspection that was drawn and asked for. <paramref name="State"/> is "asked", "done" or "missing".</summary>
public sealed record Inspection(string Number, string PlanId, string Week, DateOnly Day, string PersonId, IReadOnlyList<string> Items, string State, IReadOnlyList<Finding> Findings, IReadOnlyList<string> Pictures);

/// <summary>The draw of one week. The seed is null until it may be told.</summary>
public sealed record WeekDraw(string Week, DateTimeOffset CommittedAt, string Commitment, DrawInputs Inputs, byte[] Seed, DateTimeOffset? RevealedAt);

/// <summary>监督抽查 in the database: plans, the draws of their weeks, and what came of them.</summary>
public static class InspectionStore
{
    private const string Columns = "number, plan_id, week, day, person_id, items, state, findings, pictures";

    private sealed record Row
    {
        public string Number { get; init; } = "";
        public string PlanId { get; init; } = "";
        public string Week { get; init; } = "";
        public DateTime Day { get; init; }
        public string PersonId { get; init; } = "";
        public string[] Items { get; init; } = [];
        public string State { get; init; } = "";
        public string Findings { get; init; } = "[]";
        public string Pictures { get; init; } = "[]";

        public Inspection Inspection => new(Number, PlanId, Week, DateOnly.FromDateTime(Day), PersonId, Items, State, BotJson.Read<List<Finding>>(Findings), BotJson.Read<List<string>>(Pictures));
    }

    public static string SubjectOf(string plan) => $"inspection:{plan}";

    /// <summary>A day or a Monday as a clock's episode: 20260302.</summary>
    public static int EpisodeOf(DateOnly day) => (day.Year * 10000) + (day.Month * 100) + day.Day;

    public static DateOnly DayOf(int episode) => new(episode / 10000, episode / 100 % 100, episode % 100);

    /// <summary>New, or other from the next week on that has no draw yet: what was drawn stands.</summary>
    public static async Task Put(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, InspectionPlan plan, string by, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            """
            INSERT INTO inspection_plan (district, plan_id, node_id, body) VALUES (@district, @Id, @NodeId, @body::jsonb)
            ON CONFLICT (district, plan_id) DO UPDATE SET node_id = excluded.node_id, body = excluded.body, is_active = true
            """,
            new { district, plan.Id, plan.NodeId, body = BotJson.Write(plan) },
            transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, district, SubjectOf(plan.Id), "inspection_planned", by, plan.NodeId, plan, now);
        AddCommit(batch, district, plan.Id, InspectionPlan.NextMonday(ShanghaiTime.DateOf(now)));
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Draws no further week; what has been drawn goes on. False for an unknown plan.</summary>
    public static async Task<bool> End(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string id, string by, DateTimeOffset now)
    {
        if (await Lock(connection, transaction, district, id) is not { } plan)
        {
            return false;
        }

        await connection.ExecuteAsync("UPDATE inspection_plan SET is_active = false WHERE district = @district AND plan_id = @id", new { district, id }, transaction);
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, district, SubjectOf(id), "inspection_ended", by, plan.Plan.NodeId, new { }, now);
        await batch.ExecuteNonQueryAsync();
        return true;
    }

    /// <summary>The clock of the evening before a week.</summary>
    public static void AddCommit(NpgsqlBatch batch, string district, string plan, DateOnly monday) =>
        RoomClock.Set(batch, district, SubjectOf(plan), "commit", EpisodeOf(monday), InspectionPlan.CommitsAt(monday));

    public static async Task<(InspectionPlan Plan, bool IsActive)?> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string id, bool skipHeld = false)
    {
        var row = await connection.QueryFirstOrDefaultAsync<(string? Body, bool IsActive)>(
            $"SELECT body, is_active FROM inspection_plan WHERE district = @district AND plan_id = @id FOR UPDATE{(skipHeld ? " SKIP LOCKED" : "")}", new { district, id }, transaction);
        return row.Body is { } body ? (BotJson.Read<InspectionPlan>(body), row.IsActive) : null;
    }

    public static async Task<IReadOnlyList<(InspectionPlan Plan, bool IsActive)>> List(NpgsqlConnection connection, string district) =>
        [.. (await connection.QueryAsync<(string Body, bool IsActive)>("SELECT body, is_active FROM inspection_plan WHERE district = @district ORDER BY plan_id", new { district })).Select(row => (BotJson.Read<InspectionPlan>(row.Body), row.IsActive))];

    public static async Task AddDraw(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, WeekDraw draw) => await connection.ExecuteAsync(
        "INSERT INTO inspection_draw (district, plan_id, week, committed_at, commitment, seed, inputs) VALUES (@district, @Plan, @Week, @at, @Commitment, @Seed, @inputs::jsonb)",
        new { district, draw.Inputs.Plan, draw.Week, at = draw.CommittedAt.ToUniversalTime(), draw.Commitment, draw.Seed, inputs = BotJson.Write(draw.Inputs) },
        transaction);

    /// <summary>All weeks of a plan, the latest first.</summary>
    public static async Task<IReadOnlyList<WeekDraw>> Draws(NpgsqlConnection connection, string district, string plan, NpgsqlTransaction? transaction = null)
    {
        var rows = await connection.QueryAsync<(string Week, DateTime CommittedAt, string Commitment, string Inputs, byte[] Seed, DateTime? RevealedAt)>(
            "SELECT week, committed_at, commitment, inputs, seed, revealed_at FROM inspection_draw WHERE district = @district AND plan_id = @plan ORDER BY week DESC", new { district, plan }, transaction);
        return [.. rows.Select(row => new WeekDraw(row.Week, new DateTimeOffset(row.CommittedAt), row.Commitment, BotJson.Read<DrawInputs>(row.Inputs), row.Seed, row.RevealedAt is { } at ? new DateTimeOffset(at) : null))];
    }

    public static Task Reveal(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string plan, string week, DateTimeOffset now) => connection.ExecuteAsync(
        "UPDATE inspection_draw SET revealed_at = @now WHERE district = @district AND plan_id = @plan AND week = @week", new { district, plan, week, now = now.ToUniversalTime() }, transaction);

    public static Task AddInspection(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Inspection inspection) => connection.ExecuteAsync(
        "INSERT INTO inspection (district, number, plan_id, week, day, person_id, items) VALUES (@district, @Number, @PlanId, @Week, @day::date, @PersonId, @items)",
        new { district, inspection.Number, inspection.PlanId, inspection.Week, day = Iso(inspection.Day), inspection.PersonId, items = inspection.Items.ToArray() },
        transaction);

    /// <summary>Inspections of a plan that have been asked for, in the order of their days.</summary>
    public static async Task<IReadOnlyList<Inspection>> Inspections(NpgsqlConnection connection, string district, string plan, NpgsqlTransaction? transaction = null) =>
        [.. (await connection.QueryAsync<Row>($"SELECT {Columns} FROM inspection WHERE district = @district AND plan_id = @plan ORDER BY day", new { district, plan }, transaction)).Select(row => row.Inspection)];

    public static async Task<Inspection?> Find(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string number) =>
        (await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM inspection WHERE district = @district AND number = @number", new { district, number }, transaction))?.Inspection;

    /// <summary>What a person was asked to look at, or looked at, on a day; null for nothing.</summary>
    public static async Task<Inspection?> OfPerson(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string person, DateOnly day) =>
        (await connection.QueryFirstOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM inspection WHERE district = @district AND person_id = @person AND day = @day::date ORDER BY number LIMIT 1", new { district, person, day = Iso(day) }, transaction))?.Inspection;

    public static Task Save(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Inspection inspection, DateTimeOffset? doneAt) => connection.ExecuteAsync(
        "UPDATE inspection SET state = @State, findings = @findings::jsonb, pictures = @pictures::jsonb, done_at = COALESCE(@doneAt, done_at) WHERE district = @district AND number = @Number",
        new { district, inspection.Number, inspection.State, findings = BotJson.Write(inspection.Findings), pictures = BotJson.Write(inspection.Pictures), doneAt = doneAt?.ToUniversalTime() },
        transaction);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

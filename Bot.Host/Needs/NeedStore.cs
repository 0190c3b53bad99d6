using Bot.Domain.Needs;
using Bot.Domain.Tickets;
using Bot.Host.Journal;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Needs;

/// <summary>需求: how each stands, its lines in the journal, and the counts of the list.</summary>
public static class NeedStore
{
    private const string Columns = "number, grid_id, person_id, name, text, kind, item, is_private, state, service, at";

    private sealed record Row
    {
        public string Number { get; init; } = "";
        public string GridId { get; init; } = "";
        public string PersonId { get; init; } = "";
        public string Name { get; init; } = "";
        public string Text { get; init; } = "";
        public string? Kind { get; init; }
        public string? Item { get; init; }
        public bool IsPrivate { get; init; }
        public string State { get; init; } = "";
        public string? Service { get; init; }
        public DateTime At { get; init; }
        public Need Need => new(Number, GridId, new Person(PersonId, Name), Text, Kind, Item, IsPrivate, Enum.Parse<NeedState>(State, ignoreCase: true), Service, new DateTimeOffset(At));
    }

    public static string Word(NeedState state) => state.ToString().ToLowerInvariant();

    /// <summary>In the order of their numbers; null for what does not matter.</summary>
    public static async Task<IReadOnlyList<Need>> List(NpgsqlConnection connection, string district, string? state, string? item, string? grid) =>
        (await connection.QueryAsync<Row>(
            $"""
            SELECT {Columns} FROM need
            WHERE district = @district AND (@state::text IS NULL OR state = @state) AND (@item::text IS NULL OR item = @item) AND (@grid::text IS NULL OR grid_id = @grid)
            ORDER BY length(number), number LIMIT 500
            """,
            new { district, state, item, grid })).Select(row => row.Need).ToList();

    /// <summary>Locked for the transaction; null where there is none.</summary>
    public static async Task<Need?> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string number) =>
        (await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM need WHERE district = @district AND number = @number FOR UPDATE", new { district, number }, transaction))?.Need;

    /// <summary>What there is of each item that anybody has needed; those of no item yet stand under "待归类".</summary>
    public static async Task<IReadOnlyList<NeedCount>> Counts(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, IEnumerable<string> grids) =>
        (await connection.QueryAsync<NeedCount>(
            """
            SELECT COALESCE(kind, '待归类') AS kind, COALESCE(item, '待归类') AS item,
              count(*) FILTER (WHERE state = 'open')::integer AS open, count(*) FILTER (WHERE state = 'linked')::integer AS linked,
              count(*) FILTER (WHERE state = 'met')::integer AS met, count(*) FILTER (WHERE state = 'dropped')::integer AS dropped
            FROM need WHERE district = @district AND grid_id = ANY(@grids) GROUP BY 1, 2 ORDER BY 1, 2
            """,
            new { district, grids = grids.ToArray() },
            transaction)).ToList();

    /// <summary>The need as it stands after a step, and the step's line in the journal.</summary>
    public static void Write(NpgsqlBatch batch, string district, Need need, string kind, string actor, DateTimeOffset now)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO need (district, number, grid_id, person_id, name, text, kind, item, is_private, state, service, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (district, number) DO UPDATE SET kind = excluded.kind, item = excluded.item, is_private = excluded.is_private, state = excluded.state, service = excluded.service
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = need.Number },
                new() { Value = need.GridId },
                new() { Value = need.Person.Id },
                new() { Value = need.Person.Name },
                new() { Value = need.Text },
                Optional(need.Kind),
                Optional(need.Item),
                new() { Value = need.IsPrivate },
                new() { Value = Word(need.State) },
                Optional(need.Service),
                new() { Value = need.At.ToUniversalTime() },
            },
        });
        JournalStore.Add(batch, district, $"need:{need.Number}", kind, actor, need.GridId, new { kind = need.Kind, item = need.Item, state = Word(need.State), service = need.Service }, now);
    }

    private static NpgsqlParameter Optional(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}

using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace Bot.Host.Journal;

/// <summary>
/// 台账: what happened outside tickets (topics, wishes, registers, inspections ...), appended and never changed. A room's own tables hold how things
/// stand; what is published is counted from here and from the tickets' events.
/// </summary>
public static class JournalStore
{
    /// <summary>Adds one line. Lines of one subject are numbered on; the caller holds the subject's row, so nobody else writes its next one.</summary>
    /// <param name="subject">Noun and number: "wish:1023".</param>
    /// <param name="kind">Noun and what happened, in snake case: "wish_claimed".</param>
    /// <param name="actor">A person's id, "api:NAME" or "clock".</param>
    /// <param name="node">The node of the tree it counts for.</param>
    /// <param name="data">What a recount needs. Never what a register keeps secret.</param>
    public static void Add(NpgsqlBatch batch, string district, string subject, string kind, string actor, string node, object data, DateTimeOffset now) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO journal (district, subject, sequence, at, kind, actor, node_id, data)
            SELECT $1, $2, COALESCE(max(sequence), 0) + 1, $3, $4, $5, $6, $7 FROM journal WHERE district = $1 AND subject = $2
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = subject },
                new() { Value = now.ToUniversalTime() },
                new() { Value = kind },
                new() { Value = actor },
                new() { Value = node },
                new() { Value = BotJson.Write(data), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        });

    /// <summary>All lines of a subject, in their order.</summary>
    public static async Task<IReadOnlyList<JournalLine>> Of(NpgsqlConnection connection, string district, string subject) =>
        [.. await connection.QueryAsync<JournalLine>("SELECT sequence, at, kind, actor FROM journal WHERE district = @district AND subject = @subject ORDER BY sequence", new { district, subject })];
}

/// <summary>One line as staff read it.</summary>
public sealed record JournalLine(int Sequence, DateTime At, string Kind, string Actor);

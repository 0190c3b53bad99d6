using Bot.Domain.Needs;
using Bot.Host.Journal;
using Dapper;
using Npgsql;

namespace Bot.Host.Needs;

/// <summary>服务清单: what is offered, and how many needs each service meets.</summary>
public static class ServiceStore
{
    private const string Columns = "number, node_id, title, item, times, place, provider, capacity, is_open, (SELECT count(*)::integer FROM need WHERE need.district = service.district AND need.service = service.number AND state <> 'dropped') AS linked";

    /// <summary>Locked for the transaction, so that its places are given once; null where there is none.</summary>
    public static async Task<Service?> Lock(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string number)
    {
        // The count is read after the lock is held: in one statement it would be the one from before the wait.
        await connection.ExecuteAsync("SELECT 1 FROM service WHERE district = @district AND number = @number FOR UPDATE", new { district, number }, transaction);
        return await connection.QueryFirstOrDefaultAsync<Service>($"SELECT {Columns} FROM service WHERE district = @district AND number = @number", new { district, number }, transaction);
    }

    /// <summary>Those offered at any of these nodes, oldest first.</summary>
    public static async Task<IReadOnlyList<Service>> List(NpgsqlConnection connection, NpgsqlTransaction? transaction, string district, IEnumerable<string>? nodes, bool openOnly) =>
        (await connection.QueryAsync<Service>(
            $"SELECT {Columns} FROM service WHERE district = @district AND (@nodes::text[] IS NULL OR node_id = ANY(@nodes)) AND (is_open OR NOT @openOnly) ORDER BY at, number LIMIT 500",
            new { district, nodes = nodes?.ToArray(), openOnly },
            transaction)).ToList();

    public static async Task Add(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Service service, string actor, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            """
            INSERT INTO service (district, number, node_id, title, item, times, place, provider, capacity, at)
            VALUES (@district, @Number, @NodeId, @Title, @Item, @Times, @Place, @Provider, @Capacity, @now)
            """,
            new { district, service.Number, service.NodeId, service.Title, service.Item, service.Times, service.Place, service.Provider, service.Capacity, now = now.ToUniversalTime() },
            transaction);
        await Note(connection, transaction, district, service, "service_offered", actor, now);
    }

    /// <summary>Opened, closed, or with other places; what is linked already stays.</summary>
    public static async Task Change(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Service service, string actor, DateTimeOffset now)
    {
        await connection.ExecuteAsync("UPDATE service SET is_open = @IsOpen, capacity = @Capacity WHERE district = @district AND number = @Number", new { district, service.Number, service.IsOpen, service.Capacity }, transaction);
        await Note(connection, transaction, district, service, "service_changed", actor, now);
    }

    private static async Task Note(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Service service, string kind, string actor, DateTimeOffset now)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        JournalStore.Add(batch, district, $"service:{service.Number}", kind, actor, service.NodeId, new { item = service.Item, service.Capacity, service.IsOpen }, now);
        await batch.ExecuteNonQueryAsync();
    }
}

using Bot.Domain.Clocks;
using Bot.Domain.Notices;
using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Jobs;

/// <summary>每日小结: at 20:00 each staff group reads what came in, what is open and what is overdue. A day on which nothing is open and nothing came in is silent.</summary>
public sealed class SendDigest(NpgsqlDataSource source, DistrictMaps maps, Dispatcher dispatcher) : Job
{
    public override string Name => "send-digest";

    public override Schedule Schedule => new Schedule.Daily(new TimeOnly(20, 0));

    public override async Task Run(DateTimeOffset now, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        var day = ShanghaiTime.DateOf(now);
        var begins = ShanghaiTime.At(day, TimeOnly.MinValue).ToUniversalTime();
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var notices = new List<Notice>();
        foreach (var staff in map.Groups.Where(group => group is { Kind: "staff", NodeId: not null }))
        {
            var grids = map.GridsUnder(staff.NodeId!).ToArray();
            var (opened, closed) = await connection.QuerySingleAsync<(int Opened, int Closed)>(
                """
                SELECT count(*) FILTER (WHERE opened_at >= @begins)::integer, count(*) FILTER (WHERE state = 'closed' AND (body ->> 'closedAt')::timestamptz >= @begins)::integer
                FROM ticket WHERE district = @District AND grid_id = ANY(@grids) AND (opened_at >= @begins OR changed_at >= @begins)
                """,
                new { map.District, grids, begins },
                transaction);
            var open = (await connection.QueryAsync<string>(
                "SELECT body FROM ticket WHERE district = @District AND grid_id = ANY(@grids) AND state IN ('reported', 'accepted', 'assigned', 'working', 'paused') ORDER BY due_at",
                new { map.District, grids },
                transaction)).Select(BotJson.Read<Ticket>).ToList();
            if (opened > 0 || closed > 0 || open.Count > 0)
            {
                notices.Add(new Notice($"digest:{staff.GroupId}:{day:yyyy-MM-dd}", Address.Group(staff.GroupId), "digest", TicketWords.Digest(opened, closed, open, now))
                {
                    WaitsForMorning = true,
                });
            }
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(batch, map, notices, now);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(stop);
        }

        await transaction.CommitAsync(stop);
        dispatcher.Wake();
    }
}

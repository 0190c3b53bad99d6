using Bot.Domain.Clocks;
using Bot.Domain.Grids;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Meetings;
using Bot.Host.Notices;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Clocks;

/// <summary>
/// Fires what is due, in batches, on any number of hosts at once: tickets are locked with SKIP LOCKED and a clock is checked against its
/// ticket before it fires. A tick asks only the index of running clocks that are due, so it costs nothing for those that are not.
/// </summary>
public sealed class ClockSweep(NpgsqlDataSource source, DistrictMaps maps, TicketRules rules, MeetingStore meetings, Dispatcher dispatcher, BotClock clock)
{
    private const int BatchSize = 200;
    private readonly Reminders reminders = new(source, maps, rules, clock);

    private sealed record DueClock(string Subject, string Kind, int Episode, DateTime DueAt);

    /// <summary>Fires until nothing is due that this host can get hold of; returns how many clocks were settled.</summary>
    public async Task<int> Run(CancellationToken stop)
    {
        var settled = 0;
        while (!stop.IsCancellationRequested)
        {
            var batch = await RunBatch(stop);
            settled += batch;
            if (batch == 0)
            {
                break;
            }
        }

        if (await reminders.Tell(stop) + settled > 0)
        {
            dispatcher.Wake();
        }

        return settled;
    }

    private async Task<int> RunBatch(CancellationToken stop)
    {
        var map = await maps.Get(stop);
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(stop);
        var due = (await connection.QueryAsync<DueClock>(new CommandDefinition(
            "SELECT subject, kind, episode, due_at FROM clock WHERE district = @District AND state = 'running' AND due_at <= @now AND subject NOT LIKE 'remind:%' ORDER BY due_at LIMIT @BatchSize",
            new { map.District, now, BatchSize },
            cancellationToken: stop))).ToList();
        if (due.Count == 0)
        {
            return 0;
        }

        var settled = 0;
        foreach (var meeting in due.Where(one => one.Subject.StartsWith("meeting:", StringComparison.Ordinal)))
        {
            settled += await meetings.Remind(meeting.Subject["meeting:".Length..], meeting.Kind, meeting.Episode, map, now) ? 1 : 0;
        }

        var numbers = due.Where(one => one.Subject.StartsWith("ticket:", StringComparison.Ordinal)).Select(one => one.Subject["ticket:".Length..]).Distinct().ToArray();
        return numbers.Length == 0 ? settled : settled + await FireTickets(connection, map, numbers, now);
    }

    private async Task<int> FireTickets(NpgsqlConnection connection, DistrictMap map, string[] numbers, DateTimeOffset now)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var bodies = await connection.QueryAsync<string>(
            "SELECT body FROM ticket WHERE district = @District AND number = ANY(@numbers) ORDER BY number FOR UPDATE SKIP LOCKED", new { map.District, numbers }, transaction);
        var tickets = bodies.Select(BotJson.Read<Ticket>).ToDictionary(ticket => ticket.Number);
        var clocks = (await connection.QueryAsync<DueClock>(
            "SELECT subject, kind, episode, due_at FROM clock WHERE district = @District AND state = 'running' AND due_at <= @now AND subject = ANY(@subjects) ORDER BY due_at",
            new { map.District, now, subjects = tickets.Keys.Select(number => $"ticket:{number}").ToArray() },
            transaction)).ToList();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (number, ticket) in tickets)
        {
            foreach (var due in clocks.Where(one => one.Subject == $"ticket:{number}"))
            {
                tickets[number] = Fire(batch, map, tickets[number], due, now);
            }
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return clocks.Count;
    }

    /// <summary>Checks once more whether the clock still holds, and fires it, puts it off to the morning, or records why not.</summary>
    private Ticket Fire(NpgsqlBatch batch, DistrictMap map, Ticket ticket, DueClock due, DateTimeOffset now)
    {
        var wanted = TicketClocks.For(ticket, rules).FirstOrDefault(one => one.Kind == due.Kind && one.Round == due.Episode);
        if (wanted is null || wanted.DueAt > now)
        {
            Settle(batch, map.District, due, wanted is null ? "moot" : "running", wanted?.DueAt, wanted is null ? $"ticket is {TicketStore.Word(ticket.State)}" : null, now);
            return ticket;
        }

        if (rules.Ladder.Find(ticket.Urgency, due.Kind) is not null && ticket.Urgency != Urgency.Critical && ShanghaiTime.IsNight(now))
        {
            Settle(batch, map.District, due, "running", ShanghaiTime.NotByNight(now), null, now);
            return ticket;
        }

        var scene = new Scene(now, Actor.Clock, map.RosterOf(ticket.GridId), rules);
        var decision = FireClock.Decide(ticket, wanted, scene);
        var change = new Change(ticket.Number, ticket, decision, Actor.Clock.Id);
        TicketStore.Write(batch, map, [change], rules, now);
        return change.After(change.Record(now))!;
    }

    private static void Settle(NpgsqlBatch batch, string district, DueClock due, string state, DateTimeOffset? dueAt, string? reason, DateTimeOffset now) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            UPDATE clock SET state = $5, due_at = COALESCE($6, due_at), reason = $7, settled_at = CASE WHEN $5 = 'running' THEN NULL ELSE $8 END
            WHERE district = $1 AND subject = $2 AND kind = $3 AND episode = $4
            """)
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = due.Subject },
                new() { Value = due.Kind },
                new() { Value = due.Episode },
                new() { Value = state },
                new() { Value = (object?)dueAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz },
                new() { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                new() { Value = now.ToUniversalTime() },
            },
        });
}

using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Bot.Host.Messages;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels;

/// <summary>消息撤回: a message taken back is blanked wherever it stands, and no one reads it again, also where it comes in only after its revoke.</summary>
public sealed class Revocation(RulesInForce inForce)
{
    private sealed record Row
    {
        public string Body { get; init; } = "";
        public string[] Tickets { get; init; } = [];
    }

    /// <param name="key">The message's key in the inbox.</param>
    /// <param name="message">Its id, as reports carry it.</param>
    public async Task Run(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, string key, string message, DateTimeOffset now, CancellationToken stop)
    {
        var empty = new IncomingMessage(key, "", message, "", "", now);
        var row = await connection.QuerySingleAsync<Row>(
            """
            INSERT INTO inbox (district, message_key, group_id, message_id, sender_id, body, received_at, due_at, state, handled_at)
              VALUES (@District, @key, '', @message, '', @body::jsonb, @now, @now, 'handled', @now) ON CONFLICT DO NOTHING;
            SELECT body, tickets FROM inbox WHERE district = @District AND message_key = @key FOR UPDATE;
            """,
            new { map.District, key, message, body = BotJson.Write(empty), now = now.ToUniversalTime() },
            transaction);
        var said = BotJson.Read<IncomingMessage>(row.Body);
        await connection.ExecuteAsync(
            """
            UPDATE inbox SET body = @body::jsonb, reading = 'null', error = NULL, state = 'handled', handled_at = COALESCE(handled_at, @now) WHERE district = @District AND message_key = @key;
            UPDATE inbox SET state = 'handled', handled_at = @now WHERE district = @District AND message_key = 'flush:' || @key AND state = 'pending';
            DELETE FROM example WHERE district = @District AND (message_key = @key
              OR (at >= @since AND @text <> '' AND EXISTS (SELECT 1 FROM jsonb_array_elements(message -> 'context') AS line WHERE line ->> 'text' = @text)));
            """,
            new
            {
                map.District,
                key,
                body = BotJson.Write(said with { Text = "", Media = [], Quote = null, From = null, Event = null }),
                now = now.ToUniversalTime(),
                since = said.ReceivedAt.ToUniversalTime(),
                text = said.Text,
            },
            transaction);
        await Blank(connection, transaction, map, row, message, now, stop);
    }

    private async Task Blank(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, Row row, string message, DateTimeOffset now, CancellationToken stop)
    {
        var rules = inForce.Now;
        var changes = new List<Change>();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var ticket in await TicketStore.Lock(connection, transaction, map.District, await Numbers(connection, transaction, map.District, row)))
        {
            var history = await TicketStore.History(connection, map.District, ticket.Number, transaction);
            var reporter = history.Select(recorded => recorded.Event).SelectMany(Reports).FirstOrDefault(report => report.MessageId == message)?.ReporterId ?? "";
            var scene = new Scene(now, map.ActorFor(reporter, ticket), map.RosterOf(ticket), rules.For(map.PathOf(ticket.GridId)));
            var decision = RevokeReport.Decide(ticket, history, message, scene);
            if (decision.Events.Count == 0)
            {
                continue;
            }

            changes.Add(new Change(ticket.Number, ticket, decision, reporter));
            foreach (var recorded in history.Where(recorded => RevokeReport.Holds(recorded.Event, message)))
            {
                AddBlank(batch, map.District, recorded, message);
            }
        }

        TicketStore.Write(batch, map, changes, rules, now);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(stop);
        }
    }

    /// <summary>The one thing that is ever changed in the log, since it shows the words too: what happened, when and by whom stays as it was.</summary>
    private static void AddBlank(NpgsqlBatch batch, string district, RecordedEvent recorded, string message) => batch.BatchCommands.Add(new NpgsqlBatchCommand(
        "UPDATE event SET data = $5::jsonb WHERE district = $1 AND number = $2 AND sequence = $3 AND at = $4")
    {
        Parameters =
        {
            new() { Value = district },
            new() { Value = recorded.Number },
            new() { Value = recorded.Sequence },
            new() { Value = recorded.At.ToUniversalTime() },
            new() { Value = BotJson.Write(RevokeReport.Blank(recorded.Event, message)) },
        },
    });

    private static IEnumerable<Report> Reports(TicketEvent happened) => happened switch
    {
        Opened opened => [opened.Report],
        Joined joined => [joined.Report],
        Absorbed absorbed => absorbed.Reports,
        _ => [],
    };

    /// <summary>The tickets it was booked to, and those that its report went on to by merging and splitting.</summary>
    private static async Task<IReadOnlyCollection<string>> Numbers(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, Row row)
    {
        var numbers = new HashSet<string>(row.Tickets);
        for (IReadOnlyList<string> added = row.Tickets; added.Count > 0;)
        {
            var next = await connection.QueryAsync<string>(
                """
                SELECT COALESCE(data ->> 'into', data ->> 'to') FROM event
                WHERE district = @district AND number = ANY (@numbers) AND kind IN ('merged', 'split_off')
                """,
                new { district, numbers = added.ToArray() },
                transaction);
            added = [.. next.Where(number => numbers.Add(number))];
        }

        return numbers;
    }
}

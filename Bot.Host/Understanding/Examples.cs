using System.Globalization;
using Bot.Domain.Tickets;
using Bot.Domain.Understanding;
using Bot.Host.Grids;
using Bot.Host.Tickets;
using Dapper;
using Npgsql;

namespace Bot.Host.Understanding;

/// <summary>Keeps what the reader was shown, and turns it with what workers decided since into labelled messages in the form of the cases.</summary>
public static class Examples
{
    /// <summary>Adds a row to the deciding transaction where the message opened or joined a ticket.</summary>
    public static void Add(NpgsqlBatch batch, string district, string messageKey, Conversation conversation, Reading reading, IReadOnlyList<Change> changes, DateTimeOffset now)
    {
        var touched = changes.FirstOrDefault(change => change.Decision.Events.Any(happened => happened is Opened or Joined));
        if (touched is null || reading.Privacy || reading.Coarse == Coarse.Split)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "INSERT INTO example (district, message_key, number, intent, opened, message, at) VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7) ON CONFLICT DO NOTHING")
        {
            Parameters =
            {
                new() { Value = district },
                new() { Value = messageKey },
                new() { Value = touched.Number },
                new() { Value = reading.Intent },
                new() { Value = touched.Decision.Events.Any(happened => happened is Opened) },
                new() { Value = BotJson.Write(Input(conversation)) },
                new() { Value = now.ToUniversalTime() },
            },
        });
    }

    /// <summary>One JSON line per message whose ticket a worker has judged; those still waiting for a judgement are left out.</summary>
    public static async Task<IReadOnlyList<string>> Export(NpgsqlDataSource source, string district)
    {
        await using var connection = await source.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(string Key, string Intent, bool Opened, string Message, string Body)>(
            """
            SELECT example.message_key, example.intent, example.opened, example.message, ticket.body
            FROM example JOIN ticket USING (district, number) WHERE district = @district ORDER BY example.at, example.message_key
            """,
            new { district });
        return rows.Select(row => Label(row.Key, row.Intent, row.Opened, row.Message, BotJson.Read<Ticket>(row.Body))).OfType<string>().ToList();
    }

    private static string? Label(string key, string intent, bool opened, string message, Ticket ticket)
    {
        object? expect = ticket.State switch
        {
            TicketState.Reported or TicketState.Cancelled => null,
            TicketState.Rejected => new { coarse = "NONE", intent = "chat", action = "none", category = (string?)null, location = new { }, urgency = (string?)null },
            TicketState.Merged => new { coarse = "LINK", intent = "duplicate", action = "merge", category = ticket.Category, location = Place(ticket.Location), urgency = (string?)null, @ref = ticket.MergedInto },
            _ when !opened => new { coarse = "LINK", intent, action = "merge", category = ticket.Category, location = Place(ticket.Location), urgency = (string?)null, @ref = ticket.Number },
            _ => new { coarse = "NEW", intent, action = "new", category = ticket.Category, location = Place(ticket.Location), urgency = TicketWords.Of(ticket.Urgency) },
        };
        if (expect is null)
        {
            return null;
        }

        var line = System.Text.Json.Nodes.JsonNode.Parse(message)!.AsObject();
        line["id"] = key;
        line["tag"] = "确认";
        line["expect"] = System.Text.Json.JsonSerializer.SerializeToNode(expect, BotJson.Options);
        return line.ToJsonString(BotJson.Options);
    }

    private static object Input(Conversation conversation) => new
    {
        group = new { conversation.Group.Name, conversation.Group.Communities, conversation.Group.Default },
        context = conversation.Context.Select(line => new { line.Sender, role = Roles.Of(line.Role), line.Text, t = "-" + ((int)line.Ago.TotalSeconds).ToString(CultureInfo.InvariantCulture) + "s" }),
        sender = conversation.Message.Sender,
        sender_role = Roles.Of(conversation.Message.Role),
        text = conversation.Message.Text,
    };

    private static Dictionary<string, string> Place(Location location) => new (string Name, string? Value)[]
    {
        ("building", location.Building), ("unit", location.Unit), ("floor", location.Floor), ("room", location.Room), ("place", location.Place),
    }.Where(part => part.Value is not null).ToDictionary(part => part.Name, part => part.Value!);
}

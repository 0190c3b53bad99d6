using System.Text.Json.Nodes;
using Bot.Domain.Channels;
using Bot.Domain.Channels.SmartRobot;
using Bot.Domain.Grids;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.SmartRobot;

/// <summary>
/// Cards with buttons under the notices of tickets. A press becomes the words that the person would have typed in the group, and goes the same way: the
/// inbox, the reader, the decision with its roster. What came of it is written on the card.
/// </summary>
public sealed class RobotCards(NpgsqlDataSource source, BotSettings settings, DistrictMaps maps, Intake intake, AnswerAddresses addresses)
{
    public const string NotOnRoster = "您不在本网格的名册上，这一单请名册上的人来办";
    public const string ChooseFirst = "请先选好转派给谁，再点“转派”";
    public const string StillWorking = "收到，正在办，结果稍后在群里说";

    /// <summary>The platform waits 5 s for the new card.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3.5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private sealed record TicketRow(string GridId, string State, bool Private);

    /// <summary>The card of a notice that calls people of a staff group to one ticket; null where it is none, or none is called for.</summary>
    public async Task<JsonObject?> For(OutgoingMessage message, CancellationToken stop)
    {
        var map = await maps.Get(stop);
        if (message is not { Tickets: [var number], Mentions.Count: > 0 } || map.Group(message.LaneId)?.Kind != "staff" || !RobotCard.Fits(message.Text))
        {
            return null;
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        return await Ticket(connection, number) is { Private: false } ticket && IsOpen(ticket)
            ? RobotCard.Make(RobotCard.TaskId(number, message.Key), message.Text, null, Without(ticket), People(map, ticket.GridId))
            : null;
    }

    /// <summary>What the platform is answered: the card anew, for all or for the one who may not; null where the card is none of ours.</summary>
    public async Task<JsonObject?> Press(ChannelEvent pressed, CancellationToken stop)
    {
        var button = pressed.Values.GetValueOrDefault("event_key");
        var taskId = pressed.Values.GetValueOrDefault("task_id");
        var map = await maps.Get(stop);
        if (RobotCard.Read(taskId) is not var (number, digest) || pressed is not { Conversation: { } conversation, Sender: { } sender }
            || map.GroupOf(pressed.Channel, pressed.Account, conversation) is not { } lane)
        {
            return null;
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        var words = await connection.ExecuteScalarAsync<string?>(
            """
            SELECT text FROM outbox WHERE district = @District AND lane_id = @lane AND @number = ANY(tickets)
              AND left(encode(sha256(convert_to(notice_key, 'UTF8')), 'hex'), 32) = @digest LIMIT 1
            """,
            new { settings.District, lane, number, digest });
        if (words is null || await Ticket(connection, number) is not { } ticket)
        {
            return null;
        }

        JsonObject Card(TicketRow now, string status) => RobotCard.Make(taskId!, words, status, Without(now), People(map, now.GridId));
        JsonObject Alone(TicketRow now, string status) => RobotCard.Update(Card(now, status), sender);
        if (map.PersonOf(pressed.Channel, pressed.Account, sender) is not { } person || !map.ActorFor(person, ticket.GridId).IsStaff)
        {
            return RobotCard.Update(RobotCard.Make(taskId!, words, NotOnRoster, ["confirm", "resolve", "transfer"], []), sender);
        }

        if (RobotCard.Command(button, number, pressed.Values.GetValueOrDefault($"selected:{RobotCard.TransferQuestion}")) is not { } command)
        {
            return button == "transfer" ? Alone(ticket, ChooseFirst) : null;
        }

        var said = new ChannelMessage(pressed.Channel, pressed.Account, conversation, sender, $"card-{pressed.Id}", command, pressed.At) { Mentioned = true };
        await intake.Accept(said with { AnswerAddress = addresses.Seal(pressed.Account, said.Key, pressed.Values.GetValueOrDefault("response_url")) }, stop);
        if (await Outcome(connection, said.Key, number, person, stop) is not var (isDone, refusal, at))
        {
            return Alone(ticket, StillWorking);
        }

        var after = await Ticket(connection, number) ?? ticket;
        return isDone ? RobotCard.Update(Card(after, RobotCard.Done(button!, map.NameOf(person) ?? person, at))) : Alone(after, refusal ?? "现在不用再点了");
    }

    /// <summary>Whether the person's words changed the ticket, what he was told where they did not, and when; null where it takes longer than the platform waits.</summary>
    private async Task<(bool IsDone, string? Refusal, DateTimeOffset At)?> Outcome(NpgsqlConnection connection, string key, string number, string person, CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Look)
        {
            var row = await connection.QueryFirstAsync<(string State, DateTime ReceivedAt, DateTime? HandledAt)>(
                "SELECT state, received_at, handled_at FROM inbox WHERE district = @District AND message_key = @key", new { settings.District, key });
            if (row is { State: "handled", HandledAt: { } handled })
            {
                var isDone = await connection.ExecuteScalarAsync<bool>(
                    "SELECT EXISTS (SELECT 1 FROM event WHERE district = @District AND number = @number AND actor = @person AND at >= @ReceivedAt AND at <= @handled)",
                    new { settings.District, number, person, row.ReceivedAt, handled });
                var told = isDone ? null : await connection.ExecuteScalarAsync<string?>(
                    "SELECT text FROM outbox WHERE district = @District AND starts_with(notice_key, @reply) ORDER BY created_at LIMIT 1", new { settings.District, reply = $"reply:{key}" });
                return (isDone, told, new DateTimeOffset(handled));
            }

            if (row.State == "dead")
            {
                return null;
            }

            await Task.Delay(Look, stop);
        }

        return null;
    }

    private Task<TicketRow?> Ticket(NpgsqlConnection connection, string number) =>
        connection.QueryFirstOrDefaultAsync<TicketRow?>("SELECT grid_id, state, private FROM ticket WHERE district = @District AND number = @number", new { settings.District, number });

    private static bool IsOpen(TicketRow ticket) => ticket.State is "reported" or "accepted" or "assigned" or "working" or "paused";

    private static string[] Without(TicketRow ticket) => !IsOpen(ticket) ? ["confirm", "resolve", "transfer"] : ticket.State == "reported" ? [] : ["confirm"];

    private static IEnumerable<(string Id, string Name)> People(DistrictMap map, string grid) => map.RosterOf(grid).Posts.DistinctBy(post => post.PersonId).Select(post => (post.PersonId, post.Name));
}

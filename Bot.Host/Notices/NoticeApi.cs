using Bot.Domain.Clocks;
using Bot.Host.Access;
using Dapper;
using Npgsql;

namespace Bot.Host.Notices;

/// <summary>What waits to be said, what was said, and what went wrong: the newest 200. What waits for a tap tells since when and whose: tap {since, person, name}.</summary>
public static class NoticeApi
{
    private static readonly string[] States = ["pending", "sending", "sent", "awaiting_tap", "unknown", "dead", "withdrawn", "handed_over"];

    private sealed record Row
    {
        public string NoticeKey { get; init; } = "";
        public string LaneId { get; init; } = "";
        public string Kind { get; init; } = "";
        public string Text { get; init; } = "";
        public string State { get; init; } = "";
        public int Attempts { get; init; }
        public DateTime DueAt { get; init; }
        public DateTime? SentAt { get; init; }
        public string? Error { get; init; }
        public string[] Tickets { get; init; } = [];
        public string? Channel { get; init; }
        public string? Account { get; init; }
        public string? PassedOver { get; init; }
        public DateTime? AskedAt { get; init; }
        public string? Owner { get; init; }
        public string? OwnerName { get; init; }
    }

    public static void Map(RouteGroupBuilder api) => api.MapGet("/notices", List);

    private static async Task<IResult> List(string? state, NpgsqlDataSource source, BotSettings settings, CancellationToken stop)
    {
        if (state is not null && !States.Contains(state))
        {
            return Problems.BadRequest("state_unknown", $"unknown state; one of {string.Join(", ", States)}");
        }

        await using var connection = await source.OpenConnectionAsync(stop);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT notice_key, lane_id, kind, text, outbox.state, attempts, due_at, sent_at, error, tickets, channel, account, passed_over, asked_at, owner, owner_name
            FROM (SELECT * FROM outbox WHERE district = @District AND (@state::text IS NULL OR state = @state) ORDER BY created_at DESC, lane_id, sequence DESC LIMIT 200) AS outbox
            LEFT JOIN LATERAL (
              SELECT asked_at, owner, owner_name FROM group_send_task
              WHERE outbox.state = 'awaiting_tap' AND district = @District AND group_send_task.lane_id = outbox.lane_id AND msg_id = outbox.provider_id LIMIT 1) AS task ON true
            ORDER BY created_at DESC, lane_id, sequence DESC
            """,
            new { settings.District, state },
            cancellationToken: stop));
        return Results.Ok(new
        {
            items = rows.Select(row => new
            {
                key = row.NoticeKey,
                group = row.LaneId,
                row.Kind,
                row.Text,
                row.State,
                row.Attempts,
                dueAt = ShanghaiTime.Of(new DateTimeOffset(row.DueAt)),
                sentAt = row.SentAt is { } sent ? ShanghaiTime.Of(new DateTimeOffset(sent)) : (DateTimeOffset?)null,
                row.Error,
                row.Tickets,
                row.Channel,
                row.Account,
                row.PassedOver,
                tap = row.AskedAt is { } asked ? new { since = ShanghaiTime.Of(new DateTimeOffset(asked)), person = row.Owner, name = row.OwnerName } : null,
            }),
        });
    }
}

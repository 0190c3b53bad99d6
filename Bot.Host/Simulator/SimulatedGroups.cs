using Bot.Domain.Tickets;
using Bot.Host.Grids;
using Dapper;
using Npgsql;

namespace Bot.Host.Simulator;

/// <summary>A line in a simulated group, as the chat page shows it.</summary>
public sealed record SimulatedMessage(string Id, string Sender, string Name, string Role, string Text, DateTimeOffset At, string? Quote, IReadOnlyList<Media> Media);

/// <summary>The simulated WeChat's own memory: what stands in its groups. The bot's data never depends on it.</summary>
public sealed class SimulatedGroups(NpgsqlDataSource source, BotSettings settings)
{
    /// <summary>Appends a line; a known id changes nothing and answers false.</summary>
    public async Task<bool> Append(string groupId, SimulatedMessage message, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);

        // The group's row is locked by the update, so cursors become visible in their order.
        var cursor = await connection.ExecuteScalarAsync<long>(
            """
            INSERT INTO simulated_group (district, group_id, next_cursor) VALUES (@District, @groupId, 2)
            ON CONFLICT (district, group_id) DO UPDATE SET next_cursor = simulated_group.next_cursor + 1
            RETURNING next_cursor - 1
            """,
            new { settings.District, groupId },
            transaction);
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO simulated_message (district, group_id, cursor, message_id, sender_id, sender_name, role, text, quote, media, at)
            VALUES (@District, @groupId, @cursor, @Id, @Sender, @Name, @Role, @Text, @Quote, @media::jsonb, @At)
            ON CONFLICT (district, group_id, message_id) DO NOTHING
            """,
            new { settings.District, groupId, cursor, message.Id, message.Sender, message.Name, message.Role, message.Text, message.Quote, media = BotJson.Write(message.Media), At = message.At.ToUniversalTime() },
            transaction);
        await transaction.CommitAsync(stop);
        return added == 1;
    }

    /// <param name="after">Null: the last 200.</param>
    public async Task<(IReadOnlyList<SimulatedMessage> Messages, long Cursor)> Read(string groupId, long? after, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var rows = (await connection.QueryAsync<(long Cursor, string Id, string Sender, string Name, string Role, string Text, DateTime At, string? Quote, string Media)>(new CommandDefinition(
            """
            SELECT cursor, message_id, sender_id, sender_name, role, text, at, quote, media FROM (
              SELECT * FROM simulated_message WHERE district = @District AND group_id = @groupId AND (@after::bigint IS NULL OR cursor > @after)
              ORDER BY CASE WHEN @after::bigint IS NULL THEN -cursor ELSE cursor END LIMIT 200) AS page
            ORDER BY cursor
            """,
            new { settings.District, groupId, after },
            cancellationToken: stop))).ToList();
        var messages = rows.Select(row => new SimulatedMessage(
            row.Id, row.Sender, row.Name, row.Role, row.Text, Bot.Domain.Clocks.ShanghaiTime.Of(new DateTimeOffset(row.At)), row.Quote, BotJson.Read<List<Media>>(row.Media))).ToList();
        return (messages, rows.Count > 0 ? rows[^1].Cursor : after ?? 0);
    }

    public async Task<bool> Has(string groupId, string messageId, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM simulated_message WHERE district = @District AND group_id = @groupId AND message_id = @messageId)",
            new { settings.District, groupId, messageId },
            cancellationToken: stop));
    }

    public async Task SaveMedia(string id, string contentType, byte[] content, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO simulated_media (district, media_id, content_type, content) VALUES (@District, @id, @contentType, @content) ON CONFLICT DO NOTHING",
            new { settings.District, id, contentType, content },
            cancellationToken: stop));
    }

    public async Task<(string ContentType, byte[] Content)?> LoadMedia(string id, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var row = await connection.QueryFirstOrDefaultAsync<(string? ContentType, byte[] Content)>(new CommandDefinition(
            "SELECT content_type, content FROM simulated_media WHERE district = @District AND media_id = @id", new { settings.District, id }, cancellationToken: stop));
        return row.ContentType is { } type ? (type, row.Content) : null;
    }
}

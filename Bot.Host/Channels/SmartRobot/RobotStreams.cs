using Bot.Domain.Channels.SmartRobot;
using Bot.Host.Clocks;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.SmartRobot;

/// <summary>
/// 流式回复: the hook answers a message with a stream that is not finished, and the client asks again and again what has come of it, for up to 6 minutes.
/// The stream's id is the message's, so beginning one costs nothing. A notice is handed over once: taken by the client, or taken back and sent otherwise.
/// </summary>
public sealed class RobotStreams(NpgsqlDataSource source, BotSettings settings, BotClock clock)
{
    public const int MostBytes = 20_480;
    public const string Looking = "正在看，请稍等…";

    /// <summary>Where there is nothing to be said: an open stream would go on turning.</summary>
    public const string Seen = "看到了。";

    /// <summary>The platform gives up after 6 minutes.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5.5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Clients ask about once a second; well within the lease of the lane.</summary>
    private TimeSpan Patience => settings.Lease / 5;

    /// <summary>What the client is told now, and whether that is all.</summary>
    /// <param name="streamId">Id of the message that began it.</param>
    public async Task<(string Text, bool IsAll)> Ask(string account, string streamId, CancellationToken stop)
    {
        var key = $"{RobotPayload.Channel}:{account}:{streamId}";
        var now = clock.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(stop);
        if (await connection.ExecuteScalarAsync<string?>(
            "UPDATE robot_stream SET taken_at = COALESCE(taken_at, @now) WHERE district = @District AND message_key = @key RETURNING text", new { settings.District, key, now }) is { } text)
        {
            return (text, true);
        }

        var isOpen = await connection.ExecuteScalarAsync<bool>(
            """
            SELECT EXISTS (SELECT 1 FROM inbox WHERE district = @District AND message_key = @key AND received_at > @since
              AND (state = 'pending' OR EXISTS (
                SELECT 1 FROM outbox WHERE outbox.district = @District AND lane_id = inbox.group_id AND quote = message_id AND outbox.state IN ('pending', 'sending', 'unknown'))))
            """,
            new { settings.District, key, since = now - Lasts });
        if (isOpen)
        {
            return (Looking, false);
        }

        // Written down, so that no notice is handed to a stream that is over; where one came in between, the next call takes it.
        var ended = await connection.ExecuteAsync(
            "INSERT INTO robot_stream (district, message_key, notice_keys, text, put_at, taken_at) VALUES (@District, @key, '{}', @Seen, @now, @now) ON CONFLICT DO NOTHING",
            new { settings.District, key, Seen, now });
        return ended == 1 ? (Seen, true) : (Looking, false);
    }

    /// <summary>Hands a notice to the stream of the message it answers. True once the client has taken it; false where it has to go another way.</summary>
    public async Task<bool> Hand(OutgoingMessage message, string account, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);

        // An attempt that nobody saw the end of: taken, or to be sent now.
        if (await connection.ExecuteScalarAsync<bool>(
            """
            DELETE FROM robot_stream WHERE district = @District AND notice_keys @> ARRAY[@Key] AND taken_at IS NULL;
            SELECT EXISTS (SELECT 1 FROM robot_stream WHERE district = @District AND notice_keys @> ARRAY[@Key]);
            """,
            new { settings.District, message.Key }))
        {
            return true;
        }

        var key = $"{RobotPayload.Channel}:{account}:{message.Quote}";
        var now = clock.GetUtcNow();
        var put = await connection.ExecuteAsync(
            """
            INSERT INTO robot_stream (district, message_key, notice_keys, text, put_at)
            SELECT @District, message_key, ARRAY[@Key], @Text, @now FROM inbox
            WHERE district = @District AND message_key = @messageKey AND received_at > @since AND body ->> 'event' IS NULL
            ON CONFLICT DO NOTHING
            """,
            new { settings.District, messageKey = key, message.Key, message.Text, now, since = now - Lasts });
        for (var waited = TimeSpan.Zero; put == 1 && waited < Patience; waited += Look)
        {
            await Task.Delay(Look, stop);
            if (await connection.ExecuteScalarAsync<bool>("SELECT taken_at IS NOT NULL FROM robot_stream WHERE district = @District AND message_key = @key", new { settings.District, key }))
            {
                return true;
            }
        }

        return put == 1
            && await connection.ExecuteAsync("DELETE FROM robot_stream WHERE district = @District AND message_key = @key AND taken_at IS NULL", new { settings.District, key }) == 0;
    }
}

using Bot.Host.Channels.Credentials;
using Bot.Host.Grids;
using Bot.Host.Jobs;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.WecomApp;

/// <summary>Names of customer groups that were renamed: asked for a while after the platform has told that they were, since its own data follow later. Source: dw/92122.</summary>
public sealed class GroupNames(PlatformClient platform, ChannelSettings channels, NpgsqlDataSource source, BotSettings settings, DistrictMaps maps, ILogger<GroupNames> log) : Job
{
    private const int LongestName = 64;

    /// <summary>In all about an hour.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(40)];
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);

    public override string Name => "group-names";

    public override Schedule Schedule => new Schedule.Every(TimeSpan.FromSeconds(15));

    private sealed record Row(string ChatId, string App, int Attempts);

    /// <summary>Written down with the row that marks the event handled.</summary>
    public static Task Note(NpgsqlConnection connection, NpgsqlTransaction transaction, string district, string chat, string app, DateTimeOffset now) => connection.ExecuteAsync(
        "INSERT INTO group_rename (district, chat_id, app, due_at) VALUES (@district, @chat, @app, @due) ON CONFLICT (district, chat_id) DO UPDATE SET app = @app, due_at = @due, attempts = 0",
        new { district, chat, app, due = (now + First).ToUniversalTime() },
        transaction);

    public override async Task Run(DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var due = await connection.QueryAsync<Row>("SELECT chat_id, app, attempts FROM group_rename WHERE district = @District AND due_at <= @now", new { settings.District, now = now.ToUniversalTime() });
        foreach (var row in due.ToList())
        {
            var name = channels.WecomApps.TryGetValue(row.App, out var app) ? await Ask(row, app, stop) : null;
            var renamed = name is null ? 0 : await connection.ExecuteAsync(
                """
                UPDATE chat_group SET name = @name WHERE district = @District AND name <> @name AND group_id IN (
                  SELECT group_id FROM route WHERE district = @District AND target = @ChatId AND starts_with(channel, 'wecom'))
                """,
                new { settings.District, row.ChatId, name });
            if (renamed > 0)
            {
                log.LogInformation("wecom:{App}: the customer group {Chat} has its new name", row.App, row.ChatId);
                maps.Forget();
            }
            else if (row.Attempts >= Pauses.Length)
            {
                log.LogWarning("wecom:{App}: the customer group {Chat} was renamed, but the platform shows no new name; the one that is stored stays", row.App, row.ChatId);
            }

            var isDone = renamed > 0 || row.Attempts >= Pauses.Length;
            await connection.ExecuteAsync(
                isDone
                    ? "DELETE FROM group_rename WHERE district = @District AND chat_id = @ChatId AND attempts = @Attempts"
                    : "UPDATE group_rename SET attempts = attempts + 1, due_at = @again WHERE district = @District AND chat_id = @ChatId AND attempts = @Attempts",
                new { settings.District, row.ChatId, row.Attempts, again = (now + (isDone ? TimeSpan.Zero : Pauses[row.Attempts])).ToUniversalTime() });
        }
    }

    /// <summary>Null where the platform does not tell.</summary>
    private async Task<string?> Ask(Row row, ChannelSettings.WecomApp app, CancellationToken stop)
    {
        try
        {
            var answer = await platform.Post(TokenOwner.Of(row.App, app), "cgi-bin/externalcontact/groupchat/get", new { chat_id = row.ChatId, need_name = 1 }, stop);
            if (answer.Error is { } error)
            {
                log.LogWarning("wecom:{App}: WeCom does not tell the new name of a group ({Reason})", row.App, error.Reason);
            }

            return answer.Error is null && answer.Body.TryGetProperty("group_chat", out var chat) && PlatformAnswer.Text(chat, "name")?.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 and <= LongestName } name ? name : null;
        }
        catch (PlatformFaultException fault)
        {
            log.LogWarning("wecom:{App}: WeCom does not tell the new name of a group ({Fault})", row.App, fault.Fault);
            return null;
        }
    }
}

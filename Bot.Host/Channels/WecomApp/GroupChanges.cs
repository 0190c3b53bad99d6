using Bot.Domain.Channels;
using Bot.Domain.Channels.Wecom;
using Bot.Domain.Notices;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.WecomApp;

/// <summary>What happens to customer groups (change_external_chat): who has come or gone, and a group that is no more. The platform tells no words and no names.</summary>
public sealed class GroupChanges(ILogger<GroupChanges> log) : IChannelEvents
{
    public string Channel => WecomPayload.Channel;

    public async Task Handle(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChannelEvent happened, DateTimeOffset now, CancellationToken stop)
    {
        if (happened is not { Kind: "group_changed", Conversation: { } chat })
        {
            return;
        }

        // The group may be read by the archive and written to by tasks: its id is the same in all of the corp's channels.
        var groups = (await connection.QueryAsync<string>(
            "SELECT DISTINCT group_id FROM route WHERE district = @District AND target = @chat AND starts_with(channel, 'wecom')", new { map.District, chat }, transaction)).ToList();
        foreach (var group in groups.Select(map.Group).OfType<ChatGroup>())
        {
            switch (happened.Values.GetValueOrDefault("ChangeType"), happened.Values.GetValueOrDefault("UpdateDetail"))
            {
                case ("dismiss", _):
                    await Close(connection, transaction, map, group, chat, happened, now, stop);
                    break;
                case ("update", "add_member"):
                    await Move(connection, transaction, map, group, happened,
                        "INSERT INTO member (district, group_id, person_id) SELECT DISTINCT district, @GroupId, person_id FROM identity WHERE {0} ON CONFLICT DO NOTHING");
                    break;
                case ("update", "del_member"):
                    await Move(connection, transaction, map, group, happened,
                        "DELETE FROM member WHERE district = @District AND group_id = @GroupId AND person_id IN (SELECT person_id FROM identity WHERE {0})");
                    break;
                case ("update", "change_name"):
                    log.LogInformation("wecom:{Account}: group {Group} was renamed; its name is asked for", happened.Account, group.GroupId);
                    await GroupNames.Note(connection, transaction, map.District, chat, happened.Account, now);
                    break;
            }
        }
    }

    private async Task Close(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChatGroup group, string chat, ChannelEvent happened, DateTimeOffset now, CancellationToken stop)
    {
        await connection.ExecuteAsync(
            "UPDATE route SET rank = NULL WHERE district = @District AND target = @chat AND starts_with(channel, 'wecom')", new { map.District, chat }, transaction);
        log.LogWarning("wecom:{Account}: group {Group} was dismissed; nothing is sent there any more", happened.Account, group.GroupId);
        if (map.GridOf(group) is not { } grid || map.StaffGroupOf(grid) is not { } staff || staff == group.GroupId)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(batch, map, [new Notice($"group-dismissed:{happened.Key}", Address.Group(staff), "operator", $"群“{group.Name}”已经解散，消息发不到那里了。请建好新群，再用绑定码绑定。") { WaitsForMorning = true }], now);
        await batch.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Only who is known already: a stranger becomes somebody when he writes.</summary>
    private static Task Move(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, ChatGroup group, ChannelEvent happened, string sql) => connection.ExecuteAsync(
        string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, "district = @District AND external_id = ANY(@ids) AND starts_with(channel, 'wecom')"),
        new { map.District, group.GroupId, ids = (happened.Values.GetValueOrDefault("MemChangeList") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) },
        transaction);
}

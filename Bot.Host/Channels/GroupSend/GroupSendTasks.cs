using Bot.Domain.Channels.GroupSend;
using Bot.Domain.Clocks;
using Bot.Domain.Notices;
using Bot.Host.Grids;
using Bot.Host.Notices;
using Dapper;
using Npgsql;

namespace Bot.Host.Channels.GroupSend;

/// <summary>A task as it stands in the database.</summary>
public sealed record GroupSendTask
{
    public Guid TaskId { get; init; }
    public string LaneId { get; init; } = "";
    public string Account { get; init; } = "";
    public string ChatId { get; init; } = "";
    public string[] NoticeKeys { get; init; } = [];
    public string Text { get; init; } = "";
    public bool Critical { get; init; }

    /// <summary>userid of the group's owner.</summary>
    public string Owner { get; init; } = "";
    public string OwnerName { get; init; } = "";
    public string? MsgId { get; init; }
    public DateTime AskedAt { get; init; }
    public DateTime? AgainAt { get; init; }
}

/// <summary>The SQL of the tasks and of their groups' books.</summary>
public sealed class GroupSendTasks(NpgsqlDataSource source, BotSettings settings)
{
    private const string Columns = "task_id, lane_id, account, chat_id, notice_keys, text, critical, owner, owner_name, msg_id, asked_at, again_at";
    private const int AtOnce = 100;

    /// <summary>An answer that has not been found by then will not be.</summary>
    private static readonly TimeSpan AskingLasts = TimeSpan.FromHours(1);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromHours(4);

    /// <summary>Channels whose ids of staff are the corp's userids.</summary>
    private static readonly string[] UseridChannels = ["wecom", "wecom-bot", "wecom-archive"];

    public async Task<GroupSendBook> Book(ChannelRoute route, int monthlyQuota, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        var row = await connection.QuerySingleAsync<(int Sent, DateTime? ShutUntil, int Waiting, DateTime? LastTaskAt)>(new CommandDefinition(
            """
            SELECT COALESCE((SELECT sent FROM group_send_quota WHERE district = @District AND account = @Account AND chat_id = @Target AND month = @month), 0),
              (SELECT max(shut_until) FROM group_send_quota WHERE district = @District AND account = @Account AND chat_id = @Target),
              (SELECT count(*)::integer FROM group_send_task WHERE district = @District AND account = @Account AND chat_id = @Target
                AND (state = 'waiting' OR (state = 'asking' AND asked_at > @now - @AskingLasts))),
              (SELECT max(asked_at) FROM group_send_task WHERE district = @District AND account = @Account AND chat_id = @Target
                AND NOT critical AND state IN ('waiting', 'sent', 'refused'))
            """,
            new { settings.District, route.Account, route.Target, month = MonthOf(now), now, AskingLasts },
            cancellationToken: stop));
        return new GroupSendBook(monthlyQuota, row.Sent, row.Waiting, At(row.ShutUntil), At(row.LastTaskAt));
    }

    /// <summary>Whether any of these tickets is 特急.</summary>
    public async Task<bool> AnyCritical(IReadOnlyList<string> tickets, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return tickets.Count > 0 && await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT 1 FROM ticket WHERE district = @District AND number = ANY(@tickets) AND urgency = '特急')",
            new { settings.District, tickets = tickets.ToArray() },
            cancellationToken: stop));
    }

    /// <summary>The task of an attempt whose end nobody saw, where it brings this text; null for none.</summary>
    public async Task<GroupSendTask?> Earlier(ChannelRoute route, IReadOnlyList<string> keys, string text, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.QueryFirstOrDefaultAsync<GroupSendTask>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM group_send_task
            WHERE district = @District AND lane_id = @GroupId AND account = @Account AND chat_id = @Target AND state IN ('asking', 'waiting')
              AND notice_keys && @keys AND position(@text IN text) > 0
            ORDER BY asked_at DESC LIMIT 1
            """,
            new { settings.District, route.GroupId, route.Account, route.Target, keys = keys.ToArray(), text },
            cancellationToken: stop));
    }

    /// <summary>Stands before the platform is asked.</summary>
    public async Task Begin(GroupSendTask task, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO group_send_task (district, task_id, lane_id, account, chat_id, notice_keys, text, critical, owner, owner_name, asked_at, next_look_at)
            VALUES (@District, @TaskId, @LaneId, @Account, @ChatId, @NoticeKeys, @Text, @Critical, @Owner, @OwnerName, @AskedAt, @AskedAt)
            """,
            new { settings.District, task.TaskId, task.LaneId, task.Account, task.ChatId, task.NoticeKeys, task.Text, task.Critical, task.Owner, task.OwnerName, task.AskedAt },
            cancellationToken: stop));
    }

    /// <summary>The platform has said no: there is no such task.</summary>
    public async Task Forget(GroupSendTask task)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("DELETE FROM group_send_task WHERE district = @District AND task_id = @TaskId AND state = 'asking'", new { settings.District, task.TaskId });
    }

    /// <summary>
    /// The platform has it: from now on it waits, and its owner is asked to tap. It is first looked at when the lane has surely written down that its
    /// notices wait.
    /// </summary>
    public async Task Wait(GroupSendTask task, string messageId, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync(
            "UPDATE group_send_task SET state = 'waiting', msg_id = @messageId, again_at = @again, next_look_at = @now + @Lease WHERE district = @District AND task_id = @TaskId AND state = 'asking'",
            new { settings.District, task.TaskId, messageId, now, settings.Lease, again = ((task.Critical ? now : ShanghaiTime.NotByNight(now)) + AgainAfter).ToUniversalTime() },
            transaction);
        var asked = task with { MsgId = messageId };
        await Tell(connection, transaction, map, asked, TapWords.Ask(asked.OwnerName, NameOf(map, asked), asked.Text), "", now, stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>The owner is asked a second time, once.</summary>
    public async Task Again(GroupSendTask task, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var mine = await connection.ExecuteAsync(
            "UPDATE group_send_task SET again_at = NULL WHERE district = @District AND task_id = @TaskId AND state = 'waiting' AND again_at IS NOT NULL", new { settings.District, task.TaskId }, transaction);
        if (mine > 0)
        {
            await Tell(connection, transaction, map, task, TapWords.AskAgain(task.OwnerName, NameOf(map, task), task.Text), ":again", now, stop);
        }

        await transaction.CommitAsync(stop);
    }

    /// <summary>Tasks that wait and are to be looked at.</summary>
    public async Task<IReadOnlyList<GroupSendTask>> Due(DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<GroupSendTask>(new CommandDefinition(
            $"SELECT {Columns} FROM group_send_task WHERE district = @District AND state = 'waiting' AND next_look_at <= @now ORDER BY next_look_at LIMIT {AtOnce}",
            new { settings.District, now },
            cancellationToken: stop))).ToList();
    }

    public async Task LookAgain(GroupSendTask task, DateTimeOffset at)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE group_send_task SET next_look_at = @at WHERE district = @District AND task_id = @TaskId AND state = 'waiting'", new { settings.District, task.TaskId, at = at.ToUniversalTime() });
    }

    /// <summary>Asked before and never found: nobody waits for it any more.</summary>
    public async Task DropLost(DateTimeOffset now)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "DELETE FROM group_send_task WHERE district = @District AND state = 'asking' AND asked_at < @now - interval '3 days'", new { settings.District, now });
    }

    /// <summary>Whether none of its notices waits any more. While the lane is at work or does not know how a call ended, nobody can say that.</summary>
    public async Task<bool> IsMoot(GroupSendTask task, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            SELECT NOT EXISTS (SELECT 1 FROM outbox WHERE district = @District AND lane_id = @LaneId
              AND (state IN ('sending', 'unknown') OR (state = 'awaiting_tap' AND provider_id = @MsgId)))
            """,
            new { settings.District, task.LaneId, task.MsgId },
            cancellationToken: stop));
    }

    /// <summary>Writes how it ended, once: the task, its notices, the group's book, and what staff have to know, in one transaction.</summary>
    /// <param name="state">"sent", "refused", "expired" or "cancelled".</param>
    /// <param name="at">When it was sent; else when it was found out.</param>
    /// <param name="reason">In English, for operators; null where it was sent.</param>
    /// <param name="word">For the staff group; null for none.</param>
    public async Task Settle(GroupSendTask task, string state, DateTimeOffset at, string? reason, string? word, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var mine = await connection.ExecuteAsync(
            "UPDATE group_send_task SET state = @state, settled_at = @now, again_at = NULL WHERE district = @District AND task_id = @TaskId AND state = 'waiting'",
            new { settings.District, task.TaskId, state, now },
            transaction);
        if (mine == 0)
        {
            return;
        }

        // A notice that was withdrawn in vain was sent all the same.
        await connection.ExecuteAsync(
            """
            UPDATE outbox SET state = CASE WHEN @isSent THEN 'sent' ELSE 'dead' END, sent_at = CASE WHEN @isSent THEN @at END, error = @reason
            WHERE district = @District AND lane_id = @LaneId AND provider_id = @MsgId AND (state = 'awaiting_tap' OR (@isSent AND state = 'withdrawn'))
            """,
            new { settings.District, task.LaneId, task.MsgId, isSent = state == "sent", at = at.ToUniversalTime(), reason },
            transaction);
        await LetGo(connection, transaction, task, now);
        if (state is "sent" or "refused")
        {
            await connection.ExecuteAsync(
                """
                INSERT INTO group_send_quota (district, account, chat_id, month, sent, shut_until) VALUES (@District, @Account, @ChatId, @month, @sent, @shut)
                ON CONFLICT (district, account, chat_id, month) DO UPDATE SET sent = group_send_quota.sent + excluded.sent, shut_until = COALESCE(excluded.shut_until, group_send_quota.shut_until)
                """,
                new { settings.District, task.Account, task.ChatId, month = MonthOf(at), sent = state == "sent" ? 1 : 0, shut = state == "refused" ? TomorrowAfter(now) : (DateTimeOffset?)null },
                transaction);
        }

        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            Outbox.Withdraw(batch, settings.District, [KeyOf(task, ""), KeyOf(task, ":again")]);
            await batch.ExecuteNonQueryAsync(stop);
        }

        if (word is not null)
        {
            await Tell(connection, transaction, map, task, word, $":{state}", now, stop);
        }

        await transaction.CommitAsync(stop);
        await Wake(task, now);
    }

    /// <summary>Whether more is to be said by the next task, so that the two may become one. Once only: nothing is put off for ever by what comes after it.</summary>
    public async Task<bool> MayMerge(GroupSendTask task, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return !task.Critical && await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            SELECT EXISTS (SELECT 1 FROM outbox WHERE district = @District AND lane_id = @LaneId AND state = 'pending' AND attempts = 0 AND error = @GoesWithNext)
              AND NOT EXISTS (SELECT 1 FROM outbox WHERE district = @District AND lane_id = @LaneId AND state IN ('sending', 'unknown'))
              AND NOT EXISTS (SELECT 1 FROM group_send_task WHERE district = @District AND lane_id = @LaneId AND state = 'merged' AND notice_keys && @NoticeKeys)
            """,
            new { settings.District, task.LaneId, task.NoticeKeys, GroupSendQuota.GoesWithNext },
            cancellationToken: stop));
    }

    /// <summary>The task is taken back: its notices wait again, together with what came after them, and the owner is asked for all of it at once.</summary>
    public async Task Merge(GroupSendTask task, DateTimeOffset now, CancellationToken stop)
    {
        await using (var connection = await source.OpenConnectionAsync(stop))
        {
            await using var transaction = await connection.BeginTransactionAsync(stop);
            var mine = await connection.ExecuteAsync(
                "UPDATE group_send_task SET state = 'merged', settled_at = @now, again_at = NULL WHERE district = @District AND task_id = @TaskId AND state = 'waiting'", new { settings.District, task.TaskId, now }, transaction);
            if (mine == 0)
            {
                return;
            }

            await connection.ExecuteAsync(
                """
                UPDATE outbox SET state = 'pending', attempts = 0, provider_id = NULL, error = @GoesWithNext
                WHERE district = @District AND lane_id = @LaneId AND provider_id = @MsgId AND state = 'awaiting_tap'
                """,
                new { settings.District, task.LaneId, task.MsgId, GroupSendQuota.GoesWithNext },
                transaction);
            await LetGo(connection, transaction, task, now);
            await using var batch = new NpgsqlBatch(connection, transaction);
            Outbox.Withdraw(batch, settings.District, [KeyOf(task, ""), KeyOf(task, ":again")]);
            await batch.ExecuteNonQueryAsync(stop);
            await transaction.CommitAsync(stop);
        }

        await Wake(task, now);
    }

    /// <summary>What waited for this task's end is due.</summary>
    private Task LetGo(NpgsqlConnection connection, NpgsqlTransaction transaction, GroupSendTask task, DateTimeOffset now) => connection.ExecuteAsync(
        "UPDATE outbox SET due_at = @now WHERE district = @District AND lane_id = @LaneId AND state = 'pending' AND attempts = 0 AND error = @GoesWithNext",
        new { settings.District, task.LaneId, now, GroupSendQuota.GoesWithNext },
        transaction);

    /// <summary>After the commit, since lanes are locked in the order of their ids; without it the lane would look by itself a quarter of an hour later.</summary>
    private async Task Wake(GroupSendTask task, DateTimeOffset now)
    {
        await using var connection = await source.OpenConnectionAsync();
        await connection.ExecuteAsync("UPDATE lane SET next_due_at = LEAST(next_due_at, @now) WHERE district = @District AND lane_id = @LaneId", new { settings.District, task.LaneId, now });
    }

    internal static string NameOf(DistrictMap map, GroupSendTask task) => map.Group(task.LaneId)?.Name ?? "居民群";

    private static string KeyOf(GroupSendTask task, string part) => $"tap:{task.Account}:{task.MsgId}{part}";

    /// <summary>To the staff group that serves the group's grid; where there is none, to the owner alone if the bot knows him.</summary>
    private async Task Tell(NpgsqlConnection connection, NpgsqlTransaction transaction, DistrictMap map, GroupSendTask task, string words, string part, DateTimeOffset now, CancellationToken stop)
    {
        var people = (await connection.QueryAsync<string>(
            "SELECT DISTINCT person_id FROM identity WHERE district = @District AND external_id = @Owner AND channel = ANY(@UseridChannels)",
            new { settings.District, task.Owner, UseridChannels },
            transaction)).ToList();
        var owner = people.Count == 1 ? people[0] : null;
        var staff = map.Group(task.LaneId)?.NodeId is { } node ? map.StaffGroupOf(node) : null;
        if (staff is null && owner is null)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.Add(
            batch,
            map,
            [
                new Notice(KeyOf(task, part), staff is not null ? Address.Group(staff) : Address.Person(owner!), "tap", words)
                {
                    Mentions = owner is null ? [] : [owner],
                    WaitsForMorning = !task.Critical,
                },
            ],
            now);
        await batch.ExecuteNonQueryAsync(stop);
    }

    private static DateTime MonthOf(DateTimeOffset at)
    {
        var day = ShanghaiTime.DateOf(at);
        return new DateTime(day.Year, day.Month, 1);
    }

    private static DateTimeOffset TomorrowAfter(DateTimeOffset now) => ShanghaiTime.At(ShanghaiTime.DateOf(now).AddDays(1), TimeOnly.MinValue).ToUniversalTime();

    private static DateTimeOffset? At(DateTime? row) => row is { } at ? new DateTimeOffset(at) : null;
}

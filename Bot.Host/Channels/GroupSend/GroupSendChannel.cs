using System.Globalization;
using Bot.Domain.Channels.GroupSend;
using Bot.Host.Channels.Credentials;
using Bot.Host.Clocks;
using Bot.Host.Grids;

namespace Bot.Host.Channels.GroupSend;

/// <summary>
/// 客户群群发: the only official way to write into a residents' group. A message becomes a task for the group's owner, and nobody sees it until he
/// taps it; <see cref="PollGroupSends"/> finds out when. A group receives few of them a month, see <see cref="GroupSendQuota"/>.
/// </summary>
public sealed class GroupSendChannel(PlatformClient platform, ChannelSettings channels, GroupSendTasks tasks, DistrictMaps maps, BotClock clock) : IChannel
{
    public const string ChannelName = "wecom-group-send";
    private const string Path = "cgi-bin/externalcontact/";

    /// <summary>Kinds that only tell somebody that he was heard.</summary>
    private static readonly HashSet<string> Acknowledgements = [.. Bot.Domain.Notices.HandOver.Acknowledgements];

    /// <summary>Clocks differ, and the platform notes whole seconds.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public string Name => ChannelName;

    /// <summary>A second attempt looks for the task of the first.</summary>
    public ChannelFlags Flags { get; } = new(ReadsAll: false, ReadsMentions: false, Pushes: true, NeedsTap: true, QuoteIds: false, RemovesDuplicates: true)
    {
        MostBytes = TapWords.MostBytes,
        PerMonth = channels.WecomCustomerGroups.Values.Select(account => (int?)account.MonthlyQuota).Min(),
    };

    public async Task<Delivery> Send(OutgoingMessage message, ChannelRoute route, CancellationToken stop)
    {
        if (!channels.WecomCustomerGroups.TryGetValue(route.Account, out var account))
        {
            return new Delivery.Closed($"'{route.Account}' is not in Channels:WecomCustomerGroups");
        }

        var app = TokenOwner.Of(account.App, channels.WecomApps[account.App]);
        var now = clock.GetUtcNow();
        var text = TapWords.Fit(message.Text);
        var earlier = await tasks.Earlier(route, message.Keys, text, stop);
        if (earlier?.MsgId is { } waiting)
        {
            return new Delivery.AwaitingTap(waiting);
        }

        var critical = message.Kinds.Contains("danger") || await tasks.AnyCritical(message.Tickets, stop);
        if (earlier is null)
        {
            // What acknowledges and stands beside something else rides along: it costs nothing.
            switch (GroupSendQuota.Decide(await tasks.Book(route, account.MonthlyQuota, now, stop), message.Kinds.All(Acknowledgements.Contains), critical, now))
            {
                case GroupSendVerdict.Shut shut:
                    return new Delivery.Closed(shut.Reason);
                case GroupSendVerdict.Gather gather:
                    return new Delivery.Later(gather.Until - now, gather.Reason) { IsPutAside = true };
            }
        }

        var group = await platform.Post(app, Path + "groupchat/get", new { chat_id = route.Target, need_name = 1 }, stop);
        if (group.Error is { } unknown)
        {
            return unknown.ToDelivery(now);
        }

        var (owner, name) = OwnerOf(group);
        if (owner.Length == 0)
        {
            return new Delivery.Refused("the platform names no owner of this group, and only its owner can send");
        }

        var task = earlier ?? new GroupSendTask
        {
            TaskId = Guid.NewGuid(),
            LaneId = route.GroupId,
            Account = route.Account,
            ChatId = route.Target,
            NoticeKeys = [.. message.Keys],
            Text = text,
            Critical = critical,
            Owner = owner,
            OwnerName = name,
            AskedAt = now.UtcDateTime,
        };
        if (earlier is null)
        {
            await tasks.Begin(task, stop);
            return await Create(app, task, now, stop);
        }

        return await Find(app, earlier, now, stop) switch
        {
            { Error: { } fault } => fault.ToDelivery(now),
            { MsgId: { } found } => await Wait(task, found, now, stop),
            _ => await Create(app, task, now, stop),
        };
    }

    private async Task<Delivery> Create(TokenOwner app, GroupSendTask task, DateTimeOffset now, CancellationToken stop)
    {
        var made = await platform.Post(
            app, Path + "add_msg_template", new { chat_type = "group", sender = task.Owner, chat_id_list = new[] { task.ChatId }, text = new { content = task.Text } }, stop);
        var failed = Items(made, "fail_list").Any(chat => chat.GetString() == task.ChatId);
        if (made.Error is not null || failed || made.Text("msgid") is not { Length: > 0 } id)
        {
            await tasks.Forget(task);
            return made.Error?.ToDelivery(now) ?? new Delivery.Refused("the platform took no task for this group");
        }

        return await Wait(task, id, now, stop);
    }

    private async Task<Delivery> Wait(GroupSendTask task, string id, DateTimeOffset now, CancellationToken stop)
    {
        await tasks.Wait(task, id, await maps.Get(stop), now, stop);
        return new Delivery.AwaitingTap(id);
    }

    /// <summary>The task that an earlier attempt made although its answer was lost; none where it made none. As long as nobody can tell, none must be made again.</summary>
    private async Task<(string? MsgId, PlatformError? Error)> Find(TokenOwner app, GroupSendTask task, DateTimeOffset now, CancellationToken stop)
    {
        var since = new DateTimeOffset(task.AskedAt) - Skew;
        for (var cursor = ""; ;)
        {
            var page = await platform.Post(
                app,
                Path + "get_groupmsg_list_v2",
                new { chat_type = "group", start_time = since.ToUnixTimeSeconds(), end_time = (now + Skew).ToUnixTimeSeconds(), limit = 100, cursor },
                stop);
            if (page.Error is not null)
            {
                return (null, page.Error);
            }

            foreach (var one in Items(page, "group_msg_list"))
            {
                if (one.TryGetProperty("text", out var text) && PlatformAnswer.Text(text, "content") == task.Text && PlatformAnswer.Text(one, "msgid") is { } id)
                {
                    return (id, null);
                }
            }

            cursor = page.Text("next_cursor") ?? "";
            if (cursor.Length == 0)
            {
                return (null, null);
            }
        }
    }

    private static (string Userid, string Name) OwnerOf(PlatformAnswer answer)
    {
        if (!answer.Body.TryGetProperty("group_chat", out var group) || PlatformAnswer.Text(group, "owner") is not { Length: > 0 } owner)
        {
            return ("", "");
        }

        var name = group.TryGetProperty("member_list", out var members) && members.ValueKind == System.Text.Json.JsonValueKind.Array
            ? members.EnumerateArray().Where(member => PlatformAnswer.Text(member, "userid") == owner).Select(member => PlatformAnswer.Text(member, "name")).FirstOrDefault()
            : null;
        return (owner, name is { Length: > 0 } ? name : owner);
    }

    internal static IEnumerable<System.Text.Json.JsonElement> Items(PlatformAnswer answer, string name) =>
        answer.Body.ValueKind == System.Text.Json.JsonValueKind.Object && answer.Body.TryGetProperty(name, out var items) && items.ValueKind == System.Text.Json.JsonValueKind.Array
            ? items.EnumerateArray()
            : [];
}

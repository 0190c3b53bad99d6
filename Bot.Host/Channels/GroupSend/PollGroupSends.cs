using Bot.Domain.Channels.GroupSend;
using Bot.Host.Channels.Credentials;
using Bot.Host.Grids;
using Bot.Host.Jobs;
using Bot.Host.Notices;

namespace Bot.Host.Channels.GroupSend;

/// <summary>Finds out what became of the tasks that wait for a tap, reminds their owners, and takes back what nobody needs any more.</summary>
public sealed class PollGroupSends(PlatformClient platform, ChannelSettings channels, GroupSendTasks tasks, DistrictMaps maps, Dispatcher dispatcher, ILogger<PollGroupSends> log) : Job
{
    private const string Path = "cgi-bin/externalcontact/";

    /// <summary>Of the group in a task's result.</summary>
    private const long Arrived = 1, HadItsShare = 3;

    /// <summary>A weekend, and the Monday after it.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromDays(3);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(5);

    public override string Name => "poll-group-sends";

    public override Schedule Schedule => new Schedule.Every(TimeSpan.FromSeconds(15));

    /// <summary>Null while nobody has tapped.</summary>
    private sealed record Outcome(bool IsSent, DateTimeOffset At, long Status);

    public override async Task Run(DateTimeOffset now, CancellationToken stop)
    {
        if (channels.WecomCustomerGroups.Count == 0)
        {
            return;
        }

        await tasks.DropLost(now);
        var map = await maps.Get(stop);
        foreach (var task in await tasks.Due(now, stop))
        {
            try
            {
                await Look(task, map, now, stop);
            }
            catch (Exception exception) when (exception is PlatformException or PlatformFaultException)
            {
                log.LogWarning("group-send task {Task}: {Reason}", task.MsgId, exception.Message);
                await tasks.LookAgain(task, now + Seldom);
            }
        }

        dispatcher.Wake();
    }

    private async Task Look(GroupSendTask task, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        if (!channels.WecomCustomerGroups.TryGetValue(task.Account, out var account))
        {
            await tasks.LookAgain(task, now + Seldom);
            return;
        }

        var app = TokenOwner.Of(account.App, channels.WecomApps[account.App]);
        if (await Find(app, task, stop) is { } outcome)
        {
            await Settle(task, outcome, map, now, stop);
            return;
        }

        var asked = new DateTimeOffset(task.AskedAt);
        var isMoot = await tasks.IsMoot(task, stop);
        if (isMoot || now - asked >= Lasts)
        {
            await TakeBack(app, task, isMoot ? "cancelled" : "expired", map, now, stop);
            return;
        }

        if (task.AgainAt is { } again && new DateTimeOffset(again) <= now)
        {
            if (await tasks.MayMerge(task, stop))
            {
                await TakeBack(app, task, "merged", map, now, stop);
                return;
            }

            await tasks.Again(task, map, now, stop);
        }

        await tasks.LookAgain(task, now + (now - asked < Fresh ? Soon : Seldom));
    }

    /// <param name="how">"cancelled", "expired" or "merged".</param>
    private async Task TakeBack(TokenOwner app, GroupSendTask task, string how, DistrictMap map, DateTimeOffset now, CancellationToken stop)
    {
        var cancelled = await platform.Post(app, Path + "cancel_groupmsg_send", new { msgid = task.MsgId }, stop);

        // It may have been tapped between our look and our call.
        if (await Find(app, task, stop) is { } outcome)
        {
            await Settle(task, outcome, map, now, stop);
        }
        else if (cancelled.Error is { } error && error.Reaction != Reaction.Permanent)
        {
            throw new PlatformException(error);
        }
        else if (how == "merged")
        {
            await tasks.Merge(task, now, stop);
        }
        else if (how == "cancelled")
        {
            await tasks.Settle(task, "cancelled", now, null, null, map, now, stop);
        }
        else
        {
            await tasks.Settle(task, "expired", now, "nobody tapped it within 3 days; taken back", TapWords.Expired(GroupSendTasks.NameOf(map, task), task.Text), map, now, stop);
        }
    }

    private Task Settle(GroupSendTask task, Outcome outcome, DistrictMap map, DateTimeOffset now, CancellationToken stop) => outcome.IsSent
        ? tasks.Settle(task, "sent", outcome.At, null, null, map, now, stop)
        : tasks.Settle(
            task,
            "refused",
            outcome.At,
            outcome.Status == HadItsShare ? "refused at the tap: the group has had its share (status 3)" : $"refused at the tap (status {outcome.Status})",
            TapWords.Refused(GroupSendTasks.NameOf(map, task), task.Text),
            map,
            now,
            stop);

    private async Task<Outcome?> Find(TokenOwner app, GroupSendTask task, CancellationToken stop)
    {
        // The owner first: as long as he has not tapped there is no result to page through.
        var hasTapped = false;
        await foreach (var sender in Pages(app, "get_groupmsg_task", "task_list", new Dictionary<string, object> { ["msgid"] = task.MsgId!, ["limit"] = 1000 }, stop))
        {
            hasTapped |= PlatformAnswer.Text(sender, "userid") == task.Owner && PlatformAnswer.Number(sender, "status") is > 0;
        }

        if (!hasTapped)
        {
            return null;
        }

        var asked = new Dictionary<string, object> { ["msgid"] = task.MsgId!, ["userid"] = task.Owner, ["limit"] = 1000 };
        await foreach (var sent in Pages(app, "get_groupmsg_send_result", "send_list", asked, stop))
        {
            if (PlatformAnswer.Text(sent, "chat_id") == task.ChatId && PlatformAnswer.Number(sent, "status") is > 0 and { } status)
            {
                var at = PlatformAnswer.Number(sent, "send_time") is > 0 and { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : new DateTimeOffset(task.AskedAt);
                return new Outcome(status == Arrived, at, status);
            }
        }

        return null;
    }

    private async IAsyncEnumerable<System.Text.Json.JsonElement> Pages(
        TokenOwner app, string call, string list, Dictionary<string, object> body, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        for (var cursor = ""; ;)
        {
            var page = await platform.Post(app, Path + call, new Dictionary<string, object>(body) { ["cursor"] = cursor }, stop);
            if (page.Error is { } error)
            {
                throw new PlatformException(error);
            }

            foreach (var item in GroupSendChannel.Items(page, list))
            {
                yield return item;
            }

            cursor = page.Text("next_cursor") ?? "";
            if (cursor.Length == 0)
            {
                yield break;
            }
        }
    }
}

using System.Text.Json.Nodes;

namespace Bot.Platforms;

/// <summary>
/// 客户群群发: a task that goes nowhere until its sender taps it. Whether a group's quota is left is found out at the tap, and told in the result.
/// </summary>
public sealed class GroupSends
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private readonly Standin standin;
    private readonly Dictionary<string, SendTask> tasks = new(StringComparer.Ordinal);
    private readonly List<(string Chat, DateTimeOffset At)> received = [];

    internal GroupSends(Standin standin, Routes routes)
    {
        this.standin = standin;
        routes.Wecom("/cgi-bin/externalcontact/add_msg_template", Add);
        routes.Wecom("/cgi-bin/externalcontact/get_groupmsg_task", Senders);
        routes.Wecom("/cgi-bin/externalcontact/get_groupmsg_send_result", Result);
        routes.Wecom("/cgi-bin/externalcontact/remind_groupmsg_send", Remind);
        routes.Wecom("/cgi-bin/externalcontact/cancel_groupmsg_send", Cancel);
    }

    /// <summary>The tasks that wait for a tap.</summary>
    public IReadOnlyList<string> Waiting
    {
        get
        {
            lock (standin.Gate)
            {
                return [.. tasks.Values.Where(task => task.TappedAt is null && !task.Cancelled).Select(task => task.Id)];
            }
        }
    }

    /// <summary>How often the sender was reminded of a task.</summary>
    public int Reminders(string messageId)
    {
        lock (standin.Gate)
        {
            return tasks[messageId].Reminders;
        }
    }

    /// <summary>The sender taps "send". With allow_select some of the groups may be chosen; all of the task's unless told.</summary>
    /// <returns>The groups that received it.</returns>
    /// <exception cref="InvalidOperationException">There is no such task that waits.</exception>
    public IReadOnlyList<string> Tap(string messageId, IReadOnlyList<string>? chosen = null)
    {
        lock (standin.Gate)
        {
            if (!tasks.TryGetValue(messageId, out var task) || task.TappedAt is not null || task.Cancelled)
            {
                throw new InvalidOperationException($"no task '{messageId}' waits for a tap");
            }

            if (chosen is not null && (!task.AllowsSelection || chosen.Except(task.Chats.Keys).Any()))
            {
                throw new InvalidOperationException("this task does not let choose these groups");
            }

            task.TappedAt = standin.Now;
            foreach (var chat in chosen ?? [.. task.Chats.Keys])
            {
                var left = QuotaLeft(chat, standin.Now);
                task.Chats[chat] = left ? 1 : 3;
                if (left)
                {
                    received.Add((chat, standin.Now));
                    standin.Ledger.Accept(standin.Now, task.Account, "(tap)", chat, task.Content);
                }
            }

            return [.. task.Chats.Where(pair => pair.Value == 1).Select(pair => pair.Key)];
        }
    }

    private bool QuotaLeft(string chat, DateTimeOffset now)
    {
        var today = now.ToOffset(China);
        var (since, most) = standin.CustomerGroups.Find(chat)?.Quota switch
        {
            "day" => (today.Date, 1),
            "week" => (today.Date.AddDays(-(((int)today.DayOfWeek + 6) % 7)), 7),
            _ => (new DateTime(today.Year, today.Month, 1), DateTime.DaysInMonth(today.Year, today.Month)),
        };
        return received.Count(one => one.Chat == chat && one.At.ToOffset(China).DateTime >= since) < most;
    }

    private JsonObject Add(Call call)
    {
        if (call.Text("chat_type") != "group")
        {
            throw new Refusal(40058, "chat_type: the stand-in knows group only");
        }

        var sender = call.Text("sender") is { Length: > 0 } named ? named : throw new Refusal(40058, "sender is needed with chat_type group");
        var text = call.Text("text.content");
        var attachments = (call.Node("attachments") as JsonArray)?.Count ?? 0;
        if (Measures.Bytes(text) > 4000)
        {
            throw new Refusal(40058, "text.content exceed max length 4000. invalid Request Parameter");
        }

        if (attachments > 9 || (text.Length == 0 && attachments == 0))
        {
            throw new Refusal(40058, attachments > 9 ? "attachments exceed max number 9" : "text and attachments are both empty");
        }

        var asked = call.List("chat_id_list");
        if (asked.Count > 2000)
        {
            throw new Refusal(40058, "chat_id_list exceed max number 2000");
        }

        var own = asked.Count > 0 ? asked : [.. standin.CustomerGroups.All.Where(group => group.Owner == sender).Select(group => group.ChatId)];
        var good = own.Where(chat => standin.CustomerGroups.Find(chat)?.Owner == sender).Distinct().ToList();
        if (good.Count == 0)
        {
            throw own.Any(chat => standin.CustomerGroups.Find(chat) is not null) ? new Refusal(86217, "sender is not the chat's owner") : new Refusal(86001, "invalid chat id");
        }

        var task = new SendTask($"msg{tasks.Count + 1:000000}", call.Account, sender, call.Now, call.Flag("allow_select"), call.Body.DeepClone(), good.ToDictionary(chat => chat, _ => 0));
        tasks.Add(task.Id, task);
        standin.Ledger.Accept(call.Now, call.Account, call.Path, sender, call.Body);
        return Answer.Ok(("fail_list", Answer.Array(own.Except(good))), ("msgid", task.Id));
    }

    /// <summary>status 0 waits, 2 sent.</summary>
    private JsonObject Senders(Call call)
    {
        var task = Task(call);
        var told = new JsonObject { ["userid"] = task.Sender, ["status"] = task.TappedAt is null ? 0 : 2 };
        if (task.TappedAt is { } at)
        {
            told["send_time"] = Measures.Seconds(at);
        }

        return Answer.Ok(("next_cursor", ""), ("task_list", Answer.Array([told])));
    }

    /// <summary>status 0 waits, 1 sent, 3 refused since the group has had its share.</summary>
    private JsonObject Result(Call call)
    {
        var task = Task(call);
        if (call.Text("userid") != task.Sender)
        {
            throw new Refusal(40003, "invalid userid");
        }

        var limit = call.Number("limit") is null ? 500 : call.Number("limit") is { } asked and >= 1 and <= 1000 ? asked : throw new Refusal(40058, "limit needs 1 to 1000");
        var (page, next) = CustomerGroups.Page([.. task.Chats.OrderBy(pair => pair.Key, StringComparer.Ordinal)], call.Text("cursor"), limit);
        return Answer.Ok(("next_cursor", next), ("send_list", Answer.Array(page.Select(pair =>
        {
            var told = new JsonObject { ["chat_id"] = pair.Key, ["userid"] = task.Sender, ["status"] = pair.Value };
            if (pair.Value == 1)
            {
                told["send_time"] = Measures.Seconds(task.TappedAt!.Value);
            }

            return told;
        }))));
    }

    private JsonObject Remind(Call call)
    {
        var task = Task(call);
        if (!task.Reminded.Take(call.Now))
        {
            throw new Refusal(45009, "reminded three times within 24 hours");
        }

        task.Reminders++;
        standin.Ledger.Accept(call.Now, call.Account, call.Path, task.Sender, call.Body);
        return Answer.Ok();
    }

    private JsonObject Cancel(Call call)
    {
        var task = Task(call);
        task.Cancelled = true;
        standin.Ledger.Accept(call.Now, call.Account, call.Path, task.Sender, call.Body);
        return Answer.Ok();
    }

    private SendTask Task(Call call) => tasks.GetValueOrDefault(call.Text("msgid")) is { } task && task.Account == call.Account ? task : throw new Refusal(40058, "invalid msgid");

    private sealed record SendTask(string Id, string Account, string Sender, DateTimeOffset At, bool AllowsSelection, JsonNode Content, Dictionary<string, int> Chats)
    {
        public DateTimeOffset? TappedAt { get; set; }

        public bool Cancelled { get; set; }

        public int Reminders { get; set; }

        public Limit Reminded { get; } = new(3, TimeSpan.FromHours(24));
    }
}

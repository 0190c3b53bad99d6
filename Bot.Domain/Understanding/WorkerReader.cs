namespace Bot.Domain.Understanding;

/// <summary>Decides what a worker's message is: a step on a ticket, a command, a notice, or talk.</summary>
internal sealed class WorkerReader(Vocabulary vocabulary)
{
    /// <summary>Less sure than this, and with no number told, the bot does not say that it has understood.</summary>
    private const float SpeaksFrom = 0.5f;

    /// <summary>Reason of a reading: the one word that confirms a report, without a number.</summary>
    public const string BareConfirmation = "command:confirm";
    private readonly Tags tags = vocabulary.Tags;
    private readonly MatterReader matters = new(vocabulary);

    public Reading Read(Workspace work, Conversation conversation)
    {
        var scan = work.Text;
        var thread = work.Thread;
        var text = conversation.Message.Text;
        var quote = FlattenedQuote.Find(text);
        work.ReadMessage(quote?.Reply ?? text, quote is not null || conversation.Message.QuotedText is not null);
        var head = vocabulary.Model.Workers;
        if (scan.Has(tags.System) || scan.Substance == 0 || head.Classes.Count == 0)
        {
            return new Reading(Coarse.None, scan.Has(tags.System) ? "system" : scan.HasPicture ? "media" : "chat", "none");
        }

        var chances = work.ChancesOf(head, scan.Sums);
        var best = Workspace.Best(chances);
        var intent = head.Classes[best];
        var confidence = chances[best];
        work.Reasons.Add(intent);
        if (Intents.OpensTicket(intent))
        {
            return Filed(work, conversation, intent, confidence);
        }

        if (intent is "w_done" or "w_report" && SaysOnlyWhatIsBroken(scan, thread, quote is not null || conversation.Message.QuotedText is not null))
        {
            return Filed(work, conversation, "report", confidence);
        }

        if (WorkerWords.IsBareConfirmation(text))
        {
            // Nobody says this but to the bot, and the weights need not guess at it.
            work.Reasons.Add(BareConfirmation);
            return Step(work, conversation, "w_accept", quote, 1);
        }

        if (intent == "ack" && OpenTicket(thread) is not null && (conversation.Message.QuotedText is null || conversation.Message.QuotedTickets is { Count: > 0 }))
        {
            // "收到" beside a ticket that waits, or under a line about one, is more than politeness.
            intent = "w_accept";
        }

        if (intent.StartsWith("w_", StringComparison.Ordinal))
        {
            return Step(work, conversation, intent, quote, confidence);
        }

        return intent switch
        {
            "followup" or "query_cmd" => new Reading(Coarse.Query, "query_cmd", "query") { Refs = RefsOf(work, conversation, quote, intent), Confidence = confidence },
            "inquiry" => new Reading(Coarse.Inquiry, "inquiry", "answer") { Confidence = confidence },
            _ => new Reading(Coarse.None, intent, Intents.ActionOf(intent)) { Confidence = confidence },
        };
    }

    /// <summary>A house, a fault there and no word of work done: something he saw, whatever his sentence sounds like. Of his own reports the weights have read few.</summary>
    private bool SaysOnlyWhatIsBroken(ScannedText scan, TalkThread thread, bool quotes) =>
        !quotes && scan.Numbers.Count == 0 && scan.Has(tags.Fault) && !scan.Has(tags.Done) && !SaysSolved(scan)
        && scan.Doors.Find(door => !door.IsDenied && door.Building is not null) is { Building: { } house }
        && !thread.Tickets.Exists(ticket => !ticket.Done && ticket.Location.Building == house);

    /// <summary>"亮了", but not the one in "不亮了".</summary>
    private bool SaysSolved(ScannedText scan) =>
        scan.Words.Exists(word => vocabulary.Entries[word.Entry].Tags.Contains(tags.Solved) && (word.Start == 0 || scan.Masked[word.Start - 1] is not ('不' or '没')));

    private static TalkTicket? OpenTicket(TalkThread thread) => thread.Tickets.FindLast(ticket => !ticket.Done);

    /// <summary>A worker files what he saw, or what somebody told him.</summary>
    private Reading Filed(Workspace work, Conversation conversation, string intent, float confidence)
    {
        var scan = work.Text;
        var danger = matters.DangerIn(work, scan);
        var category = danger?.Category ?? matters.CategoryOf(work, scan, out _);
        var location = matters.LocationOf(scan, conversation.Group, Location.Nowhere, category, out var missing);
        var urgency = intent == "suggestion" ? Urgency.Normal : matters.UrgencyOf(work, scan.Sums, category, danger is not null, scan.Tags);
        return matters.Flags(new Reading(Coarse.New, intent, "new")
        {
            Category = category,
            Location = location,
            Urgency = urgency,
            Missing = missing,
            Hotline = danger?.Hotline,
            Alert = danger is not null,
            Privacy = danger?.Private == true,
            Summary = scan.Raw,
            Confidence = confidence,
            Reply = danger?.Private == true ? null : vocabulary.Replies.Registered(category, location, urgency),
        }, scan);
    }

    private Reading Step(Workspace work, Conversation conversation, string intent, FlattenedQuote? quote, float confidence)
    {
        var scan = work.Text;
        var refs = RefsOf(work, conversation, quote, intent);
        var first = refs.Count > 0 ? work.Thread.ByNumber(refs[0]) : null;
        var reading = new Reading(Coarse.Worker, intent, Intents.ActionOf(intent))
        {
            Refs = refs,
            Category = first?.Category,
            Location = first?.Location ?? Location.Nowhere,
            Confidence = confidence,
            Reply = confidence < SpeaksFrom && scan.Numbers.Count == 0 ? null : vocabulary.Replies.Say("工作:" + intent, refs.Count > 0 ? "#" + refs[0] : ""),
        };
        var now = conversation.Now;
        switch (intent)
        {
            case "w_accept" or "w_update" or "w_done" when DueWords.Find(scan.Raw, scan.Folded, now) is { } promise:
                return reading with { Promise = promise.Words, PromiseAt = promise.At, EtaMinutes = WorkerWords.Minutes(scan.Folded) };
            case "w_extend" or "w_report" or "w_assign" when DueWords.FindLast(scan.Raw, scan.Folded, now) is { } until:
                return reading with { Until = until.Words, UntilAt = until.At, To = intent == "w_assign" ? WorkerWords.Assignee(scan) : null };
            case "w_transfer" or "w_assign":
                return reading with { To = WorkerWords.Assignee(scan) };
            case "w_cmd":
                return reading with { Action = WorkerWords.CommandIn(scan.Folded) };
            default:
                return reading;
        }
    }

    /// <summary>"302修好了": three digits are a flat, unless they are written as a ticket's number or one has it.</summary>
    private bool IsRoom(Workspace work, string number) => number.Length == 3 && !work.Text.Has(tags.TicketNumber) && work.Thread.ByNumber(number) is null;

    private IReadOnlyList<string> RefsOf(Workspace work, Conversation conversation, FlattenedQuote? quote, string intent)
    {
        var scan = work.Text;
        List<string> named = [.. scan.Numbers.Where(number => !IsRoom(work, number)).Distinct()];
        if (named.Count > 0)
        {
            return named;
        }

        if (conversation.Message.QuotedTickets is { Count: > 0 } told)
        {
            return told;
        }

        if (WorkerWords.OrdinalIn(scan.Folded) is { } ordinal)
        {
            return [ordinal];
        }

        if (intent is "w_report" || work.Thread.Tickets.Count == 0)
        {
            return [];
        }

        if (quote is { } words)
        {
            foreach (var ticket in work.Thread.Tickets)
            {
                if (ticket.Number is { } number && (words.Words.Contains(number, StringComparison.Ordinal) || ticket.Words.Length > 0 && words.Words.Contains(ticket.Words, StringComparison.Ordinal)))
                {
                    return [number];
                }
            }
        }

        var doors = scan.Doors.Count > 0 ? new Location(Building: scan.Doors[0].Building, Unit: scan.Doors[0].Unit) : Location.Nowhere;
        var best = TicketLinker.Best(work.Thread, "", null, doors, scan.Raw, out _);
        return best?.Number is { } found ? [found] : [];
    }
}

namespace Bot.Domain.Understanding;

/// <summary>Messages that touch a ticket: joined, added, urged, taken back, asked about.</summary>
internal sealed partial class ResidentReader
{
    /// <summary>How much must bind a report to a ticket before it joins it instead of opening its own.</summary>
    private const float JoinsFrom = 3.5f;

    /// <summary>The same where no place is told and the ticket is still in talk: then the kind alone binds.</summary>
    private const float JoinsWithoutPlaceFrom = 2f;
    /// <summary>So few lines after a ticket was spoken of, what sounds like a report of nowhere is about it.</summary>
    private const int NextLines = 2;
    private static readonly TimeSpan JoinsWithin = TimeSpan.FromHours(6);

    /// <summary>For so long what half sounds like a report is taken for more about the writer's own one.</summary>
    private static readonly TimeSpan OnlyJustReported = TimeSpan.FromHours(2);

    /// <summary>Less sure than this, the bot does not say that it has understood.</summary>
    private const float SpeaksFrom = 0.6f;

    /// <summary>"+1" and "快点" tell nothing of a danger, whatever the chances say.</summary>
    private const int TellsSomething = 6;

    /// <summary>"行" and "好的" are nods, unless they tell that it is mended.</summary>
    private const int LongestNod = 2;

    private Reading Touch(Workspace work, Conversation conversation, TalkTicket? quoted, string intent, in Location nickname, float confidence)
    {
        var scan = work.Text;
        var thread = work.Thread;
        var said = matters.Locations.FromText(scan, conversation.Group, out _);
        var kind = matters.CategoryOf(work, scan, out var sureOfKind);
        var ticket = quoted ?? TicketLinker.Best(thread, conversation.Message.Sender, scan.Has(tags.Me2) && sureOfKind >= SureOfOwn ? kind : null, intent == "correct" ? Location.Nowhere : said, scan.Raw, out _);
        if (ticket is null)
        {
            return WithoutTicket(work, conversation, intent, said, nickname, confidence);
        }

        if (quoted is null && scan.Has(tags.Me2) && intent is "duplicate" or "addition" && IsOfOtherKind(work, ticket, nickname))
        {
            return Because(work, "other-kind", Opened(work, conversation, "report", kind, said, nickname, sureOfKind, null));
        }

        if (intent is "duplicate" or "addition" && !TicketLinker.SamePlace(said, ticket.Location) && said.Building is not null)
        {
            // "我们3栋的也是": the same matter at another place is another ticket.
            work.Reasons.Add("same-matter-other-place");
            return Opened(work, conversation, "report", KindOf(work, ticket.Category), said, nickname, confidence, null);
        }

        if (intent is "duplicate" or "addition" or "urge" && !ticket.Done && scan.Substance >= TellsSomething && matters.RaisesTicket(work))
        {
            var danger = vocabulary.Dangers.Of(kind);
            if (danger is not null && sureOfKind >= SureOfOwn && !MayBecome(ticket, danger))
            {
                return Because(work, "other-danger", Opened(work, conversation, "report", kind, said, nickname, confidence, danger));
            }

            return Raised(work, ticket, danger ?? vocabulary.Dangers.Of(ticket.Category) ?? new Danger(kind, "110/120", false), confidence);
        }

        var reading = Linked(ticket, intent, Intents.ActionOf(intent)) with { Confidence = confidence };
        switch (intent)
        {
            case "correct" when scan.Has(tags.Question) && !ticket.IsReportedBy(conversation.Message.Sender):
                // "楼上是不是402？" of a neighbour asks; where it is, who reported it knows.
                return reading with { Action = "attach", Intent = "addition" };
            case "correct":
                return reading with { Location = said == Location.Nowhere ? ticket.Location : said, Reply = vocabulary.Replies.Say("更正") };
            case "cancel":
                return ticket.IsReportedBy(conversation.Message.Sender) || thread.QuestionTo(conversation.Message.Sender) is not null
                    ? reading with { Reply = vocabulary.Replies.Say("撤回") }
                    : reading with { Action = "attach", Intent = "addition" };
            case "confirm" when scan.Substance <= LongestNod && !scan.Has(tags.Solved) && !scan.Has(tags.Done):
                // "行" to "下午去换" and "谢谢" afterwards; whoever was asked has been answered before this.
                return Silence(work, "ack", "nod", confidence);
            case "confirm":
                return ticket.IsReportedBy(conversation.Message.Sender)
                    ? reading with { Satisfied = true, Reply = vocabulary.Replies.Say("确认") }
                    : reading with { Intent = "addition", Action = "attach" };
            case "reopen" when confidence < SpeaksFrom && !scan.Has(tags.Back) && !(scan.Has(tags.Fault) && NamesHouse(scan)):
                // A sigh about something that was mended is no objection yet; it is kept with the ticket.
                return reading with { Action = "attach", Intent = "addition" };
            case "reopen":
                return reading with { Satisfied = false, Recurring = scan.Has(tags.Back), Reply = vocabulary.Replies.Say("重开") };
            case "rating":
                return reading with { Score = StarsIn(scan, LeadingDigit(scan.Folded)) };
            default:
                return reading;
        }
    }

    /// <summary>"我家也停水了" of a known door joins nobody's lamp.</summary>
    private bool IsOfOtherKind(Workspace work, TalkTicket ticket, in Location nickname)
    {
        var scan = work.Text;
        var kind = matters.CategoryOf(work, scan, out var sure);
        return sure >= SureOfOwn && kind != ticket.Category && matters.ChanceOf(work, scan.Sums, ticket.Category) < UnlikelyKind && IsPlainAtHome(scan, nickname);
    }

    /// <summary>Too little for a ticket of its own, yet it speaks of what one of the tickets is about.</summary>
    private Reading? JoinsTicket(Workspace work, Conversation conversation, TalkTicket? quoted, in Location nickname, float confidence)
    {
        var scan = work.Text;
        if (work.Thread.Tickets.Count == 0)
        {
            return scan.Has(tags.Me2) && conversation.Context.Count > 0 ? Touch(work, conversation, quoted, "duplicate", nickname, confidence) : null;
        }

        var said = matters.Locations.FromText(scan, conversation.Group, out _);
        var ticket = quoted ?? TicketLinker.Best(work.Thread, conversation.Message.Sender, null, said, scan.Raw, out _);
        var akin = ticket is not null && (quoted is not null || scan.Has(tags.Me2) || TicketLinker.Overlap(scan.Raw, ticket.Words) > 0 || confidence >= CountsFrom && said == Location.Nowhere && !ticket.Done && ticket.LastLine >= conversation.Context.Count - NextLines || matters.ChanceOf(work, scan.Sums, ticket.Category) >= LikelyKind
            || ticket.IsReportedBy(conversation.Message.Sender) && !ticket.Done && ticket.Ago < OnlyJustReported && TicketLinker.SamePlace(said, ticket.Location));
        return akin ? Touch(work, conversation, ticket, ticket!.Done && scan.Has(tags.Fault) ? "reopen" : ticket.IsReportedBy(conversation.Message.Sender) ? "addition" : "duplicate", nickname, confidence) : null;
    }

    /// <summary>No ticket is known: what an earlier line reports may be meant.</summary>
    private Reading WithoutTicket(Workspace work, Conversation conversation, string intent, in Location said, in Location nickname, float confidence)
    {
        for (var i = conversation.Context.Count - 1; i >= 0; i--)
        {
            var line = conversation.Context[i];
            if (line.Role == SpeakerRole.Bot)
            {
                continue;
            }

            work.Other.Read(line.Text);
            if (line.Role != SpeakerRole.Resident || !IsMatter(work, work.Other, intent is "duplicate" or "addition" ? JoinableFrom : CountsFrom))
            {
                continue;
            }

            var category = matters.CategoryOf(work, work.Other, out _);
            var there = matters.Locations.FromText(work.Other, conversation.Group, out _);
            work.Reasons.Add("earlier-line");
            if (intent is "duplicate" or "addition" && said.Building is not null && !TicketLinker.SamePlace(said, there))
            {
                return Opened(work, conversation, "report", category, said, nickname, confidence, null);
            }

            var where = intent is "correct" && said != Location.Nowhere ? said : there;
            return new Reading(Coarse.Link, intent, Intents.ActionOf(intent)) { Category = category, Location = where, Confidence = confidence };
        }

        if (conversation.Context.Count == 0 && intent is "reopen" or "urge" or "duplicate" && IsMatterByWords(work))
        {
            return Matter(work, conversation, null, "report", nickname, confidence);
        }

        if (intent is "urge" or "reopen" or "claim" || conversation.Context.Count > 0 && intent is "cancel" or "correct" or "answer")
        {
            return new Reading(Coarse.Link, intent, Intents.ActionOf(intent)) { Confidence = confidence * 0.5 };
        }

        return Silence(work, "chat", "nothing-to-touch", confidence);
    }

    private bool IsMatterByWords(Workspace work) => work.Text.Has(tags.Fault) || work.Text.Has(tags.Door);

    private Reading Query(Workspace work, Conversation conversation, TalkTicket? quoted, string intent, float confidence)
    {
        var scan = work.Text;
        if (scan.Numbers.Count > 0)
        {
            var named = scan.Numbers[0];
            var known = work.Thread.ByNumber(named);
            if (known is not null || scan.Has(tags.TicketNumber) || scan.Has(tags.ToBot) || scan.Doors.Count == 0)
            {
                return new Reading(Coarse.Query, "query_cmd", "query") { Refs = [named], Category = known?.Category, Location = known?.Location ?? Location.Nowhere, Confidence = confidence };
            }
        }

        var said = matters.Locations.FromText(scan, conversation.Group, out _);
        var category = matters.CategoryOf(work, scan, out var sure);
        var ticket = quoted ?? TicketLinker.Best(work.Thread, conversation.Message.Sender, sure > 0.5f ? category : null, said, scan.Raw, out _);
        return new Reading(Coarse.Query, intent, "query")
        {
            Refs = Numbers(ticket),
            Category = ticket?.Category ?? category,
            Location = ticket is null ? said : ticket.Location,
            Confidence = confidence,
        };
    }

    private Reading Refuse(Workspace work)
    {
        var scan = work.Text;
        IReadOnlyList<string> refs = [.. scan.Numbers.Where(number => scan.Has(tags.TicketNumber) || work.Thread.ByNumber(number) is not null)];
        work.Reasons.Add("not-allowed");
        return new Reading(Coarse.Deny, "denied", "deny")
        {
            Refs = refs,
            Reply = vocabulary.Replies.Say(scan.Has(tags.PersonalData) ? "隐私婉拒" : "婉拒"),
        };
    }

    /// <summary>Commands that only workers may give, other people's data, and attempts to talk the bot out of its rules.</summary>
    private Reading? Denied(Workspace work, Conversation conversation)
    {
        var scan = work.Text;
        if (scan.Has(tags.Injection))
        {
            work.Reasons.Add("injection");
            return Refuse(work);
        }

        var addressed = scan.Has(tags.ToBot) || scan.Has(tags.TicketNumber) || NamesTicket(work);
        if (!addressed || !(scan.Has(tags.Command) || scan.Has(tags.PersonalData)))
        {
            return null;
        }

        // Whoever reported a matter may take it back.
        foreach (var number in scan.Numbers)
        {
            if (work.Thread.ByNumber(number) is { } ticket && ticket.IsReportedBy(conversation.Message.Sender) && !scan.Has(tags.PersonalData))
            {
                return null;
            }
        }

        work.Reasons.Add("workers-command");
        return Refuse(work);
    }

    private static bool NamesTicket(Workspace work)
    {
        foreach (var number in work.Text.Numbers)
        {
            if (work.Thread.ByNumber(number) is not null)
            {
                return true;
            }
        }

        return false;
    }
}

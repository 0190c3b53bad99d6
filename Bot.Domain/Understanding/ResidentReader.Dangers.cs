namespace Bot.Domain.Understanding;

/// <summary>Messages that tell of danger to life: a ticket of their own, or an open one that grows dangerous.</summary>
internal sealed partial class ResidentReader
{
    private Reading OpenOrRaise(Workspace work, Conversation conversation, Danger danger, in Location nickname, float confidence)
    {
        var scan = work.Text;
        var said = matters.Locations.FromText(scan, conversation.Group, out _);
        var ticket = TicketLinker.Best(work.Thread, conversation.Message.Sender, danger.Category, said, scan.Raw, out _);
        if (ticket is { Done: false } && TicketLinker.SamePlace(said, ticket.Location) && ticket.Ago < TimeSpan.FromDays(3) && (said.Building is null || said.Building == ticket.Location.Building)
            && IsOf(work, ticket, danger, conversation.Message.Sender))
        {
            return Raised(work, ticket, danger, confidence);
        }

        return Opened(work, conversation, "report", danger.Category, said, nickname, confidence, danger);
    }

    /// <summary>
    /// Whether a danger is the ticket's: "里面有人" of a lift that stands. Who names his house with the danger begins anew, unless it sounds like the ticket's kind.
    /// </summary>
    private bool IsOf(Workspace work, TalkTicket ticket, Danger danger, string sender) =>
        MayBecome(ticket, danger)
        && (ticket.Category == danger.Category || matters.ChanceOf(work, work.Text.Sums, ticket.Category) >= LikelyKind || DangerInTalk(work, work.Thread.Conversation) is not null
            || !NamesHouse(work.Text) && (ticket.IsReportedBy(sender) && ticket.Ago < OnlyJustReported || TicketLinker.Overlap(work.Text.Raw, ticket.Words) > 0));

    /// <summary>
    /// Whether the ticket's matter can grow to the danger at all. A fire is not what became of a lock though the same person tells both, and violence in a family is no part of a
    /// neighbour's lamp, whatever was spoken of before: help would be sent to the wrong place, and the other ticket's people told what is none of their business.
    /// </summary>
    private static bool MayBecome(TalkTicket ticket, Danger danger) => ticket.Category == danger.Category || !danger.Private && danger.MayGrowFrom(ticket.Category);

    private Reading Raised(Workspace work, TalkTicket ticket, Danger danger, float confidence)
    {
        work.Reasons.Add("danger-raises");
        return Linked(ticket, "addition", "escalate") with
        {
            Category = danger.Category,
            Urgency = Urgency.Critical,
            Hotline = danger.Hotline,
            Alert = true,
            Hazard = true,
            Privacy = danger.Private,
            Confidence = confidence,
            Reply = danger.Private ? null : vocabulary.Replies.Say("特急:" + danger.Category) ?? vocabulary.Replies.Say("特急", danger.Hotline),
        };
    }

    /// <summary>"里头有人喊救命" after a report of a lift that stands: the talk and the words together tell the danger.</summary>
    private Danger? DangerInTalk(Workspace work, Conversation conversation)
    {
        var scan = work.Text;
        if (work.Thread.Tickets.Count == 0 || !vocabulary.Dangers.Alarms(scan.Tags) || scan.Has(tags.Question) || matters.ChanceOfDanger(work, scan.Sums) < MatterReader.LeastChance)
        {
            return null;
        }

        var ticket = TicketLinker.Best(work.Thread, conversation.Message.Sender, null, Location.Nowhere, scan.Raw, out _);
        if (ticket is null || ticket.Done || ticket.Ago > TimeSpan.FromDays(1) || matters.DangerIn(scan.Tags) is not null)
        {
            return null;
        }

        work.Other.Read(ticket.Words);
        if (matters.DangerIn(work.Other.Tags) is not null)
        {
            return null;
        }

        var both = work.Other.Tags;
        both.AddAll(scan.Tags);
        return matters.DangerIn(both);
    }
}

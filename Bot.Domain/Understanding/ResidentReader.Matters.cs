namespace Bot.Domain.Understanding;

/// <summary>Messages that tell a matter: a new ticket, one that exists already, several at once, or a danger.</summary>
internal sealed partial class ResidentReader
{
    /// <summary>From this chance on the words have a kind of their own.</summary>
    private const float SureOfOwn = 0.6f;

    /// <summary>A danger told with all that led to it is one matter, unless the text sounds so much like several.</summary>
    private const float SureOfSeveral = 0.8f;

    /// <summary>Two messages may name one matter in two kinds; so much chance is enough for the other's kind.</summary>
    private const float LikelyKind = 0.12f;

    private Reading Matter(Workspace work, Conversation conversation, TalkTicket? quoted, string intent, in Location nickname, float confidence, float several = 0)
    {
        var scan = work.Text;
        var oneDanger = several < SureOfSeveral && matters.ChanceOfDanger(work, scan.Sums) >= 0.5f;
        if (!oneDanger && splitter.Split(work, conversation, several) is { } parted)
        {
            work.Reasons.Add("several-matters");
            return new Reading(Coarse.Split, "multi", "split") { Items = parted, Confidence = confidence, OnBehalf = scan.Has(tags.OnBehalf) };
        }

        var category = matters.CategoryOf(work, scan, out var sure);
        var said = matters.Locations.FromText(scan, conversation.Group, out _);
        if (scan.Has(tags.Me2) && sure < SureOfOwn && conversation.Context.Count > 0 && !scan.Has(tags.ToBot))
        {
            // "我们3栋的也是" says no kind of its own: it is the kind of what was said before.
            var joined = Touch(work, conversation, quoted, "duplicate", nickname, confidence);
            if (joined.Coarse != Coarse.None)
            {
                return joined;
            }
        }

        if (Existing(work, conversation, quoted, category, said) is { } known)
        {
            return known;
        }

        if (Notices.Announced(conversation, category, said, scan) && !scan.Has(tags.Later))
        {
            work.Reasons.Add("announced");
            return new Reading(Coarse.Inquiry, "inquiry", "answer") { Category = category, Location = said, Confidence = confidence };
        }

        if (sure < 0.3f)
        {
            work.Reasons.Add("unsure-category");
        }

        return Opened(work, conversation, intent, category, said, nickname, confidence, null);
    }

    /// <summary>The same matter at the same place joins its ticket; back after it was done it opens it again.</summary>
    private Reading? Existing(Workspace work, Conversation conversation, TalkTicket? quoted, string category, in Location said)
    {
        var scan = work.Text;
        var me = conversation.Message.Sender;
        var likeliest = TicketLinker.Best(work.Thread, me, category, said, scan.Raw, out var score);
        var ticket = quoted ?? likeliest;
        if (ticket is null || !TicketLinker.SamePlace(said, ticket.Location))
        {
            return null;
        }

        var chance = matters.ChanceOf(work, scan.Sums, ticket.Category);
        var sameKind = category == ticket.Category || (chance >= LikelyKind && matters.ChanceOf(work, scan.Sums, category) < SureOfOwn);
        var needed = said == Location.Nowhere && !ticket.Done && ticket.Ago < JoinsWithin ? JoinsWithoutPlaceFrom : JoinsFrom;
        if (quoted is null && !(sameKind && score >= needed && !IsOfOtherKindAlone(work, ticket.Category)))
        {
            return null;
        }

        work.Reasons.Add("same-matter");
        if (ticket.Done)
        {
            return Linked(ticket, "reopen", "reopen") with { Recurring = true, Reply = vocabulary.Replies.Say("重开") };
        }

        return ticket.IsReportedBy(me) ? Linked(ticket, "addition", "attach") : Linked(ticket, "duplicate", "merge");
    }

    /// <summary>A burst pipe just spoken of makes "楼顶漏水" sound like a matter of the water supply; read alone the words may know better.</summary>
    private bool IsOfOtherKindAlone(Workspace work, string? category)
    {
        ReadAlone(work);
        return matters.CategoryOf(work, work.Other, out var sure) != category && sure >= SureOfOwn;
    }

    /// <summary>A new ticket, with the one thing the bot says: that it is written down, or the one question.</summary>
    private Reading Opened(Workspace work, Conversation conversation, string intent, string category, in Location said, in Location nickname, float confidence, Danger? danger)
    {
        var scan = work.Text;
        var location = matters.LocationOf(scan, conversation.Group, nickname, category, out var missing);
        if (said.Building is not null && location.Building != said.Building)
        {
            location = said;
        }

        var urgency = intent == "suggestion" ? Urgency.Normal : matters.UrgencyOf(work, scan.Sums, category, danger is not null, scan.Tags);
        danger ??= urgency == Urgency.Critical ? vocabulary.Dangers.Of(category) ?? new Danger(category, "110", false) : null;
        var asks = missing.Count > 0 && intent is "report" or "help" && missing.Count > 0;
        var isPrivate = danger?.Private == true || scan.Has(tags.Accused) || scan.Has(tags.Anonymous);
        var reading = new Reading(Coarse.New, intent, asks && danger is null ? "ask" : "new")
        {
            Category = category,
            Location = location,
            Urgency = urgency,
            Missing = asks ? missing : [],
            Hotline = danger?.Hotline,
            Alert = danger is not null,
            Privacy = isPrivate,
            Summary = scan.Raw,
            Confidence = confidence,
            Reply = ReplyTo(category, location, urgency, asks ? missing : [], danger),
        };
        return matters.Flags(reading, scan);
    }

    private string? ReplyTo(string category, in Location location, Urgency urgency, IReadOnlyList<string> missing, Danger? danger)
    {
        if (danger is not null)
        {
            return danger.Private ? null : vocabulary.Replies.Say("特急:" + category) ?? vocabulary.Replies.Say("特急", danger.Hotline);
        }

        if (missing.Count > 0)
        {
            return vocabulary.Replies.Say(missing[0] == "community" ? location.Building is null ? "问小区楼栋" : "问小区" : location.Unit is null ? "问楼栋单元" : "问楼栋");
        }

        return vocabulary.Replies.Registered(category, location, urgency);
    }

    /// <summary>In a long letter the matter may lie in one sentence among many.</summary>
    private Reading? BuriedMatter(Workspace work, Conversation conversation, in Location nickname)
    {
        var scan = work.Text;
        var head = vocabulary.Model.Residents;
        for (var i = 0; i < scan.Clauses.Count; i++)
        {
            if (scan.Clauses[i].End - scan.Clauses[i].Start < 5)
            {
                continue;
            }

            scan.SumBetween(scan.Clauses[i].Start, scan.Clauses[i].End, work.PartSums);
            var chances = work.ChancesOf(head, work.PartSums);
            var best = head.Classes[Workspace.Best(chances)];
            if (Intents.OpensTicket(best) && chances[Workspace.Best(chances)] > 0.9f && scan.Clauses[i].Tags.Has(tags.Fault) && !scan.Has(tags.Advert) && !scan.Has(tags.Elsewhere))
            {
                work.Reasons.Add("buried-matter");
                return Matter(work, conversation, null, best, nickname, 0.6f);
            }
        }

        return null;
    }

    /// <summary>Fragments of one person within the window are read as one; what follows a complete report adds to it.</summary>
    private Reading? Joined(Workspace work, Conversation conversation, int start, bool quoted, in Location nickname)
    {
        var me = conversation.Message.Sender;
        var own = work.Text.Raw;
        var before = "";
        for (var i = start; i < conversation.Context.Count; i++)
        {
            var line = conversation.Context[i];
            if (line.Sender == me && line.Role != SpeakerRole.Bot)
            {
                before = before.Length == 0 ? line.Text : before + " " + line.Text;
            }
        }

        if (before.Length == 0)
        {
            return null;
        }

        work.Other.Read(before, default);
        var beforeIsMatter = IsMatter(work, work.Other) && Complains(work.Other) || matters.DangerIn(work.Other.Tags) is not null;
        var category = matters.CategoryOf(work, work.Other, out _);
        var there = matters.Locations.FromText(work.Other, conversation.Group, out _);
        var head = vocabulary.Model.Residents;
        if (head.Classes.Count == 0)
        {
            return null;
        }

        var nowIsMatter = IsMatter(work, work.Text) || work.Text.Has(tags.OtherHouse) && work.Text.Has(tags.Fault);
        var intent = head.Classes[Workspace.Best(work.ChancesOf(head, work.Text.Sums))];
        if (!beforeIsMatter)
        {
            var earlier = head.Classes[Workspace.Best(work.ChancesOf(head, work.Other.Sums))];
            if (nowIsMatter && earlier != "fragment" && !Intents.OpensTicket(earlier) && !Intents.Touches(earlier) && work.Other.Doors.Count == 0)
            {
                // A group purchase, and then a man on the ground: what came before is no part of it.
                work.Reasons.Add("talk-before");
                return null;
            }

            // Nothing but fragments so far: read them with this one as one message.
            work.ReadMessage(before + " " + own, quoted);
            if ((nowIsMatter || IsMatter(work, work.Text)) && SaysWhat(work, work.Text) && (Complains(work.Text) || IsAnchored(work.Text, nickname)) || matters.DangerIn(work.Text.Tags) is not null)
            {
                work.Reasons.Add("burst-joined");
                return ReadWords(work, conversation, null, nickname);
            }

            work.ReadMessage(own, quoted);
            return null;
        }

        if (matters.DangerIn(work.Text.Tags) is not null || DangerInTalk(work, conversation) is not null || matters.RaisesTicket(work) || Intents.Asks(intent) || intent is "cancel" or "correct" or "confirm" or "reopen")
        {
            return null;
        }

        var said = matters.Locations.FromText(work.Text, conversation.Group, out _);
        var ownCategory = matters.CategoryOf(work, work.Text, out var sure);
        if (nowIsMatter && (ownCategory != category && sure > 0.6f || !TicketLinker.SamePlace(said, there)))
        {
            return null;
        }

        if (IsCurtAndNew(work, conversation, nickname) && matters.ChanceOf(work, work.Other.Sums, category) < UnlikelyKind)
        {
            // The lock, and a minute later the power: two matters of an unlucky evening.
            return null;
        }

        work.Reasons.Add("adds-to-own");
        var ticket = OwnTicket(work.Thread, me);
        var location = there == Location.Nowhere ? said : there with { Place = there.Place ?? said.Place };
        return new Reading(Coarse.Link, "addition", "attach") { Refs = Numbers(ticket), Category = ticket?.Category ?? category, Location = ticket?.Location ?? location };
    }
}

namespace Bot.Domain.Understanding;

/// <summary>Decides what a resident's message is.</summary>
internal sealed partial class ResidentReader(Vocabulary vocabulary)
{
    /// <summary>Below this chance of being a matter nothing is opened.</summary>
    private const float OpensFrom = 0.5f;
    private const int LetterLength = 60;
    private readonly Tags tags = vocabulary.Tags;
    private readonly MatterReader matters = new(vocabulary);

    public Reading Read(Workspace work, Conversation conversation)
    {
        var thread = work.Thread;
        var scan = work.Text;
        var reasons = work.Reasons;
        var me = conversation.Message.Sender;
        var text = conversation.Message.Text;
        var quote = FlattenedQuote.Find(text);
        var quoted = quote is not null || conversation.Message.QuotedText is not null;
        var contextTags = ContextTags.Of(thread, vocabulary, quoted);
        scan.Read(quote?.Reply ?? text, contextTags);
        var hasMedia = scan.HasPicture || scan.HasVoice || conversation.Message.Media is { Count: > 0 };
        if (scan.Has(tags.System))
        {
            reasons.Add("system-line");
            return new Reading(Coarse.None, "system", "none");
        }

        if (scan.Substance == 0)
        {
            return hasMedia ? Media(work, conversation) : Silence(work, "chat", "no-words");
        }

        if (QuestionAnswer(work, conversation) is { } answer)
        {
            return answer;
        }

        if (DoorOnly(work, conversation) is { } door)
        {
            return door;
        }

        if (Denied(work, conversation) is { } denied)
        {
            return denied;
        }

        var nickname = LocationResolver.FromNickname(scan, me, conversation.Group, work.Doors);
        var start = Burst.Start(conversation);
        if (start < conversation.Context.Count && Joined(work, conversation, start, contextTags, nickname) is { } joined)
        {
            return joined;
        }

        return ReadWords(work, conversation, quote, nickname);
    }

    /// <summary>The words stand in work.Text; the talk in work.Thread.</summary>
    private Reading ReadWords(Workspace work, Conversation conversation, FlattenedQuote? quote, in Location nickname)
    {
        var scan = work.Text;
        var danger = matters.DangerIn(scan.Tags);
        if (vocabulary.Model.Residents.Classes.Count == 0)
        {
            return Silence(work, "chat", "no-model");
        }

        var head = vocabulary.Model.Residents;
        var chances = work.ChancesOf(head, scan.Sums);
        var best = Workspace.Best(chances);
        var intent = head.Classes[best];
        var confidence = chances[best];
        float opens = 0, touches = 0;
        for (var i = 0; i < chances.Length; i++)
        {
            opens += Intents.OpensTicket(head.Classes[i]) ? chances[i] : 0;
            touches += Intents.Touches(head.Classes[i]) ? chances[i] : 0;
        }

        work.Reasons.Add(intent);
        if (danger is not null)
        {
            return OpenOrRaise(work, conversation, danger, nickname, Math.Max(confidence, 0.9f));
        }

        var ticket = QuotedTicket(work, conversation, quote);
        if (Intents.OpensTicket(intent) || opens >= OpensFrom)
        {
            return Matter(work, conversation, ticket, Intents.OpensTicket(intent) ? intent : "report", nickname, Math.Max(opens, confidence));
        }

        if (Intents.Touches(intent))
        {
            return Touch(work, conversation, ticket, intent, nickname, confidence);
        }

        switch (intent)
        {
            case "followup" or "query_cmd":
                return Query(work, conversation, ticket, intent, confidence);
            case "inquiry":
                return new Reading(Coarse.Inquiry, intent, "answer") { Category = matters.CategoryOf(work, scan.Sums, scan.Tags, out _), Confidence = confidence };
            case "fragment":
                return conversation.WindowClosed ? Silence(work, "fragment", "fragment-alone") : new Reading(Coarse.Buffer, "fragment", "buffer") { Confidence = confidence };
            case "denied":
                return Refuse(work, conversation);
        }

        if (scan.MaskedLength >= LetterLength && BuriedMatter(work, conversation, nickname) is { } buried)
        {
            return buried;
        }

        return Silence(work, intent, null, confidence);
    }

    private static Reading Silence(Workspace work, string intent, string? reason, float confidence = 1)
    {
        if (reason is not null)
        {
            work.Reasons.Add(reason);
        }

        return new Reading(Coarse.None, intent, Intents.ActionOf(intent)) { Confidence = confidence };
    }

    /// <summary>A picture or voice without words: it belongs to what the same person has just said, else the words are waited for.</summary>
    private Reading Media(Workspace work, Conversation conversation)
    {
        var start = Burst.Start(conversation);
        var me = conversation.Message.Sender;
        for (var i = conversation.Context.Count - 1; i >= start; i--)
        {
            var line = conversation.Context[i];
            if (line.Sender != me)
            {
                continue;
            }

            work.Other.Read(line.Text);
            if (line.Tickets is { Count: > 0 } || IsMatter(work, work.Other))
            {
                work.Reasons.Add("picture-after-words");
                var ticket = OwnTicket(work.Thread, me);
                return new Reading(Coarse.Link, "addition", "attach") { Refs = Numbers(ticket), Category = ticket?.Category, Location = ticket?.Location ?? Location.Nowhere };
            }
        }

        if (work.Thread.QuestionTo(me) is not null || (OwnTicket(work.Thread, me) is { } own && own.LastLine >= conversation.Context.Count - 3))
        {
            var ticket = OwnTicket(work.Thread, me);
            work.Reasons.Add("picture-for-own-ticket");
            return new Reading(Coarse.Link, "addition", "attach") { Refs = Numbers(ticket), Category = ticket?.Category, Location = ticket?.Location ?? Location.Nowhere };
        }

        work.Reasons.Add("media-without-words");
        return conversation.WindowClosed ? new Reading(Coarse.None, "media", "none") : new Reading(Coarse.Buffer, "media", "buffer");
    }

    private static TalkTicket? OwnTicket(TalkThread thread, string nickname)
    {
        for (var i = thread.Tickets.Count - 1; i >= 0; i--)
        {
            if (thread.Tickets[i].IsReportedBy(nickname))
            {
                return thread.Tickets[i];
            }
        }

        return null;
    }

    private bool IsMatter(Workspace work, ScannedText scan)
    {
        var head = vocabulary.Model.Residents;
        if (head.Classes.Count == 0 || scan.Substance == 0)
        {
            return false;
        }

        var chances = work.ChancesOf(head, scan.Sums);
        var opens = 0f;
        for (var i = 0; i < chances.Length; i++)
        {
            opens += Intents.OpensTicket(head.Classes[i]) ? chances[i] : 0;
        }

        return opens >= OpensFrom;
    }

    private static IReadOnlyList<string> Numbers(TalkTicket? ticket) => ticket?.Number is { } number ? [number] : [];

    private static TalkTicket? QuotedTicket(Workspace work, Conversation conversation, FlattenedQuote? quote)
    {
        if (conversation.Message.QuotedTickets is { Count: > 0 } known && work.Thread.ByNumber(known[0]) is { } told)
        {
            return told;
        }

        var words = quote?.Words ?? conversation.Message.QuotedText;
        if (words is null)
        {
            return null;
        }

        foreach (var ticket in work.Thread.Tickets)
        {
            if (ticket.Number is not null && words.Contains(ticket.Number, StringComparison.Ordinal) || ticket.Words.Length > 0 && words.Contains(ticket.Words, StringComparison.Ordinal))
            {
                return ticket;
            }
        }

        return null;
    }
}
